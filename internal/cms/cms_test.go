package cms

import (
	"bytes"
	"testing"
)

// nested is a structure in structures of indefinite length, n deep.
func nested(n int) []byte {
	return append(bytes.Repeat([]byte{0x30, 0x80}, n), bytes.Repeat([]byte{0, 0}, n)...)
}

// TestDepth checks that nesting ends at its limit and not at the stack's.
func TestDepth(t *testing.T) {
	for _, tt := range []struct {
		depth int
		ok    bool
	}{{1, true}, {maxBER + 1, true}, {maxBER + 2, false}, {1 << 20, false}} {
		if _, _, ok := readBER(nested(tt.depth), 0); ok != tt.ok {
			t.Errorf("%d deep: read %v, want %v", tt.depth, ok, tt.ok)
		}
	}
}

// TestWhatIsNoEnvelope checks that other data is none, and that nothing opens.
func TestWhatIsNoEnvelope(t *testing.T) {
	for _, s := range []string{"", "0", "MI", "MIAMI INVOICE 4711", "-----BEGIN", "%PDF-1.7", "\x30\x80"} {
		if der, ok := Envelope([]byte(s)); ok || der != nil {
			t.Errorf("%q is an envelope: %q", s, der)
		}
	}
	if _, err := Content(nil); err != ErrDamaged {
		t.Errorf("nothing: %v, want %v", err, ErrDamaged)
	}
}
