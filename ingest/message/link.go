package message

import (
	"net/url"
	"regexp"
	"strings"
)

// invoiceWord finds the word for an invoice in the languages vendors write.
var invoiceWord = regexp.MustCompile(`(?i)\b(e-?)?(invoice|credit note|rechnung|gutschrift|facture|fattura|factura|fatura|faktura|factuur|anfoneb|lasku|számla|billing statement)`)

// fetchWord finds what a link to a document says it does.
var fetchWord = regexp.MustCompile(`(?i)\b(download|view|open|see|get|show|herunterladen|ansehen|anzeigen|abrufen|einsehen|télécharger|consulter|voir|descargar|scarica|visualizza|bekijk|pobierz|lawrlwytho|gweld)`)

// yourInvoice finds a sentence that announces one invoice, not invoices as such.
var yourInvoice = regexp.MustCompile(`(?i)\b(your|ihre|votre|vostra|tua|su|uw|twoja|eich)\b[^.\n]{0,40}(invoice|rechnung|facture|fattura|factura|factuur|faktura|anfoneb)|(invoice|rechnung|facture|fattura|factura|factuur|faktura|anfoneb)\s*(n[ro°º]\.?|number|nummer|#)?\s*[:#]?\s*[A-Z]{0,4}[-/]?\d{3,}`)

var bareURL = regexp.MustCompile(`https?://[^\s<>"']+`)

// What is looked at to find a link. The largest real mail with an invoice behind
// a link has some hundred kilobytes of HTML and a hundred links.
const (
	muchText  = 1 << 20
	manyLinks = 1000
)

// linked says that a mail without a document points at one, or "". In mail to
// many the bar is higher: it must announce one invoice, not write about them.
func linked(m *Mail, many bool) string {
	text, links := readHTML(m.HTML[:min(len(m.HTML), muchText)])
	plain := m.Text[:min(len(m.Text), muchText)]
	for _, u := range bareURL.FindAllString(plain, 100) {
		links = append(links, Link{URL: strings.TrimRight(u, ".,)")})
	}
	text = m.Subject + "\n" + plain + "\n" + text
	if !invoiceWord.MatchString(text) || many && !yourInvoice.MatchString(text) {
		return ""
	}
	about := invoiceWord.MatchString(m.Subject) || yourInvoice.MatchString(text)
	for _, l := range links[:min(len(links), manyLinks)] {
		u, err := url.Parse(l.URL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" {
			continue
		}
		path := strings.NewReplacer("-", " ", "_", " ", "/", " ", "=", " ", "+", " ").Replace(u.Path + " " + u.RawQuery)
		words := l.Text + " " + path
		if invoiceWord.MatchString(words) || about && fetchWord.MatchString(words) {
			return "an invoice behind a link to " + clip(u.Host)
		}
	}
	return ""
}
