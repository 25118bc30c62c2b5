package payable

import "time"

// OccurrenceID identifies an [Occurrence].
type OccurrenceID int64

// A Document is the bytes of a file, named by their SHA-256. It has no state:
// what happens to it happens to its occurrences.
type Document struct {
	Hash Hash
	Size int64
}

// A Source door says how a document came in.
const (
	DoorMail   = "mail"
	DoorUpload = "upload"
	DoorFolder = "folder"
	DoorAPI    = "api"
)

// An OccurrenceState says how far an occurrence has come.
type OccurrenceState string

// The states of an occurrence. All but received and reading are ends, each with
// a reason.
const (
	OccurrenceReceived    OccurrenceState = "received"
	OccurrenceReading     OccurrenceState = "reading"
	OccurrenceCaptured    OccurrenceState = "captured"       // at least one draft became an invoice
	OccurrenceCopy        OccurrenceState = "copy"           // the same bytes came before: linked, not read again
	OccurrenceNotInvoice  OccurrenceState = "not_an_invoice" // a logo, terms of trade, an order
	OccurrenceUnreadable  OccurrenceState = "unreadable"     // encrypted, empty, no text found
	OccurrenceQuarantined OccurrenceState = "quarantined"    // hangs, crashes or exhausts the reader; bytes stay downloadable
)

var occurrenceMoves = map[OccurrenceState][]OccurrenceState{
	OccurrenceReceived: {OccurrenceReading, OccurrenceCaptured, OccurrenceCopy, OccurrenceNotInvoice, OccurrenceUnreadable, OccurrenceQuarantined},
	OccurrenceReading:  {OccurrenceReceived, OccurrenceCaptured, OccurrenceCopy, OccurrenceNotInvoice, OccurrenceUnreadable, OccurrenceQuarantined},
	// A person may have another try made, after an update or with a password.
	OccurrenceUnreadable:  {OccurrenceReceived},
	OccurrenceQuarantined: {OccurrenceReceived},
	OccurrenceNotInvoice:  {OccurrenceReceived},
}

// CanBecome reports whether an occurrence in state s may move to t.
func (s OccurrenceState) CanBecome(t OccurrenceState) bool { return allows(occurrenceMoves, s, t) }

// An Occurrence is a document as it appeared once: that part of that message,
// or an upload.
type Occurrence struct {
	ID        OccurrenceID
	Entity    EntityID
	Document  Hash
	Message   Hash   // empty unless Door is mail
	Part      string // MIME path such as "2.1", with "!name" for a file inside an archive
	Door      string
	FileName  string // as the sender wrote it, hostile
	MediaType string // by content, not by what the sender claims
	State     OccurrenceState
	Reason    string
	Attempts  int // reads that failed by the document's own fault; 3 quarantine it
	Received  time.Time
}
