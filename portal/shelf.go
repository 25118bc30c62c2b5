package portal

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// A shelf keeps drawn pages in a folder: views that can be made again, never
// evidence. It holds at most so many bytes; what was used longest ago goes
// first. One that is nil keeps nothing.
type shelf struct {
	dir  string
	most int64
	mu   sync.Mutex
	size int64 // of the folder, as far as this process knows
}

// newShelf returns a shelf in dir, nil where dir is empty. Processes may share a
// folder: each then keeps it within most by itself.
func newShelf(dir string, most int64) (*shelf, error) {
	if dir == "" {
		return nil, nil
	}
	if most == 0 {
		most = 256 << 20
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("page folder: %w", err)
	}
	h := &shelf{dir: dir, most: most}
	h.size = total(h.list())
	return h, nil
}

// get returns what was put under name, and whether it is there.
func (h *shelf) get(name string) ([]byte, bool) {
	if h == nil {
		return nil, false
	}
	path := filepath.Join(h.dir, name)
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, false // whatever the reason, the page is drawn again
	}
	now := time.Now()
	_ = os.Chtimes(path, now, now) // at worst it goes earlier than it should
	return b, true
}

// put keeps b under name. A full disk is no error: the page was drawn, it is
// only not kept.
func (h *shelf) put(name string, b []byte) {
	if h == nil || int64(len(b)) > h.most/4 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	f, err := os.CreateTemp(h.dir, "new-*")
	if err != nil {
		return
	}
	_, err = f.Write(b)
	if cerr := f.Close(); err != nil || cerr != nil || os.Rename(f.Name(), filepath.Join(h.dir, name)) != nil {
		_ = os.Remove(f.Name()) // nothing was kept
		return
	}
	if h.size += int64(len(b)); h.size > h.most {
		h.evict()
	}
}

// evict removes what was used longest ago until three quarters are left.
func (h *shelf) evict() {
	all := h.list()
	slices.SortFunc(all, func(a, b kept) int { return cmp.Compare(a.used.UnixNano(), b.used.UnixNano()) })
	h.size = total(all)
	for _, k := range all {
		if h.size <= h.most*3/4 {
			return
		}
		if os.Remove(filepath.Join(h.dir, k.name)) == nil {
			h.size -= k.size
		}
	}
}

type kept struct {
	name string
	size int64
	used time.Time
}

func (h *shelf) list() []kept {
	entries, err := os.ReadDir(h.dir)
	if err != nil {
		return nil
	}
	var out []kept
	for _, e := range entries {
		if i, err := e.Info(); err == nil && i.Mode().IsRegular() && !strings.HasPrefix(e.Name(), "new-") {
			out = append(out, kept{e.Name(), i.Size(), i.ModTime()})
		}
	}
	return out
}

func total(all []kept) int64 {
	var n int64
	for _, k := range all {
		n += k.size
	}
	return n
}
