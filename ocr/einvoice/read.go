package einvoice

import (
	"time"

	"github.com/payable-ap/payable"
)

// Read returns the business documents in data, one draft each, in their order. A
// FatturaPA or Facturae file may hold several; the others hold one. Orders,
// responses, despatch and receipt advices come back with their DocType and what
// they share with invoices.
//
// A document that is not XML, breaks a limit or says twice what it must say once
// is refused with a [payable.InvalidError]; there are no other errors. The same
// bytes give the same drafts, but for Created.
func Read(data []byte) ([]payable.Draft, error) {
	root, kind, doc, note, err := open(data)
	if err != nil {
		return nil, err
	}
	var found []*reading
	switch kind {
	case CII:
		found = []*reading{cii(root, cii16, doc)}
	case OrderX:
		found = []*reading{orderX(root)}
	case ZUGFeRD1:
		found = []*reading{cii(root, zugferd1, doc)}
	case FatturaPA:
		found = fatturapa(root)
	case Facturae:
		found = facturae(root)
	case CXML:
		found = []*reading{cxml(root)}
	default:
		found = []*reading{ubl(root, kind, doc)}
	}
	if len(found) == 0 {
		return nil, invalid("the %s document holds no invoice", kind)
	}
	now := time.Now().UTC()
	drafts := make([]payable.Draft, len(found))
	for i, r := range found {
		if note != "" {
			r.problem("%s", note)
		}
		r.Document = payable.HashOf(data)
		r.Created = now
		drafts[i] = r.Draft
	}
	return drafts, nil
}

// open brings bytes to a tree that passed every check, of a kind that is mapped.
func open(data []byte) (root *node, kind string, doc payable.DocType, note string, err error) {
	if data, err = Unsigned(data); err != nil {
		return nil, "", "", "", err
	}
	if len(data) > maxBytes {
		return nil, "", "", "", invalid("the document has %d bytes; at most %d are read", len(data), maxBytes)
	}
	text, note, err := decode(data)
	if err != nil {
		return nil, "", "", "", err
	}
	if len(text) > 2*maxBytes { // UTF-16 and single bytes grow, but not without end
		return nil, "", "", "", invalid("the document has more than %d bytes of text", 2*maxBytes)
	}
	if root, err = parse(text); err != nil {
		return nil, "", "", "", err
	}
	if root, err = unwrap(root); err != nil {
		return nil, "", "", "", err
	}
	known, ok := roots[root.name]
	if !ok {
		return nil, "", "", "", invalid("line %d: the root element <%s> is of no business document known here", root.line, clip(root.name))
	}
	if err := checkOnce(root); err != nil {
		return nil, "", "", "", err
	}
	return root, known.kind, known.doc, note, nil
}
