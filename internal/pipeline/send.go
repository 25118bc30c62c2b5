package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/portal/notify"
)

// A Post writes letters and sends them.
type Post struct {
	Writer *notify.Writer
	Sender notify.Sender
}

// Send sends one letter of the outbox. Sent twice after a crash it is the same
// mail, Message-ID and all, because its words were frozen when it was queued.
func (s *Steps) Send(ctx context.Context, job postgres.SendMail) error {
	if s.Post == nil {
		return fmt.Errorf("no server for outgoing mail is set: %w", postgres.ErrLater)
	}
	return s.DB.SendMail(ctx, payable.System, job.Outbox, func(ctx context.Context, l postgres.Letter) (string, bool, error) {
		letter := notify.Letter{Key: l.Key, To: l.To, InReplyTo: l.InReplyTo, Approval: l.Approval, Queued: l.Queued}
		if err := json.Unmarshal(l.Data, &letter.Facts); err != nil {
			return "", true, err
		}
		mail, err := s.Post.Writer.Write(letter)
		if err != nil {
			var invalid *payable.InvalidError
			return "", errors.As(err, &invalid), err
		}
		if err := s.Post.Sender.Send(ctx, mail); err != nil {
			return "", !notify.Temporary(err), err
		}
		return mail.ID, false, nil
	})
}
