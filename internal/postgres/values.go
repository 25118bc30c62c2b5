package postgres

import "time"

// nullDate reads a date that may be absent.
type nullDate struct{ t *time.Time }

// Scan makes nullDate a destination.
func (d *nullDate) Scan(v any) error {
	if t, ok := v.(time.Time); ok {
		d.t = &t
	}
	return nil
}

// time returns midnight UTC of the date, or the zero time.
func (d nullDate) time() time.Time {
	if d.t == nil {
		return time.Time{}
	}
	return time.Date(d.t.Year(), d.t.Month(), d.t.Day(), 0, 0, 0, 0, time.UTC)
}

// date is t for a date column, NULL for the zero time.
func date(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
