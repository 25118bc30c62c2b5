package worker

import (
	"fmt"
	"sync"
	"time"
)

// A clock measures a request against its limits, in the parent. The child only
// says which kind of step begins; it cannot lengthen anything.
type clock struct {
	limits Limits
	began  time.Time

	mu      sync.Mutex
	current string // name of the running step; "" before the first
	page    int
	since   time.Time
	spent   map[string]time.Duration // by finished steps
	seen    int                      // steps that named a page
}

func newClock(l Limits) *clock {
	now := time.Now()
	return &clock{limits: l, began: now, since: now, spent: map[string]time.Duration{}}
}

// announce ends the running step and begins another. A name that is not in the
// limits is measured by the whole request only.
func (c *clock) announce(name string, page int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if _, known := c.limits.Steps[c.current]; known {
		c.spent[c.current] += now.Sub(c.since)
	}
	c.current, c.page, c.since = name, page, now
	if page > 0 {
		c.seen++
	}
}

// pages returns how many steps named a page: what recycling counts.
func (c *clock) pages() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen
}

// overdue returns a fault if a limit is passed.
func (c *clock) overdue() *Fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if s, ok := c.limits.Steps[c.current]; ok {
		took := now.Sub(c.since)
		if s.Each > 0 && took > s.Each {
			if c.page > 0 {
				return late(fmt.Sprintf("%s page %d", s.Doing, c.page), s.Each)
			}
			return late(s.Doing, s.Each)
		}
		if s.All > 0 && c.spent[c.current]+took > s.All {
			return late(s.Doing+" the pages", s.All)
		}
	}
	if now.Sub(c.began) > c.limits.Wall {
		return late("reading", c.limits.Wall)
	}
	return nil
}

func late(what string, limit time.Duration) *Fault {
	return &Fault{FaultTime, fmt.Sprintf("%s took longer than %s", what, seconds(limit))}
}

func seconds(d time.Duration) string {
	return fmt.Sprintf("%g s", d.Round(time.Millisecond).Seconds())
}
