package reply

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// NewTextHTML is [NewText] for the HTML of a mail. Quotes are told by the marks
// of Outlook, Gmail, Apple Mail, Thunderbird and Yahoo, and what remains is read
// like plain text.
func NewTextHTML(source string) string {
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return ""
	}
	w := &htmlText{}
	w.walk(doc, 0)
	return NewText(w.b.String())
}

// maxDepth ends the walk of HTML nested to exhaust us.
const maxDepth = 200

type htmlText struct {
	b    strings.Builder
	done bool // all that follows is older
}

func (w *htmlText) walk(n *html.Node, depth int) {
	if w.done || depth > maxDepth {
		return
	}
	if n.Type == html.TextNode {
		w.text(n.Data)
		return
	}
	if n.Type == html.ElementNode {
		switch {
		case invisible(n):
			return
		case startsQuote(n):
			w.done = true
			return
		case isQuote(n):
			w.b.WriteString("\n> \n") // what introduces it sees that a quote follows
			return
		case n.DataAtom == atom.Br:
			w.b.WriteByte('\n')
			return
		}
	}
	block := n.Type == html.ElementNode && slices.Contains(blocks, n.DataAtom)
	if block {
		w.newline()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, depth+1)
	}
	if block {
		w.newline()
	}
}

var blocks = []atom.Atom{atom.P, atom.Div, atom.Tr, atom.Li, atom.Ul, atom.Ol, atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.Pre, atom.Hr, atom.Body, atom.Section, atom.Article}

func (w *htmlText) newline() {
	if s := w.b.String(); s != "" && !strings.HasSuffix(s, "\n") {
		w.b.WriteByte('\n')
	}
}

// text writes a text node; blanks and line ends in HTML are one blank.
func (w *htmlText) text(s string) {
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' })
	if len(words) == 0 {
		if so := w.b.String(); s != "" && so != "" && !strings.HasSuffix(so, "\n") && !strings.HasSuffix(so, " ") {
			w.b.WriteByte(' ')
		}
		return
	}
	if strings.ContainsAny(s[:1], " \n\t\r") && !strings.HasSuffix(w.b.String(), "\n") {
		w.b.WriteByte(' ')
	}
	w.b.WriteString(strings.Join(words, " "))
	if strings.ContainsAny(s[len(s)-1:], " \n\t\r") {
		w.b.WriteByte(' ')
	}
}

var hiddenStyle = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(px|pt)?\s*(;|$)|mso-hide\s*:\s*all`)

// invisible reports elements nobody reads, and signatures mail programs mark.
func invisible(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Head, atom.Style, atom.Script, atom.Title, atom.Template, atom.Noscript:
		return true
	}
	if _, hidden := attr(n, "hidden"); hidden {
		return true
	}
	style, _ := attr(n, "style")
	return hiddenStyle.MatchString(style) ||
		has(n, "class", "gmail_signature", "moz-signature", "gmail_signature_prefix") ||
		has(n, "id", "signature", "ms-outlook-mobile-signature", "applemailsignature")
}

// isQuote reports elements that hold a quote and nothing else.
func isQuote(n *html.Node) bool {
	return n.DataAtom == atom.Blockquote ||
		has(n, "class", "gmail_quote", "gmail_quote_container", "gmail_extra", "gmail_attr", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "zmail_extra") ||
		idPrefix(n, "yahoo_quoted")
}

var outlookBorder = regexp.MustCompile(`(?i)border(-top)?\s*:[^;]*solid\s+(#(e1e1e1|b5c4df)|windowtext)|border-top\s*:\s*solid`)

// startsQuote reports elements after which all is older: Outlook marks where a
// quote begins and not where it ends.
func startsQuote(n *html.Node) bool {
	if has(n, "id", "divrplyfwdmsg", "appendonsend", "olk_src_body_section", "mail-editor-reference-message-container", "ms-outlook-mobile-body-separator-line", "stopspelling") ||
		has(n, "class", "ms-outlook-mobile-reference-message") {
		return true
	}
	style, _ := attr(n, "style")
	return n.DataAtom == atom.Div && outlookBorder.MatchString(style)
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// has reports whether one of the words of an attribute is among want, whatever
// its case and whatever prefix ("x_divRplyFwdMsg") a program put before it.
func has(n *html.Node, name string, want ...string) bool {
	v, _ := attr(n, name)
	for _, w := range strings.Fields(strings.ToLower(v)) {
		for strings.HasPrefix(w, "x_") {
			w = w[2:]
		}
		if slices.Contains(want, w) {
			return true
		}
	}
	return false
}

func idPrefix(n *html.Node, prefix string) bool {
	v, _ := attr(n, "id")
	return strings.HasPrefix(strings.ToLower(v), prefix)
}
