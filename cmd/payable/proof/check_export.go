package proof

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

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
