package worker

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// A Config says how children are started.
type Config struct {
	Size    int      // children at once, at least 1
	Args    []string // after [Arg]
	Env     []string // beside the little that every child gets
	Recycle int      // pages after which a child is replaced; 0 for 200
}

// A Pool holds children and hands them requests. Its methods may be called by
// many goroutines; at most Config.Size requests are worked on at once, the others
// wait.
type Pool struct {
	cfg   Config
	slots chan *slot

	mu      sync.Mutex
	starts  int
	missing []string
	closed  bool
}

// A slot is the place of one child; p is nil until it is needed.
type slot struct {
	number int
	p      *process
}

// NewPool returns a pool without children: the first request starts one.
func NewPool(c Config) *Pool {
	c.Size = max(c.Size, 1)
	if c.Recycle == 0 {
		c.Recycle = 200
	}
	pool := &Pool{cfg: c, slots: make(chan *slot, c.Size)}
	for i := range c.Size {
		pool.slots <- &slot{number: i}
	}
	return pool
}

// Close ends all children; it waits for requests being worked on. Calling it
// again does nothing.
func (pool *Pool) Close() {
	pool.mu.Lock()
	closed := pool.closed
	pool.closed = true
	pool.mu.Unlock()
	if closed {
		return
	}
	for range pool.cfg.Size {
		if s := <-pool.slots; s.p != nil {
			s.p.kill()
		}
	}
}

// Starts returns how many children were started so far.
func (pool *Pool) Starts() int {
	pool.mu.Lock()
	defer pool.mu.Unlock()
	return pool.starts
}

// Missing names the walls that this machine did not permit for the child last
// started, a sentence each; none if all stand or no child was started yet.
func (pool *Pool) Missing() []string {
	pool.mu.Lock()
	defer pool.mu.Unlock()
	return slices.Clone(pool.missing)
}

var errClosed = errors.New("the worker pool is closed")

// Do has a child answer a request. The error is an [*Unreadable] or a [*Fault]
// where the document is to blame; any other is the machine's, or the context's,
// whose end kills the child.
func (pool *Pool) Do(ctx context.Context, req []byte, l Limits) ([]byte, error) {
	if len(req) > maxRequest {
		return nil, &Unreadable{fmt.Sprintf("the file has %d MB, more than can be read", len(req)>>20)}
	}
	s, err := pool.take(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { pool.slots <- s }()
	if s.p != nil && !s.p.alive() {
		s.p.kill() // died idle: nobody's fault
		s.p = nil
	}
	if s.p == nil {
		if s.p, err = pool.start(ctx, s.number); err != nil {
			return nil, err
		}
	}
	out, err := s.p.do(ctx, req, l.filled())
	var u *Unreadable
	sound := err == nil || errors.As(err, &u)
	if !sound || s.p.pages >= pool.cfg.Recycle || s.p.docs >= pool.cfg.Recycle {
		s.p.kill()
		s.p = nil
	}
	return out, err
}

func (pool *Pool) take(ctx context.Context) (*slot, error) {
	pool.mu.Lock()
	closed := pool.closed
	pool.mu.Unlock()
	if closed {
		return nil, errClosed
	}
	select {
	case s := <-pool.slots:
		return s, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (pool *Pool) start(ctx context.Context, slot int) (*process, error) {
	p, err := start(ctx, pool.cfg, slot)
	if err != nil {
		return nil, err
	}
	pool.mu.Lock()
	defer pool.mu.Unlock()
	pool.starts++
	pool.missing = p.missing
	return p, nil
}

// do hands one request to the child and keeps watch until it is answered.
func (p *process) do(ctx context.Context, req []byte, l Limits) ([]byte, error) {
	p.docs++
	type answer struct {
		kind    kind
		payload []byte
		err     error
	}
	answered, sent := make(chan answer, 1), make(chan struct{})
	c := newClock(l)
	go func() {
		defer close(sent)
		_ = writeFrame(p.in, request, req) // if it died, the reader below sees that too
	}()
	go func() {
		var a answer
		for {
			a.kind, a.payload, a.err = readFrame(p.out, func(k kind) int64 {
				if k == response {
					return l.Response
				}
				return largest[k]
			})
			if a.err != nil || a.kind != step {
				break
			}
			if len(a.payload) >= 4 {
				c.announce(string(a.payload[4:]), int(binary.BigEndian.Uint32(a.payload)))
			}
		}
		answered <- a
	}()

	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	var held int64
	for {
		select {
		case a := <-answered:
			p.pages += c.pages()
			var f *Fault
			switch {
			case errors.As(a.err, &f):
				return nil, f
			case a.err != nil:
				return nil, p.death(held, l)
			}
			select {
			case <-sent:
				return understood(a.kind, a.payload)
			case <-time.After(time.Second): // an answer to a request that was not read
				return nil, malformed()
			}
		case <-ctx.Done():
			return nil, ctx.Err() // the pool kills what did not answer
		case <-look.C:
			if held = p.resident(); held > l.Memory {
				return nil, tooMuchMemory(l)
			}
			if f := c.overdue(); f != nil {
				return nil, f
			}
		}
	}
}

func understood(k kind, payload []byte) ([]byte, error) {
	switch k {
	case response:
		return payload, nil
	case unreadable:
		return nil, &Unreadable{sentence(string(payload))}
	case fault:
		kind, reason := split(payload)
		return nil, &Fault{kind, reason}
	case broken:
		return nil, fmt.Errorf("in the worker: %s", sentence(string(payload)))
	}
	return nil, malformed()
}

func malformed() error { return &Fault{FaultAnswer, "the reader's answer was malformed"} }
