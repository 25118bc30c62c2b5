package text

import (
	"image"

	"github.com/payable-ap/payable"
)

// The measures of what a first look left unread, in millimetres.
const (
	leastLetter = 1.1 // high: smaller is a speck or a dot
	mostLetter  = 9.0 // high; larger is a drawing
	mostWide    = 25  // joined letters, a signature's stroke
)

// The confidence above which a word is not looked at again: in the page's own
// language sooner than in those it was read as.
const (
	sureEnough   = 0.6
	sureInTongue = 0.88
)

// leftOver looks again at the parts of a page where there are shapes of the size
// of letters and no word that is sure, without a thought for columns: labels
// beside large figures, single signs and small print at the edge are what a
// look at the whole page passes over. words are those of the first look, in the
// scan's pixels; they come back with what was found, some replaced.
func (r *recogniser) leftOver(s scan, words []Word, lang string, sure float64) ([]Word, error) {
	left, where, n := unread(s, words, sure)
	all := n
	for _, w := range words {
		all += letters(w.Text)
	}
	if n < 3 || n < 8 && n*40 < all {
		return words, nil // not worth what it takes
	}
	margin := s.dpi / 10
	where = image.Rect(where.Min.X-margin, where.Min.Y-margin, where.Max.X+margin, where.Max.Y+margin).Intersect(left.Rect)
	part := copied(left.SubImage(where).(*image.Gray))
	found, _, err := r.recognise(scan{im: part, dpi: s.dpi}, lang, pass{sparse: true})
	if err != nil {
		return words, err
	}
	line := 0
	for _, w := range words {
		line = max(line, w.Line+1)
	}
	for _, w := range found {
		x, y := float64(where.Min.X), float64(where.Min.Y)
		w.Box = payable.Box{X0: w.Box.X0 + x, Y0: w.Box.Y0 + y, X1: w.Box.X1 + x, Y1: w.Box.Y1 + y}
		w.Line += line
		words = withWord(words, w, sure)
	}
	return words, nil
}

// withWord adds a word found on a second look where it is surer than what it lies
// over, and than chance.
func withWord(words []Word, w Word, sure float64) []Word {
	least := 0.5
	switch letters(w.Text) {
	case 0:
		return words
	case 1:
		least = 0.7
	}
	if w.Confidence < least {
		return words
	}
	var under []int
	for i, o := range words {
		wide := min(o.Box.X1, w.Box.X1) - max(o.Box.X0, w.Box.X0)
		high := min(o.Box.Y1, w.Box.Y1) - max(o.Box.Y0, w.Box.Y0)
		if wide <= 0 || high <= 0 || wide*high < 0.3*min((o.Box.X1-o.Box.X0)*(o.Box.Y1-o.Box.Y0), (w.Box.X1-w.Box.X0)*(w.Box.Y1-w.Box.Y0)) {
			continue
		}
		if o.Confidence >= min(sure, w.Confidence) {
			return words
		}
		under = append(under, i)
	}
	for k := len(under) - 1; k >= 0; k-- {
		words = append(words[:under[k]], words[under[k]+1:]...)
	}
	return append(words, w)
}

// unread returns the scan with nothing but the shapes of a letter's size that lie
// in no sure word, where they are and how many.
func unread(s scan, words []Word, sure float64) (left *image.Gray, where image.Rectangle, n int) {
	g := s.im
	mm := float64(s.dpi) / 25.4
	left = white(g.Rect.Dx(), g.Rect.Dy())
	ink := otsu(g)
	// At half the resolution, 1 is ink that no sure word covers.
	w, h := g.Rect.Dx()/2, g.Rect.Dy()/2
	half := make([]uint8, w*h)
	for y := range h {
		top, low := g.Pix[2*y*g.Stride:], g.Pix[(2*y+1)*g.Stride:]
		for x := range w {
			if min(top[2*x], top[2*x+1], low[2*x], low[2*x+1]) <= ink {
				half[y*w+x] = 1
			}
		}
	}
	for _, word := range words {
		if word.Confidence < sure {
			continue
		}
		b := image.Rect(int(word.Box.X0)/2-1, int(word.Box.Y0)/2-1, int(word.Box.X1)/2+2, int(word.Box.Y1)/2+2).Intersect(image.Rect(0, 0, w, h))
		for y := b.Min.Y; y < b.Max.Y; y++ {
			clear(half[y*w+b.Min.X : y*w+b.Max.X])
		}
	}
	where = image.Rectangle{}
	var stack []int
	for i, v := range half {
		if v != 1 {
			continue
		}
		var box image.Rectangle
		box, stack = shapeAt(half, w, i, stack[:0])
		wide, high := float64(2*box.Dx())/mm, float64(2*box.Dy())/mm
		if high > mostLetter || wide > mostWide || wide < 0.15 && high < 0.15 {
			continue
		}
		if high >= leastLetter {
			n++
			where = where.Union(image.Rect(2*box.Min.X, 2*box.Min.Y, 2*box.Max.X, 2*box.Max.Y))
		}
		for _, j := range stack { // a pixel more on each side: the grey edge
			x, y := 2*(j%w), 2*(j/w)
			for yy := max(y-1, 0); yy < min(y+3, g.Rect.Dy()); yy++ {
				for xx := max(x-1, 0); xx < min(x+3, g.Rect.Dx()); xx++ {
					left.Pix[yy*left.Stride+xx] = g.Pix[yy*g.Stride+xx]
				}
			}
		}
	}
	return left, where, n
}

// shapeAt clears the ones that hang together with i and returns their box and
// places.
func shapeAt(half []uint8, w, i int, out []int) (image.Rectangle, []int) {
	box := image.Rectangle{Min: image.Pt(w, len(half)/w)}
	out = append(out, i)
	half[i] = 0
	for k := 0; k < len(out); k++ {
		i := out[k]
		x, y := i%w, i/w
		box.Min.X, box.Min.Y = min(box.Min.X, x), min(box.Min.Y, y)
		box.Max.X, box.Max.Y = max(box.Max.X, x+1), max(box.Max.Y, y+1)
		for dy := -1; dy <= 1; dy++ {
			for dx := -1; dx <= 1; dx++ {
				j := i + dy*w + dx
				if x+dx >= 0 && x+dx < w && j >= 0 && j < len(half) && half[j] == 1 {
					half[j] = 0
					out = append(out, j)
				}
			}
		}
	}
	return box, out
}
