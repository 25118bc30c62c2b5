package portal

import "net/http"

// A keyHelp is one key and what it does.
type keyHelp struct {
	Key  string // as KeyboardEvent.key names it
	Show string // as it is written on a keyboard
	Does string // catalogue key
	// Do is what keys.js does: a verb and its target, a selector of the page.
	Do, At string
}

// keymap is every key of the portal. The help page is made from it, and keys.js
// reads it from the page; keys without a target on a page do nothing there.
// Single keys are inactive while somebody types, and can be switched off.
var keymap = []keyHelp{
	{"j", "j", "page.key.next", "next", "[data-row]"},
	{"k", "k", "page.key.previous", "previous", "[data-row]"},
	{"Enter", "Enter", "page.key.open", "open", "[data-row]"},
	{".", ".", "page.key.doubt", "next", "[data-doubt]"},
	{",", ",", "page.key.doubt_back", "previous", "[data-doubt]"},
	{"a", "a", "page.key.approve", "press", "[data-key=approve]"},
	{"r", "r", "page.key.reject", "press", "[data-key=reject]"},
	{"h", "h", "page.key.hold", "press", "[data-key=hold]"},
	{"m", "m", "page.key.ask", "focus", "[data-key=ask]"},
	{"e", "e", "page.key.release", "focus", "[data-key=release]"},
	{"s", "s", "page.key.save", "press", "[data-key=save]"},
	{"o", "o", "page.key.order", "open", "[data-key=order]"},
	{"g", "g", "page.key.words", "words", ".viewer"},
	{"+", "+", "page.key.zoom_in", "press", "[data-key=zoom-in]"},
	{"-", "-", "page.key.zoom_out", "press", "[data-key=zoom-out]"},
	{"/", "/", "page.key.search", "focus", "[data-key=search]"},
	{"?", "?", "page.key.help", "help", "#keys"},
}

// help lists the keys.
//
//	GET /help
func (s *Server) help(w http.ResponseWriter, r *http.Request, v visit) error {
	s.show(w, r, v, http.StatusOK, "help.html", struct{ frame }{s.frame(r, v, v.L.T("page.help.title"))})
	return nil
}
