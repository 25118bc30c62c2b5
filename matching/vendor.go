package matching

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/payable-ap/payable"
)

// What speaks for a vendor, in thousandths. An identifier decides alone; a name
// does when it is nearly equal; a sender, whom anybody can forge, only helps. A
// vendor must reach enough and lead by margin.
const (
	byVATID     = 3000
	byBank      = 3000
	byName      = 2000 // for an equal name, down to 0 at nameFloor
	byFullName  = 600  // legal form included: tells "Bolt GmbH" from "Bolt KG"
	byAddress   = 800
	byDomain    = 500
	otherVATID  = -2000 // the document states a VAT id and the master has another
	nameFloor   = 800
	vendorNeeds = 1500
	vendorLead  = 500
)

// A vendorChoice is who bills, and how that was settled.
type vendorChoice struct {
	vendor *payable.Vendor // nil if nobody, or nobody with a margin
	by     string          // override, vat_id, bank, name
	rivals []string        // the vendor numbers that could not be told apart
}

func (w *work) vendorID() payable.VendorID {
	if w.vendor.vendor == nil {
		return 0
	}
	return w.vendor.vendor.ID
}

type vendorScore struct {
	vendor *payable.Vendor
	score  int
	by     string
}

// chooseVendor returns the one vendor that the evidence points at. A person's
// word stands above all evidence.
func chooseVendor(c Case) vendorChoice {
	var scores []vendorScore
	for i := range c.Vendors {
		v := &c.Vendors[i]
		if v.ID == c.Overrides.Vendor && v.ID != 0 {
			return vendorChoice{vendor: v, by: "override"}
		}
		s, by := scoreVendor(c, v)
		scores = append(scores, vendorScore{v, s, by})
	}
	if c.Overrides.Vendor != 0 {
		return vendorChoice{} // the one a person chose is not in the case
	}
	slices.SortFunc(scores, func(a, b vendorScore) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.vendor.ID, b.vendor.ID))
	})
	if len(scores) == 0 || scores[0].score < vendorNeeds {
		return vendorChoice{}
	}
	if len(scores) > 1 && scores[0].score-scores[1].score < vendorLead {
		return vendorChoice{rivals: []string{scores[0].vendor.Number, scores[1].vendor.Number}}
	}
	return vendorChoice{vendor: scores[0].vendor, by: scores[0].by}
}

func scoreVendor(c Case, v *payable.Vendor) (score int, by string) {
	seller := c.Invoice.Seller
	if id := identifier(seller.VATID); id != "" && len(v.VATIDs) > 0 {
		if slices.ContainsFunc(v.VATIDs, func(s string) bool { return identifier(s) == id }) {
			score, by = score+byVATID, "vat_id"
		} else {
			score += otherVATID
		}
	}
	if slices.ContainsFunc(printedAccounts(c), func(a string) bool { return approvedAccount(c, v, a) }) {
		score, by = score+byBank, cmp.Or(by, "bank")
	}
	if n := nameScore(seller.Name, v); n > 0 {
		score, by = score+n, cmp.Or(by, "name")
	}
	return score + senderScore(c.Sender, v), by
}

// nameScore returns what a printed name says for a vendor, under the best of the
// names it bills under.
func nameScore(printed string, v *payable.Vendor) int {
	best := 0
	for _, name := range append([]string{v.Name}, v.Names...) {
		s := max(alike(printed, name)-nameFloor, 0) * byName / (1000 - nameFloor)
		if s == byName && slices.Equal(words(printed), words(name)) {
			s += byFullName
		}
		best = max(best, s)
	}
	return best
}

func senderScore(from string, v *payable.Vendor) int {
	from = strings.ToLower(strings.TrimSpace(from))
	_, domain, ok := strings.Cut(from, "@")
	if !ok {
		return 0
	}
	best := 0
	for _, s := range v.Senders {
		switch s = strings.TrimPrefix(strings.ToLower(s), "@"); s {
		case from:
			best = max(best, byAddress)
		case domain:
			best = max(best, byDomain)
		}
	}
	return best
}

// identifier returns an account or VAT id as it is compared: capitals, letters
// and digits only. Unlike [payable.NormalNumber] it keeps every zero.
func identifier(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// vendorResolved reports whether it is settled who bills.
func vendorResolved(w *work) []payable.Finding {
	seller := w.Invoice.Seller
	switch v := w.vendor; {
	case v.vendor != nil:
		return one(pass, "VENDOR_RESOLVED.found", "vendor", v.vendor.Number, "by", v.by)
	case v.rivals != nil:
		return one(review, "VENDOR_RESOLVED.several", "name", seller.Name, "vendors", strings.Join(v.rivals, ", "))
	}
	return one(review, "VENDOR_RESOLVED.none", "name", seller.Name, "vat_id", seller.VATID)
}

// vendorActive reports a vendor that the master has closed or put on hold.
func vendorActive(w *work) []payable.Finding {
	v := w.vendor.vendor
	switch {
	case v == nil:
		return []payable.Finding{because(0, payable.VendorResolved)}
	case !v.Active:
		return one(hold, "VENDOR_ACTIVE.blocked", "vendor", v.Number)
	}
	return one(pass, "VENDOR_ACTIVE.active", "vendor", v.Number)
}

// printedAccounts returns every account found on any layer of the document.
func printedAccounts(c Case) []string {
	var out []string
	add := func(accounts []string) {
		for _, a := range accounts {
			if a = identifier(a); a != "" && !slices.Contains(out, a) {
				out = append(out, a)
			}
		}
	}
	add(c.Invoice.Bank)
	add(c.Draft.Bank)
	add([]string{c.Draft.Value(payable.IBAN)})
	if c.Page != nil {
		add(c.Page.Bank)
		add([]string{c.Page.Value(payable.IBAN)})
	}
	slices.Sort(out)
	return out
}

// approvedAccount reports whether a is an account of v that two people approved
// and that is in use. An account number printed without its IBAN counts where it
// is the end of one.
func approvedAccount(c Case, v *payable.Vendor, a string) bool {
	return slices.ContainsFunc(v.Bank, func(b payable.BankAccount) bool {
		iban := identifier(b.IBAN)
		local := strings.TrimLeft(a, "0")
		return b.Approved(c.AsOf) && (iban == a || len(local) >= 6 && len(a) <= len(iban)-4 && strings.HasSuffix(iban, a))
	})
}

// bankIsMasters reports accounts on the document that are not the vendor's.
// Nothing is paid to a printed account, so this is not about where money goes
// but about who wrote the document. One foreign account is enough, even beside a
// known one: that is what a doctored invoice looks like.
func bankIsMasters(w *work) []payable.Finding {
	v := w.vendor.vendor
	if v == nil {
		return []payable.Finding{because(0, payable.VendorResolved)}
	}
	var misread, foreign []string
	known := 0
	for _, a := range printedAccounts(w.Case) {
		switch {
		case approvedAccount(w.Case, v, a):
			known++
		case !validAccount(a):
			misread = append(misread, a)
		default:
			foreign = append(foreign, a)
		}
	}
	master := slices.ContainsFunc(v.Bank, func(b payable.BankAccount) bool { return b.Approved(w.AsOf) })
	switch {
	case !master:
		return one(review, "BANK_IS_MASTERS.master_empty", "vendor", v.Number, "printed", strconv.Itoa(len(misread)+len(foreign)))
	case len(foreign) > 0:
		return one(block, "BANK_IS_MASTERS.foreign", "vendor", v.Number, "account", foreign[0])
	case len(misread) > 0:
		return one(review, "BANK_IS_MASTERS.misread", "vendor", v.Number, "account", misread[0])
	case known == 0:
		return one(pass, "BANK_IS_MASTERS.none_printed", "vendor", v.Number)
	}
	return one(pass, "BANK_IS_MASTERS.known", "vendor", v.Number)
}

// validAccount reports whether a can be a bank account: an IBAN with the right
// check digits (ISO 13616, ISO 7064), or a number that is no IBAN at all. A wrong
// checksum is a doubt about the reading, not about the vendor.
func validAccount(a string) bool {
	if len(a) < 5 {
		return false
	}
	if !isLetter(a[0]) || !isLetter(a[1]) || !isDigit(a[2]) || !isDigit(a[3]) {
		return true
	}
	rest := 0
	for _, r := range a[4:] + a[:4] {
		switch {
		case r < 128 && isDigit(byte(r)):
			rest = (rest*10 + int(r-'0')) % 97
		case r < 128 && isLetter(byte(r)):
			rest = (rest*100 + int(r-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1 && len(a) >= 15 && len(a) <= 34
}

func isLetter(b byte) bool { return 'A' <= b && b <= 'Z' }
func isDigit(b byte) bool  { return '0' <= b && b <= '9' }
