// Package pipeline carries an invoice from one stage to the next.
//
// Reading its files in this order is reading the life of an invoice:
//
//	ledger.go   a mail is made safe                    (ingest/imap asks)
//	sort.go     what kind of mail is it, which documents does it carry
//	read.go     a document is read and becomes invoices
//	match.go    an invoice is decided: through, or before a person
//	answer.go   a reply to an approval request is judged
//	send.go     a mail of ours leaves
//	export.go   an approved invoice leaves, once
//	learn.go    what a person corrected or confirmed teaches; reading uses it
//	giveup.go   a step that cannot be done becomes something a person sees
//
// Each step loads what its stage needs, calls the stage, and saves the result in
// one transaction with the job for the step after it. A step may run twice, after
// a crash or a retry, or beside itself in another process, and must then change
// nothing: the state in the database says what is due, the job is a hint.
//
// To add a step: a job in internal/postgres, a method here, a line in
// [Steps.Jobs].
package pipeline

import (
	"log/slog"
	"sync"

	"github.com/payable-ap/payable/ingest/message"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/portal/export"
	"github.com/payable-ap/payable/portal/reply"
)

// Steps holds what the steps need. A process that does not run a step may leave
// its part empty.
type Steps struct {
	DB     *postgres.DB
	Log    *slog.Logger
	Reader *ocr.Reader
	Ours   message.Ours    // which mails are answers to ours
	Reply  reply.Config    // what a reply is judged by
	TXT    reply.LookupTXT // asks DNS for a sender's keys
	Post   *Post           // sends mail
	Export export.Folder

	walls sync.Once // to warn once of walls that do not stand
}

// Jobs returns the steps as the queue runs them.
func (s *Steps) Jobs() postgres.Steps {
	return postgres.Steps{
		Sort:   s.Sort,
		Read:   s.Read,
		Match:  s.Match,
		Answer: s.Answer,
		Send:   s.Send,
		Export: s.ExportInvoice,
		Learn:  s.Learn,
		GiveUp: s.GiveUp,
	}
}
