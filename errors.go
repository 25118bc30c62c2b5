package payable

import "errors"

// These are the only errors a caller should test for. Everything else is a
// fault to be logged, not handled.
var (
	ErrNotFound  = errors.New("not found")
	ErrForbidden = errors.New("not allowed")
	// ErrConflict says that somebody else was first, or that the subject is no
	// longer in the state or version the caller saw.
	ErrConflict = errors.New("already decided")
)

// An InvalidError reports input that a person can correct.
type InvalidError struct {
	Field  string   // form field, configuration key or CSV column
	Reason Sentence // shown to the person: what is wrong and what would be right
}

// Error returns field and reason as one sentence.
func (e *InvalidError) Error() string {
	if e.Field == "" {
		return e.Reason.Text
	}
	return e.Field + ": " + e.Reason.Text
}

// Invalid returns an [InvalidError] for the command line, a configuration or a
// file's reader, in English. What a page shows is made by [Refuse].
func Invalid(field, reason string) error {
	return &InvalidError{Field: field, Reason: Sentence{Text: reason}}
}
