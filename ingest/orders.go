package ingest

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// An OrderRow is one line of a purchase order, with the order's own columns
// repeated. Rows of one LedgerID belong to one order and agree about it.
type OrderRow struct {
	Line     int    // in the file
	LedgerID string // the ledger's key; Number where the file has none
	Number   string // as printed
	Vendor   string // the ledger's vendor number
	Currency payable.Currency
	State    payable.OrderState // open where the file does not say
	Date     time.Time          // zero if unknown
	Buyer    string

	LineNumber string
	SKU        string
	BuyerSKU   string
	Text       string
	Quantity   decimal.Decimal   // above zero
	Unit       string            // as the ledger writes it
	Price      decimal.Decimal   // net, for PriceBase units
	PriceBase  decimal.Decimal   // 1 where the file does not say
	Mode       payable.MatchMode // empty where the file does not say

	OpeningBilled       decimal.Decimal // quantity billed before payable
	OpeningBilledAmount decimal.Decimal // its net amount
	OpeningReceived     decimal.Decimal // quantity received before payable
}

var orderColumns = []column{
	{"ledger_id", false, []string{"order id", "po id", "document id", "id", "Beleg-ID"}},
	{"number", true, []string{"order", "order number", "order no", "po", "po number", "po no", "purchase order", "Bestellnummer", "Bestell-Nr", "Bestellung", "Auftragsnummer"}},
	{"vendor", true, []string{"vendor number", "vendor no", "vendor id", "supplier", "supplier number", "supplier no", "supplier id", "Kreditor", "Kreditorennummer", "Kreditor-Nr", "Lieferant", "Lieferantennummer", "Lieferanten-Nr"}},
	{"currency", true, []string{"curr", "currency code", "Währung", "Waehrung", "WKZ"}},
	{"state", false, []string{"status", "order status"}},
	{"date", false, []string{"order date", "po date", "Bestelldatum", "Datum", "Belegdatum"}},
	{"buyer", false, []string{"requester", "purchaser", "Einkäufer", "Besteller", "Anforderer"}},
	{"line", true, []string{"line number", "line no", "po line", "pos", "position", "item", "item no", "Positionsnummer", "Zeile"}},
	{"sku", false, []string{"vendor item", "supplier item", "vendor sku", "supplier part number", "Lieferantenartikel", "Lieferantenartikelnummer"}},
	{"buyer_sku", false, []string{"material", "article", "item code", "our sku", "part number", "Artikel", "Artikelnummer", "Artikel-Nr", "Materialnummer"}},
	{"text", false, []string{"description", "item description", "short text", "Bezeichnung", "Beschreibung", "Kurztext", "Artikelbezeichnung"}},
	{"quantity", true, []string{"qty", "order quantity", "ordered", "Menge", "Bestellmenge", "Anzahl"}},
	{"unit", false, []string{"uom", "unit of measure", "Einheit", "ME", "Mengeneinheit", "Bestellmengeneinheit"}},
	{"price", true, []string{"unit price", "net price", "price per unit", "Preis", "Einzelpreis", "Nettopreis", "EP", "Stückpreis"}},
	{"price_base", false, []string{"per", "price unit", "price per", "base quantity", "Preiseinheit", "pro"}},
	{"mode", false, []string{"match", "match mode", "matching", "Abgleich"}},
	{"opening_billed", false, []string{"billed quantity", "invoiced quantity", "invoiced", "berechnete Menge", "fakturierte Menge"}},
	{"opening_billed_amount", false, []string{"billed amount", "invoiced amount", "berechneter Betrag"}},
	{"opening_received", false, []string{"received quantity", "received", "delivered quantity", "gelieferte Menge", "Wareneingangsmenge"}},
}

// ReadOrders reads purchase orders, one row a line. Rows with errors are not
// among the rows returned, nor are the other rows of such an order: half an order
// would match the wrong things. The errors come by line. The error is an
// [payable.InvalidError] about the file as a whole, or the reader's.
func ReadOrders(r io.Reader, m Mapping) ([]OrderRow, []RowError, error) {
	t, err := readTable(r, m, orderColumns)
	if err != nil {
		return nil, nil, err
	}
	var out []OrderRow
	bad := map[string]int{} // line of the first bad row, by order
	heads := map[string]OrderRow{}
	lines := map[[2]string]int{}
	for i := range t.rows {
		r := &t.rows[i]
		o := r.order()
		if head, ok := heads[o.LedgerID]; ok && !r.bad {
			r.sameOrder(o, head)
		}
		key := [2]string{o.LedgerID, o.LineNumber}
		if at := lines[key]; at != 0 && !r.bad {
			r.fail("line", payable.Say("row_line_twice", "order {order} has its line {line} on line {row} of the file already", "order", clip(o.Number), "line", clip(o.LineNumber), "row", at))
		}
		if r.bad {
			if bad[o.LedgerID] == 0 {
				bad[o.LedgerID] = r.line
			}
			continue
		}
		if _, ok := heads[o.LedgerID]; !ok {
			heads[o.LedgerID] = o
		}
		lines[key] = r.line
		out = append(out, o)
	}
	whole := whole(out, bad, func(o OrderRow) string { return o.LedgerID }, t)
	return whole, t.sorted(), nil
}

// whole leaves out what belongs together with a bad row, and says so once for
// each.
func whole[R any](rows []R, bad map[string]int, id func(R) string, t *table) []R {
	said := map[string]bool{}
	return slices.DeleteFunc(rows, func(r R) bool {
		id := id(r)
		at := bad[id]
		if at != 0 && !said[id] {
			said[id] = true
			t.errs = append(t.errs, RowError{at, "", payable.Say("row_not_alone", "the other rows of {number} stay out with it", "number", clip(id))})
		}
		return at != 0
	})
}

func (r *row) order() OrderRow {
	o := OrderRow{
		Line: r.line, LedgerID: r.text("ledger_id"), Number: r.must("number"), Vendor: r.must("vendor"),
		Currency: r.currency("currency"), State: r.orderState(), Date: r.date("date"), Buyer: r.text("buyer"),
		LineNumber: r.must("line"), SKU: r.text("sku"), BuyerSKU: r.text("buyer_sku"), Text: r.text("text"),
		Quantity: r.positive("quantity"), Unit: r.text("unit"), Price: r.mustNumber("price"), PriceBase: r.number("price_base"),
		Mode: r.mode(), OpeningBilled: r.number("opening_billed"), OpeningBilledAmount: r.number("opening_billed_amount"),
		OpeningReceived: r.number("opening_received"),
	}
	if o.LedgerID == "" {
		o.LedgerID = o.Number
	}
	if o.PriceBase.IsZero() {
		o.PriceBase = decimal.NewFromInt(1)
	}
	if o.Price.IsNegative() {
		r.fail("price", payable.Say("row_below_zero", "is below zero"))
	}
	if o.PriceBase.IsNegative() {
		r.fail("price_base", payable.Say("row_below_zero", "is below zero"))
	}
	return o
}

// sameOrder checks that a further line says the same about its order.
func (r *row) sameOrder(o, head OrderRow) {
	for _, c := range []struct {
		column string
		same   bool
	}{
		{"number", o.Number == head.Number},
		{"vendor", o.Vendor == head.Vendor},
		{"currency", o.Currency == head.Currency},
		{"state", o.State == head.State},
		{"date", o.Date.Equal(head.Date)},
	} {
		if !c.same {
			r.fail(c.column, payable.Say("row_differs", "differs from line {row} of the file, which belongs to the same order", "row", head.Line))
		}
	}
}

func (r *row) orderState() payable.OrderState {
	switch s := strings.ToLower(r.text("state")); s {
	case "", "open", "offen", "released", "freigegeben":
		return payable.OrderOpen
	case "closed", "geschlossen", "erledigt", "abgeschlossen":
		return payable.OrderClosed
	case "cancelled", "canceled", "storniert":
		return payable.OrderCancelled
	default:
		r.fail("state", payable.Say("row_state", `"{value}" is none of open, closed, cancelled`, "value", clip(s)))
		return payable.OrderOpen
	}
}

func (r *row) mode() payable.MatchMode {
	switch s := strings.ToLower(strings.NewReplacer("-", "_", " ", "_").Replace(r.text("mode"))); s {
	case "":
		return ""
	case "none":
		return payable.MatchNone
	case "two_way", "2_way", "2":
		return payable.MatchTwoWay
	case "three_way", "3_way", "3":
		return payable.MatchThreeWay
	default:
		r.fail("mode", payable.Say("row_mode", `"{value}" is none of none, two_way, three_way`, "value", clip(s)))
		return ""
	}
}
