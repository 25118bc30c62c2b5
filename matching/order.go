package matching

import (
	"maps"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/payable-ap/payable"
)

// nearLength is the least length of an order number for which one edit away
// counts: "34" is one edit from too many others.
const nearLength = 5

// An orderChoice is which orders the invoice bills, and how that was settled.
type orderChoice struct {
	candidates map[payable.OrderID]bool
	named      bool     // the document, or a person, named orders or delivery notes
	unknown    []string // numbers named that no order has
	near       [][2]string
	by         string // override, reference, despatch, open
}

// chooseOrders returns the orders whose lines may be billed: those a person
// chose; else those the document names by order number or delivery note; and
// where it names none, the vendor's open ones. An order named but not known is
// no licence to guess among the others.
func (w *work) chooseOrders() orderChoice {
	ch := orderChoice{candidates: map[payable.OrderID]bool{}}
	for _, o := range w.Overrides.Orders {
		ch.candidates[o] = true
	}
	if len(ch.candidates) > 0 {
		ch.named, ch.by = true, "override"
		return ch
	}
	w.chooseByNumber(&ch)
	w.chooseByDespatch(&ch)
	if ch.named || w.vendor.vendor == nil {
		return ch
	}
	ch.by = "open"
	for _, o := range w.Orders {
		if o.Vendor == w.vendor.vendor.ID && o.State == payable.OrderOpen {
			ch.candidates[o.ID] = true
		}
	}
	return ch
}

func (w *work) chooseByNumber(ch *orderChoice) {
	for _, ref := range w.references() {
		ch.named, ch.by = true, "reference"
		hits := w.ordersNumbered(ref)
		if len(hits) == 0 {
			if o := w.orderNear(ref); o != nil {
				hits = []payable.OrderID{o.ID}
				ch.near = append(ch.near, [2]string{ref, o.Number})
			}
		}
		if len(hits) == 0 {
			ch.unknown = append(ch.unknown, ref)
		}
		for _, o := range hits {
			ch.candidates[o] = true
		}
	}
}

// references returns the order numbers the document names, each once. A credit
// note that names only the invoice it credits means that invoice's orders.
func (w *work) references() []string {
	refs := slices.Clone(w.Invoice.OrderRefs)
	for _, l := range w.lines {
		refs = append(refs, l.OrderRef)
	}
	if w.Invoice.CreditNote && !slices.ContainsFunc(refs, isNumber) {
		for _, p := range w.credited() {
			refs = append(refs, p.Orders...)
		}
	}
	var out []string
	seen := map[string]bool{}
	for _, r := range refs {
		if n := payable.NormalNumber(r); n != "" && !seen[n] {
			seen[n] = true
			out = append(out, strings.TrimSpace(r))
		}
	}
	slices.Sort(out)
	return out
}

func isNumber(s string) bool { return payable.NormalNumber(s) != "" }

// ordersNumbered returns the orders that bear a number. Printed numbers repeat:
// where the vendor has one of them, the others are left out.
func (w *work) ordersNumbered(ref string) []payable.OrderID {
	var mine, others []payable.OrderID
	n := payable.NormalNumber(ref)
	for _, o := range w.Orders {
		switch {
		case payable.NormalNumber(o.Number) != n:
		case w.vendor.vendor != nil && o.Vendor == w.vendor.vendor.ID:
			mine = append(mine, o.ID)
		default:
			others = append(others, o.ID)
		}
	}
	if len(mine) > 0 {
		return mine
	}
	return others
}

// orderNear returns the vendor's only order whose number is one edit away.
func (w *work) orderNear(ref string) *payable.PurchaseOrder {
	n := payable.NormalNumber(ref)
	if w.vendor.vendor == nil || len(n) < nearLength || len(n) > maxText {
		return nil
	}
	var hit *payable.PurchaseOrder
	for i := range w.Orders {
		o := &w.Orders[i]
		m := payable.NormalNumber(o.Number)
		if o.Vendor != w.vendor.vendor.ID || len(m) > maxText || levenshtein.ComputeDistance(n, m) != 1 {
			continue
		}
		if hit != nil {
			return nil
		}
		hit = o
	}
	return hit
}

// chooseByDespatch adds the orders that a delivery note named on the document
// delivered against. A delivery note nobody knows names nothing: vendors count
// those as they like.
func (w *work) chooseByDespatch(ch *orderChoice) {
	named := slices.Clone(w.Invoice.Despatch)
	for _, l := range w.lines {
		named = append(named, l.Despatch)
	}
	for note := range normalSet(named) {
		for _, t := range w.targets {
			if !t.notes[note] || w.vendor.vendor != nil && t.order.Vendor != w.vendor.vendor.ID {
				continue
			}
			if !ch.named {
				ch.named, ch.by = true, "despatch"
			}
			ch.candidates[t.order.ID] = true
		}
	}
}

// billedOrders returns the orders whose lines were paired, oldest first; where
// none was, those the document names.
func (w *work) billedOrders() []*payable.PurchaseOrder {
	used := map[payable.OrderID]bool{}
	for _, l := range w.lines {
		if l.target != nil {
			used[l.target.order.ID] = true
		}
		for _, p := range l.parts {
			used[p.target.order.ID] = true
		}
	}
	if len(used) == 0 && w.orders.named {
		used = maps.Clone(w.orders.candidates)
	}
	var out []*payable.PurchaseOrder
	for i := range w.Orders {
		if used[w.Orders[i].ID] {
			out = append(out, &w.Orders[i])
			delete(used, w.Orders[i].ID)
		}
	}
	return out
}

func (w *work) orderIDs() []payable.OrderID {
	var out []payable.OrderID
	for _, o := range w.billedOrders() {
		out = append(out, o.ID)
	}
	return out
}

// withoutOrder names the check that says why no order is billed.
func (w *work) withoutOrder() payable.CheckID {
	switch {
	case len(w.orders.unknown) > 0:
		return payable.OrderFound
	case slices.ContainsFunc(w.lines, func(l *line) bool { return l.rival != nil }):
		return payable.LineAmbiguous
	}
	return payable.LineUnmatched
}

// orderFound reports order numbers on the document that we do not know. It does
// not ask for an order where none is named: lines without one are LINE_UNMATCHED.
func orderFound(w *work) []payable.Finding {
	ch := w.orders
	switch {
	case len(ch.unknown) > 0:
		return one(hold, "ORDER_FOUND.unknown", "order", strings.Join(ch.unknown, ", "))
	case ch.by == "override" && len(w.billedOrders()) == 0:
		return one(hold, "ORDER_FOUND.unknown", "order", "")
	case len(ch.near) > 0:
		return one(info, "ORDER_FOUND.near", "got", ch.near[0][0], "order", ch.near[0][1])
	case !ch.named && len(w.billedOrders()) == 0:
		return one(info, "ORDER_FOUND.none")
	case !ch.named:
		return one(info, "ORDER_FOUND.not_named", "order", numbers(w.billedOrders()))
	}
	return one(pass, "ORDER_FOUND.found", "order", numbers(w.billedOrders()), "by", ch.by)
}

func numbers(orders []*payable.PurchaseOrder) string {
	var out []string
	for _, o := range orders {
		out = append(out, o.Number)
	}
	return strings.Join(out, ", ")
}

// orderOpen reports orders that may no longer be billed. An order the ledger has
// stopped sending is not known to be closed, but nor to be open. A credit note
// may come after the end.
func orderOpen(w *work) []payable.Finding {
	orders := w.billedOrders()
	if len(orders) == 0 {
		return []payable.Finding{because(0, w.withoutOrder())}
	}
	worst := found(pass, "ORDER_OPEN.open", "order", numbers(orders))
	for _, o := range orders {
		f := found(hold, "ORDER_OPEN."+string(o.State), "order", o.Number)
		switch o.State {
		case payable.OrderOpen:
			continue
		case payable.OrderCancelled:
			f.Outcome = block
		case payable.OrderClosed, payable.OrderAbsent:
		default:
			f.Message = "ORDER_OPEN.absent"
		}
		if w.Invoice.CreditNote {
			f.Outcome = info
		}
		if f.Outcome > worst.Outcome {
			worst = f
		}
	}
	return []payable.Finding{worst}
}

// vendorIsOrders reports orders that were placed with somebody else.
func vendorIsOrders(w *work) []payable.Finding {
	orders := w.billedOrders()
	switch {
	case w.vendor.vendor == nil:
		return []payable.Finding{because(0, payable.VendorResolved)}
	case len(orders) == 0:
		return []payable.Finding{because(0, w.withoutOrder())}
	}
	for _, o := range orders {
		if o.Vendor != w.vendor.vendor.ID {
			return one(hold, "VENDOR_IS_ORDERS.other", "order", o.Number, "vendor", w.vendor.vendor.Number)
		}
	}
	return one(pass, "VENDOR_IS_ORDERS.same", "order", numbers(orders), "vendor", w.vendor.vendor.Number)
}

// currencyMatch reports an invoice in another currency than its order, and one
// for whose currency the policy states no amounts.
func currencyMatch(w *work) []payable.Finding {
	c := w.Invoice.Currency
	if !c.Valid() {
		return []payable.Finding{because(0, payable.RequiredFields)}
	}
	for _, o := range w.billedOrders() {
		if o.Currency != c {
			return one(hold, "CURRENCY_MATCH.differs", "got", string(c), "want", string(o.Currency), "order", o.Number)
		}
	}
	if w.Policy.Currency != c {
		return one(review, "CURRENCY_MATCH.policy", "got", string(c), "want", string(w.Policy.Currency))
	}
	return one(pass, "CURRENCY_MATCH.same", "currency", string(c))
}
