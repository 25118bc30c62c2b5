package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
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

// exports checks that handed-over invoices and files are the same, one to one,
// and that the files hold what they should.
func (c *checker) exports() {
	var rows []struct {
		ID             int
		Number, State  string
		Key, Exported  string
		File, Hash     string
		Original, Name string
	}
	c.query(`SELECT i.id, h.number, i.state, x.key, x.state AS exported, x.file_name AS file, x.file_hash AS hash, o.document_hash AS original, o.file_name AS name
		FROM export x JOIN invoice i ON i.id = x.invoice_id JOIN invoice_header h ON h.draft_id = i.draft_id JOIN occurrence o ON o.id = i.occurrence_id`, &rows)
	files := c.files()
	seen, keys := map[int]int{}, map[string]int{}
	for _, r := range rows {
		seen[r.ID]++
		keys[r.Key]++
		if seen[r.ID] > 1 {
			c.doubled("invoice %d (%s) has %d exports", r.ID, r.Number, seen[r.ID])
			continue
		}
		if keys[r.Key] > 1 {
			c.doubled("the key %s is of %d exports", r.Key, keys[r.Key])
		}
		if r.State != "handed_over" || r.Exported != "handed_over" {
			c.lost("invoice %d (%s) is %s and its export %s", r.ID, r.Number, r.State, r.Exported)
			continue
		}
		body, there := files[r.File]
		switch {
		case !there:
			c.lost("invoice %d (%s) was handed over and its file %q is not there", r.ID, r.Number, r.File)
		case sum(body) != r.Hash:
			c.other("the file %s is not the one handed over", r.File)
		case !bytes.Contains(body, []byte(r.Number)) || !bytes.Contains(body, []byte(r.Key)):
			c.other("the file %s does not name invoice %s and its key %s", r.File, r.Number, r.Key)
		}
		delete(files, r.File)
		original := fmt.Sprintf("invoice-%d-original%s", r.ID, strings.ToLower(filepath.Ext(r.Name)))
		if sum(files[original]) != r.Original {
			c.lost("invoice %d (%s) was handed over without its original", r.ID, r.Number)
		}
		delete(files, original)
	}
	for name := range files {
		c.doubled("the file %s is of no export", name)
	}
	var missing []struct{ ID int }
	c.query(`SELECT id FROM invoice i WHERE state = 'handed_over' AND NOT EXISTS (SELECT FROM export x WHERE x.invoice_id = i.id)`, &missing)
	for _, m := range missing {
		c.lost("invoice %d is handed over without an export", m.ID)
	}
}

// files reads the export folder. A name with a dot in front is half a file that a
// kill left behind: no ledger reads it.
func (c *checker) files() map[string][]byte {
	out, half := map[string][]byte{}, 0
	entries, err := os.ReadDir(c.h.path("export"))
	if err != nil {
		c.other("export folder: %v", err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			half++
			continue
		}
		if out[e.Name()], err = os.ReadFile(filepath.Join(c.h.path("export"), e.Name())); err != nil {
			c.other("export folder: %v", err)
		}
	}
	c.h.note("%d files in the export folder, and %d halves that kills left behind", len(out), half)
	return out
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
