package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest/imap/dovecot"
	"github.com/payable-ap/payable/internal/pgembed"
	"github.com/payable-ap/payable/internal/pgtest"
	"github.com/payable-ap/payable/internal/postgres"
)

// TestFullDisk fills the disk under the private Postgres while mails arrive: none
// is flagged on the server, none is lost, and after there is space again work
// goes on by itself within a minute.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	disk := newDisk(t, 250<<20)
	mailbox := dovecot.Start(t)
	i := newInstall(t, "PAYABLE_READERS=1",
		"PAYABLE_IMAP_ADDRESS="+mailbox.Addr, "PAYABLE_IMAP_SECURITY=plain", "PAYABLE_IMAP_USER=invoices", "PAYABLE_IMAP_PASSWORD="+dovecot.Password, "PAYABLE_POLL_EVERY=2s")
	i.env = append(i.env, "PAYABLE_DATA="+disk.path("data"), "PAYABLE_EXPORT_DIR="+i.path("export"))
	share(t, disk.path("data"))
	service := i.serve()
	ctx := context.Background()
	cluster := must[*pgembed.Cluster](t)(pgembed.Start(ctx, pgembed.Config{Dir: disk.path("data")})) // joins the service's
	t.Cleanup(cluster.Stop)
	db := must[*postgres.DB](t)(postgres.Open(ctx, cluster.URL))
	t.Cleanup(db.Close)

	names := []string{"letter-as-ordered", "band-as-ordered", "price-above-order", "more-than-received"}
	deliver := func(name string) {
		t.Helper()
		check(t, mailbox.Deliver("invoices", "INBOX", mailOf(t, tell(t), name).Raw))
	}
	deliver(names[0])
	eventually(t, time.Minute, "the first mail", func() bool { return marked(t, mailbox) == 1 && captured(t, db) == 1 })

	disk.fill()
	for _, name := range names[1:] {
		deliver(name)
	}
	for start := time.Now(); time.Since(start) < 10*time.Second; time.Sleep(500 * time.Millisecond) {
		if n := marked(t, mailbox); n != 1 {
			t.Fatalf("with a full disk %d of %d mails are marked on the server, want only the one from before", n, len(names))
		}
	}
	if n, err := mailbox.Count("invoices", "INBOX"); err != nil || n != len(names) {
		t.Errorf("%d mails are on the server (%v), want %d", n, err, len(names))
	}

	if !strings.Contains(service.log.String(), "No space left on device") {
		t.Error("the service does not say that there is no space left")
	}

	disk.free()
	began := time.Now()
	eventually(t, time.Minute, "work to go on after there is space", func() bool { return marked(t, mailbox) == len(names) && captured(t, db) == len(names) })
	t.Logf("%s after there was space again all %d mails were stored, marked and captured", time.Since(began).Round(100*time.Millisecond), len(names))
	if r := must[postgres.ChainReport](t)(db.VerifyChain(ctx)); r.Broken != "" {
		t.Errorf("the audit chain: %s", r.Broken)
	}
}

// marked counts the mails that the server shows as taken.
func marked(t testing.TB, s *dovecot.Server) int {
	t.Helper()
	n := 0
	for _, flags := range keywordsOf(t, s) {
		if slices.Contains(flags, imap.Flag("$Payable")) {
			n++
		}
	}
	return n
}

// captured counts invoices; a database that does not answer has none to show.
func captured(t testing.TB, db *postgres.DB) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	rows, err := db.Queue(ctx, postgres.MainEntity, postgres.QueueFilter{})
	if err != nil {
		t.Logf("the database: %v", err)
		return -1
	}
	return len(rows)
}

// TestFullExportFolder fills the disk that approved invoices are written to: the
// invoice stays approved, people see why, nothing half is left behind, and it
// leaves by itself once there is room.
func TestFullExportFolder(t *testing.T) {
	t.Parallel()
	disk := newDisk(t, 1<<20)
	ctx := context.Background()
	url := pgtest.URL(t)
	db := must[*postgres.DB](t)(postgres.Open(ctx, url))
	t.Cleanup(db.Close)
	i, s := newInstall(t, "PAYABLE_DATABASE_URL="+url, "PAYABLE_READERS=1", "PAYABLE_ONLY=work,web", "PAYABLE_EXPORT_DIR="+disk.dir), tell(t)
	e := s.Entity
	e.ID = postgres.MainEntity
	check(t, db.SaveEntity(ctx, payable.System, e))
	for kind, csv := range map[string][]byte{"vendors": s.VendorsCSV(), "orders": s.OrdersCSV(), "receipts": s.ReceiptsCSV()} {
		i.write(kind+".csv", csv)
	}
	for _, kind := range []string{"vendors", "orders", "receipts"} {
		i.run("", "import", kind, i.path(kind+".csv"))
	}
	i.run(password+"\n", "user", "add", "carla", "--role=clerk", "--password", "--language=en")
	disk.fill()
	service := i.serve()
	m := mailOf(t, s, "ubl-as-ordered") // nothing in XML is uncertain: it goes straight through
	check(t, db.StoreMessage(ctx, payable.System, postgres.MainEntity, payable.MailboxEntry{Account: "invoices", Folder: "INBOX", UIDValidity: 1, UID: 1}, m.Raw, postgres.Envelope{}))
	var id payable.InvoiceID
	var why string
	defer func() {
		if why == "" {
			t.Logf("the queue: %+v", must[[]postgres.QueueRow](t)(db.Queue(ctx, postgres.MainEntity, postgres.QueueFilter{})))
		}
	}()
	eventually(t, time.Minute, "the export to meet the full disk", func() bool {
		rows := must[[]postgres.QueueRow](t)(db.Queue(ctx, postgres.MainEntity, postgres.QueueFilter{Tab: postgres.TabStop}))
		if len(rows) == 1 {
			id = rows[0].ID
			why = must[string](t)(db.ExportTrouble(ctx, id))
		}
		return why != ""
	})
	if shown := logIn(t, "http://"+service.address, "carla").get(t, page(id)); !strings.Contains(why, "no space left on device") || !strings.Contains(string(shown), "no space left on device") {
		t.Errorf("people are told %q, want that no space is left; the page:\n%s", why, shown)
	}
	if v := must[payable.Invoice](t)(db.Invoice(ctx, id)); v.State != payable.Approved {
		t.Errorf("with a full disk the invoice is %s, want approved", v.State)
	}
	if left := disk.files(); len(left) > 0 {
		t.Errorf("on the full disk lie %v", left)
	}
	disk.free()
	began := time.Now()
	eventually(t, time.Minute, "the invoice to leave", func() bool {
		return must[payable.Invoice](t)(db.Invoice(ctx, id)).State == payable.HandedOver
	})
	t.Logf("%s after there was space again the invoice had left", time.Since(began).Round(100*time.Millisecond))
	if left, want := disk.files(), []string{fmt.Sprintf("invoice-%d-original.xml", id), fmt.Sprintf("invoice-%d.csv", id)}; !slices.Equal(left, want) {
		t.Errorf("in the folder lie %v, want %v", left, want)
	}
	if why := must[string](t)(db.ExportTrouble(ctx, id)); why != "" {
		t.Errorf("after it has left people are still told %q", why)
	}
}

// A disk is small, and can be full.
type disk struct {
	t   testing.TB
	dir string

	mu   sync.Mutex
	stop chan struct{}
	over chan struct{}
}

const filler = "filler"

// newDisk mounts a file system of so many bytes, which takes root: containers
// and CI have it.
func newDisk(t testing.TB, bytes int) *disk {
	t.Helper()
	dir := must[string](t)(os.MkdirTemp("/tmp", "payable-disk-")) // sockets need a short path, Postgres's user one it can enter
	t.Cleanup(func() { check(t, os.Remove(dir)) })
	check(t, os.Chmod(dir, 0o755))
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=755", bytes)); err != nil {
		t.Fatalf("mount a small file system: %v; this test needs to run as root, in a container with --cap-add=SYS_ADMIN", err)
	}
	t.Cleanup(func() {
		eventually(t, 10*time.Second, "the small disk to be unmounted", func() bool { return syscall.Unmount(dir, 0) == nil })
	})
	d := &disk{t: t, dir: dir}
	t.Cleanup(d.free)
	return d
}

func (d *disk) path(name string) string { return filepath.Join(d.dir, name) }

// fill takes all space there is, and all that becomes free, until free.
func (d *disk) fill() {
	d.t.Helper()
	f := must[*os.File](d.t)(os.OpenFile(d.path(filler), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600))
	d.stop, d.over = make(chan struct{}), make(chan struct{})
	full := make(chan struct{})
	go func() {
		defer close(d.over)
		defer f.Close()
		block := make([]byte, 64<<10)
		for first := true; ; {
			for size := len(block); size >= 512; size /= 2 {
				for {
					if _, err := f.Write(block[:size]); err != nil {
						if !errors.Is(err, syscall.ENOSPC) {
							d.t.Errorf("filling the disk: %v", err)
						}
						break
					}
				}
			}
			if first {
				close(full)
				first = false
			}
			select {
			case <-d.stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	<-full
}

// free gives the space back.
func (d *disk) free() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stop == nil {
		return
	}
	close(d.stop)
	<-d.over
	d.stop = nil
	check(d.t, os.Remove(d.path(filler)))
}

// files lists what others put on the disk.
func (d *disk) files() []string {
	d.t.Helper()
	var out []string
	for _, e := range must[[]fs.DirEntry](d.t)(os.ReadDir(d.dir)) {
		if e.Name() != filler {
			out = append(out, e.Name())
		}
	}
	return out
}
