package text

import "github.com/payable-ap/payable"

// Objects of a page (fpdf_edit.h).
const (
	objectText  = 1
	objectPath  = 2
	objectImage = 3
)

// The limits of what is looked at of one page: a drawing of a machine has more
// objects, and no invoice on it.
const (
	maxObjects = 20_000
	maxCovers  = 50
)

// A painted is an object of a page; objects are painted in their order.
type painted struct {
	order int
	kind  uint64
	obj   uint64
	box   payable.Box // on the page as seen
}

// covered returns the words over which something is painted. behind are those
// under a picture that nothing is seen through: the programs of some scanners
// put visible text under the scan, and a picture may be laid over a value. Those
// under a filled path only may be hidden: how the page looks tells.
func (s sheet) covered(words []Word, toView affine) (behind, may []int) {
	texts, covers := s.painted(toView)
	if len(covers) == 0 {
		return nil, nil
	}
	var over, under []painted
	by := map[int]painted{}
	for _, t := range texts {
		t.box = s.bounds(t.obj, toView)
		for _, c := range covers {
			if c.order > t.order && inside(spot{t.box.X0, t.box.Y0}, grown(c.box)) && inside(spot{t.box.X1, t.box.Y1}, grown(c.box)) {
				by[t.order] = c
			}
		}
		if _, has := by[t.order]; has {
			under = append(under, t)
		} else {
			over = append(over, t)
		}
	}
	veils := map[uint64]*veil{}
	for i, w := range words {
		t, hit := at(under, middle(w.Box))
		if _, seen := at(over, middle(w.Box)); !hit || seen || w.Hidden {
			continue
		}
		c := by[t.order]
		if c.kind == objectPath {
			may = append(may, i)
			continue
		}
		if veils[c.obj] == nil {
			veils[c.obj] = s.veil(c)
		}
		if veils[c.obj].opaque(w.Box) {
			behind = append(behind, i)
		}
	}
	return behind, may
}

// painted returns the page's text and what is large enough to cover some.
func (s sheet) painted(toView affine) (texts, covers []painted) {
	n := min(int(int32(s.m.call("FPDFPage_CountObjects", s.page))), maxObjects)
	for i := range n {
		obj := s.m.call("FPDFPage_GetObject", s.page, uint64(i))
		p := painted{order: i, obj: obj, kind: s.m.call("FPDFPageObj_GetType", obj)}
		switch p.kind {
		case objectText:
			texts = append(texts, p)
		case objectImage, objectPath:
			if len(texts) == 0 || len(covers) == maxCovers {
				continue // it lies under all text
			}
			p.box = s.bounds(obj, toView)
			if p.box.X1-p.box.X0 < 8 || p.box.Y1-p.box.Y0 < 4 || p.kind == objectPath && !s.filled(obj) {
				continue
			}
			covers = append(covers, p)
		}
	}
	return texts, covers
}

func (s sheet) bounds(obj uint64, toView affine) payable.Box {
	b := uint64(s.buf)
	if s.m.call("FPDFPageObj_GetBounds", obj, b, b+4, b+8, b+12) == 0 {
		return payable.Box{}
	}
	ax, ay := toView.apply(s.single(0), s.single(4)) // left, bottom
	bx, by := toView.apply(s.single(8), s.single(12))
	return payable.Box{X0: min(ax, bx), Y0: min(ay, by), X1: max(ax, bx), Y1: max(ay, by)}
}

func (s sheet) filled(path uint64) bool {
	b := uint64(s.buf)
	return s.m.call("FPDFPath_GetDrawMode", path, b, b+4) != 0 && s.uint(0) != 0
}

func (s sheet) single(off uint32) float64 {
	v, _ := s.m.mod.Memory().ReadFloat32Le(s.buf + off) // buf is inside
	return float64(v)
}

// A veil is how much of what lies below a picture is seen through it.
type veil struct {
	pix          []byte // blue, green, red, opacity
	w, h, stride int
	box          payable.Box
}

// veil draws a picture alone. One that cannot be drawn hides nothing.
func (s sheet) veil(c painted) *veil {
	v := &veil{box: c.box}
	bmp := s.m.call("FPDFImageObj_GetRenderedBitmap", s.doc, s.page, c.obj)
	if bmp == 0 {
		return v
	}
	defer s.m.call("FPDFBitmap_Destroy", bmp)
	const withOpacity = 4
	if s.m.call("FPDFBitmap_GetFormat", bmp) != withOpacity {
		return v
	}
	w, h, stride := int(int32(s.m.call("FPDFBitmap_GetWidth", bmp))), int(int32(s.m.call("FPDFBitmap_GetHeight", bmp))), int(int32(s.m.call("FPDFBitmap_GetStride", bmp)))
	pix, ok := s.m.mod.Memory().Read(uint32(s.m.call("FPDFBitmap_GetBuffer", bmp)), uint32(stride*h))
	if !ok || w <= 0 || h <= 0 || stride < 4*w {
		return v
	}
	v.pix, v.w, v.h, v.stride = append([]byte(nil), pix...), w, h, stride
	return v
}

// opaque reports whether nothing of a box is seen through the picture. It is
// asked at five places: in the middle and towards the corners.
func (v *veil) opaque(b payable.Box) bool {
	if v.pix == nil {
		return false
	}
	m := middle(b)
	dx, dy := (b.X1-b.X0)/4, (b.Y1-b.Y0)/4
	for _, p := range []spot{m, {m.x - dx, m.y - dy}, {m.x + dx, m.y - dy}, {m.x - dx, m.y + dy}, {m.x + dx, m.y + dy}} {
		x := int((p.x - v.box.X0) / (v.box.X1 - v.box.X0) * float64(v.w))
		y := int((p.y - v.box.Y0) / (v.box.Y1 - v.box.Y0) * float64(v.h))
		if x < 0 || y < 0 || x >= v.w || y >= v.h || v.pix[y*v.stride+4*x+3] < 250 {
			return false
		}
	}
	return true
}

func at(list []painted, p spot) (painted, bool) {
	for _, o := range list {
		if inside(p, grown(o.box)) {
			return o, true
		}
	}
	return painted{}, false
}

// grown is a box with a point of room: bounds are drawn tight.
func grown(b payable.Box) payable.Box {
	return payable.Box{X0: b.X0 - 1, Y0: b.Y0 - 1, X1: b.X1 + 1, Y1: b.Y1 + 1}
}
