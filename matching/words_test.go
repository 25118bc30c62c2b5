package matching

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
)

func TestConvert(t *testing.T) {
	for _, tt := range []struct {
		q, from, to, want string // want is empty where no conversion is known
	}{
		{"3", "Stk", "C62", "3"},
		{"3", "pcs.", "EA", "3"},
		{"3", "Stück", "H87", "3"},
		{"3", "ST", "ea", "3"},
		{"1500", "g", "KGM", "1.5"},
		{"1.5", "kg", "GRM", "1500"},
		{"0.25", "t", "kg", "250"},
		{"2", "m³", "LTR", "2000"},
		{"7", "mm", "MTR", "0.007"},
		{"2", "m²", "MTK", "2"},
		{"2", "Std.", "HUR", "2"},
		{"2", "", "KGM", "2"},
		{"2", "Karton", "", "2"},
		{"2", "Karton", "CT", "2"},
		{"2", "Karton", "C62", ""},
		{"2", "HUR", "DAY", ""},
		{"2", "kg", "l", ""},
		{"2", "m", "m²", ""},
		{"2", "Eimer", "EIMER", "2"},
		{"2", "Eimer", "Fass", ""},
	} {
		got, ok := convert(*number(tt.q), unitOf(tt.from), unitOf(tt.to))
		if ok != (tt.want != "") || ok && !got.Equal(*number(tt.want)) {
			t.Errorf("%s %s in %s: %s, %v; want %q", tt.q, tt.from, tt.to, got, ok, tt.want)
		}
	}
}

// TestUnitNamesAreUnique keeps a spelling from meaning two units.
func TestUnitNamesAreUnique(t *testing.T) {
	seen := map[string]string{}
	for _, u := range units {
		for name := range strings.FieldsSeq(u.names) {
			if seen[name] != "" {
				t.Errorf("%s means %s and %s", name, seen[name], u.code)
			}
			seen[name] = u.code
			if got := strings.ToUpper(strings.Join(words(name), "")); got != name {
				t.Errorf("%s is looked up as %s and never found", name, got)
			}
		}
	}
}

func TestAlike(t *testing.T) {
	for _, tt := range []struct {
		a, b     string
		from, to int
	}{
		{"Schrauben Huber GmbH", "Schrauben Huber GmbH", 1000, 1000},
		{"SCHRAUBEN HUBER", "Schrauben-Huber GmbH & Co. KG", 1000, 1000},
		{"Huber Schrauben", "Schrauben Huber", 1000, 1000},
		{"Müller AG", "Muller SA", 1000, 1000},
		{"Schrauben Hubcr", "Schrauben Huber", 900, 950},
		{"Schrauben Huber", "Schrauben Meier", 500, nameFloor},
		{"Huber", "Schrauben Huber", 0, 799},
		{"GmbH", "GmbH", 1000, 1000},
		{"", "", 0, 0},
		{"", "Huber", 0, 0},
	} {
		if got := alike(tt.a, tt.b); got < tt.from || got > tt.to || got != alike(tt.b, tt.a) {
			t.Errorf("%q and %q: %d (the other way %d), want %d to %d", tt.a, tt.b, got, alike(tt.b, tt.a), tt.from, tt.to)
		}
	}
}

func TestValidAccount(t *testing.T) {
	for _, tt := range []struct {
		name, account string
		want          bool
	}{
		{"a German IBAN", "DE89370400440532013000", true},
		{"a British one", "GB82WEST12345698765432", true},
		{"a Norwegian one, the shortest", "NO9386011117947", true},
		{"two digits changed places", "DE89370400440532010300", false},
		{"a digit too few", "DE8937040044053201300", false},
		{"a local account number", "12345678", true},
		{"too short to be one", "1234", false},
		{"letters no IBAN has", "DE89Ä70400440532013000", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := validAccount(tt.account); got != tt.want {
				t.Errorf("%s: %v, want %v", tt.account, got, tt.want)
			}
		})
	}
}

// TestMessagesAreWhole checks that no sentence takes a figure its finding does
// not carry, and that every key but the two shared ones begins with the id of a
// check that some rule makes.
func TestMessagesAreWhole(t *testing.T) {
	placeholder := regexp.MustCompile(`\{([^}]*)\}`)
	checks := map[string]bool{"because": true, "off": true}
	for _, r := range slices.Concat(duplicateRules, rules) {
		checks[string(r.check)] = true
	}
	used := map[string]bool{}
	for _, f := range caseFiles(t) {
		for _, g := range Match(f.c).Findings {
			used[g.Message] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(Messages)) {
		m := Messages[key]
		if check, _, _ := strings.Cut(key, "."); !checks[check] {
			t.Errorf("%s is of no rule", key)
		}
		for _, p := range placeholder.FindAllStringSubmatch(m.English, -1) {
			if !slices.Contains(m.Figures, p[1]) {
				t.Errorf("%s takes {%s}; it has %v", key, p[1], m.Figures)
			}
		}
		if !used[key] {
			t.Errorf("no case in testdata says %s", key)
		}
	}
}

// TestFindingsStandInTheOrderOfTheTable is what makes a list of findings
// readable: causes before consequences.
func TestFindingsStandInTheOrderOfTheTable(t *testing.T) {
	place := map[payable.CheckID]int{}
	for i, r := range slices.Concat(duplicateRules, rules) {
		if _, twice := place[r.check]; twice {
			t.Errorf("%s stands in the table twice", r.check)
		}
		place[r.check] = i
	}
	c := bolts(12, 10, 9)
	c.Vendors[0].Active = false
	c.Orders[0].State = payable.OrderClosed
	c.Invoice.Number = ""
	d := Match(c)
	if !slices.IsSortedFunc(d.Findings, func(a, b payable.Finding) int { return place[a.Check] - place[b.Check] }) {
		t.Errorf("findings out of order:%s", dump(d))
	}
	for _, check := range []payable.CheckID{payable.VendorActive, payable.RequiredFields, payable.OrderIsOpen, payable.QuantityOrdered, payable.QuantityReceived} {
		if !outcome(d, check).Open() {
			t.Errorf("%s is %s: one finding must not hide the next%s", check, outcome(d, check), dump(d))
		}
	}
}
