// Package memory remembers how a vendor's documents are laid out: one correction
// teaches, the next document of that layout is read with it.
//
//	Fingerprint   what a layout looks like, and whether a page is of it
//	Learn         what a person's values on a document teach, and which of the
//	              known lessons held there
//	Apply         a draft with what was learnt
//
// A [Lesson] says where a value stands: beside or below certain words, or at a
// place of the page, and what it looks like. It is data, not weights: it can be
// shown, it is explained in every field it gives, and it can be forgotten. There
// is no training run.
//
// The promises: everything here is a pure function of words, drafts and lessons;
// a lesson is kept only if it gives the value on the very page it was learnt
// from; a layout carries its vendor's own marks (VAT id, account, name), so that
// two vendors with one invoicing program share nothing; bank accounts are always
// read from the page and never remembered as values; a learnt total that
// contradicts net + tax = gross loses its confidence.
//
// To remember another kind of value, give it a grammar in value.go; to remember
// another way a value stands, add a [Place], teach [Lesson.find] and propose it
// in learn.go.
package memory

import (
	"fmt"
	"strings"

	"github.com/payable-ap/payable"
)

// A Place is how a lesson finds its value.
type Place string

// The places. They stand in stored lessons and never change meaning.
const (
	RightOf  Place = "right"    // on the anchor's line, after it
	Below    Place = "below"    // under the anchor
	At       Place = "at"       // at Zone, without words to go by
	Constant Place = "constant" // the same on every document of the layout: Value
	Column   Place = "column"   // in the band Zone.X0..X1 of each line of the table
	Item     Place = "item"     // goes with the item that Anchor names: Value
)

// A Zone is a rectangle in shares of the page's width and height, 0 to 1.
type Zone struct{ X0, Y0, X1, Y1 float64 }

// A Lesson is one thing learnt about one field of one layout.
type Lesson struct {
	Term    payable.Term `json:"term"`
	OnLine  bool         `json:"on_line,omitempty"` // a field of the lines
	Place   Place        `json:"place"`
	Anchor  []string     `json:"anchor,omitempty"`  // folded words
	Printed string       `json:"printed,omitempty"` // the anchor as printed, for people
	Zone    Zone         `json:"zone"`              // of the value where it was learnt
	DX      float64      `json:"dx,omitempty"`      // from the anchor's left edge to the value's, in shares of the page
	DY      float64      `json:"dy,omitempty"`      // from the anchor's top to the value's, in heights of a word
	Last    bool         `json:"last,omitempty"`    // on the last of several pages
	Grammar Grammar      `json:"grammar"`
	Value   string       `json:"value,omitempty"` // of Constant and Item
	// Codes says what printed words stand for, such as units: "stk" is H87.
	Codes map[string]string `json:"codes,omitempty"`
	// Taught says that the reader alone was wrong here: such a lesson overrules it.
	Taught bool `json:"taught,omitempty"`
	// From names the first document it was learnt from: "document 17".
	From string `json:"from"`

	// Held and Missed count documents whose checked values agreed with what the
	// lesson gives, and contradicted it. The store fills them in.
	Held   int `json:"-"`
	Missed int `json:"-"`
	// Forgotten says that a person told payable not to use it.
	Forgotten bool `json:"-"`
}

// A Standing says how far a lesson is trusted.
type Standing string

// The standings.
const (
	Tried     Standing = "tried"     // held once: used
	Trusted   Standing = "trusted"   // two documents agree: used with more confidence
	Demoted   Standing = "demoted"   // contradicted as often as it held: not used
	Forgotten Standing = "forgotten" // by a person: not used, and not learnt again
)

// Standing returns how far the lesson is trusted. It depends on the counts only,
// so that the order in which documents were checked does not matter.
func (l Lesson) Standing() Standing {
	switch {
	case l.Forgotten:
		return Forgotten
	case l.Missed >= l.Held:
		return Demoted
	case l.Held >= 2 && l.Held > 2*l.Missed:
		return Trusted
	}
	return Tried
}

// Usable reports whether Apply uses the lesson.
func (l Lesson) Usable() bool {
	s := l.Standing()
	return s == Tried || s == Trusted
}

// Key is the same for two lessons that say the same thing of one layout, learnt
// from different documents.
func (l Lesson) Key() string {
	k := fmt.Sprintf("%s/%t/%s/%s/%t", l.Term, l.OnLine, l.Place, strings.Join(l.Anchor, " "), l.Last)
	switch l.Place {
	case At, Column:
		k += fmt.Sprintf("/%.0f/%.0f", l.Zone.X0*25, l.Zone.Y0*25*onlyAt(l.Place))
	case Constant, Item:
		k += "/" + l.Value
	}
	return k
}

// onlyAt leaves a column's height out of its key: tables begin where they begin.
func onlyAt(p Place) float64 {
	if p == At {
		return 1
	}
	return 0
}

// confidence is the share of documents on which the lesson held, with a prior of
// three and a half documents of which three held.
func (l Lesson) confidence() float64 {
	return (float64(l.Held) + 3) / (float64(l.Held+l.Missed) + 3.5)
}

// Why says in words where the lesson looks, for the field's evidence and the
// vendor's page.
func (l Lesson) Why() string {
	where := map[Place]string{
		RightOf: `right of "` + l.Printed + `"`, Below: `below "` + l.Printed + `"`, At: "at its place on the page",
		Constant: "the same on every document of this layout", Column: "in its column", Item: `goes with "` + l.Printed + `"`,
	}[l.Place]
	if l.From == "" {
		return "as learnt: " + where
	}
	return "as learnt from " + l.From + ": " + where
}
