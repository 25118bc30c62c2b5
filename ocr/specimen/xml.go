package specimen

import (
	"bytes"
	"encoding/xml"
)

// A node is one XML element: either a text or children. Empty ones, and those
// with nothing but empty ones inside, are not written.
type node struct {
	name  string
	attrs []string // name, value, name, value
	text  string
	kids  []node
}

// el is an element with children.
func el(name string, kids ...node) node { return node{name: name, kids: kids} }

// leaf is an element with a text and attributes in pairs.
func leaf(name, text string, attrs ...string) node {
	return node{name: name, text: text, attrs: attrs}
}

func (n node) empty() bool {
	for _, k := range n.kids {
		if !k.empty() {
			return false
		}
	}
	return n.text == ""
}

// document writes n as a UTF-8 file.
func document(n node) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	n.write(&b, "")
	return b.Bytes()
}

// write appends n; a bytes.Buffer returns no errors.
func (n node) write(b *bytes.Buffer, indent string) {
	if n.empty() {
		return
	}
	b.WriteString(indent + "<" + n.name)
	for i := 0; i+1 < len(n.attrs); i += 2 {
		b.WriteString(" " + n.attrs[i] + `="`)
		_ = xml.EscapeText(b, []byte(n.attrs[i+1])) // a Buffer takes everything
		b.WriteString(`"`)
	}
	b.WriteString(">")
	if n.text != "" {
		_ = xml.EscapeText(b, []byte(n.text)) // a Buffer takes everything
	} else {
		b.WriteString("\n")
		for _, k := range n.kids {
			k.write(b, indent+"  ")
		}
		b.WriteString(indent)
	}
	b.WriteString("</" + n.name + ">\n")
}
