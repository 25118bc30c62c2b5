package pgembed

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// An account is the user a server runs as when we are root.
type account struct {
	name     string
	uid, gid uint32
}

// place decides where the cluster lives and who runs it, and makes the folders.
func (c *Cluster) place() error {
	dir, err := filepath.Abs(c.cfg.Dir)
	if err != nil {
		return err
	}
	if os.Geteuid() == 0 {
		if c.user, err = unprivileged(); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if barrier := c.user.barrier(dir); barrier != "" {
		fallback := c.cfg.fallback
		if fallback == "" {
			fallback = "/var/lib/payable"
		}
		// One folder for each folder asked for: a demo never lands in real data.
		own := filepath.Join(fallback, strings.ReplaceAll(strings.Trim(dir, "/"), "/", "-"))
		c.Note = fmt.Sprintf("PostgreSQL does not run as root, and user %s cannot enter %s: the data is in %s instead of %s",
			c.user.name, barrier, own, dir)
		if err := os.MkdirAll(own, 0o755); err != nil {
			return err
		}
		if barrier := c.user.barrier(own); barrier != "" {
			return fmt.Errorf("user %s, who runs PostgreSQL for root, can enter neither %s nor %s: let others enter %s (chmod o+x), or run payable as an ordinary user",
				c.user.name, dir, own, barrier)
		}
		dir = own
	}
	if c.Dir, err = filepath.EvalSymlinks(dir); err != nil {
		return err
	}
	if c.socket, err = c.socketDir(); err != nil {
		return err
	}
	c.URL = c.dsn(database)
	return nil
}

// socketDir makes the folder of the server's socket. A socket's path holds at
// most 107 bytes, so a long Dir gets a folder under /tmp, named by its hash.
func (c *Cluster) socketDir() (string, error) {
	dir := filepath.Join(c.Dir, "socket")
	if len(dir) > 80 {
		h := sha256.Sum256([]byte(c.Dir))
		dir = fmt.Sprintf("/tmp/payable-%d-%x", os.Geteuid(), h[:8])
	}
	if err := c.private(dir); err != nil {
		return "", err
	}
	return dir, nil
}

// private makes dir, which only the server's user may enter, or checks that it
// is just that: in /tmp somebody else could have put a folder of theirs.
func (c *Cluster) private(dir string) error {
	if err := os.Mkdir(dir, 0o700); err == nil {
		if c.user != nil {
			return os.Lchown(dir, int(c.user.uid), int(c.user.gid))
		}
		return nil
	} else if !errors.Is(err, os.ErrExist) {
		return err
	}
	st, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	want := uint32(os.Geteuid())
	if c.user != nil {
		want = c.user.uid
	}
	owner := st.Sys().(*syscall.Stat_t).Uid
	if c.user != nil && owner == 0 && st.IsDir() { // killed between Mkdir and Lchown
		if err := os.Lchown(dir, int(c.user.uid), int(c.user.gid)); err != nil {
			return err
		}
		owner = c.user.uid
	}
	if !st.IsDir() || owner != want || st.Mode().Perm() != 0o700 {
		return fmt.Errorf("%s must be a folder of user %d with mode 0700, but it is %v of user %d: remove it", dir, want, st.Mode(), owner)
	}
	return nil
}

// unprivileged finds who runs the server when we are root.
func unprivileged() (*account, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, err
		}
		return &account{name: name, uid: uint32(uid), gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as: run payable as an ordinary user")
}

// barrier returns the first folder on the way to dir, dir included, that the
// account may not enter, or "". The nil account is ourselves and enters what we
// enter.
func (a *account) barrier(dir string) string {
	if a == nil {
		return ""
	}
	if dir != "/" {
		if b := a.barrier(filepath.Dir(dir)); b != "" {
			return b
		}
	}
	st, err := os.Stat(dir)
	if err != nil {
		return dir
	}
	s := st.Sys().(*syscall.Stat_t)
	bit := os.FileMode(0o001)
	switch {
	case s.Uid == a.uid:
		bit = 0o100
	case s.Gid == a.gid:
		bit = 0o010
	}
	if st.Mode()&bit == 0 {
		return dir
	}
	return ""
}

// credential makes a child run as the account; nil leaves it as we are.
func (a *account) credential() *syscall.Credential {
	if a == nil {
		return nil
	}
	return &syscall.Credential{Uid: a.uid, Gid: a.gid}
}
