package reply

import (
	"bytes"
	"mime"
	"net/mail"
	"regexp"
	"strings"
	"unicode"

	"github.com/emersion/go-message/charset"
)

// A field is one header field as it stands in the raw mail. net/mail is not used
// for this: it keeps "From :" as another field and returns the first of two Froms.
type field struct {
	name  string // lower case, without blanks before the colon
	value string // unfolded, not decoded
	lines []string
}

type header []field

// parseHeader reads the header of a raw mail. Any of CRLF, LF and CR ends a
// line, for mail programs disagree and a From hidden behind a bare CR must be
// seen. A line of nothing but blanks does not end the header: some programs go on.
func parseHeader(raw []byte) header {
	h, _ := cutHeader(raw)
	return h
}

// mostFolds is how many lines of one field are read.
const mostFolds = 1000

// cutHeader also returns the body.
func cutHeader(raw []byte) (header, []byte) {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	raw = bytes.TrimLeft(raw, "\r\n")
	var h header
	for len(raw) > 0 {
		line, rest := cutLine(raw)
		raw = rest
		if line == "" {
			break
		}
		if (line[0] == ' ' || line[0] == '\t') && len(h) > 0 {
			f := &h[len(h)-1]
			if len(f.lines) >= mostFolds {
				continue // no person's field; a value of megabytes would cost minutes
			}
			f.lines = append(f.lines, line)
			f.value += " " + strings.TrimSpace(line)
			if f.name == "" {
				f.name, f.value = splitField(strings.Join(f.lines, ""))
			}
			continue
		}
		name, value := splitField(line)
		h = append(h, field{name: name, value: value, lines: []string{line}})
	}
	return h, raw
}

// splitField cuts a line at its colon; a line without one has no name yet, it
// may follow folded ("From\r\n : a@b").
func splitField(line string) (name, value string) {
	name, value, found := strings.Cut(line, ":")
	if !found {
		return "", ""
	}
	name = strings.ToLower(strings.TrimFunc(name, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' || r == '\u200b' }))
	return name, strings.TrimSpace(value)
}

func cutLine(b []byte) (string, []byte) {
	i := bytes.IndexAny(b, "\r\n")
	if i < 0 {
		return string(b), nil
	}
	line, rest := string(b[:i]), b[i+1:]
	if b[i] == '\r' && len(rest) > 0 && rest[0] == '\n' {
		rest = rest[1:]
	}
	return line, rest
}

// all returns the values of every field of that name, from the top.
func (h header) all(name string) []string {
	var out []string
	for _, f := range h {
		if f.name == name {
			out = append(out, f.value)
		}
	}
	return out
}

func (h header) first(name string) string {
	if v := h.all(name); len(v) > 0 {
		return v[0]
	}
	return ""
}

// hiddenFrom matches a From field that some programs would see inside another
// field's continuation.
var hiddenFrom = regexp.MustCompile(`(?i)^[ \t]+from[ \t]*:.*@`)

// fromFields returns the values of all From fields, with those only a careless
// parser would see. Continuations of signature fields list field names
// ("h=to:\n from:subject") and hide nothing.
func (h header) fromFields() []string {
	out := h.all("from")
	for _, f := range h {
		if strings.HasSuffix(f.name, "-signature") || strings.HasPrefix(f.name, "arc-") {
			continue
		}
		for _, l := range f.lines[1:] {
			if hiddenFrom.MatchString(l) {
				out = append(out, strings.TrimSpace(l))
			}
		}
	}
	return out
}

// plainAddress is the only shape of address a decision is taken from: no quoted
// local part, no source route, no literal domain.
var plainAddress = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)

// commentAddress finds an address in a comment, which mail programs show in
// place of the true one.
var commentAddress = regexp.MustCompile(`\([^)]*@[^)]*\)`)

// from returns the one sender, or what is wrong with it.
func (h header) from() (address, problem string) {
	all := h.fromFields()
	switch {
	case len(all) == 0:
		return "", "no From field"
	case len(all) > 1:
		return "", "more than one From field"
	case commentAddress.MatchString(all[0]):
		return "", "an address in a comment of From"
	}
	parser := mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: charset.Reader}}
	list, err := parser.ParseList(all[0])
	switch {
	case err != nil:
		return "", "a From field that is not an address"
	case len(list) != 1:
		return "", "more than one address in From"
	case strings.Contains(all[0], ";"):
		return "", "a group in From"
	case !plainAddress.MatchString(list[0].Address):
		return "", "an unusual address in From"
	}
	return strings.ToLower(list[0].Address), ""
}

// onBehalf returns the address of the first Sender field that is not from's, as
// an assistant's program writes it. An unreadable one contradicts too.
func (h header) onBehalf(from string) string {
	for _, v := range h.all("sender") {
		a, err := mail.ParseAddress(v)
		if err != nil {
			return strings.TrimSpace("unreadable " + v)
		}
		if !strings.EqualFold(a.Address, from) {
			return strings.ToLower(a.Address)
		}
	}
	return ""
}

func (h header) messageID() string {
	return strings.Trim(strings.TrimSpace(h.first("message-id")), "<>")
}

// recipients lists the fields a delivered mail names its address in: what the
// sender wrote, and what the servers on the way added.
var recipients = []string{"to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "original-recipient"}

var (
	tokenInAddress = regexp.MustCompile(`\+([a-z2-7]{52})@`)
	tokenInID      = regexp.MustCompile(`<(?:approval|receipt)\.([a-z2-7]{52})@`)
	inBrackets     = regexp.MustCompile(`\[([a-z2-7]{52}|[a-z2-7]{8})\]`)
)

// tokens collects the tokens by place. A References field may be folded inside
// an id; blanks are taken out before it is searched.
func (h header) tokens(subject string) Tokens {
	var t Tokens
	for _, name := range recipients {
		for _, v := range h.all(name) {
			t.Recipient = appendTokens(t.Recipient, tokenInAddress, strings.ToLower(v))
		}
	}
	for _, name := range []string{"references", "in-reply-to"} {
		for _, v := range h.all(name) {
			t.References = appendTokens(t.References, tokenInID, strings.ToLower(strings.Join(strings.Fields(v), "")))
		}
	}
	for _, m := range inBrackets.FindAllStringSubmatch(strings.ToLower(subject), -1) {
		switch {
		case isHead(m[1]):
			t.Heads = append(t.Heads, m[1])
		case wellFormed(m[1]):
			t.Subject = append(t.Subject, m[1])
		}
	}
	return t
}

func appendTokens(out []string, shape *regexp.Regexp, text string) []string {
	for _, m := range shape.FindAllStringSubmatch(text, -1) {
		if wellFormed(m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}

func wellFormed(token string) bool {
	_, _, err := ParseToken(token)
	return err == nil
}

// decodeWords decodes RFC 2047 words; what cannot be decoded stays as it is.
func decodeWords(s string) string {
	d := mime.WordDecoder{CharsetReader: charset.Reader}
	if out, err := d.DecodeHeader(s); err == nil {
		return out
	}
	return s
}
