package text

import (
	"strings"
	"unicode"
)

// functionWords are words that hardly a page of a language is without and that
// the others do not have, in the letters that the default languages can read. To
// add a language, add its words under its code of Tesseract.
var functionWords = map[string]string{
	"eng": "the of and to for from by your you our is this with are please invoice number bill ship due amount quantity price date tax payment order description cash change thank tax incl sales",
	"deu": "der die das und für von mit auf ist wir sie ihre bitte zum zur bei nach den dem des rechnung nummer menge betrag preis einzelpreis gesamt netto brutto mwst datum kunden lieferung zahlbar innerhalb steuer",
	"fra": "le la les et du des pour par sur votre vous nous est au aux dans une facture commande client prix montant tva ht ttc paiement jour livraison adresse echeance quantite numero",
	"nld": "het een en van voor uw wij met op bij aan te factuur factuurnummer aantal bedrag prijs btw klant omschrijving betaling datum totaal",
	"ita": "il di della del per con gli sono una fattura cliente quantita prezzo importo iva totale pagamento ordine descrizione imponibile scadenza",
	"spa": "el los las del para por con su una factura cliente cantidad precio importe iva pedido fecha pago base imponible vencimiento",
	"cym": "yn ac ar gan gyda eich ein rhif anfoneb dyddiad cyfanswm swm pris nifer taw cwsmer talu cyfeiriad",
}

// tongues is functionWords by word.
var tongues = func() map[string][]string {
	out := map[string][]string{}
	for lang, list := range functionWords {
		for _, w := range strings.Fields(list) {
			out[w] = append(out[w], lang)
		}
	}
	return out
}()

// tongue returns the language most of the words are in, and "" where that is a
// doubt: few of them, or two languages side by side.
func tongue(words []Word) string {
	hits := map[string]int{}
	for _, w := range words {
		t := strings.TrimFunc(strings.ToLower(w.Text), func(r rune) bool { return !unicode.IsLetter(r) })
		for _, lang := range tongues[t] {
			hits[lang]++
		}
	}
	best, second := "", 0
	for lang, n := range hits {
		switch {
		case best == "" || n > hits[best] || n == hits[best] && lang < best:
			best, second = lang, max(second, hits[best])
		default:
			second = max(second, n)
		}
	}
	if hits[best] < 3 || hits[best] < 3*second {
		return ""
	}
	return best
}
