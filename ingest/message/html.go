package message

import (
	"strings"

	"golang.org/x/net/html"
)

// A Link is a hyperlink of the HTML body.
type Link struct {
	URL  string
	Text string // what a person clicks
}

// blocks begin a new line of text.
var blocks = map[string]bool{
	"p": true, "div": true, "br": true, "tr": true, "li": true, "h1": true, "h2": true, "h3": true, "h4": true,
	"h5": true, "h6": true, "table": true, "ul": true, "ol": true, "blockquote": true, "pre": true, "hr": true,
	"section": true, "article": true, "header": true, "footer": true, "address": true, "dt": true, "dd": true,
}

// longLink is as much of a link's words as anybody clicks.
const longLink = 500

// TextOfHTML returns the words of a page, one block a line. Text hidden by
// styles is kept: an evasion should be seen, and a quote folded away is still a
// quote.
func TextOfHTML(page string) string {
	text, _ := readHTML(page)
	return text
}

func readHTML(page string) (string, []Link) {
	var out strings.Builder
	var links []Link
	open, silent := -1, 0 // index of the link being read; depth of script and style
	z := html.NewTokenizer(strings.NewReader(page))
	z.SetMaxBuf(1 << 20)
	for {
		kind := z.Next()
		if kind == html.ErrorToken { // the end, or a token beyond the limit
			return squeeze(out.String()), links
		}
		if kind == html.TextToken {
			if silent == 0 {
				text := string(z.Text())
				out.WriteString(strings.NewReplacer("\r", " ", "\n", " ").Replace(text))
				if open >= 0 && len(links[open].Text) < longLink {
					links[open].Text += text
				}
			}
			continue
		}
		tag, more := z.TagName()
		name := string(tag)
		switch {
		case name == "script" || name == "style" || name == "title" || name == "head":
			silent = silence(silent, kind)
		case name == "body":
			silent = 0 // an unclosed head must not swallow the page
		case name == "a" && kind == html.StartTagToken:
			links = append(links, Link{URL: href(z, more)})
			open = len(links) - 1
		case name == "a" && kind == html.EndTagToken:
			open = -1
		case blocks[name]:
			out.WriteByte('\n')
		case name == "td" || name == "th":
			out.WriteByte(' ')
		}
	}
}

func silence(n int, kind html.TokenType) int {
	switch kind {
	case html.StartTagToken:
		return n + 1
	case html.EndTagToken:
		return max(n-1, 0)
	}
	return n
}

func href(z *html.Tokenizer, more bool) string {
	url := ""
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		if string(k) == "href" {
			url = strings.TrimSpace(string(v))
		}
	}
	return url
}

// squeeze joins spaces and drops empty lines beyond one.
func squeeze(s string) string {
	var lines []string
	for _, l := range strings.Split(s, "\n") {
		l = strings.Join(strings.Fields(l), " ")
		if l == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, l)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
