// Package specimen draws business documents that never existed, together with
// the truth about them: what the demo shows, what tests read and what the
// reader's weights are fitted on.
//
// A [Bill] is everything an invoice or credit note says. [Draw] puts it on
// pages in a [Layout] and says what a reader should find there; [UBL] and [CII]
// write it as XML, [FacturX] joins page and XML, [Scan] damages a picture of a
// page as a scanner, a fax or a phone would, and [Mail] puts documents into a
// mail. [Random] invents bills, sellers and buyers from a seed.
//
// The promise: the same arguments give the same bytes, on every machine and at
// any time. Nothing here reads a clock, a font of the system or a random source
// that was not given. Amounts are exact and follow EN 16931, so that a document
// is wrong only where its Bill is. Every name, address and account is invented;
// domains end in .example or .test.
//
// To extend: a layout is one literal in layouts.go, composed of the options of
// type Layout; a language is one table in lexicon_*.go and one entry in
// lexicons; a damage is one function in damage.go.
package specimen
