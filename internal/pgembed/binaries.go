package pgembed

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// places is where distributions put the server's programs, outside PATH.
var places = []string{
	"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
	"/usr/pgsql-*/bin",          // PGDG on Red Hat
	"/usr/libexec/postgresql*",  // Alpine
	"/usr/local/pgsql/bin",      // built from source
}

// FindBin returns the folder of initdb and postgres: $PG_BINDIR if set, else
// PATH, else where distributions put them, the newest first.
func FindBin() (string, error) {
	dirs, err := binDirs()
	if err != nil {
		return "", err
	}
	return dirs[0], nil
}

// binDirs returns every folder that holds the server's programs, best first.
func binDirs() ([]string, error) {
	if d := os.Getenv("PG_BINDIR"); d != "" {
		if real, ok := programs(d); ok {
			return []string{real}, nil
		}
		return nil, fmt.Errorf("PG_BINDIR is %s, which does not hold initdb and postgres", d)
	}
	var dirs []string
	add := func(d string) {
		if real, ok := programs(d); ok && !slices.Contains(dirs, real) {
			dirs = append(dirs, real)
		}
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		add(filepath.Dir(p))
	}
	for _, pattern := range places {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(found, func(a, b string) int { return number(b) - number(a) })
		for _, d := range found {
			add(d)
		}
	}
	if len(dirs) == 0 {
		return nil, errors.New("PostgreSQL's server programs (initdb, postgres) were not found: install them (Debian, Ubuntu: apt-get install postgresql), " +
			"set PG_BINDIR to their folder, or set PAYABLE_DATABASE_URL to a server of yours")
	}
	return dirs, nil
}

// programs returns the folder where dir's initdb really is, if postgres is there
// too. initdb looks for its files relative to itself, so a link to it in
// /usr/local/bin is followed to the end.
func programs(dir string) (string, bool) {
	initdb, err := filepath.EvalSymlinks(filepath.Join(dir, "initdb"))
	if err != nil {
		return "", false
	}
	dir = filepath.Dir(initdb)
	for _, name := range []string{"initdb", "postgres"} {
		st, err := os.Stat(filepath.Join(dir, name))
		if err != nil || st.IsDir() || st.Mode()&0o111 == 0 {
			return "", false
		}
	}
	return dir, true
}

var digits = regexp.MustCompile(`\d+`)

// number is the first number in a path or version, 0 if there is none.
func number(s string) int {
	n, err := strconv.Atoi(digits.FindString(s))
	if err != nil {
		return 0
	}
	return n
}

// choose sets c.bin to programs that can run the cluster: those of its own major
// version, or the best ones if there is no cluster yet.
func (c *Cluster) choose(ctx context.Context, major int) error {
	dirs, err := binDirs()
	if err != nil {
		return err
	}
	if major == 0 {
		c.bin = dirs[0]
		return nil
	}
	var have string
	for _, d := range dirs {
		out, err := exec.CommandContext(ctx, filepath.Join(d, "postgres"), "--version").Output()
		if err != nil {
			return fmt.Errorf("%s --version: %w", filepath.Join(d, "postgres"), err)
		}
		if number(string(out)) == major {
			c.bin = d
			return nil
		}
		if have == "" {
			have = fmt.Sprintf("%s is version %d", d, number(string(out)))
		}
	}
	return fmt.Errorf("the data in %s was written by PostgreSQL %d, but %s: install postgresql-%d, set PG_BINDIR to its programs, or upgrade the data with pg_upgrade",
		c.data(), major, have, major)
}
