package text

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/payable-ap/payable"
)

// A char is one character of a text layer. Its box is turned so that writing
// runs to the right, y down: words are found in the writing's own direction and
// put on the page afterwards.
type char struct {
	s              string
	x0, y0, x1, y1 float64
	quarter        int // how the writing runs in user space: 0 right, 1 up, 2 left, 3 down
	hidden, white  bool
	hyphen         bool
}

// layer is what is known of a text layer as a whole.
type layer struct {
	toView   affine // user space to the page as seen
	chars    int    // that are not blank
	unmapped int    // of them, those that have no meaning: no letter is known for the glyph
	ways     [4]int // characters by the quarter their writing runs
	white    []int  // words in white: hidden unless something dark lies behind them
}

// maxChars bounds what is read of one page; a page of small print has 10,000.
const maxChars = 200_000

// chars reads the characters of the page.
func (s sheet) chars() ([]char, layer) {
	l := layer{toView: s.userToView()}
	tp := s.m.call("FPDFText_LoadPage", s.page)
	if tp == 0 {
		return nil, l
	}
	defer s.m.call("FPDFText_ClosePage", tp)
	n := min(int(int32(s.m.call("FPDFText_CountChars", tp))), maxChars)
	out := make([]char, 0, max(n, 0))
	looks := map[uint64]look{}
	for i := range n {
		k := uint64(i)
		u := rune(uint32(s.m.call("FPDFText_GetUnicode", tp, k)))
		b := uint64(s.buf)
		s.m.call("FPDFText_GetCharBox", tp, k, b, b+8, b+16, b+24)
		x0, x1, y0, y1 := s.double(0), s.double(8), s.double(16), s.double(24)
		c := char{s: expand(u), hyphen: u == 2 || u == 0xFFFE}
		if c.hyphen {
			c.s = "-" // PDFium's mark for a hyphen at the end of a line
		}
		if unicode.IsSpace(u) || u == 0 && s.m.call("FPDFText_IsGenerated", tp, k) == 1 {
			c.s = " "
			out = append(out, c)
			continue
		}
		l.chars++
		if u == 0 || u == utf8.RuneError || unicode.Is(unicode.Co, u) || int32(s.m.call("FPDFText_HasUnicodeMapError", tp, k)) == 1 {
			l.unmapped++
		}
		c.quarter = quarter(s.float("FPDFText_GetCharAngle", tp, k))
		l.ways[c.quarter]++
		c.x0, c.y0, c.x1, c.y1 = along(c.quarter, x0, y0, x1, y1)
		obj := s.m.call("FPDFText_GetTextObject", tp, k)
		seen, ok := looks[obj]
		if !ok {
			seen = s.look(tp, k, obj)
			looks[obj] = seen
		}
		c.hidden, c.white = seen.hidden, seen.white
		out = append(out, c)
	}
	return out, l
}

// look is how a text object is painted.
type look struct{ hidden, white bool }

func (s sheet) look(tp, k, obj uint64) look {
	const invisible = 3 // text rendering mode, ISO 32000-1 table 106
	var l look
	if obj != 0 && int32(s.m.call("FPDFTextObj_GetTextRenderMode", obj)) == invisible {
		l.hidden = true
	}
	b := uint64(s.buf)
	if s.m.call("FPDFText_GetFillColor", tp, k, b, b+4, b+8, b+12) == 1 {
		r, g, bl, a := s.uint(0), s.uint(4), s.uint(8), s.uint(12)
		l.white = r > 240 && g > 240 && bl > 240
		if a == 0 {
			l.hidden = true
		}
	}
	return l
}

func (s sheet) double(off uint32) float64 {
	v, _ := s.m.mod.Memory().ReadFloat64Le(s.buf + off) // buf is inside
	return v
}

func (s sheet) uint(off uint32) uint32 {
	v, _ := s.m.mod.Memory().ReadUint32Le(s.buf + off) // buf is inside
	return v
}

// userToView maps user space to points from the page's top left, y down.
// Character boxes know neither the page's rotation nor its crop box; three
// points through FPDF_DeviceToPage give the map, whatever the page does.
func (s sheet) userToView() affine {
	const side = 1000
	at := func(x, y uint64) (float64, float64) {
		s.m.call("FPDF_DeviceToPage", s.page, 0, 0, side, side, 0, x, y, uint64(s.buf), uint64(s.buf+8))
		return s.double(0), s.double(8)
	}
	ox, oy := at(0, 0)
	ax, ay := at(side, 0)
	bx, by := at(0, side)
	toUser := affine{
		a: (ax - ox) / s.width, b: (bx - ox) / s.height, c: ox,
		d: (ay - oy) / s.width, e: (by - oy) / s.height, f: oy,
	}
	return toUser.inverse()
}

// view puts a group of characters on the page as seen.
func (s sheet) view(m affine, g run) payable.Box {
	x0, y0, x1, y1 := back(g.quarter, g.x0, g.y0, g.x1, g.y1)
	ax, ay := m.apply(x0, y0)
	bx, by := m.apply(x1, y1)
	return payable.Box{X0: min(ax, bx), Y0: min(ay, by), X1: max(ax, bx), Y1: max(ay, by)}
}

// quarter rounds an angle in radians, clockwise as PDFium gives it, to quarter
// turns counter-clockwise.
func quarter(angle float64) int {
	if math.IsNaN(angle) || math.IsInf(angle, 0) {
		return 0
	}
	return -int(math.Round(angle/(math.Pi/2))) & 3
}

// along turns a box of user space (y up) so that writing of the quarter runs to
// the right, y down.
func along(q int, x0, y0, x1, y1 float64) (float64, float64, float64, float64) {
	switch q {
	case 1: // up
		return y0, x0, y1, x1
	case 2: // left
		return -x1, y0, -x0, y1
	case 3: // down
		return -y1, -x1, -y0, -x0
	}
	return x0, -y1, x1, -y0
}

// back undoes along.
func back(q int, x0, y0, x1, y1 float64) (float64, float64, float64, float64) {
	switch q {
	case 1:
		return y0, x0, y1, x1
	case 2:
		return -x1, y0, -x0, y1
	case 3:
		return -y1, -x1, -y0, -x0
	}
	return x0, -y1, x1, -y0
}

// ligatures that fonts map to one code point.
var ligatures = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st",
	"\u00ad", "-", "\u2010", "-", "\u2011", "-")

// expand returns the letters a code point stands for.
func expand(u rune) string {
	if u < 0x80 {
		return string(u)
	}
	return ligatures.Replace(string(u))
}
