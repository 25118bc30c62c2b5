package text

import (
	"image"
	"math"

	"github.com/payable-ap/payable"
)

// Why a page's text layer is not enough.
const (
	layerGarbage = "its text layer maps glyphs to no letters"
	layerMissing = "there is no text layer where there is ink"
	layerThin    = "most of the ink lies outside the text layer"
)

// layer reads the text layer of a page, marks what cannot be seen, and says why
// the page should be recognised instead; "" if it need not.
func (d *Document) layer(s sheet, n int, step func(string, int)) (Page, string, error) {
	page, l := s.words(n)
	page.Turned = l.turned(page)
	seen := 0
	for i, w := range page.Words {
		if !w.Hidden && !among(l.white, i) {
			seen += letters(w.Text)
		}
	}
	const plenty = 400 // letters: a page whose text is real
	garbage := l.chars > 0 && l.unmapped*5 > l.chars
	if len(l.white) == 0 && !garbage && seen >= plenty {
		page.Words = inLines(page.Words)
		return page, "", nil
	}
	step(StepDraw, n)
	const dpi = 60
	im, got, err := s.draw(dpi, false)
	if err != nil {
		return page, "", err
	}
	k := float64(got) / 72
	for _, i := range l.white {
		w := &page.Words[i]
		if w.Hidden = w.Hidden || contrast(im.(*image.Gray), w.Box, k) < 40; !w.Hidden {
			seen += letters(w.Text)
		}
	}
	all, outside := ink(im.(*image.Gray), page.Words, k)
	area := float64(im.Bounds().Dx() * im.Bounds().Dy())
	page.Words = inLines(page.Words)
	switch {
	case float64(all) < area*0.0003:
		return page, "", nil // an empty page
	case garbage:
		return page, layerGarbage, nil
	case seen < 20:
		return page, layerMissing, nil
	case seen < plenty && float64(outside) > 0.7*float64(all) && float64(outside) > area*0.01:
		return page, layerThin, nil
	}
	return page, "", nil
}

func among(list []int, i int) bool {
	for _, v := range list {
		if v == i {
			return true
		}
	}
	return false
}

// turned returns by how many quarter turns clockwise most of the writing would
// be upright; 0 unless nearly all of it lies the same way.
func (l layer) turned(p Page) int {
	best := 0
	for q, n := range l.ways {
		if n > l.ways[best] {
			best = q
		}
	}
	if l.ways[best]*10 < l.chars*8 {
		return 0
	}
	// Where the writing's own right goes on the page as seen.
	var dx, dy float64
	switch best {
	case 0:
		dx, dy = l.toView.a, l.toView.d
	case 1:
		dx, dy = l.toView.b, l.toView.e
	case 2:
		dx, dy = -l.toView.a, -l.toView.d
	case 3:
		dx, dy = -l.toView.b, -l.toView.e
	}
	switch {
	case math.Abs(dx) >= math.Abs(dy) && dx >= 0:
		return 0
	case math.Abs(dx) >= math.Abs(dy):
		return 2
	case dy < 0: // runs up
		return 1
	}
	return 3
}

// contrast is the difference between the lightest and darkest pixel of a box.
func contrast(g *image.Gray, b payable.Box, k float64) int {
	r := image.Rect(int(b.X0*k), int(b.Y0*k), int(math.Ceil(b.X1*k)), int(math.Ceil(b.Y1*k))).Intersect(g.Rect)
	lo, hi := 255, 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for _, v := range g.Pix[y*g.Stride+r.Min.X : y*g.Stride+r.Max.X] {
			lo, hi = min(lo, int(v)), max(hi, int(v))
		}
	}
	return hi - lo
}

// ink counts dark pixels, and those outside the boxes of words that are seen.
func ink(g *image.Gray, words []Word, k float64) (all, outside int) {
	covered := image.NewGray(g.Rect)
	const margin = 1 // pixel
	for _, w := range words {
		if w.Hidden {
			continue
		}
		r := image.Rect(int(w.Box.X0*k)-margin, int(w.Box.Y0*k)-margin, int(w.Box.X1*k)+1+margin, int(w.Box.Y1*k)+1+margin).Intersect(g.Rect)
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				covered.Pix[y*covered.Stride+x] = 1
			}
		}
	}
	for i, v := range g.Pix {
		if v < 170 {
			all++
			if covered.Pix[i] == 0 {
				outside++
			}
		}
	}
	return all, outside
}

// better chooses between a page's text layer and what was recognised: the
// recognised words where they say clearly more, or where the layer is garbage.
func better(layer, seen Page, garbage bool) Page {
	count := func(p Page) (n int) {
		for _, w := range p.Words {
			if !w.Hidden && w.Confidence > 0.4 {
				n += letters(w.Text)
			}
		}
		return n
	}
	if n := count(seen); n > 0 && (garbage || n > count(layer)*3/2) {
		for _, w := range layer.Words { // kept as evidence
			if w.Hidden {
				w.Line = 0
				seen.Words = append(seen.Words, w)
			}
		}
		return seen
	}
	return layer
}
