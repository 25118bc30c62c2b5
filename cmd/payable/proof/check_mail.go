package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/payable-ap/payable/ingest/imap/dovecot"
	"github.com/payable-ap/payable/portal/notify/sink"
)

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// A place is a mail's on the server.
type place struct {
	Folder      string
	UIDValidity uint32 `json:"uid_validity"`
	UID         uint32
}

// mailbox checks that every mail on the server is in the ledger once, under the
// hash of its bytes, and bears the mark.
func (c *checker) mailbox() {
	var rows []struct {
		place
		Hash string
		N    int
	}
	c.query(`SELECT folder, uid_validity, uid, min(message_hash) AS hash, count(*) AS n FROM mailbox_entry GROUP BY 1, 2, 3`, &rows)
	ledger := map[place]string{}
	for _, r := range rows {
		ledger[r.place] = r.Hash
		if r.N != 1 {
			c.doubled("the mail %+v is in the ledger %d times", r.place, r.N)
		}
	}
	seen := 0
	err := c.server(func(at place, raw []byte, marked bool) {
		seen++
		switch hash, known := ledger[at]; {
		case !known:
			c.lost("the mail %+v is not in the ledger", at)
		case hash != sum(raw):
			c.lost("the mail %+v is in the ledger with other bytes", at)
		}
		if !marked {
			c.lost("the mail %+v does not bear the mark", at)
		}
		delete(ledger, at)
	})
	if err != nil {
		c.other("mailbox: %v", err)
	}
	if sent := c.post.in("INBOX") + c.post.in("Junk"); seen != sent {
		c.lost("the server has %d mails of %d that were delivered", seen, sent)
	}
	for at := range ledger {
		c.other("the ledger has a mail that is not on the server: %+v", at)
	}
}

// server shows f every mail of every folder.
func (c *checker) server(f func(at place, raw []byte, marked bool)) error {
	client, err := imapclient.DialInsecure(c.h.mailbox.Addr, nil)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := client.Login(user, dovecot.Password).Wait(); err != nil {
		return err
	}
	folders, err := client.List("", "*", nil).Collect()
	if err != nil {
		return err
	}
	for _, folder := range folders {
		sel, err := client.Select(folder.Mailbox, &imap.SelectOptions{ReadOnly: true}).Wait()
		if err != nil {
			return err
		}
		if sel.NumMessages == 0 {
			continue
		}
		section := &imap.FetchItemBodySection{Peek: true}
		mails, err := client.Fetch(imap.SeqSet{{Start: 1, Stop: 0}}, &imap.FetchOptions{UID: true, Flags: true, BodySection: []*imap.FetchItemBodySection{section}}).Collect()
		if err != nil {
			return err
		}
		for _, m := range mails {
			f(place{folder.Mailbox, sel.UIDValidity, uint32(m.UID)}, m.FindBodySection(section), slices.Contains(m.Flags, "$Payable"))
		}
	}
	return client.Logout().Wait()
}

// outgoing checks the mails we sent: those of one meaning have one Message-ID,
// and outbox and sink agree.
func (c *checker) outgoing() (twice int) {
	mails, err := sink.Mails(c.h.path("sink"))
	if err != nil {
		c.other("sink: %v", err)
	}
	meaning, count := map[string]string{}, map[string]int{}
	for _, m := range mails {
		parsed, err := mail.ReadMessage(bytes.NewReader(m.Raw))
		if err != nil {
			c.other("%s: %v", m.File, err)
			continue
		}
		id := strings.Trim(parsed.Header.Get("Message-Id"), "<>")
		if count[id]++; count[id] > 1 {
			twice++
		}
		about := parsed.Header.Get("To") + " " + token.ReplaceAllString(parsed.Header.Get("Subject"), "") + " " + parsed.Header.Get("In-Reply-To")
		if first, known := meaning[about]; known && first != id {
			c.mail("%s and %s both say %q", first, id, about)
		}
		meaning[about] = id
	}
	var rows []struct {
		ID        int
		Kind      string
		State     string
		MessageID string `json:"message_id"`
		Problem   string
	}
	c.query(`SELECT id, kind, state, message_id, problem FROM outbox`, &rows)
	for _, r := range rows {
		switch {
		case r.State != "sent":
			c.lost("mail %d (%s) is %s: %s", r.ID, r.Kind, r.State, r.Problem)
		case count[r.MessageID] == 0:
			c.lost("mail %d (%s) was sent and never arrived", r.ID, r.Kind)
		}
		delete(count, r.MessageID)
	}
	for id := range count {
		c.mail("%s arrived and the outbox does not know it", id)
	}
	return twice
}

// token is what stands before a request's subject, another each time.
var token = regexp.MustCompile(`\[[a-z2-7]{8}\] ?`)
