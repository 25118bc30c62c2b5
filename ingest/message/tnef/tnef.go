// Package tnef takes the attachments out of winmail.dat, the envelope Outlook
// and Exchange put around a mail when they believe the other side is Outlook
// (MS-OXTNEF).
//
// Only attachments come out. The mail's own text, its properties and recipients
// stay inside: the MIME part beside it has the text already.
//
// The input is hostile: every length is checked before it is used, and nothing
// is allocated by what a length claims.
package tnef

import (
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// An Attachment is one file, or one embedded message in TNEF form (see [IsTNEF]).
type Attachment struct {
	Name string // hostile; empty if the envelope has none
	Data []byte // part of the input, not a copy
}

const signature = 0x223e9f78

// Attributes of MS-OXTNEF section 2.1.3.3 that concern attachments, and the
// MAPI properties in which newer writers keep the same.
const (
	levelMessage    = 1
	levelAttachment = 2

	attrRendData = 0x9002 // begins an attachment
	attrTitle    = 0x8010
	attrData     = 0x800f
	attrProps    = 0x9005

	propLongName    = 0x3707
	propName        = 0x3704
	propDisplayName = 0x3001
	propData        = 0x3701
)

// IsTNEF reports whether b begins like a TNEF stream.
func IsTNEF(b []byte) bool {
	return len(b) >= 6 && binary.LittleEndian.Uint32(b) == signature
}

// Decode returns the attachments in b. At the first damage it stops and returns
// what it has together with an error.
func Decode(b []byte) ([]Attachment, error) {
	if !IsTNEF(b) {
		return nil, errors.New("tnef: not a TNEF stream")
	}
	var d decoder
	r := reader{b: b, pos: 6} // signature and a key nobody needs
	for r.left() >= 9 {
		level := r.take(1)[0]
		id := r.uint32()
		value := r.take(int(r.uint32()))
		if level != levelMessage && level != levelAttachment {
			return d.finish(), errors.New("tnef: garbage between attributes")
		}
		if r.bad {
			return d.finish(), errors.New("tnef: ends in the middle of an attribute")
		}
		r.take(2) // a checksum that some writers get wrong
		if level == levelAttachment {
			d.attribute(id&0xffff, value)
		}
	}
	return d.finish(), nil
}

type decoder struct {
	done []Attachment
	open bool
	cur  Attachment
}

func (d *decoder) finish() []Attachment {
	if d.open && (len(d.cur.Data) > 0 || d.cur.Name != "") {
		d.done = append(d.done, d.cur)
	}
	d.open, d.cur = false, Attachment{}
	return d.done
}

func (d *decoder) attribute(id uint32, v []byte) {
	if id == attrRendData {
		d.finish()
		d.open = true
		return
	}
	if !d.open {
		return
	}
	switch id {
	case attrTitle:
		if d.cur.Name == "" {
			d.cur.Name = narrow(v)
		}
	case attrData:
		d.cur.Data = v
	case attrProps:
		properties(v, d.property)
	}
}

func (d *decoder) property(tag uint32, v []byte) {
	switch tag >> 16 {
	case propLongName:
		d.cur.Name = text(tag, v)
	case propName, propDisplayName:
		if d.cur.Name == "" {
			d.cur.Name = text(tag, v)
		}
	case propData:
		if tag&0xffff == typeObject && len(v) > 16 {
			v = v[16:] // the interface's GUID stands before an embedded message
		}
		if len(d.cur.Data) == 0 {
			d.cur.Data = v
		}
	}
}

func text(tag uint32, v []byte) string {
	if tag&0xffff != typeUnicode {
		return narrow(v)
	}
	u := make([]uint16, len(v)/2)
	for i := range u {
		u[i] = binary.LittleEndian.Uint16(v[2*i:])
	}
	return strings.TrimRight(string(utf16.Decode(u)), "\x00")
}

// narrow decodes an 8-bit name. The code page stands in the message's own
// properties, often wrongly; UTF-8 if it is valid and Windows-1252 otherwise
// is right for the vendors we serve.
func narrow(v []byte) string {
	s := strings.TrimRight(string(v), "\x00")
	if utf8.ValidString(s) {
		return s
	}
	out, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return out
}
