package payable

import "testing"

func TestNormalNumber(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"punctuation alone is no number", " -/. ", ""},
		{"as it is", "RE17", "RE17"},
		{"case, blanks and punctuation", "re - 17/b", "RE17B"},
		{"leading zeros", "0004711", "4711"},
		{"leading zeros after letters", "RE-0017", "RE17"},
		{"zeros inside a run of digits stay, whatever stands between", "2024-001", "2024001"},
		{"trailing zeros stay", "100", "100"},
		{"a lone zero stays", "A-000", "A0"},
		{"a zero between letters stays", "A0B", "A0B"},
		{"O is not zero", "O17", "O17"},
		{"I is not one", "I7", "I7"},
		{"full-width forms", "ＲＥ－００１７", "RE17"},
		{"letters of other scripts", "счёт № 5", "СЧЁТ5"},
		{"bytes that are no text", "\xff7", "7"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := NormalNumber(tt.in); got != tt.want {
				t.Errorf("NormalNumber(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

// FuzzNormalNumber checks what an index over it needs: the same again gives the
// same, and what people vary in typing does not matter.
func FuzzNormalNumber(f *testing.F) {
	for _, s := range []string{"RE-0017", "00", "a0b", "ǆ1", "２０２４／０１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := NormalNumber(s)
		if twice := NormalNumber(once); twice != once {
			t.Errorf("NormalNumber(%q) = %q, and again %q", s, once, twice)
		}
		if got := NormalNumber(" " + s + "-"); got != once {
			t.Errorf("NormalNumber(%q) = %q, with a blank before and a dash behind %q", s, once, got)
		}
	})
}
