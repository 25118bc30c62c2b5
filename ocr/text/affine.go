package text

import "github.com/payable-ap/payable"

// An affine maps (x, y) to (a·x + b·y + c, d·x + e·y + f).
type affine struct{ a, b, c, d, e, f float64 }

var identity = affine{a: 1, e: 1}

func (m affine) apply(x, y float64) (float64, float64) {
	return m.a*x + m.b*y + m.c, m.d*x + m.e*y + m.f
}

// then returns the map that applies m first and n to its result.
func (m affine) then(n affine) affine {
	return affine{
		a: n.a*m.a + n.b*m.d, b: n.a*m.b + n.b*m.e, c: n.a*m.c + n.b*m.f + n.c,
		d: n.d*m.a + n.e*m.d, e: n.d*m.b + n.e*m.e, f: n.d*m.c + n.e*m.f + n.f,
	}
}

// inverse returns the map back. A degenerate map gives the identity: nothing on
// such a page has a place.
func (m affine) inverse() affine {
	det := m.a*m.e - m.b*m.d
	if det == 0 || det != det {
		return identity
	}
	return affine{
		a: m.e / det, b: -m.b / det, c: (m.b*m.f - m.e*m.c) / det,
		d: -m.d / det, e: m.a / det, f: (m.d*m.c - m.a*m.f) / det,
	}
}

// box maps a box by its middle and keeps its size, turned where m turns by a
// quarter: the corners of a straightened word would make its box too high.
func (m affine) box(b payable.Box) payable.Box {
	cx, cy := m.apply((b.X0+b.X1)/2, (b.Y0+b.Y1)/2)
	w, h := b.X1-b.X0, b.Y1-b.Y0
	abs := func(v float64) float64 { return max(v, -v) }
	var nw, nh float64
	if abs(m.a) >= abs(m.b) {
		nw, nh = abs(m.a)*w, abs(m.e)*h
	} else {
		nw, nh = abs(m.b)*h, abs(m.d)*w
	}
	return payable.Box{X0: cx - nw/2, Y0: cy - nh/2, X1: cx + nw/2, Y1: cy + nh/2}
}
