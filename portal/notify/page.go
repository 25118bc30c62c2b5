package notify

import (
	_ "embed"
	"html/template"
	"strings"
)

// A page is what a letter says, before it is text or HTML. Both are made from
// it, so both say the same words.
type page struct {
	Lang     string
	Subject  string
	Title    string
	Intro    []string
	Rows     []row
	Sections []section
	Actions  []action // mailto: or portal
	Before   string   // what leads to Actions
	Link     *action
	Footer   []string
}

type row struct{ Label, Value string }

type section struct {
	Title, Intro string
	Items        []string
}

type action struct {
	Label string
	URL   template.URL // made by us: mailto: or the portal's own address
	Main  bool
}

// OutlookOpen and OutlookClose wrap the column in a table only Outlook on Windows
// sees: it does not know max-width. html/template drops comments, so they come
// from here.
func (page) OutlookOpen() template.HTML {
	return `<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->`
}

// OutlookClose closes what [page.OutlookOpen] opened.
func (page) OutlookClose() template.HTML { return `<!--[if mso]></td></tr></table><![endif]-->` }

//go:embed letter.html
var letterSource string

var letterHTML = template.Must(template.New("letter").Parse(letterSource))

// html writes the page as one 600-pixel column with inline styles and nothing
// fetched from anywhere.
func (p page) html() (string, error) {
	var b strings.Builder
	if err := letterHTML.Execute(&b, p); err != nil {
		return "", err
	}
	return b.String(), nil
}

// text writes the page as plain text, complete by itself.
func (p page) text() string {
	var b strings.Builder
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "") + "\n") }
	line(p.Title)
	for _, s := range p.Intro {
		line()
		line(s)
	}
	if len(p.Rows) > 0 {
		line()
	}
	for _, r := range p.Rows {
		line(r.Label, ": ", r.Value)
	}
	for _, s := range p.Sections {
		line()
		line(s.Title, ifAny(s.Items, ":"))
		if s.Intro != "" {
			line(s.Intro)
		}
		for _, i := range s.Items {
			line("- ", i)
		}
	}
	if len(p.Actions) > 0 {
		line()
		line(p.Before)
		for _, a := range p.Actions {
			line("- ", a.Label, ": <", string(a.URL), ">")
		}
	}
	if p.Link != nil {
		line()
		line(p.Link.Label, ": <", string(p.Link.URL), ">")
	}
	line()
	for _, f := range p.Footer {
		line(f)
	}
	return b.String()
}

func ifAny(items []string, s string) string {
	if len(items) == 0 {
		return ""
	}
	return s
}
