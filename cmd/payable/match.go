package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest"
	"github.com/payable-ap/payable/matching"
	"github.com/payable-ap/payable/ocr"
	"github.com/payable-ap/payable/ocr/einvoice"
)

// MatchCmd matches one invoice without a database: payable match INVOICE
// --order FILE --receipt FILE. What a missing input makes impossible is not
// evaluated, and says so.
type MatchCmd struct {
	Invoice  string   `arg:"" help:"UBL, CII, PDF or picture, or the JSON of payable read." type:"existingfile"`
	Order    []string `help:"Orders: UBL or CSV." type:"existingfile"`
	Receipt  []string `help:"Goods receipts: UBL ReceiptAdvice or CSV." type:"existingfile"`
	Previous []string `help:"Earlier invoices, for the duplicate net." type:"existingfile"`
	Vendor   string   `help:"Vendor master as CSV." type:"existingfile"`
	Policy   string   `help:"Policy as JSON; without it the defaults, in the invoice's currency." type:"existingfile"`
}

// Run prints the decision as JSON.
func (c *MatchCmd) Run(ctx context.Context, out io.Writer) error {
	kase, err := c.build(ctx)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(matching.Match(kase))
}

// build puts the case together from files; ids are the files' order.
func (c *MatchCmd) build(ctx context.Context) (payable.Case, error) {
	reading, err := readOne(ctx, c.Invoice)
	if err != nil {
		return payable.Case{}, err
	}
	v := reading.Draft.Invoice()
	v.ID, v.Entity, v.Version = 1, 1, 1
	k := payable.Case{Invoice: v, Draft: reading.Draft, Page: reading.Page, AsOf: v.Issued}
	k.Entity = payable.Entity{ID: 1, Name: v.Buyer.Name, Currency: v.Currency, TimeZone: "UTC"}
	if k.Policy, err = c.policy(v.Currency); err != nil {
		return k, err
	}
	if k.Vendors, err = c.vendors(v); err != nil {
		return k, err
	}
	if k.Orders, err = c.orders(k.Vendors); err != nil {
		return k, err
	}
	if k.Receipts, err = c.receipts(k.Orders); err != nil {
		return k, err
	}
	k.Previous, err = c.previous(ctx, k.Vendors)
	return k, err
}

// readOne reads the first invoice of a file, or the first line of payable
// read's output.
func readOne(ctx context.Context, file string) (ocr.Reading, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return ocr.Reading{}, err
	}
	if json.Valid(bytes.SplitN(data, []byte("\n"), 2)[0]) {
		d, err := ocr.ParseJSON(data)
		return ocr.Reading{Draft: d}, err
	}
	r, err := ocr.NewReader(ocr.Config{Workers: 1})
	if err != nil {
		return ocr.Reading{}, err
	}
	defer r.Close() // nothing is left to be done about a folder that stays
	res, err := r.Read(ctx, data, ocr.Options{Name: filepath.Base(file)})
	if err != nil {
		return ocr.Reading{}, fmt.Errorf("%s: %w", file, err)
	}
	if len(res.Drafts) == 0 {
		return ocr.Reading{}, payable.Invalid(file, "holds no business document: "+strings.Join(res.Problems, "; "))
	}
	return res.Drafts[0], nil
}

func (c *MatchCmd) policy(currency payable.Currency) (payable.Policy, error) {
	p := matching.DefaultPolicy(currency)
	if c.Policy == "" {
		return p, nil
	}
	data, err := os.ReadFile(c.Policy)
	if err != nil {
		return p, err
	}
	var q payable.Policy
	if err := json.Unmarshal(data, &q); err != nil {
		return p, payable.Invalid("--policy", c.Policy+" is not a policy as JSON: "+err.Error())
	}
	return q, matching.Validate(q)
}

// vendors reads the master, or takes the seller at its word: without a master
// there is nothing to hold it against.
func (c *MatchCmd) vendors(v payable.Invoice) ([]payable.Vendor, error) {
	if c.Vendor == "" {
		vendor := payable.Vendor{ID: 1, Entity: 1, Group: 1, Number: "as printed", Name: v.Seller.Name, Active: true}
		if v.Seller.VATID != "" {
			vendor.VATIDs = []string{v.Seller.VATID}
		}
		return []payable.Vendor{vendor}, nil
	}
	f, err := os.Open(c.Vendor)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, bad, err := ingest.ReadVendors(f, ingest.Mapping{})
	if err := first(c.Vendor, bad, err); err != nil {
		return nil, err
	}
	var out []payable.Vendor
	for i, g := range groupVendors(rows) {
		g.ID, g.Entity, g.Group = payable.VendorID(i+1), 1, int64(i+1)
		for j := range g.Bank {
			g.Bank[j].Entered, g.Bank[j].Verified = "import", "ledger"
		}
		out = append(out, g.Vendor)
	}
	return out, nil
}

func (c *MatchCmd) orders(vendors []payable.Vendor) ([]payable.PurchaseOrder, error) {
	var out []payable.PurchaseOrder
	for _, file := range c.Order {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if _, ok := einvoice.Kind(data); ok {
			o, err := einvoice.ReadOrder(data)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			out = append(out, orderOf(o, vendors))
			continue
		}
		rows, bad, err := ingest.ReadOrders(bytes.NewReader(data), ingest.Mapping{})
		if err := first(file, bad, err); err != nil {
			return nil, err
		}
		for _, g := range groupOrders(rows) {
			for _, v := range vendors {
				if v.Number == g.VendorNumber || len(vendors) == 1 {
					g.Vendor = v.ID
				}
			}
			out = append(out, g.PurchaseOrder)
		}
	}
	number(out)
	return out, nil
}

// orderOf makes an order of a UBL document. Its seller is looked for in the
// master by VAT id, then by name.
func orderOf(o einvoice.Order, vendors []payable.Vendor) payable.PurchaseOrder {
	p := payable.PurchaseOrder{Entity: 1, LedgerID: o.Number, Number: o.Number, Currency: o.Currency, State: payable.OrderOpen, Date: o.Date}
	for _, v := range vendors {
		if len(vendors) == 1 || strings.EqualFold(v.Name, o.Seller.Name) || o.Seller.VATID != "" && len(v.VATIDs) > 0 && v.VATIDs[0] == o.Seller.VATID {
			p.Vendor = v.ID
			break
		}
	}
	for _, l := range o.Lines {
		p.Lines = append(p.Lines, payable.OrderLine{
			Number: l.Number, SKU: l.SKU, BuyerSKU: l.BuyerSKU, Text: l.Text, Quantity: l.Quantity, Unit: l.Unit,
			Price: payable.Money{Amount: l.Price, Currency: o.Currency}, PriceBase: l.PriceBase, Mode: payable.MatchThreeWay,
		})
	}
	return p
}

// number gives orders and lines the ids of their place.
func number(orders []payable.PurchaseOrder) {
	line := payable.OrderLineID(0)
	for i := range orders {
		orders[i].ID = payable.OrderID(i + 1)
		for j := range orders[i].Lines {
			line++
			orders[i].Lines[j].ID, orders[i].Lines[j].Order = line, orders[i].ID
		}
	}
}

// An arrival is one line of a receipt file. Its order line is named, or else is
// the only one of its order for the same article.
type arrival struct {
	ingest.ReceiptRow
	sku, buyerSKU string
}

func (c *MatchCmd) receipts(orders []payable.PurchaseOrder) ([]payable.ReceiptLine, error) {
	var out []payable.ReceiptLine
	for n, file := range c.Receipt {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		rows, err := arrivals(file, data)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			l := r.line(orders)
			if l == 0 {
				return nil, payable.Invalid(file, fmt.Sprintf("receives line %q, article %q, of order %q, which is in no --order file", r.OrderLine, r.sku, r.Order))
			}
			out = append(out, payable.ReceiptLine{ID: payable.ReceiptLineID(len(out) + 1), Receipt: payable.ReceiptID(n + 1), OrderLine: l, Quantity: r.Quantity, Date: r.Date, Despatch: r.Despatch})
		}
	}
	return out, nil
}

func arrivals(file string, data []byte) ([]arrival, error) {
	var out []arrival
	if _, ok := einvoice.Kind(data); !ok {
		rows, bad, err := ingest.ReadReceipts(bytes.NewReader(data), ingest.Mapping{})
		for _, r := range rows {
			out = append(out, arrival{ReceiptRow: r})
		}
		return out, first(file, bad, err)
	}
	r, err := einvoice.ReadReceipt(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, l := range r.Lines {
		row := ingest.ReceiptRow{Despatch: r.Despatch, Date: r.Date, Order: l.OrderRef, OrderLine: l.OrderLine, Quantity: l.Quantity}
		out = append(out, arrival{row, l.SKU, l.BuyerSKU})
	}
	return out, nil
}

// line finds the order line that r receives; 0 where none is, or more than one
// may be.
func (r arrival) line(orders []payable.PurchaseOrder) payable.OrderLineID {
	want := payable.NormalNumber(r.Order)
	var found []payable.OrderLineID
	for _, o := range orders {
		if want != "" && payable.NormalNumber(o.Number) != want && o.LedgerID != r.Order {
			continue
		}
		for _, l := range o.Lines {
			article := r.sku != "" && strings.EqualFold(l.SKU, r.sku) || r.buyerSKU != "" && strings.EqualFold(l.BuyerSKU, r.buyerSKU)
			if r.OrderLine != "" && l.Number == r.OrderLine || r.OrderLine == "" && article {
				found = append(found, l.ID)
			}
		}
	}
	if len(found) == 0 || r.OrderLine == "" && len(found) > 1 {
		return 0
	}
	return found[0]
}

func (c *MatchCmd) previous(ctx context.Context, vendors []payable.Vendor) ([]payable.PriorInvoice, error) {
	var out []payable.PriorInvoice
	for _, file := range c.Previous {
		r, err := readOne(ctx, file)
		if err != nil {
			return nil, err
		}
		v := r.Draft.Invoice()
		p := payable.PriorInvoice{Reference: file, Number: v.Number, Issued: v.Issued, Currency: v.Currency, CreditNote: v.CreditNote, Document: r.Draft.Document, Orders: v.OrderRefs}
		if v.Gross != nil {
			p.Gross = *v.Gross
		}
		for _, vendor := range vendors {
			if len(vendors) == 1 || strings.EqualFold(vendor.Name, v.Seller.Name) {
				p.Vendor, p.Group = vendor.ID, vendor.Group
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// first words the first thing wrong with a table.
func first(file string, bad []ingest.RowError, err error) error {
	if err == nil && len(bad) > 0 {
		err = payable.Invalid(fmt.Sprintf("line %d, column %s", bad[0].Line, bad[0].Column), bad[0].Reason.Text)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}
