package einvoice

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/payable-ap/payable"
)

// An Order is a purchase order as a UBL Order states it, before anybody has said
// which vendor of ours it went to.
type Order struct {
	Number   string
	Date     time.Time // midnight UTC; zero if not stated
	Currency payable.Currency
	Seller   payable.Party
	Buyer    payable.Party
	Lines    []OrderLine
}

// An OrderLine is one line of an [Order].
type OrderLine struct {
	Number    string
	SKU       string // the seller's
	BuyerSKU  string
	Text      string
	Quantity  decimal.Decimal
	Unit      string          // UN/ECE Recommendation 20
	Price     decimal.Decimal // net, for PriceBase units
	PriceBase decimal.Decimal // 1 where none is stated
	Net       decimal.Decimal // as stated, zero if not
}

// A Receipt is a goods receipt as a UBL ReceiptAdvice states it.
type Receipt struct {
	Number   string
	OrderRef string
	Despatch string // the seller's delivery note
	Date     time.Time
	Lines    []ReceiptLine
}

// A ReceiptLine is one line of a [Receipt].
type ReceiptLine struct {
	Number    string
	OrderRef  string // the order this line names, else that of the receipt
	OrderLine string
	SKU       string
	BuyerSKU  string
	Quantity  decimal.Decimal // accepted: what was received less what was rejected
	Unit      string
}

// ReadOrder reads a UBL Order. Unlike an invoice, an order that is imported must
// be whole: a line without a quantity or with a number that is none is refused,
// as is any other kind of document.
func ReadOrder(data []byte) (Order, error) {
	root, err := openKind(data, UBLOrder)
	if err != nil {
		return Order{}, err
	}
	d := ubl(root, UBLOrder, payable.DocOrder)
	o := Order{
		Number:   d.Value(payable.PONumber),
		Date:     day(d.Value(payable.IssueDate)),
		Currency: payable.Currency(d.Value(payable.CurrencyCode)),
		Seller:   payable.Party{Name: d.Value(payable.SellerName), VATID: d.Value(payable.SellerVATID)},
		Buyer:    payable.Party{Name: d.Value(payable.BuyerName), VATID: d.Value(payable.BuyerVATID)},
	}
	if o.Number == "" {
		return Order{}, refuse("cbc:ID", "the order has no number")
	}
	for i, outer := range root.all("cac:OrderLine") {
		l := outer.child("cac:LineItem")
		if l == nil {
			return Order{}, invalid("line %d: an order line has no cac:LineItem", outer.line)
		}
		f := d.Lines[i]
		line := OrderLine{
			Number: l.get("cbc:ID"), SKU: f[payable.LineSKU].Value, BuyerSKU: f[payable.LineBuyerSKU].Value,
			Text: f[payable.LineDescription].Value, Unit: f[payable.LineUnit].Value,
			Quantity: amount(f, payable.LineQuantity), Price: amount(f, payable.LineUnitPrice),
			PriceBase: amount(f, payable.LinePriceBase), Net: amount(f, payable.LineTotal),
		}
		if _, has := f[payable.LineQuantity]; !has {
			return Order{}, invalid("line %d: order line %q states no quantity", l.line, clip(line.Number))
		}
		if line.PriceBase.IsZero() {
			line.PriceBase = decimal.NewFromInt(1)
		}
		o.Lines = append(o.Lines, line)
	}
	return o, nil
}

// ReadReceipt reads a UBL ReceiptAdvice, whole or not at all like [ReadOrder].
func ReadReceipt(data []byte) (Receipt, error) {
	root, err := openKind(data, UBLReceipt)
	if err != nil {
		return Receipt{}, err
	}
	d := ubl(root, UBLReceipt, payable.DocGoodsReceipt)
	r := Receipt{
		Number:   root.get("cbc:ID"),
		OrderRef: d.Value(payable.PONumber),
		Despatch: d.Value(payable.DespatchNumber),
		Date:     day(d.Value(payable.IssueDate)),
	}
	if r.Number == "" {
		return Receipt{}, refuse("cbc:ID", "the receipt has no number")
	}
	for i, l := range root.all("cac:ReceiptLine") {
		f := d.Lines[i]
		if _, has := f[payable.LineQuantity]; !has {
			return Receipt{}, invalid("line %d: receipt line %q states no quantity", l.line, clip(l.get("cbc:ID")))
		}
		line := ReceiptLine{
			Number: l.get("cbc:ID"), OrderLine: f[payable.LinePOLine].Value, OrderRef: f[payable.LineOrderNumber].Value,
			SKU: f[payable.LineSKU].Value, BuyerSKU: f[payable.LineBuyerSKU].Value,
			Quantity: amount(f, payable.LineQuantity), Unit: f[payable.LineUnit].Value,
		}
		if line.OrderRef == "" {
			line.OrderRef = r.OrderRef
		}
		if s, ok := plainNumber(l.get("cbc:RejectedQuantity")); ok {
			line.Quantity = line.Quantity.Sub(decimal.RequireFromString(s))
		}
		r.Lines = append(r.Lines, line)
	}
	return r, nil
}

func openKind(data []byte, want string) (*node, error) {
	root, kind, _, _, err := open(data)
	if err != nil {
		return nil, err
	}
	if kind != want {
		return nil, invalid("this is a %s document, not a %s", kind, want)
	}
	return root, nil
}

// day is a date as midnight UTC, zero for none.
func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return time.Time{}
	}
	return t
}
