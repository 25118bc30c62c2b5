package einvoice

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/payable-ap/payable"
)

// Limits of SAFETY: a document past one is refused, not cut.
const (
	maxBytes  = 10 << 20
	maxDepth  = 100
	maxTokens = 200_000
	maxLines  = 5_000
)

func refuse(field, reason string) error { return payable.Invalid(field, reason) }

// A node is one element. Its name is written with the usual prefix of its
// namespace, whatever prefix the document chose, so that an element of a foreign
// namespace can never pass for a known one.
type node struct {
	name  string
	attrs []xml.Attr
	text  string // character data directly inside, trimmed
	kids  []*node
	line  int
}

// prefixes names the namespaces by what they begin with: versions come last in
// all of them (…-2, …:100, …:1p0). Elements of other namespaces keep "?:".
var prefixes = []struct{ space, prefix string }{
	{"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2", "cbc:"},
	{"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2", "cac:"},
	{"urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2", "ext:"},
	{"urn:oasis:names:specification:ubl:schema:xsd:", "ubl:"},
	{"urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:", "ram:"},
	{"urn:un:unece:uncefact:data:standard:UnqualifiedDataType:", "udt:"},
	{"urn:un:unece:uncefact:data:standard:QualifiedDataType:", "qdt:"},
	{"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:", "rsm:"},
	{"urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:", "rsm:"},
	{"urn:ferd:CrossIndustryDocument:invoice:1p0", "zf1:"},
	{"http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/", "fpa:"},
	{"http://www.fatturapa.gov.it/sdi/fatturapa/", "fpa:"},
	{"http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader", "sbd:"},
	{"http://www.facturae.es/Facturae/", "fe:"},
	{"http://www.facturae.gob.es/formato/Versiones/Facturaev", "fe:"},
}

func canonical(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	for _, p := range prefixes {
		if strings.HasPrefix(n.Space, p.space) {
			return p.prefix + n.Local
		}
	}
	return "?:" + n.Local
}

// externalCXML is the one document type declaration let through: every cXML
// document carries it. It has no internal subset, so it declares no entities,
// and the decoder never fetches what it names.
var externalCXML = regexp.MustCompile(`^DOCTYPE\s+cXML\s+SYSTEM\s+("[^"\[<>]*"|'[^'\[<>]*')\s*$`)

// parse builds the tree of a document in UTF-8, or says why it will not.
func parse(text []byte) (*node, error) {
	b := builder{dec: xml.NewDecoder(bytes.NewReader(text))}
	b.dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // decoded already
	for {
		tok, err := b.dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, b.syntax(err)
		}
		if b.tokens++; b.tokens > maxTokens {
			return nil, invalid("the document has more than %d tokens", maxTokens)
		}
		if err := b.take(tok); err != nil {
			return nil, err
		}
	}
	if b.root == nil {
		return nil, invalid("the document has no element")
	}
	return b.root, nil
}

type builder struct {
	dec    *xml.Decoder
	root   *node
	open   []*node
	texts  [][]byte // of the open elements
	tokens int
}

func (b *builder) take(tok xml.Token) error {
	switch t := tok.(type) {
	case xml.StartElement:
		return b.start(t)
	case xml.EndElement:
		last := len(b.open) - 1
		b.open[last].text = string(bytes.TrimSpace(b.texts[last]))
		b.open, b.texts = b.open[:last], b.texts[:last]
	case xml.CharData:
		if len(b.open) > 0 {
			last := len(b.open) - 1
			b.texts[last] = append(b.texts[last], t...)
		} else if len(bytes.TrimSpace(t)) > 0 {
			return invalid("line %d: text outside the root element", b.lineNo())
		}
	case xml.Directive:
		if !externalCXML.Match(t) {
			return invalid("line %d: a document type declaration (DOCTYPE) is not accepted", b.lineNo())
		}
	}
	return nil
}

func (b *builder) start(t xml.StartElement) error {
	n := &node{name: canonical(t.Name), line: b.lineNo()}
	if len(b.open) > 0 {
		// The Italian and Spanish schemas qualify the root only; programs that
		// qualify everything are common.
		n.name = strings.TrimPrefix(strings.TrimPrefix(n.name, "fpa:"), "fe:")
	}
	if len(t.Attr) > 0 {
		n.attrs = append(n.attrs, t.Attr...)
	}
	switch {
	case len(b.open) > 0:
		parent := b.open[len(b.open)-1]
		parent.kids = append(parent.kids, n)
	case b.root != nil:
		return invalid("line %d: a second root element <%s> follows the document", n.line, t.Name.Local)
	default:
		b.root = n
	}
	if len(b.open) == maxDepth {
		return invalid("line %d: elements are nested more than %d deep", n.line, maxDepth)
	}
	b.open = append(b.open, n)
	b.texts = append(b.texts, nil)
	return nil
}

func (b *builder) lineNo() int { line, _ := b.dec.InputPos(); return line }

func (b *builder) syntax(err error) error {
	var s *xml.SyntaxError
	if errors.As(err, &s) {
		return invalid("line %d: not well-formed XML: %s", s.Line, s.Msg)
	}
	return invalid("line %d: not well-formed XML: %v", b.lineNo(), err)
}

// child returns the first child of that name, or nil. All methods of a node
// work on nil, so that a path may be followed without looking.
func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// all returns the children of that name.
func (n *node) all(name string) []*node {
	if n == nil {
		return nil
	}
	var out []*node
	for _, k := range n.kids {
		if k.name == name {
			out = append(out, k)
		}
	}
	return out
}

// at returns the first node at a path such as "cac:Party/cac:PartyName/cbc:Name"
// that has text, in document order, or nil.
func (n *node) at(path string) *node {
	if n == nil {
		return nil
	}
	name, rest, more := strings.Cut(path, "/")
	for _, k := range n.kids {
		if k.name != name {
			continue
		}
		if !more {
			if k.text != "" {
				return k
			}
			continue
		}
		if hit := k.at(rest); hit != nil {
			return hit
		}
	}
	return nil
}

// every returns all nodes at a path, with text or without.
func (n *node) every(path string) []*node {
	name, rest, more := strings.Cut(path, "/")
	hits := n.all(name)
	if !more {
		return hits
	}
	var out []*node
	for _, k := range hits {
		out = append(out, k.every(rest)...)
	}
	return out
}

// value returns the node's text with runs of blanks made one.
func (n *node) value() string {
	if n == nil {
		return ""
	}
	return squeeze(n.text)
}

// get is the text at a path, or "".
func (n *node) get(path string) string { return n.at(path).value() }

// attr returns an attribute by its local name, or "".
func (n *node) attr(local string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attrs {
		if a.Name.Local == local {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

func (n *node) place() string { return fmt.Sprintf("%s (line %d)", n.name, n.line) }

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
