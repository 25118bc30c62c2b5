package pipeline

import (
	"context"
	"errors"
	"fmt"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest/message"
	"github.com/payable-ap/payable/internal/postgres"
)

// Sort says what kind of mail a stored message is and takes its documents up. A
// mail that answers one of ours goes to be judged, whatever else it is: the
// token decides, not the class.
func (s *Steps) Sort(ctx context.Context, job postgres.SortMessage) error {
	m, err := s.DB.Message(ctx, job.Message)
	if err != nil {
		return fmt.Errorf("sort: %w", err)
	}
	if m.State != payable.MessageStored {
		return nil
	}
	raw, err := s.DB.Bytes(ctx, job.Message)
	if err != nil {
		return fmt.Errorf("sort: %w", err)
	}
	mail, err := message.Parse(raw, message.DefaultLimits())
	var invalid *payable.InvalidError
	if errors.As(err, &invalid) {
		return s.DB.SortMessage(ctx, payable.System, job.Message, payable.MessageUnreadable, invalid.Error(), nil)
	}
	if err != nil {
		return fmt.Errorf("sort: %w", err)
	}
	state, reason := message.Sort(mail, s.Ours)
	if len(s.Ours.Tokens(mail)) > 0 && state != payable.MessageBounce {
		state = payable.MessageReply
	}
	var parts []postgres.Part
	if state == payable.MessageInvoice || state == payable.MessageUnreadable {
		for _, p := range mail.Documents() {
			parts = append(parts, postgres.Part{Path: p.Path, FileName: p.Name, MediaType: p.Type, Bytes: p.Data})
		}
	}
	return s.DB.SortMessage(ctx, payable.System, job.Message, state, reason, parts)
}
