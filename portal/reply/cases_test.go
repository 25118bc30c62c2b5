package reply

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	payable "github.com/payable-ap/payable"
)

var update = flag.Bool("update", false, "make and sign the mails of testdata/cases again")

// An expectation stands beside each mail as NAME.json.
type expectation struct {
	About   string              `json:"about"`
	Fails   []int               `json:"fails,omitempty"` // every rung that fails by itself, the deciding one first
	Reason  string              `json:"reason,omitempty"`
	Verdict payable.Verdict     `json:"verdict,omitempty"`
	Arg     string              `json:"argument,omitempty"`
	By      string              `json:"by,omitempty"`
	Answer  payable.ReplyAnswer `json:"answer,omitempty"`
	Alarm   bool                `json:"alarm,omitempty"`
	Absent  bool                `json:"absent,omitempty"`
	Auth    string              `json:"auth,omitempty"`   // method that proved the sender
	World   map[string]any      `json:"world,omitempty"`  // what differs from the world below
	Config  map[string]any      `json:"config,omitempty"` // what differs from the zero Config
}

// A world is what the database of a case holds. Everything is in order: a case
// changes only what it is about.
type world struct {
	Stored                bool
	Now, Expires          time.Time
	State                 payable.ApprovalState
	Known                 bool // whether a request has the mail's token
	Version               int
	InvoiceVersion        int
	InvoiceState          payable.InvoiceState
	Payable, Currency     string
	InvoicePayable        string
	Worst                 payable.Outcome
	VendorInvoices        int
	BankChanged           time.Time
	BankEditor, Submitter string
	Ceiling               string
	Limit                 string
	Roles                 []payable.Role
	Active                bool
	ThreadMails           int
	Decisions             int
	DelegateActive        bool
	DelegateLimit         string
	DelegateRoles         []payable.Role
	Chain                 []string
	DecidedBy             string
}

var friday = time.Date(2026, 11, 27, 17, 0, 0, 0, time.UTC)

func inOrder() world {
	return world{
		Stored: true, Now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), Expires: friday, State: payable.Asked, Known: true,
		Version: 2, InvoiceVersion: 2, InvoiceState: payable.Waiting, Payable: "4812.00", InvoicePayable: "4812.00", Currency: "GBP",
		Worst: payable.Hold, VendorInvoices: 12, BankChanged: time.Date(2024, 3, 4, 0, 0, 0, 0, time.UTC), BankEditor: "petra",
		Submitter: "carys", Ceiling: "10000", Limit: "20000", Roles: []payable.Role{payable.Approver}, Active: true,
		ThreadMails: 1, DelegateActive: true, DelegateLimit: "20000", DelegateRoles: []payable.Role{payable.Approver}, Chain: []string{"sian"},
	}
}

var (
	secretKey   = bytes.Repeat([]byte{7}, 32)
	aSecret     = []byte{0xd0, 0x5e, 0x11, 0x40, 0x9a, 0x62, 0x77, 0x01, 0x5b, 0xc8, 0x30, 0x21, 0xee, 0x94, 0x6d, 0x3f}
	stopSecret  = []byte{0x9b, 0x31, 0x7c, 0x02, 0x5d, 0xe0, 0x48, 0x6a, 0x13, 0xf7, 0x2c, 0x85, 0x90, 0x0d, 0x61, 0xab}
	otherSecret = []byte{0x1f, 0xa2, 0x48, 0xe3, 0x07, 0x5c, 0xd9, 0x86, 0x22, 0x70, 0xbb, 0x13, 0x4d, 0x95, 0xc6, 0x0e}
)

// asks is the request the cases answer, as it was when the mail went out.
func asks(secret []byte) payable.Approval {
	return payable.Approval{
		ID: 41, Invoice: 17, Version: 2, Payable: payable.NewMoney("4812.00", "GBP"), Approver: "sian", Asker: "carys",
		Secret: secret, Asked: friday.AddDate(0, 0, -6), Expires: friday, State: payable.Asked,
	}
}

// stops is the permission a receipt carries.
func stops() payable.Approval {
	a := asks(stopSecret)
	a.ID, a.Asker = 42, "sian"
	return a
}

// facts returns what the database tells about the mail r in world w.
func (w world) facts(r *Reply) payable.ReplyCase {
	f := payable.ReplyCase{Now: w.Now, ThreadMails: w.ThreadMails, Decisions: w.Decisions}
	if w.Stored {
		f.Message = r.Hash
	}
	sian := payable.User{Name: "sian", FullName: "Siân Rhys", Addresses: []string{"sian.rhys@corp.example"}, Roles: w.Roles, Active: w.Active, Limit: w.Limit, Language: "en"}
	tomos := payable.User{Name: "tomos", Addresses: []string{"tomos.pugh@corp.example"}, Roles: w.DelegateRoles, Active: w.DelegateActive, Limit: w.DelegateLimit, Language: "cy"}
	mair := payable.User{Name: "mair", Addresses: []string{"mair.jones@corp.example"}, Roles: []payable.Role{payable.Approver}, Active: true, Limit: "20000"}
	for _, u := range []payable.User{sian, tomos, mair} {
		if slices.Contains(u.Addresses, r.From) {
			f.Sender = &u
		}
	}
	q := r.Query()
	a := asks(aSecret)
	if bytes.Equal(q.Secret, stopSecret) {
		a = stops()
	}
	a.Expires, a.State, a.Version = w.Expires, w.State, w.Version
	a.Payable = payable.Money{Amount: decimal.RequireFromString(w.Payable), Currency: payable.Currency(w.Currency)}
	if !w.Known || !bytes.Equal(q.Secret, a.Secret) {
		return f
	}
	f.Approval, f.Approver, f.Delegates, f.Chain = &a, sian, []payable.User{tomos}, w.Chain
	if f.DecidedBy = w.DecidedBy; f.DecidedBy != "" {
		f.DecidedAt = w.Now.Add(-time.Hour)
	}
	due := decimal.RequireFromString(w.InvoicePayable)
	f.Invoice = payable.Invoice{ID: 17, Version: w.InvoiceVersion, State: w.InvoiceState, Payable: &due, Currency: payable.Currency(w.Currency), Submitter: w.Submitter, Vendor: 3}
	f.Vendor = payable.Vendor{ID: 3, Name: "Acme Ltd", Invoices: w.VendorInvoices}
	f.Worst, f.BankChanged, f.BankEditor = w.Worst, w.BankChanged, w.BankEditor
	f.Policy = payable.Policy{Currency: "GBP", ReplyCeiling: decimal.RequireFromString(w.Ceiling), StopMinutes: 30}
	for _, u := range []payable.User{tomos, mair, sian} {
		if slices.Contains(u.Addresses, q.DelegateTo) {
			f.DelegateTo = &u
		}
	}
	return f
}

// overlay changes the fields of v that m names.
func overlay(t testing.TB, v any, m map[string]any) {
	t.Helper()
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		t.Fatalf("%v: %v", m, err)
	}
}

func configured(t testing.TB, m map[string]any) Config {
	c := Config{}
	overlay(t, &c, m)
	c.Instance, c.Key, c.Address = "pay.corp.example", secretKey, "approvals@pay.corp.example"
	return c
}

type loadedCase struct {
	name string
	want expectation
	c    Case
}

// load reads a case from its two files and verifies its signature over DNS.
func load(t testing.TB, name string, lookup LookupTXT) loadedCase {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "cases", name+".eml"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join("testdata", "cases", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	l := loadedCase{name: name}
	if err := json.Unmarshal(text, &l.want); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	l.c = judged(t, raw, l.want, lookup)
	return l
}

func judged(t testing.TB, raw []byte, want expectation, lookup LookupTXT) Case {
	t.Helper()
	r, err := Read(raw)
	if err != nil {
		t.Fatalf("%s: %v", want.About, err)
	}
	w := inOrder()
	overlay(t, &w, want.World)
	cfg := configured(t, want.Config)
	auth, err := Authenticate(context.Background(), raw, lookup, cfg)
	if err != nil {
		t.Fatalf("%s: %v", want.About, err)
	}
	return Case{Facts: w.facts(r), Reply: r, Auth: auth, Config: cfg}
}

func caseNames(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "cases", "*.eml"))
	if err != nil || len(paths) < 60 {
		t.Fatalf("%d cases in testdata/cases: %v", len(paths), err)
	}
	names := make([]string, len(paths))
	for i, p := range paths {
		names[i] = strings.TrimSuffix(filepath.Base(p), ".eml")
	}
	return names
}

// TestCases judges every mail of testdata/cases, its DKIM key asked for over DNS.
func TestCases(t *testing.T) {
	lookup := nameServer(t)
	for _, name := range caseNames(t) {
		t.Run(name, func(t *testing.T) {
			l := load(t, name, lookup)
			got := Judge(l.c)
			w := l.want
			if got.Reason != w.Reason || got.Act != (w.Reason == "") || got.Verdict != w.Verdict || got.Answer != w.Answer || got.Alarm != w.Alarm || got.Absent != w.Absent || got.By != w.By {
				t.Errorf("%s\ngot  %+v\nwant %+v", w.About, got, w)
			}
			if w.Arg != "" && got.Argument != w.Arg {
				t.Errorf("%s: argument %q, want %q", w.About, got.Argument, w.Arg)
			}
			if l.c.Auth.Method != w.Auth {
				t.Errorf("%s: proved by %q (%s), want %q", w.About, l.c.Auth.Method, l.c.Auth.Detail, w.Auth)
			}
			if n := len(got.Rungs); n > 0 && len(w.Fails) > 0 && got.Rungs[n-1].Number != w.Fails[0] {
				t.Errorf("%s: decided by rung %d, want %d", w.About, got.Rungs[n-1].Number, w.Fails[0])
			}
			if got.Act && got.Verdict == "" || got.Intent && got.Act || (got.AnswerTo == "") != (got.Answer == payable.AnswerNone) {
				t.Errorf("%s: contradicts itself: %+v", w.About, got)
			}
		})
	}
}

// TestCasesFailWhatTheySay tries every rung alone on every case: a case that is
// to fail one rung must pass all others, so that it proves that rung.
func TestCasesFailWhatTheySay(t *testing.T) {
	lookup := nameServer(t)
	for _, name := range caseNames(t) {
		l := load(t, name, lookup)
		if failed := failing(l.c); !slices.Equal(sorted(failed), sorted(l.want.Fails)) {
			t.Errorf("%s: rungs %v fail by themselves, want %v", name, failed, l.want.Fails)
		}
	}
}

// failing lists the rungs that fail when each is tried alone.
func failing(c Case) []int {
	var out []int
	safe := Judge(c).Verdict.Safe()
	for _, r := range ladder {
		if r.number > lastSafe && r.number < done && safe {
			continue
		}
		res := climb(c, []rung{r})
		if len(res.Rungs) == 1 && !res.Rungs[0].Passed {
			out = append(out, r.number)
		}
	}
	return out
}

func sorted(n []int) []int { n = slices.Clone(n); slices.Sort(n); return n }

// TestEveryRungIsNeeded takes the rungs out one by one. Exactly the cases a rung
// decides must come out differently, and for every rung there must be a case that
// nothing else would have stopped.
func TestEveryRungIsNeeded(t *testing.T) {
	lookup := nameServer(t)
	var cases []loadedCase
	for _, name := range caseNames(t) {
		cases = append(cases, load(t, name, lookup))
	}
	for i, r := range ladder {
		without := slices.Delete(slices.Clone(ladder), i, i+1)
		changed, alone := 0, 0
		for _, l := range cases {
			got := climb(l.c, without)
			decided := 0
			if n := len(got.Rungs); n > 0 && !got.Act {
				decided = got.Rungs[n-1].Number
			}
			expected := 0
			if len(l.want.Fails) > 0 {
				expected = l.want.Fails[0]
			}
			differs, mine := decided != expected, expected == r.number
			if differs != mine {
				t.Errorf("without rung %d (%s): %s differs: %v, want %v", r.number, r.name, l.name, differs, mine)
			}
			if differs {
				changed++
			}
			if mine && got.Act {
				alone++
			}
		}
		if alone == 0 {
			t.Errorf("no case is stopped by rung %d (%s) alone", r.number, r.name)
		}
		t.Logf("without rung %2d (%s): %d cases turn red, %d of them would have been carried out", r.number, r.name, changed, alone)
	}
}

// TestMakeCases holds the files to the program that makes them; -update writes
// them.
func TestMakeCases(t *testing.T) {
	made := map[string]bool{}
	for _, d := range drafts(t) {
		made[d.name] = true
		eml, text := d.letter.bytes(), marshal(t, d.want)
		path := filepath.Join("testdata", "cases", d.name)
		if *update {
			write(t, path+".eml", eml)
			write(t, path+".json", text)
			continue
		}
		for ext, want := range map[string][]byte{".eml": eml, ".json": text} {
			if got, err := os.ReadFile(path + ext); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s%s is not what the program makes (%v): go test -run TestMakeCases -update", path, ext, err)
			}
		}
	}
	for _, name := range caseNames(t) {
		if !made[name] {
			t.Errorf("testdata/cases/%s.eml is made by nobody", name)
		}
	}
}

func marshal(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

func write(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

var office = Path{By: "mail.corp.example", From: netip.MustParsePrefix("10.1.0.0/16")}
