package payable

import "time"

// EntityID identifies a legal entity.
type EntityID int64

// An Entity is a legal entity of the customer: who is billed. It is part of
// every business key (order, receipt, vendor number, invoice, policy, mailbox).
// One exists from the start; a second is a row, not a rewrite.
type Entity struct {
	ID       EntityID
	Name     string
	Aliases  []string // other names invoices are addressed to
	VATIDs   []string // BT-48 values that are ours
	Currency Currency
	TimeZone string      // IANA name, "Europe/Berlin"
	Holidays []time.Time // midnight UTC; with Saturday and Sunday, the days that do not count as business days
}

// AddBusinessDays returns the moment n business days after t in the entity's
// calendar and time zone.
func (e Entity) AddBusinessDays(t time.Time, n int) time.Time {
	loc, err := time.LoadLocation(e.TimeZone)
	if err != nil {
		loc = time.UTC
	}
	t = t.In(loc)
	for n > 0 {
		t = t.AddDate(0, 0, 1)
		if e.businessDay(t) {
			n--
		}
	}
	return t
}

func (e Entity) businessDay(t time.Time) bool {
	if d := t.Weekday(); d == time.Saturday || d == time.Sunday {
		return false
	}
	for _, h := range e.Holidays {
		if h.Year() == t.Year() && h.YearDay() == t.YearDay() {
			return false
		}
	}
	return true
}
