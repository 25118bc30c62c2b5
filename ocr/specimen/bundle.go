package specimen

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/payable-ap/payable"
)

// A Part is a document of a bundle, with its truth. Enclosed parts are no
// business documents: a letter before an invoice, or the terms of trade after it.
type Part struct {
	PDF      []byte
	Truth    Truth
	Enclosed bool
	Ahead    bool // it belongs to what follows: a letter
}

// BundleKinds are the ways documents come in one file.
var BundleKinds = []string{
	"one invoice of several pages", "two invoices", "two invoices of one vendor", "an invoice with a letter", "an invoice with terms of trade",
	"an invoice with its delivery note", "three invoices of one vendor", "an invoice with a letter and terms of trade, and another",
	"two invoices, each with a letter",
}

// Bundle draws the parts of a file that holds several documents, in their order:
// what a scanner or a vendor's program makes of a day's post. Kind is one of
// BundleKinds. The same arguments give the same bytes.
func Bundle(kind string, seed uint64) ([]Part, error) {
	r := rand.New(rand.NewPCG(seed, 0xb0d1e))
	lang := Languages()[r.IntN(len(Languages()))]
	w := bundling{lang: lang, lay: layoutFor(r, seed, lang), r: r}
	first := w.bill(seed)
	other := w.bill(seed + 1)
	switch kind {
	case "one invoice of several pages":
		first.Lines = w.many(first.Lines, 30+r.IntN(40))
		w.draw(first)
	case "two invoices":
		w.draw(first)
		w.lay = layoutFor(r, seed+1, lang)
		w.draw(other)
	case "two invoices of one vendor", "three invoices of one vendor":
		w.draw(first)
		other.Seller, other.Buyer, other.Customer = first.Seller, first.Buyer, first.Customer
		w.draw(other)
		if kind == "three invoices of one vendor" {
			third := w.bill(seed + 2)
			third.Seller, third.Buyer, third.Customer = first.Seller, first.Buyer, first.Customer
			w.draw(third)
		}
	case "an invoice with a letter":
		w.letter(first)
		w.draw(first)
	case "an invoice with terms of trade":
		w.draw(first)
		w.terms(first)
	case "an invoice with its delivery note":
		note := first.As(payable.DocDespatchAdvice, seed)
		note.Number = fmt.Sprintf("L%06d", r.IntN(1_000_000))
		w.draw(first)
		w.draw(note)
	case "an invoice with a letter and terms of trade, and another":
		w.letter(first)
		w.draw(first)
		w.terms(first)
		w.draw(other)
	case "two invoices, each with a letter":
		w.letter(first)
		w.draw(first)
		w.letter(other)
		w.draw(other)
	default:
		return nil, payable.Invalid("kind", fmt.Sprintf("no bundle is %q", kind))
	}
	return w.parts, w.err
}

// layoutFor is a named or a composed layout that can write the language.
func layoutFor(r *rand.Rand, seed uint64, lang string) Layout {
	if all := Layouts(); r.IntN(2) == 0 {
		return all[r.IntN(len(all))].For(lang)
	}
	return RandomLayout(seed).For(lang)
}

type bundling struct {
	lang  string
	lay   Layout
	r     *rand.Rand
	parts []Part
	err   error
}

// bill is an invoice of one to three pages.
func (w *bundling) bill(seed uint64) Bill {
	b := Varied(seed*7+1, w.lang)
	if w.r.IntN(2) == 0 {
		b.Lines = w.many(b.Lines, 5+w.r.IntN(60))
	}
	return b
}

// many repeats lines until there are n.
func (w *bundling) many(lines []Line, n int) (out []Line) {
	for i := range max(n, len(lines)) {
		l := lines[i%len(lines)]
		if i >= len(lines) {
			l.Group, l.Note = "", ""
		}
		out = append(out, l)
	}
	return slices.Clip(out)
}

func (w *bundling) draw(b Bill) {
	if w.err != nil {
		return
	}
	pdf, truth, err := Draw(b, w.lay)
	w.parts, w.err = append(w.parts, Part{PDF: pdf, Truth: truth}), err
}

// prose is what letters and terms say; %s are the number and the total.
var prose = map[string]struct{ greeting, letter, close, title, terms string }{
	"en": {"Dear Sir or Madam,", "please find enclosed our invoice %s over %s. Kindly check it and arrange payment within the period stated. If you have any questions about this invoice please call us.",
		"Yours faithfully", "General terms and conditions", "All deliveries are subject to these terms. Invoices are payable within 30 days of the invoice date without deduction. Goods remain our property until the total amount has been paid. Complaints must be made in writing within 8 days of receipt of the goods. The VAT in force on the day of delivery is charged."},
	"de": {"Sehr geehrte Damen und Herren,", "anbei erhalten Sie unsere Rechnung %s über %s. Bitte prüfen Sie diese und veranlassen Sie die Zahlung innerhalb der genannten Frist. Für Fragen zu dieser Rechnung stehen wir gern zur Verfügung.",
		"Mit freundlichen Grüßen", "Allgemeine Geschäftsbedingungen", "Für alle Lieferungen gelten diese Bedingungen. Rechnungen sind innerhalb von 30 Tagen ab Rechnungsdatum ohne Abzug zahlbar. Die Ware bleibt bis zur Zahlung des Gesamtbetrags unser Eigentum. Mängel sind innerhalb von 8 Tagen nach Erhalt der Ware schriftlich anzuzeigen. Es gilt die am Tag der Lieferung gültige Umsatzsteuer."},
	"fr": {"Madame, Monsieur,", "veuillez trouver ci-joint notre facture %s d'un montant de %s. Nous vous remercions de bien vouloir la vérifier et en effectuer le règlement dans le délai indiqué.",
		"Veuillez agréer nos salutations distinguées", "Conditions générales de vente", "Toutes les livraisons sont soumises aux présentes conditions. Les factures sont payables à 30 jours date de facture, sans escompte. Les marchandises restent notre propriété jusqu'au paiement du montant total. Les réclamations doivent être faites par écrit dans les 8 jours suivant la réception. La TVA en vigueur au jour de la livraison est appliquée."},
	"nl": {"Geachte heer, mevrouw,", "bijgaand ontvangt u onze factuur %s ten bedrage van %s. Wij verzoeken u deze te controleren en binnen de gestelde termijn te betalen. Bij vragen over deze factuur kunt u ons bellen.",
		"Met vriendelijke groet", "Algemene voorwaarden", "Op alle leveringen zijn deze voorwaarden van toepassing. Facturen dienen binnen 30 dagen na factuurdatum te worden betaald. De goederen blijven ons eigendom totdat het totaalbedrag is voldaan. Klachten moeten binnen 8 dagen na ontvangst schriftelijk worden gemeld. De btw van de dag van levering wordt berekend."},
	"it": {"Gentili Signori,", "in allegato trasmettiamo la nostra fattura %s per un importo di %s. Vi preghiamo di verificarla e di provvedere al pagamento entro il termine indicato.",
		"Distinti saluti", "Condizioni generali di vendita", "Tutte le forniture sono soggette alle presenti condizioni. Le fatture sono pagabili entro 30 giorni dalla data della fattura. La merce resta di nostra proprietà fino al pagamento dell'importo totale. I reclami devono pervenire per iscritto entro 8 giorni dal ricevimento della merce. Si applica l'IVA in vigore il giorno della consegna."},
	"es": {"Estimados señores:", "adjunto les remitimos nuestra factura %s por un importe de %s. Les rogamos que la comprueben y efectúen el pago en el plazo indicado.",
		"Atentamente", "Condiciones generales de venta", "Todas las entregas están sujetas a estas condiciones. Las facturas son pagaderas a 30 días de la fecha de factura. La mercancía es de nuestra propiedad hasta el pago del importe total. Las reclamaciones deben hacerse por escrito en los 8 días siguientes a la recepción. Se aplica el IVA vigente el día de la entrega."},
	"cy": {"Annwyl Syr neu Fadam,", "amgaeaf ein hanfoneb %s am %s. A fyddech cystal â’i gwirio a threfnu taliad o fewn y cyfnod a nodir. Os oes gennych gwestiynau am yr anfoneb hon ffoniwch ni.",
		"Yn gywir", "Telerau ac amodau cyffredinol", "Mae pob danfoniad yn ddarostyngedig i’r telerau hyn. Mae anfonebau’n daladwy o fewn 30 diwrnod i ddyddiad yr anfoneb. Erys y nwyddau yn eiddo i ni nes bod y cyfanswm wedi’i dalu. Rhaid gwneud cwynion yn ysgrifenedig o fewn 8 diwrnod i dderbyn y nwyddau. Codir y TAW sydd mewn grym ar ddiwrnod y danfoniad."},
}

// letter is the page that goes before an invoice: it names number, date and
// total, and is none.
func (w *bundling) letter(b Bill) {
	t := prose[w.lang]
	w.enclose(b, true, func(s *sheet) {
		y := 30.0
		for _, l := range []string{b.Seller.Name, b.Seller.Street, b.Seller.PostCode + " " + b.Seller.City, "", b.Buyer.Name, b.Buyer.Street, b.Buyer.PostCode + " " + b.Buyer.City} {
			s.text(20, y, l, toLeft)
			y += 6
		}
		s.text(190, y, b.Issued.Format("02.01.2006"), toRight)
		y += 20
		say := fmt.Sprintf(t.letter, b.Number, string(b.Currency)+" "+b.Totals().Gross.StringFixed(2))
		for _, l := range append(append([]string{t.greeting, ""}, s.wrap(say, 165)...), "", t.close, "", b.Contact) {
			s.text(20, y, l, toLeft)
			y += 6
		}
	})
}

// terms is the small print that goes after an invoice.
func (w *bundling) terms(b Bill) {
	t := prose[w.lang]
	w.enclose(b, false, func(s *sheet) {
		s.style(12, true)
		s.text(20, 25, t.title, toLeft)
		s.style(8, false)
		y := 35.0
		for i := range 8 {
			for _, l := range s.wrap(fmt.Sprintf("%d. %s", i+1, t.terms), 170) {
				s.text(20, y, l, toLeft)
				y += 4
			}
			y += 3
		}
	})
}

func (w *bundling) enclose(b Bill, ahead bool, write func(*sheet)) {
	if w.err != nil {
		return
	}
	s := newSheet(pageWidth, pageHeight, Go, b.Issued, "enclosed")
	s.pdf.AddPage()
	s.style(10, false)
	write(s)
	pdf, err := s.bytes()
	w.parts, w.err = append(w.parts, Part{PDF: pdf, Enclosed: true, Ahead: ahead, Truth: Truth{DocType: payable.DocOther, Lang: w.lang}}), err
}
