// Package einvoice reads structured business documents: UBL 2.x, CII (Factur-X,
// ZUGFeRD, XRechnung, Order-X), ZUGFeRD 1.0, FatturaPA, Facturae and cXML, bare or
// in a Standard Business Document envelope.
//
// The flow is the order of the files: a signed envelope is opened (envelope.go),
// bytes become UTF-8 (encoding.go), UTF-8 becomes a tree under hard limits
// (tree.go), a tree that says something twice where once is meant is refused
// (singletons.go), its root says what it is (kind.go), and one mapper per dialect
// turns it into drafts.
//
// Promises:
//
//   - What is stated is what is returned: totals are never recalculated. Where a
//     dialect states no total at all (FatturaPA has none for net and tax, OIOUBL
//     none for net) it is the sum of parts that are stated; Field.Why says so
//     and the confidence is below 1.
//   - Every field's Why is the place it came from, an XPath-like path.
//   - A document that contradicts itself is still read; the fields that disagree
//     fall in confidence and Draft.Problems names the broken rule of EN 16931.
//   - An invoice that declares itself to follow EN 16931 is held to its business
//     rules (rules.go): Draft.Problems has a sentence with the figures and the id
//     for each that is broken. They are hints: nothing is refused for them.
//   - Anything a stranger mails ends in drafts or in a [payable.InvalidError] that
//     says what is wrong and where. Nothing outside the bytes is ever opened.
//
// Where a document names several orders, despatches or preceding invoices the
// field holds them in order of appearance, joined by "; ".
//
// To add a dialect: name its root in kind.go, its namespaces in tree.go, what
// may stand only once in singletons.go, and write its mapper beside the others.
package einvoice
