package einvoice

import "strings"

// once lists, by parent, the children that may stand there only once and where a
// second one would let two programs read two different documents: numbers,
// dates, totals, parties, the account to pay. It is narrower than the schemas,
// which national variants stretch.
var once = map[string]string{
	"ubl:": "cbc:ID cbc:IssueDate cbc:DueDate cbc:InvoiceTypeCode cbc:CreditNoteTypeCode cbc:DocumentCurrencyCode " +
		"cac:AccountingSupplierParty cac:AccountingCustomerParty cac:SellerSupplierParty cac:BuyerCustomerParty cac:PayeeParty " +
		"cac:LegalMonetaryTotal cac:RequestedMonetaryTotal cac:AnticipatedMonetaryTotal",
	"cac:AccountingSupplierParty":   "cac:Party",
	"cac:AccountingCustomerParty":   "cac:Party",
	"cac:LegalMonetaryTotal":        ublTotalsOnce,
	"cac:RequestedMonetaryTotal":    ublTotalsOnce,
	"cac:AnticipatedMonetaryTotal":  ublTotalsOnce,
	"cac:TaxTotal":                  "cbc:TaxAmount",
	"cac:PaymentMeans":              "cac:PayeeFinancialAccount",
	"cac:PayeeFinancialAccount":     "cbc:ID",
	"cac:OrderReference":            "cbc:ID",
	"cac:PartyTaxScheme":            "cbc:CompanyID",
	"cac:PartyLegalEntity":          "cbc:RegistrationName",
	"cac:InvoiceLine":               "cbc:ID cbc:InvoicedQuantity cbc:LineExtensionAmount cac:Item cac:Price",
	"cac:CreditNoteLine":            "cbc:ID cbc:CreditedQuantity cbc:LineExtensionAmount cac:Item cac:Price",
	"cac:LineItem":                  "cbc:ID cbc:Quantity cbc:LineExtensionAmount cac:Item cac:Price",
	"cac:Price":                     "cbc:PriceAmount cbc:BaseQuantity",
	"cac:SellersItemIdentification": "cbc:ID",
	"cac:BuyersItemIdentification":  "cbc:ID",

	"rsm:SCRDMCCBDACIOMessageStructure":                   "rsm:ExchangedDocument rsm:SupplyChainTradeTransaction",
	"rsm:CrossIndustryInvoice":                            "rsm:ExchangedDocument rsm:SupplyChainTradeTransaction",
	"zf1:CrossIndustryDocument":                           "zf1:HeaderExchangedDocument zf1:SpecifiedSupplyChainTradeTransaction",
	"rsm:ExchangedDocument":                               "ram:ID ram:TypeCode ram:IssueDateTime",
	"zf1:HeaderExchangedDocument":                         "ram:ID ram:TypeCode ram:IssueDateTime",
	"ram:IssueDateTime":                                   "udt:DateTimeString",
	"rsm:SupplyChainTradeTransaction":                     "ram:ApplicableHeaderTradeAgreement ram:ApplicableHeaderTradeDelivery ram:ApplicableHeaderTradeSettlement",
	"zf1:SpecifiedSupplyChainTradeTransaction":            "ram:ApplicableSupplyChainTradeAgreement ram:ApplicableSupplyChainTradeDelivery ram:ApplicableSupplyChainTradeSettlement",
	"ram:ApplicableHeaderTradeAgreement":                  "ram:SellerTradeParty ram:BuyerTradeParty ram:BuyerOrderReferencedDocument",
	"ram:ApplicableSupplyChainTradeAgreement":             "ram:SellerTradeParty ram:BuyerTradeParty",
	"ram:ApplicableHeaderTradeSettlement":                 "ram:InvoiceCurrencyCode ram:PayeeTradeParty ram:SpecifiedTradeSettlementHeaderMonetarySummation",
	"ram:ApplicableSupplyChainTradeSettlement":            "ram:InvoiceCurrencyCode ram:PayeeTradeParty ram:SpecifiedTradeSettlementMonetarySummation",
	"ram:SellerTradeParty":                                "ram:Name",
	"ram:BuyerTradeParty":                                 "ram:Name",
	"ram:SpecifiedTradeSettlementHeaderMonetarySummation": ciiTotalsOnce,
	"ram:SpecifiedTradeSettlementMonetarySummation":       ciiTotalsOnce,
	"ram:SpecifiedTradeSettlementLineMonetarySummation":   "ram:LineTotalAmount",
	"ram:PayeePartyCreditorFinancialAccount":              "ram:IBANID ram:ProprietaryID",
	"ram:SpecifiedTradeSettlementPaymentMeans":            "ram:PayeePartyCreditorFinancialAccount",
	"ram:NetPriceProductTradePrice":                       "ram:ChargeAmount ram:BasisQuantity",

	"fpa:FatturaElettronica":   "FatturaElettronicaHeader",
	"FatturaElettronicaHeader": "CedentePrestatore CessionarioCommittente",
	"FatturaElettronicaBody":   "DatiGenerali DatiBeniServizi",
	"DatiGenerali":             "DatiGeneraliDocumento",
	"DatiGeneraliDocumento":    "TipoDocumento Divisa Data Numero ImportoTotaleDocumento",
	"DettaglioPagamento":       "ImportoPagamento IBAN",
	"DettaglioLinee":           "Quantita PrezzoUnitario PrezzoTotale AliquotaIVA",

	"fe:Facturae":         "FileHeader Parties Invoices",
	"Parties":             "SellerParty BuyerParty",
	"Invoice":             "InvoiceHeader InvoiceIssueData InvoiceTotals",
	"InvoiceHeader":       "InvoiceNumber InvoiceSeriesCode InvoiceClass",
	"InvoiceIssueData":    "IssueDate InvoiceCurrencyCode",
	"InvoiceTotals":       "TotalGrossAmountBeforeTaxes TotalTaxOutputs InvoiceTotal TotalOutstandingAmount TotalExecutableAmount",
	"AccountToBeCredited": "IBAN AccountNumber",

	"cXML":                 "Header Request",
	"Request":              "OrderRequest InvoiceDetailRequest",
	"OrderRequest":         "OrderRequestHeader",
	"InvoiceDetailRequest": "InvoiceDetailRequestHeader InvoiceDetailSummary",
	"InvoiceDetailSummary": "SubtotalAmount Tax GrossAmount NetAmount DueAmount",
}

const (
	ublTotalsOnce = "cbc:LineExtensionAmount cbc:TaxExclusiveAmount cbc:TaxInclusiveAmount cbc:AllowanceTotalAmount cbc:ChargeTotalAmount cbc:PrepaidAmount cbc:PayableRoundingAmount cbc:PayableAmount"
	ciiTotalsOnce = "ram:LineTotalAmount ram:TaxBasisTotalAmount ram:GrandTotalAmount ram:AllowanceTotalAmount ram:ChargeTotalAmount ram:TotalPrepaidAmount ram:RoundingAmount ram:DuePayableAmount"
)

// lineElements are what counts as a line towards the limit.
var lineElements = map[string]bool{
	"cac:InvoiceLine": true, "cac:SubInvoiceLine": true, "cac:CreditNoteLine": true, "cac:DebitNoteLine": true, "cac:OrderLine": true,
	"cac:DespatchLine": true, "cac:ReceiptLine": true, "ram:IncludedSupplyChainTradeLineItem": true,
	"DettaglioLinee": true, "InvoiceLine": true, "ItemOut": true, "InvoiceDetailItem": true, "InvoiceDetailServiceItem": true,
}

// checkOnce refuses a document that says twice what may be said once, two tax
// totals in one currency of CII included, or that has too many lines.
func checkOnce(root *node) error {
	lines := 0
	return walk(root, func(n *node) error {
		if lineElements[n.name] {
			if lines++; lines > maxLines {
				return invalid("line %d: the document has more than %d invoice lines", n.line, maxLines)
			}
		}
		key := n.name
		if n == root && strings.HasPrefix(key, "ubl:") {
			key = "ubl:"
		}
		if err := onceIn(n, once[key]); err != nil {
			return err
		}
		return taxTotalsOnce(n)
	})
}

func onceIn(n *node, names string) error {
	if names == "" {
		return nil
	}
	var seen []string
	for _, k := range n.kids {
		if !listed(names, k.name) {
			continue
		}
		if contains(seen, k.name) {
			return invalid("line %d: %s stands twice in %s, where it may stand once", k.line, k.name, n.name)
		}
		seen = append(seen, k.name)
	}
	return nil
}

// listed reports whether name is one of the names, which blanks separate.
func listed(names, name string) bool {
	for rest, more := names, true; more; {
		var first string
		first, rest, more = strings.Cut(rest, " ")
		if first == name {
			return true
		}
	}
	return false
}

func taxTotalsOnce(n *node) error {
	if n.name != "ram:SpecifiedTradeSettlementHeaderMonetarySummation" {
		return nil
	}
	var seen []string
	for _, t := range n.all("ram:TaxTotalAmount") {
		c := t.attr("currencyID")
		if contains(seen, c) {
			return invalid("line %d: ram:TaxTotalAmount stands twice in the currency %q", t.line, clip(c))
		}
		seen = append(seen, c)
	}
	return nil
}

func walk(n *node, f func(*node) error) error {
	if err := f(n); err != nil {
		return err
	}
	for _, k := range n.kids {
		if err := walk(k, f); err != nil {
			return err
		}
	}
	return nil
}
