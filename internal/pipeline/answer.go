package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

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
		if patient, perr := s.patient(ctx, job.Message); perr != nil || patient {
			return errors.Join(fmt.Errorf("answer: who sent it: %w", err), perr, postgres.ErrLater)
		}
		auth = reply.Auth{Detail: err.Error()}
	}
	return s.DB.AnswerApproval(ctx, payable.System, r.Query(), func(facts payable.ReplyCase) payable.ReplyOutcome {
		return reply.Judge(reply.Case{Facts: facts, Reply: r, Auth: auth, Config: s.Reply})
	})
}

// patience is how long a sender's DNS may be silent before a reply is judged as
// one that nothing proves.
const patience = 24 * time.Hour

func (s *Steps) patient(ctx context.Context, message payable.Hash) (bool, error) {
	m, err := s.DB.Message(ctx, message)
	if err != nil {
		return false, err
	}
	now, err := s.DB.Now(ctx)
	return now.Sub(m.Stored) < patience, err
}
