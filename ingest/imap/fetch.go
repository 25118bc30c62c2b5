package imap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// parkAfter is how often the network may fail within one mail before a person
// hears of it. An answer that cannot be read parks at once.
const parkAfter = 3

// maxHeader is how much of a refused mail's header is kept.
const maxHeader = 1 << 20

// A ledgerError is the infrastructure's fault, not the mail's or the server's.
type ledgerError struct{ error }

func (e ledgerError) Unwrap() error { return e.error }

// fetchAll captures the mails of the folder that todo lists: first in batches,
// then, one command each, those that made trouble before.
func (rd *round) fetchAll(ctx context.Context, todo []imap.UID) error {
	fresh, alone := rd.sortOut(todo)
	for batch := range slices.Chunk(fresh, rd.batch()) {
		fit, err := rd.refuseLarge(ctx, batch)
		if err != nil {
			return err
		}
		done, err := rd.capture(ctx, imap.UIDSetNum(fit...), fit)
		left := without(fit, done)
		if fatal(err) {
			if ctx.Err() == nil && !isLedger(err) {
				for _, u := range left { // one of them, nobody knows which
					rd.suspect(u)
				}
			}
			return err
		}
		alone = append(alone, left...)
		if err := rd.mark(ctx, done, done); err != nil {
			return err
		}
	}
	for _, u := range alone {
		if err := rd.one(ctx, u); err != nil {
			return err
		}
	}
	return nil
}

// sortOut separates mails nobody had trouble with from those to be asked for
// alone, and leaves out those whose pause is not over.
func (rd *round) sortOut(todo []imap.UID) (fresh, alone []imap.UID) {
	now := time.Now()
	for _, u := range todo {
		switch t := rd.trouble[rd.place(u)]; {
		case t == nil:
			fresh = append(fresh, u)
		case !now.Before(t.next):
			alone = append(alone, u)
		}
	}
	slices.SortStableFunc(alone, func(a, b imap.UID) int {
		return rd.trouble[rd.place(a)].tries - rd.trouble[rd.place(b)].tries
	})
	return fresh, alone
}

// refuseLarge asks for sizes, records mails above the limit with their header,
// and returns the others. A mail the server gives no size for is fetched: its
// literal announces one.
func (rd *round) refuseLarge(ctx context.Context, batch []imap.UID) (fit []imap.UID, err error) {
	sizes, err := rd.s.sizes(batch)
	if fatal(err) {
		for _, u := range batch {
			rd.suspect(u)
		}
		return nil, fmt.Errorf("sizes: %w", err)
	}
	for _, u := range batch {
		if sizes[u] <= rd.maxSize() {
			fit = append(fit, u)
			continue
		}
		if err := rd.refuse(ctx, u, sizes[u]); err != nil {
			return nil, err
		}
	}
	return fit, nil
}

// refuse records a mail above the limit.
func (rd *round) refuse(ctx context.Context, u imap.UID, size int64) error {
	section := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, Peek: true}
	done, err := rd.s.fetch(imap.UIDSetNum(u), section, maxHeader, func(u imap.UID, header []byte, _ int64) error {
		return rd.storeRefused(ctx, u, header, size)
	})
	if fatal(err) {
		if !isLedger(err) {
			rd.suspect(u)
		}
		return err
	}
	if len(done) == 0 {
		return rd.park(ctx, u, fmt.Sprintf("larger than the limit (%d bytes), and the server does not send its header", size))
	}
	return rd.mark(ctx, done, done)
}

func (rd *round) storeRefused(ctx context.Context, u imap.UID, header []byte, size int64) error {
	reason := fmt.Sprintf("larger than the limit: %d of at most %d bytes", size, rd.maxSize())
	if err := rd.Ledger.Refuse(ctx, rd.entry(u), header, size, reason); err != nil {
		return ledgerError{fmt.Errorf("ledger: %w", err)}
	}
	delete(rd.trouble, rd.place(u))
	rd.report.Refused++
	return nil
}

// capture fetches mails and commits each before the next is read.
func (rd *round) capture(ctx context.Context, set imap.NumSet, asked []imap.UID) ([]imap.UID, error) {
	if len(asked) == 0 {
		return nil, nil
	}
	return rd.s.fetch(set, &imap.FetchItemBodySection{Peek: true}, rd.maxSize(), func(u imap.UID, raw []byte, size int64) error {
		if !slices.Contains(asked, u) {
			return nil // by sequence number another mail may come; it has its turn
		}
		if size > rd.maxSize() { // the server's RFC822.SIZE was wrong
			header, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
			return rd.storeRefused(ctx, u, header[:min(len(header), maxHeader)], size)
		}
		if err := rd.Ledger.Store(ctx, rd.entry(u), raw); err != nil {
			return ledgerError{fmt.Errorf("ledger: %w", err)}
		}
		delete(rd.trouble, rd.place(u))
		rd.report.Stored++
		return nil
	})
}

// one captures a single mail, or finds out why it cannot be.
func (rd *round) one(ctx context.Context, u imap.UID) error {
	done, err := rd.capture(ctx, imap.UIDSetNum(u), []imap.UID{u})
	if err == nil && len(done) == 0 {
		var here bool
		if here, done, err = rd.byNumber(ctx, u); err == nil && !here {
			delete(rd.trouble, rd.place(u))
			rd.gone = append(rd.gone, u)
			return nil
		}
	}
	switch no := (*imap.Error)(nil); {
	case err == nil && len(done) > 0:
		return rd.mark(ctx, done, done)
	case err == nil:
		return rd.park(ctx, u, "the server lists this mail and sends nothing for it")
	case errors.As(err, &no):
		return rd.park(ctx, u, "the server refuses to send this mail: "+no.Error())
	case isLedger(err) || ctx.Err() != nil:
		return err
	case !rd.s.broken():
		return errors.Join(err, rd.park(ctx, u, "the server's answer cannot be read: "+err.Error()))
	}
	if t := rd.suspect(u); t.tries+1 >= parkAfter {
		return errors.Join(err, rd.park(ctx, u, "the connection breaks within this mail: "+err.Error()))
	}
	rd.suspect(u).tries++
	return err
}

// byNumber asks for a mail by its sequence number: servers exist that send the
// UID behind the text, which go-imap can only assign to a mail asked for by
// number.
func (rd *round) byNumber(ctx context.Context, u imap.UID) (here bool, done []imap.UID, err error) {
	data, err := rd.s.Search(&imap.SearchCriteria{UID: []imap.UIDSet{imap.UIDSetNum(u)}}, nil).Wait()
	if err != nil {
		return false, nil, err
	}
	seq, _ := data.All.(imap.SeqSet)
	nums, ok := seq.Nums()
	if !ok || len(nums) != 1 {
		return false, nil, nil
	}
	done, err = rd.capture(ctx, imap.SeqSetNum(nums[0]), []imap.UID{u})
	return true, done, err
}

// suspect notes that a mail is to be asked for alone.
func (rd *round) suspect(u imap.UID) *trouble {
	if rd.trouble == nil {
		rd.Poller.trouble = map[place]*trouble{}
	}
	t := rd.trouble[rd.place(u)]
	if t == nil {
		t = &trouble{}
		rd.trouble[rd.place(u)] = t
	}
	return t
}

// park tells the ledger about a mail that cannot be had, and leaves it in peace
// for one minute, then two, and so on up to an hour.
func (rd *round) park(ctx context.Context, u imap.UID, reason string) error {
	t := rd.suspect(u)
	t.tries++
	t.next = time.Now().Add(min(time.Minute<<min(t.tries-1, 10), time.Hour))
	if err := rd.Ledger.Park(ctx, rd.entry(u), t.tries, reason); err != nil {
		return ledgerError{fmt.Errorf("ledger: %w", err)}
	}
	rd.report.Parked++
	return nil
}

// fatal reports whether the round cannot go on: everything but a NO or BAD.
func fatal(err error) bool {
	var no *imap.Error
	return err != nil && !errors.As(err, &no)
}

func isLedger(err error) bool {
	var l ledgerError
	return errors.As(err, &l)
}

// without returns all except done.
func without(all, done []imap.UID) []imap.UID {
	if len(done) == 0 {
		return all
	}
	var out []imap.UID
	for _, u := range all {
		if !slices.Contains(done, u) {
			out = append(out, u)
		}
	}
	return out
}

// sizes asks for RFC822.SIZE.
func (s *session) sizes(uids []imap.UID) (map[imap.UID]int64, error) {
	f := s.Fetch(imap.UIDSetNum(uids...), &imap.FetchOptions{UID: true, RFC822Size: true})
	out := map[imap.UID]int64{}
	for m := f.Next(); m != nil; m = f.Next() {
		var uid imap.UID
		var size int64
		for it := m.Next(); it != nil; it = m.Next() {
			switch it := it.(type) {
			case imapclient.FetchItemDataUID:
				uid = it.UID
			case imapclient.FetchItemDataRFC822Size:
				size = it.Size
			}
		}
		out[uid] = size
	}
	return out, f.Close()
}

// fetch gives the section of every mail that arrives whole to sink and returns
// their UIDs. What it does not return did not arrive, whether or not there is an
// error. Of sections above max bytes sink gets the beginning; size is always
// the whole.
func (s *session) fetch(set imap.NumSet, section *imap.FetchItemBodySection, max int64, sink func(u imap.UID, b []byte, size int64) error) (done []imap.UID, err error) {
	f := s.Fetch(set, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}})
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	for m := f.Next(); m != nil; m = f.Next() {
		uid, b, size, err := s.message(m, max)
		if err != nil {
			return done, err
		}
		if uid == 0 || size < 0 {
			continue // left out: the caller sees that it is not done
		}
		if err := sink(uid, b, size); err != nil {
			s.hangUp() // do not read the rest of the answer for nothing
			return done, err
		}
		done = append(done, uid)
	}
	return done, nil
}

// message reads one answer. size is -1 where no text came.
func (s *session) message(m *imapclient.FetchMessageData, max int64) (uid imap.UID, b []byte, size int64, err error) {
	size = -1
	for it := m.Next(); it != nil; it = m.Next() {
		switch it := it.(type) {
		case imapclient.FetchItemDataUID:
			uid = it.UID
		case imapclient.FetchItemDataBodySection:
			if it.Literal == nil {
				continue
			}
			b, err = readLiteral(it.Literal, max)
			if err != nil {
				// Closed, and the decoder waited for, before the command is: closing
				// the command reads the failed literal again, beside the decoder.
				_ = s.Client.Close() // reports the error we have
				return uid, nil, -1, err
			}
			size = it.Literal.Size()
		}
	}
	return uid, b, size, nil
}

// readLiteral reads all of a literal and keeps at most max bytes. A literal that
// is shorter than announced is an error, which go-imap itself does not see.
func readLiteral(l imap.LiteralReader, max int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(l, max))
	n := int64(len(b))
	if err == nil {
		var rest int64
		rest, err = io.Copy(io.Discard, l)
		n += rest
	}
	if n == l.Size() {
		return b, nil
	}
	return nil, fmt.Errorf("the text breaks off after %d of %d bytes: %w", n, l.Size(), errors.Join(io.ErrUnexpectedEOF, err))
}
