package einvoice

import (
	"fmt"

	"github.com/payable-ap/payable"
)

// fatturapa maps the Italian FatturaPA 1.x: one header, and one draft for each
// body, since a file may carry several invoices of one supplier to one customer.
//
// The format states no net total, no tax total and no amount due. They are the
// sums of the summary by rate (DatiRiepilogo) and of the payments asked for.
func fatturapa(root *node) []*reading {
	header := root.child("FatturaElettronicaHeader")
	var out []*reading
	for i, body := range root.all("FatturaElettronicaBody") {
		r := newReading(payable.DocInvoice)
		r.Ordinal, r.Lang = i+1, "it"
		r.fpaParty(payable.SellerName, payable.SellerVATID, header.child("CedentePrestatore"), "CedentePrestatore")
		r.fpaParty(payable.BuyerName, payable.BuyerVATID, header.child("CessionarioCommittente"), "CessionarioCommittente")
		r.fpaBody(body)
		out = append(out, r)
	}
	return out
}

func (r *reading) fpaParty(name, vat payable.Term, p *node, path string) {
	f := r.Fields
	who := p.child("DatiAnagrafici")
	r.text(f, name, who, "Anagrafica/Denominazione")
	if first := who.get("Anagrafica/Nome"); f[name].Value == "" {
		put(f, name, squeeze(first+" "+who.get("Anagrafica/Cognome")), path+"/DatiAnagrafici/Anagrafica", 1)
	}
	if code := who.get("IdFiscaleIVA/IdCodice"); code != "" {
		put(f, vat, who.get("IdFiscaleIVA/IdPaese")+code, path+"/DatiAnagrafici/IdFiscaleIVA", 1)
	}
}

func (r *reading) fpaBody(body *node) {
	f := r.Fields
	general := body.child("DatiGenerali")
	doc := general.child("DatiGeneraliDocumento")
	if t := doc.get("TipoDocumento"); t == "TD04" || t == "TD08" {
		r.DocType = payable.DocCreditNote
	}
	r.text(f, payable.InvoiceNumber, doc, "Numero")
	r.date(f, payable.IssueDate, doc, "Data")
	r.currency(doc, "Divisa")
	r.number(f, payable.GrossTotal, doc, "ImportoTotaleDocumento")
	r.number(f, payable.RoundingAmount, doc, "Arrotondamento")
	r.joined(f, payable.PONumber, general, "DatiOrdineAcquisto/IdDocumento")
	r.joined(f, payable.DespatchNumber, general, "DatiDDT/NumeroDDT")
	r.joined(f, payable.PrecedingInvoice, general, "DatiFattureCollegate/IdDocumento")

	goods := body.child("DatiBeniServizi")
	for _, s := range goods.all("DatiRiepilogo") {
		r.VAT = append(r.VAT, payable.VATLine{
			Category: s.get("Natura"), Rate: s.get("AliquotaIVA"), Base: s.get("ImponibileImporto"), Tax: s.get("Imposta"),
		})
	}
	r.sum(f, payable.NetTotal, goods.every("DatiRiepilogo/ImponibileImporto"), "DatiRiepilogo/ImponibileImporto")
	r.sum(f, payable.TaxTotal, goods.every("DatiRiepilogo/Imposta"), "DatiRiepilogo/Imposta")
	for _, l := range goods.all("DettaglioLinee") {
		r.Lines = append(r.Lines, r.fpaLine(l, general))
	}
	r.fpaPayments(body)
}

// fpaPayments states what is due. Payments may be instalments: the first date is
// when something is due, the sum what is due in all. An advance (TP03) is what is
// asked for only where nothing else is.
func (r *reading) fpaPayments(body *node) {
	f := r.Fields
	var due, advance []*node
	for _, p := range body.all("DatiPagamento") {
		for _, d := range p.all("DettaglioPagamento") {
			switch n := d.at("ImportoPagamento"); {
			case n == nil:
			case p.get("CondizioniPagamento") == "TP03":
				advance = append(advance, n)
			default:
				due = append(due, n)
			}
			if _, has := f[payable.DueDate]; !has {
				r.date(f, payable.DueDate, d, "DataScadenzaPagamento")
			}
			for _, n := range d.all("IBAN") {
				r.account(n, "DettaglioPagamento/IBAN", true)
			}
		}
	}
	if len(due) == 0 {
		due = advance
	}
	r.sum(f, payable.AmountDue, due, "DettaglioPagamento/ImportoPagamento")
	if d, has := f[payable.AmountDue]; has && len(due) > 1 {
		d.Confidence = 0.9 // instalments may also repeat what is due
		f[payable.AmountDue] = d
		r.problem("the amount due is asked for in %d payments; the due date is the first one's", len(due))
	}
	r.accountsInText(body.every("DatiGenerali/DatiGeneraliDocumento/Causale")...)
}

func (r *reading) fpaLine(l, general *node) fields {
	f := fields{}
	r.text(f, payable.LineDescription, l, "Descrizione")
	r.number(f, payable.LineQuantity, l, "Quantita")
	r.text(f, payable.LineUnit, l, "UnitaMisura")
	r.number(f, payable.LineUnitPrice, l, "PrezzoUnitario")
	r.number(f, payable.LineTotal, l, "PrezzoTotale")
	r.number(f, payable.LineVATRate, l, "AliquotaIVA")
	for _, c := range l.all("CodiceArticolo") {
		// The kind of code is free text; these are the ones that mean a public
		// number rather than the seller's own.
		switch c.get("CodiceTipo") {
		case "EAN", "GTIN", "TARIC", "CPV", "SSC", "CARB", "AswArtFor":
			continue
		}
		r.text(f, payable.LineSKU, c, "CodiceValore")
		break
	}
	number := l.get("NumeroLinea")
	for _, o := range general.all("DatiOrdineAcquisto") {
		for _, ref := range o.all("RiferimentoNumeroLinea") {
			if ref.value() == number && number != "" {
				put(f, payable.LineOrderNumber, o.get("IdDocumento"), fmt.Sprintf("DatiOrdineAcquisto for line %s", number), 1)
				put(f, payable.LinePOLine, o.get("NumItem"), fmt.Sprintf("DatiOrdineAcquisto/NumItem for line %s", number), 1)
			}
		}
	}
	return f
}
