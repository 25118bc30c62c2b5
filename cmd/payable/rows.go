package main

import (
	"strconv"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest"
	"github.com/payable-ap/payable/internal/postgres"
)

// groupOrders puts the rows of one ledger id together, in the file's order.
func groupOrders(rows []ingest.OrderRow) []postgres.ImportedOrder {
	var out []postgres.ImportedOrder
	at := map[string]int{}
	for _, r := range rows {
		i, ok := at[r.LedgerID]
		if !ok {
			i = len(out)
			at[r.LedgerID] = i
			out = append(out, postgres.ImportedOrder{VendorNumber: r.Vendor, Row: r.Line, PurchaseOrder: payable.PurchaseOrder{
				LedgerID: r.LedgerID, Number: r.Number, Currency: r.Currency, State: r.State, Date: r.Date, Buyer: r.Buyer,
			}})
		}
		out[i].Lines = append(out[i].Lines, payable.OrderLine{
			Number: r.LineNumber, SKU: r.SKU, BuyerSKU: r.BuyerSKU, Text: r.Text, Quantity: r.Quantity, Unit: r.Unit,
			Price: payable.Money{Amount: r.Price, Currency: r.Currency}, PriceBase: r.PriceBase, Mode: r.Mode,
			OpeningBilled: r.OpeningBilled, OpeningBilledAmount: r.OpeningBilledAmount, OpeningReceived: r.OpeningReceived,
		})
	}
	return out
}

// groupReceipts puts the rows of one ledger id together and numbers their lines.
func groupReceipts(rows []ingest.ReceiptRow) []postgres.ImportedReceipt {
	var out []postgres.ImportedReceipt
	at := map[string]int{}
	for _, r := range rows {
		i, ok := at[r.LedgerID]
		if !ok {
			i = len(out)
			at[r.LedgerID] = i
			out = append(out, postgres.ImportedReceipt{Row: r.Line, Receipt: payable.Receipt{LedgerID: r.LedgerID, Number: r.Number, Despatch: r.Despatch, Date: r.Date}})
		}
		out[i].Lines = append(out[i].Lines, postgres.ImportedReceiptLine{
			Number: strconv.Itoa(len(out[i].Lines) + 1), Order: r.Order, OrderLine: r.OrderLine, Quantity: r.Quantity.String(), Row: r.Line,
		})
	}
	return out
}

// groupVendors puts the rows of one number together: each may add an account.
func groupVendors(rows []ingest.VendorRow) []postgres.ImportedVendor {
	var out []postgres.ImportedVendor
	at := map[string]int{}
	for _, r := range rows {
		i, ok := at[r.Number]
		if !ok {
			i = len(out)
			at[r.Number] = i
			out = append(out, postgres.ImportedVendor{Row: r.Line, Vendor: payable.Vendor{
				Number: r.Number, Name: r.Name, Names: r.Names, VATIDs: r.VATIDs, Senders: r.Senders, Active: r.Active, Terms: r.Terms,
			}})
		}
		if r.IBAN != "" {
			out[i].Bank = append(out[i].Bank, payable.BankAccount{IBAN: r.IBAN, BIC: r.BIC, Since: r.BankSince})
		}
	}
	return out
}

func pastInvoices(rows []ingest.PastInvoiceRow) []postgres.ImportedPast {
	var out []postgres.ImportedPast
	for _, r := range rows {
		out = append(out, postgres.ImportedPast{VendorNumber: r.Vendor, Order: r.Order, Row: r.Line, PriorInvoice: payable.PriorInvoice{
			Number: r.Number, Issued: r.Date, Gross: r.Gross, Currency: r.Currency, CreditNote: r.CreditNote,
		}})
	}
	return out
}
