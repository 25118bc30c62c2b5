package tnef

import "encoding/binary"

// Property types of MS-OXCDATA section 2.11.1.
const (
	typeInt16    = 0x02
	typeInt32    = 0x03
	typeFloat32  = 0x04
	typeFloat64  = 0x05
	typeCurrency = 0x06
	typeAppTime  = 0x07
	typeError    = 0x0a
	typeBool     = 0x0b
	typeObject   = 0x0d
	typeInt64    = 0x14
	typeString   = 0x1e
	typeUnicode  = 0x1f
	typeTime     = 0x40
	typeGUID     = 0x48
	typeBinary   = 0x102

	multiValued = 0x1000
	firstNamed  = 0x8000 // properties above carry their name with them
)

// properties calls f with the first value of every MAPI property in v, until v
// ends or stops making sense (MS-OXTNEF section 2.1.3.4).
func properties(v []byte, f func(tag uint32, value []byte)) {
	r := reader{b: v}
	for n := r.uint32(); n > 0 && !r.bad && r.left() > 0; n-- {
		tag := r.uint32()
		if tag>>16 >= firstNamed {
			r.name()
		}
		typ := tag & 0xfff
		values := uint32(1)
		if tag&multiValued != 0 || lengthBefore(typ) {
			values = r.uint32()
		}
		for i := uint32(0); i < values && !r.bad; i++ {
			value, ok := r.value(typ)
			if !ok {
				return // an unknown type has an unknown length
			}
			if i == 0 && !r.bad {
				f(tag, value)
			}
		}
	}
}

func lengthBefore(typ uint32) bool {
	return typ == typeString || typ == typeUnicode || typ == typeBinary || typ == typeObject
}

// A reader walks a byte slice. Reading past the end makes it bad, for good, and
// gives zeros.
type reader struct {
	b   []byte
	pos int
	bad bool
}

func (r *reader) left() int { return len(r.b) - r.pos }

func (r *reader) take(n int) []byte {
	if r.bad || n < 0 || n > r.left() {
		r.bad = true
		return make([]byte, 1)
	}
	v := r.b[r.pos : r.pos+n]
	r.pos += n
	return v
}

func (r *reader) uint32() uint32 {
	v := r.take(4)
	if r.bad {
		return 0
	}
	return binary.LittleEndian.Uint32(v)
}

func (r *reader) name() {
	r.take(16) // the name space
	if kind := r.uint32(); kind == 0 {
		r.uint32()
		return
	}
	r.padded(int(r.uint32()))
}

func (r *reader) padded(n int) []byte {
	v := r.take(n)
	if pad := (4 - n%4) % 4; pad > 0 && r.left() >= pad { // the last one may lack it
		r.take(pad)
	}
	return v
}

func (r *reader) value(typ uint32) ([]byte, bool) {
	switch typ {
	case typeInt16, typeBool, typeInt32, typeFloat32, typeError, 0x01:
		return r.take(4), true
	case typeFloat64, typeCurrency, typeAppTime, typeInt64, typeTime:
		return r.take(8), true
	case typeGUID:
		return r.take(16), true
	case typeString, typeUnicode, typeObject, typeBinary:
		return r.padded(int(r.uint32())), true
	}
	return nil, false
}
