package text

import (
	"cmp"
	"image"
	"math"
	"slices"

	"github.com/payable-ap/payable"
)

// Why a page's text layer is not enough.
const (
	layerGarbage  = "its text layer maps glyphs to no letters"
	layerDoubtful = "its text layer reads like no language"
	layerMissing  = "there is no text layer where there is ink"
	layerThin     = "most of the ink lies outside the text layer"
)

// layer reads the text layer of a page, marks what cannot be seen, and says why
// the page should be recognised instead; "" if it need not.
func (d *Document) layer(s sheet, n int, step func(string, int)) (Page, string, error) {
	page, l := s.words(n)
	page.Turned = l.turned(page)
	hideTiny(page)
	behind, may := s.covered(page.Words, l.toView)
	for _, i := range behind {
		page.Words[i].Hidden = true
	}
	may = append(may, l.white...)
	seen := 0
	for i, w := range page.Words {
		if !w.Hidden && !among(may, i) {
			seen += letters(w.Text)
		}
	}
	const plenty = 400 // letters: a page whose text is real
	why := ""
	switch {
	case l.chars > 0 && l.unmapped*20 > l.chars:
		why = layerGarbage
	case doubtful(page.Words):
		why = layerDoubtful
	}
	const dpi = 60
	if why == "" && seen >= plenty {
		if len(may) > 0 {
			step(StepDraw, n)
			s.hideUnseen(page.Words, may, dpi)
		}
		page.Words = inLines(page.Words)
		return page, "", nil
	}
	step(StepDraw, n)
	im, got, err := s.draw(dpi, false)
	if err != nil && seen > 0 {
		page.Words = inLines(page.Words)
		return page, "", nil // too large to be drawn, not to be read
	}
	if err != nil {
		return page, "", err
	}
	k := float64(got) / 72
	for _, i := range may {
		w := &page.Words[i]
		if w.Hidden = w.Hidden || contrast(im.(*image.Gray), w.Box, k) < unseen; !w.Hidden {
			seen += letters(w.Text)
		}
	}
	all, outside := ink(im.(*image.Gray), page.Words, k)
	area := float64(im.Bounds().Dx() * im.Bounds().Dy())
	page.Words = inLines(page.Words)
	switch {
	case float64(all) < area*0.0003:
		return page, "", nil // an empty page
	case why != "":
		return page, why, nil
	case seen < 20:
		return page, layerMissing, nil
	case seen < plenty && float64(outside) > 0.7*float64(all) && float64(outside) > area*0.01:
		return page, layerThin, nil
	}
	return page, "", nil
}

// hideUnseen hides those of the words that nothing sets apart from what is around
// them. Only the rows where they stand are drawn; where that is too large to be
// drawn they stay.
func (s sheet) hideUnseen(words []Word, may []int, dpi int) {
	dpi, err := fitting(s.width, s.height, dpi)
	if err != nil {
		return
	}
	k, whole := float64(dpi)/72, s.pixels(dpi)
	may = slices.Clone(may)
	slices.SortFunc(may, func(a, b int) int { return cmp.Compare(words[a].Box.Y0, words[b].Box.Y0) })
	for len(may) > 0 {
		part, n := pixels(words[may[0]].Box, k), 1
		for n < len(may) && int(words[may[n]].Box.Y0*k) <= part.Max.Y {
			part = part.Union(pixels(words[may[n]].Box, k))
			n++
		}
		if part = part.Intersect(whole); !part.Empty() {
			im, err := s.drawPart(part, whole, false)
			if err != nil {
				return
			}
			for _, i := range may[:n] {
				words[i].Hidden = words[i].Hidden || contrast(im.(*image.Gray), words[i].Box, k) < unseen
			}
		}
		may = may[n:]
	}
}

// hideTiny hides print that nobody can read: below a point and a half, measured
// on a sheet of A4, and less on smaller ones. It is how text for machines only is
// put on a page.
func hideTiny(p Page) {
	limit := 1.5 * min(1, max(p.Width, p.Height)/842)
	for i := range p.Words {
		if w := &p.Words[i]; min(w.Box.X1-w.Box.X0, w.Box.Y1-w.Box.Y0) < limit && letters(w.Text) > 1 {
			w.Hidden = true
		}
	}
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

// unseen is the least contrast, of 255, with which writing can be seen.
const unseen = 40

// pixels returns the pixels a box reaches into at k pixels a point.
func pixels(b payable.Box, k float64) image.Rectangle {
	return image.Rect(int(b.X0*k), int(b.Y0*k), int(math.Ceil(b.X1*k)), int(math.Ceil(b.Y1*k)))
}

// contrast is the difference between the lightest and darkest pixel of a box.
func contrast(g *image.Gray, b payable.Box, k float64) int {
	r := pixels(b, k).Intersect(g.Rect)
	lo, hi := 255, 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for _, v := range g.Pix[g.PixOffset(r.Min.X, y):][:r.Dx()] {
			lo, hi = min(lo, int(v)), max(hi, int(v))
		}
	}
	return hi - lo
}

// ink counts dark pixels that may be writing, and those of them outside the
// boxes of words that are seen. Rules, bars and shaded columns are none: writing
// is no longer than a third of an inch, one way and the other, without a gap.
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
	for y := range g.Rect.Dy() {
		markRuns(g, covered, y*g.Stride, 1, g.Rect.Dx(), int(72*k/3))
	}
	for x := range g.Rect.Dx() {
		markRuns(g, covered, x, g.Stride, g.Rect.Dy(), int(72*k/3))
	}
	for i, v := range g.Pix {
		if v < dark && covered.Pix[i] != 2 {
			all++
			if covered.Pix[i] == 0 {
				outside++
			}
		}
	}
	return all, outside
}

// dark is what counts as ink, of 255 for white.
const dark = 170

// markRuns marks with 2 the dark pixels of a row or column that stand in unbroken
// runs of more than most: n pixels from the first on, each step behind the last.
func markRuns(g, marks *image.Gray, first, step, n, most int) {
	from := 0
	for i := 0; i <= n; i++ {
		if i < n && g.Pix[first+i*step] < dark {
			continue
		}
		if i-from > most {
			for ; from < i; from++ {
				marks.Pix[first+from*step] = 2
			}
		}
		from = i + 1
	}
}
