package pipeline

import (
	"context"
	"errors"
	"fmt"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/portal/reply"
)

// Answer judges a mail that answers a request of ours and carries the verdict
// out. Who sent it is found out before the transaction, because that asks DNS;
// everything else is judged inside it, with the invoice locked.
func (s *Steps) Answer(ctx context.Context, job postgres.AnswerReply) error {
	raw, err := s.DB.Bytes(ctx, job.Message)
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	r, err := reply.Read(raw)
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	auth, err := reply.Authenticate(ctx, raw, s.TXT, s.Reply)
	if err != nil {
		return errors.Join(fmt.Errorf("answer: who sent it: %w", err), postgres.ErrLater)
	}
	return s.DB.AnswerApproval(ctx, payable.System, r.Query(), func(facts payable.ReplyCase) payable.ReplyOutcome {
		return reply.Judge(reply.Case{Facts: facts, Reply: r, Auth: auth, Config: s.Reply})
	})
}
