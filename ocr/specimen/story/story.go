// Package story is the demo's story as data: a customer, its vendors, what it
// ordered and what arrived, and the mails that come in, each with the end it
// should have.
//
// [Tell] makes it for a given day, so that a demo looks as if it happened this
// week and a test can tell it for a fixed one; the same day gives the same
// bytes. Nothing in it is real. Quantities and prices are chosen so that
// MATCHING's default tolerances give the ends that are written here; a test
// holds them against package matching.
//
// To add a mail, write a chapter in straight.go or flagged.go and name it in
// the list of Tell.
package story

import (
	"image"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
)

// A Story is everything the demo needs to know beforehand, and the mails.
type Story struct {
	Entity payable.Entity
	// Vendors are the masters; their bank accounts were verified long before.
	Vendors  []payable.Vendor
	Orders   []payable.PurchaseOrder
	Receipts []payable.Receipt
	// Previous are paid invoices of the months before.
	Previous []payable.PriorInvoice
	Mails    []Mail
}

// A Mail is one message to the entity's mailbox.
type Mail struct {
	Name  string // short and unique, such as "price-above-order"
	Shows string // what a watcher learns from it, one English sentence
	From  string // address
	Raw   []byte
	// After names mails that must have been captured before this one arrives:
	// which of two copies is the duplicate depends on it.
	After  []string
	State  payable.MessageState // what the mail is sorted as
	Expect []End                // of its documents, in the order of its attachments
	Bills  []specimen.Bill      // what they say, in the same order
	Truths []specimen.Truth     // what their pages show; of XML, what it states
	Inside []*specimen.Bill     // what the XML inside a hybrid says; nil for others
}

// An End is what becomes of one document.
type End struct {
	Number   string // of the invoice
	Straight bool   // approved by policy without a person
	// Worst is the gravest outcome; Copy for another copy of a known invoice.
	Worst payable.Outcome
	// Checks are those that must stand between the invoice and its payment.
	// Others may beside them: a wrong quantity also makes a wrong total.
	Checks []payable.CheckID
	// MayDoubt says that the reading is of a poor picture: LOW_CONFIDENCE may
	// send an otherwise good invoice to review.
	MayDoubt bool
	Tab      Tab
}

// A Tab is the place in the queue where a person finds the invoice.
type Tab string

// The tabs the story ends in, after PORTAL's list.
const (
	TabDone      Tab = "done"      // approved, in its STOP window or left
	TabReview    Tab = "review"    // to review
	TabReceipt   Tab = "receipt"   // waiting for receipt
	TabDuplicate Tab = "duplicate" // duplicate?
	TabNone      Tab = ""          // no invoice comes of it, or a copy
)

// Mailbox is the address all mails are sent to.
const Mailbox = "invoices@weserblick.example"

// A Scanner draws the pages of a PDF, as a printer and a scanner would. The
// caller brings it, so that telling a story pulls in no PDF renderer.
type Scanner func(pdf []byte, dpi int) ([]image.Image, error)

// Tell makes the story of one day.
func Tell(today time.Time, scan Scanner) (Story, error) {
	y, m, d := today.Date()
	t := newTale(time.Date(y, m, d, 0, 0, 0, 0, time.UTC), scan)
	for _, chapter := range []func(*tale){
		letterAsOrdered, bandAsOrdered, typewriterAsOrdered, structuredAsOrdered, hybridAsOrdered,
		priceAboveOrder, manyLines, twoParts, service, outOfOffice,
		moreThanReceived, withinTolerance, cheaperThanOrdered, smallWithoutReceipt, notArrived, skewedScan,
		moreThanOrdered, changedBank, twoInOneMail, unknownVendor, newsletter, creditNote, creditWithoutReference,
		closedOrder, unknownOrder, wrongSum, pageAgainstXML, question, bounce,
		reprint, sameNumberOtherAmount,
	} {
		chapter(t)
	}
	return t.end()
}
