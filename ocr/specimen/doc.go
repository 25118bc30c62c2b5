// Package specimen draws business documents that never existed, together with
// the truth about them: what the demo shows, what tests read and what the
// reader's weights are fitted on.
//
// A [Bill] is everything an invoice or credit note says. [Draw] puts it on
// pages in a [Layout] and says what a reader should find there; [UBL] and [CII]
// write it as XML, [FacturX] joins page and XML, [Scan] damages a picture of a
// page as a scanner, a fax or a phone would, and [Mail] puts documents into a
// mail. [Random] invents bills, sellers and buyers from a seed, [Varied] does so
// from a wider world, and [Bill.As] makes orders, delivery notes, reminders,
// statements and till receipts of them: what must not be taken for an invoice.
//
// [Bundle] draws files of several documents, [TIFFPages] writes TIFFs as faxes
// and scanners do.
//
// [Layouts] are the named layouts, [RandomLayout] composes more from a seed.
// [Corpus] yields documents of all of this, and [WriteCorpus] writes them with a
// truth.jsonl that payable eval reads: the documents a reader's weights are
// fitted on and measured with. The command beside it does so from a shell:
//
//	go run ./ocr/specimen/draw DIR -n 200 -seed 1 -scan all
//
// The promise: the same arguments give the same bytes, on every machine and at
// any time. Nothing here reads a clock, a font of the system or a random source
// that was not given. Amounts are exact and follow EN 16931, so that a document
// is wrong only where its Bill is. Every name, address and account is invented;
// domains end in .example or .test.
//
// To extend: a layout is one literal in layouts_trades.go, composed of the
// options of type Layout; a way to do one of its things is a constant in
// options.go and a case where that thing is drawn (heads in draw_head.go, numbers
// and dates in draw_meta.go, the table in draw_rules.go, sums in draw_totals.go);
// a language is one table in lexicon_*.go, one entry each in lexicons, lands and
// stocks; a damage is one function in damage_paper.go and a line in Damages.
package specimen
