package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest/message"
	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/portal/reply"
)

// MailCmd takes mails apart: payable mail FILE.eml… prints a JSON object a line
// with class, reason and parts and, for a reply, its new text and verb.
type MailCmd struct {
	Files     []string `arg:"" name:"file" help:"Mails as files (.eml)." type:"path"`
	Approvals string   `help:"The address approvals are answered to, so that answers to it are recognised." placeholder:"ADDRESS"`
	Domain    string   `help:"The domain of our own Message-IDs." placeholder:"DOMAIN"`
}

// Run prints to out. A file that cannot be opened gets an object that says so,
// and status 1 at the end.
func (c *MailCmd) Run(_ context.Context, out io.Writer) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	unread := false
	for _, f := range c.Files {
		raw, err := os.ReadFile(f)
		if err != nil {
			unread = true
			if err := enc.Encode(message.Description{File: f, Problems: []string{err.Error()}, Class: "unreadable", Reason: "the file cannot be opened"}); err != nil {
				return err
			}
			continue
		}
		if err := enc.Encode(c.describe(f, raw)); err != nil {
			return fmt.Errorf("mail: %w", err)
		}
	}
	if unread {
		return errors.Join(ocr.ErrUnread)
	}
	return nil
}

func (c *MailCmd) describe(file string, raw []byte) message.Description {
	d := message.Describe(file, raw, message.Ours{Approvals: c.Approvals, Domain: c.Domain})
	if d.Class != string(payable.MessageReply) {
		return d
	}
	if r, err := reply.Read(raw); err == nil {
		d.Reply = &message.ReplyDescription{Text: r.Text, Verb: string(r.Command.Verdict)}
	}
	return d
}
