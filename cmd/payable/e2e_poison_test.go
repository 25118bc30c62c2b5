package main

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/pgtest"
	"github.com/payable-ap/payable/internal/pipeline"
	"github.com/payable-ap/payable/internal/postgres"
	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/ocr/specimen"
	"github.com/payable-ap/payable/ocr/specimen/story"
	"github.com/payable-ap/payable/ocr/worker"
	"github.com/payable-ap/payable/portal"
	"github.com/payable-ap/payable/portal/auth"
)

// TestPoisonDocuments mails documents that make their reader hang, take memory
// without end, and crash. Each is tried three times, then quarantined with its
// reason; the next document is read by a fresh worker, and the bytes can still be
// downloaded.
//
// The limits are small, so that a hang costs seconds; that the default ones hold
// is ocr/worker's to test. No document is known that crashes the reader, so the
// test does that itself, with the signal a crash is.
func TestPoisonDocuments(t *testing.T) {
	good, _, err := specimen.Draw(mailOf(t, tell(t), "letter-as-ordered").Bills[0], specimen.Classic)
	check(t, err)
	for _, tt := range []struct {
		name, reason string
		data         []byte
		limits       worker.Limits
		meanwhile    func()
	}{
		{"hangs", "took longer than 5 s", hostile(t, "giant.pdf"), worker.Limits{Wall: 5 * time.Second}, nil},
		{"takes memory without end", "the reader needed more than 0.5 GB of memory", hostile(t, "bomb.pdf"), worker.Limits{Memory: 450_000_000}, nil},
		{"crashes", "the reader crashed (segmentation fault)", hostile(t, "giant.pdf"), worker.Limits{}, crashReaders},
	} {
		t.Run("one that "+tt.name, func(t *testing.T) {
			h := newHospital(t, tt.limits)
			began := time.Now()
			o := h.end("poison.pdf", tt.data, tt.meanwhile)
			took := time.Since(began)
			if o.State != payable.OccurrenceQuarantined || !strings.Contains(o.Reason, tt.reason) || o.Attempts != 3 {
				t.Errorf("%s after %d attempts because %q, want quarantined after 3 because %q", o.State, o.Attempts, o.Reason, tt.reason)
			}
			if got := h.person.get(t, "/documents/"+string(o.Document)+"/original"); !bytes.Equal(got, tt.data) {
				t.Errorf("%d bytes can be downloaded, want the %d that came", len(got), len(tt.data))
			}
			if next := h.end("next.pdf", good, nil); next.State != payable.OccurrenceCaptured {
				t.Errorf("the next document: %s (%s), want captured", next.State, next.Reason)
			}
			if n := h.reader.Starts(); n != 4 {
				t.Errorf("%d workers were started, want a fresh one after each of three faults", n)
			}
			t.Logf("quarantined after %s: %s", took.Round(100*time.Millisecond), o.Reason)
		})
	}
}

// A hospital runs the pipeline on mails that carry one document each.
type hospital struct {
	t      testing.TB
	db     *postgres.DB
	reader *ocr.Reader
	person *person
	mails  uint32
}

func newHospital(t testing.TB, limits worker.Limits) *hospital {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	db := pgtest.New(t)
	h := &hospital{t: t, db: db}
	h.reader = must[*ocr.Reader](t)(ocr.NewReader(ocr.Config{Workers: 1, Limits: limits}))
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	steps := &pipeline.Steps{DB: db, Log: log, Reader: h.reader}
	settings := Settings{DatabaseURL: "given", Currency: "EUR"}
	check(t, db.EnsurePolicy(ctx, firstPolicy(&settings)))
	over := make(chan struct{})
	go func() {
		defer close(over)
		if err := db.Work(ctx, postgres.WorkConfig{ID: "test", Readers: 1, Others: 2, Log: log}, steps.Jobs()); err != nil {
			t.Errorf("work: %v", err)
		}
	}()
	check(t, db.Alive(ctx, "test", "work"))
	t.Cleanup(func() { cancel(); <-over; check(t, h.reader.Close()) })

	passwords := must[*auth.Passwords](t)(auth.New(1))
	hash := must[string](t)(passwords.Hash(ctx, password))
	check(t, db.SaveUser(ctx, payable.System, payable.User{Name: "carla", Roles: []payable.Role{payable.Clerk}, Active: true}, hash))
	handler := must[http.Handler](t)((&portal.Server{DB: db, Log: log, PageDir: filepath.Join(t.TempDir(), "pages")}).Handler())
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	h.person = logIn(t, server.URL, "carla")
	return h
}

// end mails a document and waits until its reading has come to an end, doing
// something meanwhile.
func (h *hospital) end(name string, data []byte, meanwhile func()) payable.Occurrence {
	h.t.Helper()
	ctx := context.Background()
	h.mails++
	raw := specimen.Mail(specimen.Message{From: mail.Address{Address: "someone@vendor.example"}, To: mail.Address{Address: story.Mailbox}, Date: time.Now(),
		Subject: name, Body: "Please find our invoice attached.\n", Attached: []specimen.Attachment{specimen.PDF(name, data)}})
	entry := payable.MailboxEntry{Account: "invoices", Folder: "INBOX", UIDValidity: 1, UID: h.mails}
	check(h.t, pipeline.Ledger{DB: h.db, Entity: postgres.MainEntity}.Store(ctx, entry, raw))
	var o payable.Occurrence
	eventually(h.t, time.Minute, name+" to come to an end", func() bool {
		list := must[[]payable.Occurrence](h.t)(h.db.DocumentsOf(ctx, payable.HashOf(raw)))
		if len(list) == 0 {
			return false
		}
		o = list[0]
		if meanwhile != nil && o.State == payable.OccurrenceReading {
			meanwhile()
		}
		return o.State != payable.OccurrenceReceived && o.State != payable.OccurrenceReading
	})
	return o
}

// crashReaders has the document workers of this process die as of a bad pointer,
// once they are at the document: by then they hold the giant picture. A worker
// that dies before is not the document's fault, and rightly no attempt.
func crashReaders() {
	for _, pid := range readersOf(os.Getpid()) {
		if peakMemory(pid) > 400_000_000 {
			_ = syscall.Kill(pid, syscall.SIGSEGV) // it may have ended by itself
		}
	}
}
