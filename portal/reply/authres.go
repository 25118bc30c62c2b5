package reply

import (
	"slices"
	"strings"
)

// results looks for dmarc=pass in the topmost Authentication-Results of one of
// our own servers. Only fields above the line our server received the mail with
// count: all below was there when it came.
func (h header) results(from string, c Config) (Auth, bool) {
	if len(c.AuthservIDs) == 0 {
		return Auth{}, false
	}
	trusted := c.TrustedHosts
	if len(trusted) == 0 {
		trusted = c.AuthservIDs
	}
	var top string
	for _, f := range h {
		if f.name == "received" {
			if _, by := hop(f.value); containsFold(trusted, by) {
				break
			}
		}
		if f.name == "authentication-results" && top == "" {
			if id, _ := parseResults(f.value); containsFold(c.AuthservIDs, id) {
				top = f.value
			}
		}
	}
	if top == "" || !h.hasHop(trusted) {
		return Auth{}, false
	}
	id, methods := parseResults(top)
	_, domain, _ := strings.Cut(from, "@")
	passed := false
	for _, m := range methods {
		if m.name != "dmarc" {
			continue
		}
		if about := m.props["header.from"]; m.result != "pass" || about != "" && !strings.EqualFold(about, domain) {
			return Auth{}, false
		}
		passed = true
	}
	return Auth{Passed: passed, Method: "authentication-results", Detail: "dmarc=pass says " + id}, passed
}

// hasHop reports whether the mail came through one of hosts at all; without such
// a line there is no "above" to speak of.
func (h header) hasHop(hosts []string) bool {
	for _, v := range h.all("received") {
		if _, by := hop(v); containsFold(hosts, by) {
			return true
		}
	}
	return false
}

func containsFold(list []string, s string) bool {
	return s != "" && slices.ContainsFunc(list, func(l string) bool { return strings.EqualFold(l, s) })
}

// A method is one result of an Authentication-Results field.
type method struct {
	name, result string
	props        map[string]string
}

// parseResults reads an Authentication-Results field as servers write it, not as
// RFC 8601 has it: Microsoft leaves out the authserv-id ([NoAuthservID] is
// returned for it), others write properties nobody knows. What cannot be read is
// skipped.
func parseResults(value string) (id string, methods []method) {
	parts := split(value)
	if len(parts) == 0 {
		return "", nil
	}
	id = NoAuthservID
	if first := strings.Fields(parts[0]); len(first) > 0 && !strings.Contains(first[0], "=") {
		id, parts = first[0], parts[1:]
	}
	for _, p := range parts {
		words := strings.Fields(strings.ReplaceAll(strings.ReplaceAll(p, " =", "="), "= ", "="))
		if len(words) == 0 {
			continue
		}
		name, result, found := strings.Cut(words[0], "=")
		if !found {
			continue
		}
		name, _, _ = strings.Cut(name, "/") // a version
		m := method{name: strings.ToLower(name), result: strings.ToLower(result), props: map[string]string{}}
		for _, w := range words[1:] {
			if k, v, found := strings.Cut(w, "="); found {
				m.props[strings.ToLower(k)] = v
			}
		}
		methods = append(methods, m)
	}
	return id, methods
}

// split cuts a field at its semicolons and removes comments, nested ones too. An
// open comment or string swallows the rest: what a sender smuggled into it
// (smtp.mailfrom="a; dmarc=pass"@b) must not count. Blanks in strings become
// underscores for the same reason.
func split(s string) []string {
	var parts []string
	var b strings.Builder
	depth, inQuotes := 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s):
			i++
		case c == '"' && depth == 0:
			inQuotes = !inQuotes
		case inQuotes:
			if c == ' ' || c == '\t' {
				c = '_'
			}
			b.WriteByte(c)
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
		case c == ';':
			parts = append(parts, b.String())
			b.Reset()
		default:
			b.WriteByte(c)
		}
	}
	if inQuotes || depth > 0 {
		return parts // the last one is cut off
	}
	return append(parts, b.String())
}
