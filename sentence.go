package payable

import (
	"fmt"
	"strings"
)

// A Sentence is something payable tells a person: its English words, and the key
// and figures with which the catalogues of portal/locale say it in theirs. A
// Sentence without a key exists in English only; such are those of the command
// line and of configuration.
type Sentence struct {
	Key     string         // "own_work"; the catalogues have it as error.own_work
	Text    string         // English, figures filled in
	Figures map[string]any // by name: strings, numbers, Money, time.Time, or a Sentence
}

// Say returns a sentence. Where text has {name}, the figure of that name goes in;
// figures are names and values in turn. Text and key must be literals: the test
// of portal/locale finds them in the source, and fails where the English
// catalogue lacks the key or asks for a figure that is not given.
func Say(key, text string, figures ...any) Sentence {
	s := Sentence{Key: key, Figures: make(map[string]any, len(figures)/2)}
	var fill []string
	for i := 0; i+1 < len(figures); i += 2 {
		name := figures[i].(string)
		s.Figures[name] = figures[i+1]
		fill = append(fill, "{"+name+"}", fmt.Sprint(figures[i+1]))
	}
	s.Text = strings.NewReplacer(fill...).Replace(text)
	return s
}

// String returns the English words.
func (s Sentence) String() string { return s.Text }

// Refuse returns an [InvalidError] that a page says in the person's language:
// see [Say].
func Refuse(field, key, text string, figures ...any) error {
	return &InvalidError{Field: field, Reason: Say(key, text, figures...)}
}
