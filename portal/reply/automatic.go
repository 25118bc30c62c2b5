package reply

import (
	"mime"
	"slices"
	"strings"
)

// marks lists what says that no person wrote a mail, each with its test of the
// field's value. X-Auto-Response-Suppress is missing on purpose: Outlook sets it
// on what people write.
var marks = []struct {
	field string
	says  func(value string) bool
}{
	{"auto-submitted", func(v string) bool { return word(v) != "no" }},
	{"return-path", func(v string) bool { return strings.Trim(v, "<> ") == "" }},
	{"content-type", func(v string) bool {
		t, _, _ := mime.ParseMediaType(v) // an unreadable one is not a report
		return t == "multipart/report"
	}},
	{"x-autoreply", func(v string) bool { return word(v) != "no" }},
	{"x-autorespond", func(v string) bool { return word(v) != "no" }},
	{"precedence", func(v string) bool {
		return slices.Contains([]string{"bulk", "list", "junk", "auto_reply", "auto-reply"}, word(v))
	}},
	{"list-id", present}, {"list-post", present}, {"list-help", present}, {"list-subscribe", present},
	{"list-unsubscribe", present}, {"list-owner", present}, {"list-archive", present}, {"mailing-list", present},
}

func present(string) bool { return true }

// automatic returns the field that marks the mail as automatic, with its value;
// empty if none does.
func (h header) automatic() string {
	for _, m := range marks {
		for _, v := range h.all(m.field) {
			if m.says(v) {
				return m.field + ": " + strings.TrimSpace(v)
			}
		}
	}
	return ""
}

// word returns the keyword of a field without comments and parameters.
func word(v string) string {
	v, _, _ = strings.Cut(v, ";")
	v, _, _ = strings.Cut(v, "(")
	return strings.ToLower(strings.TrimSpace(v))
}
