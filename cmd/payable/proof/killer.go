package proof

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// A killer ends processes with kill -9: half of the time whatever comes, half of
// the time in a step that was hit seldom, because short steps are hardly ever hit
// by chance. Mails keep coming while it is at work.
type killer struct {
	h     *house
	post  *post
	cfg   Config
	rand  *rand.Rand
	kills int
	stops int
	hits  Histogram
}

// run kills and stops as often as the configuration says.
func (k *killer) run(ctx context.Context) error {
	k.hits = Histogram{}
	for k.kills < k.cfg.Kills && ctx.Err() == nil {
		// The last mails are out when a tenth of the kills is still to come.
		if err := k.post.more(k.h, 3+k.kills*len(k.post.parcels)*10/(k.cfg.Kills*9)); err != nil {
			return err
		}
		if k.stops*k.cfg.Kills < k.kills*k.cfg.Stops {
			if err := k.powerCut(ctx); err != nil {
				return err
			}
		}
		k.pause(time.Duration(k.rand.IntN(500)) * time.Millisecond)
		if k.rand.IntN(2) == 0 {
			k.byChance()
		} else {
			k.aimed(ctx)
		}
		if k.kills%50 == 0 {
			k.h.note("%d kills, %d mails, %d stops: %s", k.kills, k.post.next, k.stops, k.hits)
		}
	}
	if err := k.post.more(k.h, len(k.post.parcels)); err != nil {
		return err
	}
	for k.stops < k.cfg.Stops && ctx.Err() == nil {
		if err := k.powerCut(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// pause lets time go by without looking at the news.
func (k *killer) pause(d time.Duration) {
	for end := time.After(d); ; {
		select {
		case <-k.h.news:
		case <-end:
			return
		}
	}
}

// byChance kills whichever process, whatever it is doing.
func (k *killer) byChance() {
	p := k.h.parts[k.rand.IntN(len(k.h.parts))]
	if k.rand.IntN(4) == 0 {
		k.count(p.killReader())
		return
	}
	k.count(p.kill(k.post.in))
}

// aimed waits for a step that was hit less than others to begin somewhere, and
// kills that process a moment later.
func (k *killer) aimed(ctx context.Context) {
	wanted := k.rare()
	give := time.After(1200 * time.Millisecond)
	for {
		select {
		case n := <-k.h.news:
			step := n.step
			if step == Reading && wanted[Worker] && (!wanted[Reading] || k.rand.IntN(2) == 0) {
				step = Worker
			}
			if !wanted[step] {
				continue
			}
			k.pause(time.Duration(k.rand.Int64N(int64(lasts[step]))))
			if step == Worker {
				k.count(n.part.killReader())
			} else {
				k.count(n.part.kill(k.post.in))
			}
			return
		case <-give:
			k.byChance()
			return
		case <-ctx.Done():
			return
		}
	}
}

// lasts is about how long a step takes: the kill comes at a random moment of it.
var lasts = map[Step]time.Duration{
	Fetching: 4 * time.Millisecond, Storing: 6 * time.Millisecond, Marking: 3 * time.Millisecond, Sorting: 8 * time.Millisecond, Reading: 200 * time.Millisecond,
	Worker: 200 * time.Millisecond, Matching: 20 * time.Millisecond, Answer: 20 * time.Millisecond, Sending: 40 * time.Millisecond, Export: 15 * time.Millisecond,
	Serving: 30 * time.Millisecond,
}

// rare returns the half of the steps that was hit least.
func (k *killer) rare() map[Step]bool {
	var hits []int
	for step := range lasts {
		hits = append(hits, k.hits[step])
	}
	slices.Sort(hits)
	out := map[Step]bool{}
	for step := range lasts {
		out[step] = k.hits[step] <= hits[len(hits)/2-1]
	}
	return out
}

func (k *killer) count(hit []Step, ok bool) {
	if !ok {
		return
	}
	k.kills++
	for _, s := range hit {
		k.hits[s]++
	}
	if len(hit) == 0 {
		k.hits[Idle]++
	}
}

// powerCut stops Postgres at once, kills a process that has just lost it, and
// starts it again.
func (k *killer) powerCut(ctx context.Context) error {
	start := time.Now()
	if err := k.h.stopPostgres(ctx); err != nil {
		return fmt.Errorf("stop Postgres: %w", err)
	}
	k.stops++
	k.pause(time.Duration(k.rand.IntN(1500)) * time.Millisecond)
	for _, i := range k.rand.Perm(len(k.h.parts)) {
		if _, ok := k.h.parts[i].kill(k.post.in); ok {
			k.kills++
			k.hits[Down]++
			break
		}
	}
	k.pause(time.Duration(k.rand.IntN(1000)) * time.Millisecond)
	if err := k.h.startPostgres(ctx); err != nil {
		return fmt.Errorf("start Postgres: %w", err)
	}
	k.h.note("Postgres was away for %s", time.Since(start).Round(10*time.Millisecond))
	return nil
}
