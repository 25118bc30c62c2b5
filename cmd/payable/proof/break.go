package proof

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A Break is a copy of the source tree with a fault in it.
type Break struct {
	Name  string
	Finds string // what the checker must say, in part
	edits []edit
}

type edit struct{ file, old, new string }

// Breaks are the two keys that make doing a thing twice impossible, each taken
// out: of the schema, and of the statement that relies on it.
var Breaks = []Break{
	{"without the ledger's key", "is in the ledger 2 times", []edit{
		{"migrations/00001_init.sql", `    marked_at    timestamptz, -- flagged or moved on the server
    CONSTRAINT mailbox_entry_once UNIQUE (account, folder, uid_validity, uid)
`, `    marked_at    timestamptz
`},
		{"internal/postgres/messages.go", ` ON CONFLICT ON CONSTRAINT mailbox_entry_once DO NOTHING`, ``},
	}},
	{"without the export's key", "has 2 exports", []edit{
		{"migrations/00001_init.sql", `    answer      text   NOT NULL DEFAULT '',
    CONSTRAINT export_once UNIQUE (invoice_id),
    CONSTRAINT export_key UNIQUE (key)
`, `    answer      text   NOT NULL DEFAULT ''
`},
		{"internal/postgres/exports.go", `
		ON CONFLICT ON CONSTRAINT export_once DO UPDATE SET version = $3, state = 'pending', not_before = now() + $4
			WHERE export.state = 'refused'`, ``},
	}},
}

// Copy writes the module at root to dir with the fault in it. It is an error if a
// place to be edited is no longer there.
func (b Break) Copy(root, dir string) error {
	if err := copyTree(root, dir); err != nil {
		return err
	}
	for _, e := range b.edits {
		file := filepath.Join(dir, e.file)
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if n := strings.Count(string(text), e.old); n != 1 {
			return fmt.Errorf("%s: %s holds %d times what is to be taken out: %q", b.Name, e.file, n, e.old)
		}
		if err := os.WriteFile(file, []byte(strings.Replace(string(text), e.old, e.new, 1)), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// copyTree copies what the program is built from.
func copyTree(root, dir string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && rel != "." && (strings.HasPrefix(d.Name(), ".") || rel == "bin" || rel == "var" || d.Name() == "testdata"):
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(dir, rel), 0o755)
		case !d.Type().IsRegular() || strings.HasSuffix(rel, "_test.go"):
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, rel), data, 0o644)
	})
}
