package payable

import "time"

// VendorID identifies a vendor.
type VendorID int64

// A Vendor is somebody who bills one entity. Vendors of several entities that
// are one company share a Group, in which duplicates are looked for.
type Vendor struct {
	ID     VendorID
	Entity EntityID
	Group  int64  // vendor group; its own id where it stands alone
	Number string // the ledger's key, unique in the entity
	Name   string
	Names  []string // further names it bills under
	VATIDs []string // normalised: capitals, no spaces
	// Senders are the mail domains and addresses it is known to write from.
	Senders []string
	Active  bool
	Terms   int // payment days, 0 if unknown
	Bank    []BankAccount
	// Invoices counts those approved so far, payable's and imported ones: a first
	// invoice is never approved by reply.
	Invoices int
}

// A BankAccount is one account of a vendor's master. It is never written from a
// document: only a person enters one, and a second person verifies it.
type BankAccount struct {
	IBAN     string // normalised: capitals, no spaces
	BIC      string
	Entered  string // user name
	Verified string // user name of the second person, empty until verified
	Since    time.Time
	Until    time.Time // zero while it is in use
}

// Approved reports whether the account may be paid at t.
func (b BankAccount) Approved(t time.Time) bool {
	return b.Verified != "" && b.Verified != b.Entered && !t.Before(b.Since) && (b.Until.IsZero() || t.Before(b.Until))
}
