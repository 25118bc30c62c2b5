// Package locale holds what payable says to people, in English, German, French
// and Welsh: pages (page.*), mails (mail.*), refusals (error.*) and the sentences
// of findings (check.*). A sentence exists in English or not at all; a language that lacks
// one falls back to English, whole sentence by whole sentence.
//
// The catalogues are the JSON files beside this one, named prefix.language.json:
// check.de.json holds the German sentences of findings. A plural is an object
// with the forms of its language (one, other; Welsh has six). Placeholders are
// those of text/template, with three functions that format for the language:
//
//	{{number .quantity}}        1234.5 -> 1,234.5
//	{{money .got .currency}}    4812 GBP -> 4,812.00 GBP
//	{{date .issued}}            2026-11-27 -> 27 November 2026
//
// To add a sentence, add it to the English file and use its key; the package's
// test names every key that is used and missing. Refusals are worded in English
// where they are made, see payable.Say. To add a language, add its
// files, its entry in languages, and its formats in formats.go.
package locale

import (
	"embed"
	"errors"
	"fmt"
	"path"
	"text/template"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	i18ntemplate "github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
)

//go:embed *.json
var files embed.FS

// languages lists the catalogues; the first is the one that is complete.
var languages = []language.Tag{language.English, language.German, language.French, language.MustParse("cy")}

// A Bundle is all catalogues. It is read-only and safe for concurrent use.
type Bundle struct {
	printers []Printer // in the order of languages
	matcher  language.Matcher
}

// New loads the catalogues. They are part of the program, so one that cannot be
// read is a fault of the build, and New panics.
func New() *Bundle {
	raw := i18n.NewBundle(languages[0])
	keys := map[language.Tag]map[string]bool{}
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		text, err := files.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		f, err := raw.ParseMessageFileBytes(text, path.Base(e.Name()))
		if err != nil {
			panic(fmt.Errorf("%s: %w", e.Name(), err))
		}
		if keys[f.Tag] == nil {
			keys[f.Tag] = map[string]bool{}
		}
		for _, m := range f.Messages {
			keys[f.Tag][m.ID] = true
		}
	}
	b := &Bundle{printers: make([]Printer, len(languages)), matcher: language.NewMatcher(languages)}
	for i, tag := range languages {
		p := Printer{tag: tag, form: formats[i], keys: keys[tag]}
		p.localizer = i18n.NewLocalizer(raw, tag.String())
		p.parser = &parser{i18ntemplate.TextParser{Funcs: p.funcs()}}
		if i > 0 {
			p.fallback = &b.printers[0]
		}
		b.printers[i] = p
	}
	return b
}

// For returns the printer of the first language a catalogue exists for. Each of
// langs is a tag ("cy") or a whole Accept-Language header; empty ones are
// skipped, and English is what remains.
func (b *Bundle) For(langs ...string) Printer {
	var tags []language.Tag
	for _, l := range langs {
		t, _, err := language.ParseAcceptLanguage(l)
		if err != nil {
			continue // a browser may send anything; the next wish counts
		}
		tags = append(tags, t...)
	}
	_, i, confidence := b.matcher.Match(tags...)
	if confidence == language.No {
		i = 0
	}
	return b.printers[i]
}

// Languages returns the tags of the catalogues, English first.
func Languages() []string {
	var out []string
	for _, t := range languages {
		out = append(out, t.String())
	}
	return out
}

// A Printer says things in one language. Copies are cheap and safe for
// concurrent use.
type Printer struct {
	tag       language.Tag
	form      format
	keys      map[string]bool
	localizer *i18n.Localizer
	parser    *parser
	fallback  *Printer // English, or nil for English itself
}

// Lang returns the language's tag, as the lang attribute of a page needs it.
func (p Printer) Lang() string { return p.tag.String() }

// T returns the sentence of key with the arguments filled in. A key that even
// English lacks is returned as it is: the page shows it, and the package's test
// finds it.
func (p Printer) T(key string, args ...map[string]any) string { return p.say(key, nil, args) }

// N returns the sentence of key in the plural form of count, which the sentence
// may use as {{.count}}.
func (p Printer) N(key string, count int, args ...map[string]any) string {
	return p.say(key, count, append([]map[string]any{{"count": count}}, args...))
}

// Has reports whether key has a sentence, be it the English one.
func (p Printer) Has(key string) bool {
	return p.keys[key] || p.fallback != nil && p.fallback.keys[key]
}

func (p Printer) say(key string, count any, args []map[string]any) string {
	if !p.keys[key] {
		if p.fallback != nil {
			return p.fallback.say(key, count, args)
		}
		return key
	}
	text, err := p.localizer.Localize(&i18n.LocalizeConfig{
		MessageID: key, TemplateData: merge(args), PluralCount: count, TemplateParser: p.parser,
	})
	if err != nil && text == "" {
		return key
	}
	return text
}

func merge(args []map[string]any) map[string]any {
	if len(args) == 1 {
		return args[0]
	}
	all := map[string]any{}
	for _, a := range args {
		for k, v := range a {
			all[k] = v
		}
	}
	return all
}

// Args makes the arguments of [Printer.T] from names and values in turn, for
// templates, which cannot write a map: {{.L.T "page.x" (args "n" 3)}}.
func Args(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("arguments come in pairs of name and value")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("argument name %v is not a string", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// parser caches what it parses: go-i18n's own parser does not when it has
// functions, and ours never change for a language.
type parser struct{ i18ntemplate.TextParser }

func (*parser) Cacheable() bool { return true }

func (p Printer) funcs() template.FuncMap {
	return template.FuncMap{"number": p.number, "money": p.money, "date": p.date}
}
