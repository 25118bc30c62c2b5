package imap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"

	"github.com/payable-ap/payable"
)

// A round brings one folder up to date on one connection.
type round struct {
	*Poller
	s        *session
	folder   string
	validity uint32
	keywords bool       // the server stores our keyword here
	gone     []imap.UID // listed at first, moved or deleted by somebody since
	report   *Report
}

// round selects the folder, settles what a crash left open, fetches what the
// ledger lacks, and tells the ledger what it saw.
func (p *Poller) round(ctx context.Context, s *session, folder string, r *Report) error {
	sel, err := s.Select(folder, nil).Wait()
	if no := (*imap.Error)(nil); errors.As(err, &no) {
		r.note("folder %q cannot be opened: %v", folder, no)
		return nil
	}
	if err != nil {
		return fmt.Errorf("select: %w", err)
	}
	if sel.UIDValidity == 0 {
		r.note("folder %q has no UIDVALIDITY: its mail cannot be told apart and is not taken", folder)
		return nil
	}
	rd := &round{Poller: p, s: s, folder: folder, validity: sel.UIDValidity, report: r}
	rd.keywords = slices.Contains(sel.PermanentFlags, imap.FlagWildcard) || slices.Contains(sel.PermanentFlags, Keyword)
	onServer, err := s.uids(sel.NumMessages)
	if err != nil {
		return fmt.Errorf("list mail: %w", err)
	}
	known, unmarked, err := p.Ledger.Known(ctx, p.Account.Name, folder, rd.validity)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	if err := rd.mark(ctx, toUIDs(unmarked), onServer); err != nil {
		return err
	}
	if todo := missing(onServer, known); len(todo) > 0 {
		if err := rd.fetchAll(ctx, todo); err != nil {
			return err
		}
		// Asked again, because other pollers write to the ledger too.
		if known, _, err = p.Ledger.Known(ctx, p.Account.Name, folder, rd.validity); err != nil {
			return fmt.Errorf("ledger: %w", err)
		}
	}
	return rd.observe(ctx, without(onServer, rd.gone), known)
}

// most is how many mails one folder may list: a server that claims more is
// lying, and believing it would cost all memory.
const most = 5_000_000

// uids lists the selected folder, ascending.
func (s *session) uids(expect uint32) ([]imap.UID, error) {
	if expect == 0 {
		return nil, nil
	}
	data, err := s.UIDSearch(&imap.SearchCriteria{}, nil).Wait()
	if err != nil {
		return nil, err
	}
	set, _ := data.All.(imap.UIDSet)
	out := make([]imap.UID, 0, min(expect, 1<<16))
	for _, r := range set {
		if r.Start == 0 || r.Stop < r.Start || int(r.Stop-r.Start)+len(out) >= most {
			return nil, fmt.Errorf("the server lists impossible UIDs (%d:%d)", r.Start, r.Stop)
		}
		for u := r.Start; ; u++ {
			out = append(out, u)
			if u == r.Stop {
				break
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// missing returns what is on the server and not in the ledger.
func missing(onServer []imap.UID, known []uint32) []imap.UID {
	have := make(map[imap.UID]bool, len(known))
	for _, u := range known {
		have[imap.UID(u)] = true
	}
	var out []imap.UID
	for _, u := range onServer {
		if !have[u] {
			out = append(out, u)
		}
	}
	return out
}

// observe tells the ledger how the two sides compare now.
func (rd *round) observe(ctx context.Context, onServer []imap.UID, known []uint32) error {
	o := Observation{
		Account: rd.Account.Name, Folder: rd.folder, UIDValidity: rd.validity,
		OnServer: len(onServer), InLedger: len(known), At: time.Now(),
	}
	if n := len(onServer); n > 0 {
		o.Highest = uint32(onServer[n-1])
	}
	for _, u := range missing(onServer, known) {
		o.Missing = append(o.Missing, uint32(u))
	}
	o.Gone = len(known) - (len(onServer) - len(o.Missing))
	if err := rd.Ledger.Observed(ctx, o); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

func (rd *round) entry(u imap.UID) payable.MailboxEntry {
	return payable.MailboxEntry{Account: rd.Account.Name, Folder: rd.folder, UIDValidity: rd.validity, UID: uint32(u)}
}

func (rd *round) place(u imap.UID) place { return place{rd.folder, rd.validity, u} }

func (r *Report) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

func toUIDs(in []uint32) []imap.UID {
	out := make([]imap.UID, len(in))
	for i, u := range in {
		out[i] = imap.UID(u)
	}
	return out
}
