package message

import (
	"net/url"
	"sort"
	"strconv"
	"strings"
)

// looseParameters reads the parameters of a field that the strict grammar
// refuses: RFC 2231 in other character sets than UTF-8, its pieces in any order
// or mixed with plain ones, spaces around "=", missing quotes. It returns
// parameters written whole and those in pieces or with a character set.
func looseParameters(value string) (plain, pieced map[string]string) {
	plain, pieced = map[string]string{}, map[string]string{}
	pieces := map[string][]piece{}
	for _, s := range splitParameters(value) {
		name, v, ok := strings.Cut(s, "=")
		if !ok {
			continue
		}
		name = strings.ToLower(strings.TrimSpace(name))
		v = strings.Trim(strings.TrimSpace(v), `"`)
		base, rest, star := strings.Cut(name, "*")
		if !star {
			if plain[base] == "" {
				plain[base] = v
			}
			continue
		}
		p := piece{text: v, encoded: rest == "" || strings.HasSuffix(rest, "*")}
		p.order, _ = strconv.Atoi(strings.TrimSuffix(rest, "*")) // "filename*" alone is the first
		pieces[base] = append(pieces[base], p)
	}
	for base, ps := range pieces {
		pieced[base] = joinPieces(ps)
	}
	return plain, pieced
}

// A piece is one "name*0*=" of RFC 2231.
type piece struct {
	order   int
	text    string
	encoded bool
}

func joinPieces(ps []piece) string {
	sort.SliceStable(ps, func(i, j int) bool { return ps[i].order < ps[j].order })
	label, raw := "", []byte(nil)
	for i, p := range ps {
		text := p.text
		if p.encoded {
			if i == 0 {
				if l := strings.SplitN(text, "'", 3); len(l) == 3 {
					label, text = l[0], l[2]
				}
			}
			if un, err := url.PathUnescape(text); err == nil {
				text = un
			}
		}
		raw = append(raw, text...)
	}
	return decodeText(raw, label)
}

// splitParameters cuts at semicolons outside quotes.
func splitParameters(s string) []string {
	var out []string
	quoted, from := false, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ';' && !quoted:
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	return append(out, s[min(from, len(s)):])
}
