package pipeline

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
)

// GiveUp puts the subject of a job that failed all its attempts before a person,
// with the reason. What it does not know how to put before somebody stays due,
// and the sweeper tries it again.
func (s *Steps) GiveUp(ctx context.Context, kind string, args []byte, cause error) error {
	reason := fmt.Sprintf("payable could not work on it: %v", cause)
	switch kind {
	case postgres.SortMessage{}.Kind():
		var j postgres.SortMessage
		if err := json.Unmarshal(args, &j); err != nil {
			return err
		}
		return s.DB.ParkMessage(ctx, payable.System, j.Message, reason)
	case postgres.ReadDocument{}.Kind():
		var j postgres.ReadDocument
		if err := json.Unmarshal(args, &j); err != nil {
			return err
		}
		return s.DB.QuarantineOccurrence(ctx, payable.System, j.Occurrence, reason)
	case postgres.MatchInvoice{}.Kind():
		var j postgres.MatchInvoice
		if err := json.Unmarshal(args, &j); err != nil {
			return err
		}
		return s.DB.SetAside(ctx, payable.System, j.Invoice, "UNDECIDED")
	case postgres.AnswerReply{}.Kind():
		var j postgres.AnswerReply
		if err := json.Unmarshal(args, &j); err != nil {
			return err
		}
		return s.DB.ParkReply(ctx, payable.System, j.Message, reason)
	}
	return nil
}
