package text

import (
	"image"
	"math"
)

// A scan is a picture made ready for recognition.
type scan struct {
	im       *image.Gray
	dpi      int
	toSource affine // pixels of im to pixels of what it was made from
}

// prepare turns dark bars over, straightens a scan, brings its letters to a size
// that reads well, and where flat is wanted takes shadows off. No median filter: it destroys clean small print.
func prepare(src *image.Gray, dpi float64, flat bool) scan {
	g := unbar(src, dpi)
	if flat {
		g = flatten(g)
	}
	w, h := float64(g.Rect.Dx()), float64(g.Rect.Dy())
	k := 1.0
	if dpi < 190 || dpi > 320 {
		k = enlargement(g, dpi)
	}
	deg := skew(g, 12)
	if math.Abs(deg) < 0.2 {
		deg = 0
	}
	sn, cs := math.Sincos(-deg * math.Pi / 180)
	nw, nh := math.Abs(w*cs)+math.Abs(h*sn), math.Abs(w*sn)+math.Abs(h*cs)
	if k > 1 { // larger than a sheet at 330 dpi shows nothing more and takes seconds
		k = max(1, min(k, math.Sqrt(10_500_000/(nw*nh))))
	}
	k = min(k, math.Sqrt(maxPixels/(nw*nh)), maxSide/max(nw, nh))
	if deg == 0 && math.Abs(k-1) < 0.01 {
		return scan{g, clampDPI(dpi), identity}
	}
	out := white(int(math.Ceil(nw*k)), int(math.Ceil(nh*k)))
	m := affine{
		a: k * cs, b: -k * sn, c: k * (nw/2 - cs*w/2 + sn*h/2),
		d: k * sn, e: k * cs, f: k * (nh/2 - sn*w/2 - cs*h/2),
	}
	back := m.inverse()
	sample(out, g, back)
	return scan{out, clampDPI(dpi * k), back}
}

// letterHeight is the height in pixels that most letters read best at: that of
// small letters of 9 points at 300 dpi. At 200 dpi they read as well and take a
// third less time, so that only other scans are brought to it.
const letterHeight = 19.0

// enlargement returns by how much a scan is to be enlarged for its letters, or
// where there are few of them for its resolution. What a camera or a till's strip
// shows is of any size, whatever resolution the file states.
func enlargement(g *image.Gray, dpi float64) float64 {
	h := medianLetter(g)
	switch {
	case h == 0 && dpi <= 450:
		return min(max(300/dpi, 1), 3)
	case h == 0:
		return 300 / dpi
	case h < 0.8*letterHeight: // a little smaller is not worth what it takes
		return min(letterHeight/h, 3)
	case h > 2*letterHeight:
		return 1.5 * letterHeight / h
	}
	return 1
}

// medianLetter returns the median height in pixels of the shapes that could be
// letters, 0 where there are too few to tell.
func medianLetter(g *image.Gray) float64 {
	const least, most = 5, 120 // pixels
	w, h := g.Rect.Dx(), g.Rect.Dy()
	t := otsu(g)
	ink := make([]uint8, w*h)
	for y := range h {
		for x, v := range g.Pix[y*g.Stride:][:w] {
			if v <= t {
				ink[y*w+x] = 1
			}
		}
	}
	var count [most + 1]int
	n := 0
	var stack []int
	for i, v := range ink {
		if v != 1 {
			continue
		}
		var box image.Rectangle
		box, stack = shapeAt(ink, w, i, stack[:0])
		if dx, dy := box.Dx(), box.Dy(); dy >= least && dy <= most && dx*5 >= dy && dx <= 3*dy {
			count[dy]++
			n++
		}
	}
	if n < 40 {
		return 0
	}
	left := n / 2
	for v, c := range count {
		if left -= c; left < 0 {
			return float64(v)
		}
	}
	return 0
}

// sample fills dst from src, mapped by back from dst's pixels to src's, weighing
// the four nearest ones; what lies outside stays as it is. Sharper kernels ring,
// which costs words, and package draw takes ten times as long for grey.
func sample(dst, src *image.Gray, back affine) {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	for y := range dst.Rect.Dy() {
		row := dst.Pix[y*dst.Stride:][:dst.Rect.Dx()]
		// The middle of a pixel is at its half.
		fx, fy := back.apply(0.5, float64(y)+0.5)
		fx, fy = fx-0.5, fy-0.5
		for x := range row {
			x0, y0 := int(math.Floor(fx)), int(math.Floor(fy))
			if x0 >= -1 && y0 >= -1 && x0 < w && y0 < h {
				ax, ay := int((fx-float64(x0))*256), int((fy-float64(y0))*256)
				x1, y1 := min(x0+1, w-1), min(y0+1, h-1)
				x0, y0 = max(x0, 0), max(y0, 0)
				top, low := src.Pix[y0*src.Stride:], src.Pix[y1*src.Stride:]
				t := int(top[x0])*(256-ax) + int(top[x1])*ax
				l := int(low[x0])*(256-ax) + int(low[x1])*ax
				row[x] = uint8((t*(256-ay) + l*ay) >> 16)
			}
			fx, fy = fx+back.a, fy+back.d
		}
	}
}

// clampDPI keeps a resolution within what Tesseract takes.
func clampDPI(v float64) int { return int(min(max(v, 70), 2400)) }

func white(w, h int) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, max(w, 1), max(h, 1)))
	for i := range g.Pix {
		g.Pix[i] = 255
	}
	return g
}

func copied(g *image.Gray) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, g.Rect.Dx(), g.Rect.Dy()))
	for y := range out.Rect.Dy() {
		copy(out.Pix[y*out.Stride:], g.Pix[y*g.Stride:][:out.Stride])
	}
	return out
}

// turned turns a picture by quarter turns clockwise; the map is from its pixels
// back to those of g.
func turned(g *image.Gray, quarters int) (*image.Gray, affine) {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	switch quarters & 3 {
	case 1:
		o := image.NewGray(image.Rect(0, 0, h, w))
		for y := range h {
			for x := range w {
				o.Pix[x*o.Stride+h-1-y] = g.Pix[y*g.Stride+x]
			}
		}
		return o, affine{b: 1, d: -1, f: float64(h)}
	case 2:
		o := image.NewGray(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				o.Pix[(h-1-y)*o.Stride+w-1-x] = g.Pix[y*g.Stride+x]
			}
		}
		return o, affine{a: -1, c: float64(w), e: -1, f: float64(h)}
	case 3:
		o := image.NewGray(image.Rect(0, 0, h, w))
		for y := range h {
			for x := range w {
				o.Pix[(w-1-x)*o.Stride+y] = g.Pix[y*g.Stride+x]
			}
		}
		return o, affine{b: -1, c: float64(w), d: 1}
	}
	return g, identity
}

// otsu returns the grey value that parts ink from paper best (Otsu 1979).
func otsu(g *image.Gray) uint8 {
	var hist [256]int
	step := 1
	if g.Rect.Dy() > 1000 {
		step = 4 // every fourth row of a page tells as much
	}
	for y := 0; y < g.Rect.Dy(); y += step {
		for _, v := range g.Pix[y*g.Stride:][:g.Rect.Dx()] {
			hist[v]++
		}
	}
	n, sum := 0.0, 0.0
	for v, c := range hist {
		n += float64(c)
		sum += float64(v) * float64(c)
	}
	var below, weight, best float64
	threshold := 0
	for v, c := range hist {
		weight += float64(c)
		if weight == 0 {
			continue
		}
		if weight == n {
			break
		}
		below += float64(v) * float64(c)
		d := below/weight - (sum-below)/(n-weight)
		if between := weight * (n - weight) * d * d; between > best {
			best, threshold = between, v
		}
	}
	return uint8(threshold)
}

// skew estimates by how many degrees the lines fall to the right, within ±limit:
// the turn at which rows of ink and rows of paper differ most.
func skew(g *image.Gray, limit float64) float64 {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	f := max(1, w/800)
	t := otsu(g)
	type point struct{ x, y float64 }
	var ink []point
	for y := 0; y < h; y += f {
		for x := 0; x < w; x += f {
			if g.Pix[y*g.Stride+x] <= t {
				ink = append(ink, point{float64(x / f), float64(y / f)})
			}
		}
	}
	if len(ink) < 50 || len(ink) > w*h/f/f/2 {
		return 0 // nothing to go by, or a dark picture
	}
	rows := make([]float64, 2*(h/f+w/f))
	score := func(deg float64) float64 {
		clear(rows)
		sn, cs := math.Sincos(deg * math.Pi / 180)
		for _, p := range ink {
			if i := int(p.y*cs-p.x*sn) + len(rows)/4; i >= 0 && i < len(rows) {
				rows[i]++
			}
		}
		s := 0.0
		for i := 1; i < len(rows); i++ {
			d := rows[i] - rows[i-1]
			s += d * d
		}
		return s
	}
	best, most := 0.0, score(0)
	try := func(deg float64) {
		if s := score(deg); s > most {
			best, most = deg, s
		}
	}
	for deg := -limit; deg <= limit; deg += 0.5 {
		try(deg)
	}
	for step := 0.1; step >= 0.05; step /= 2 {
		for c, i := best, -5.0; i <= 5; i++ {
			try(c + i*step)
		}
	}
	return best
}

// flatten divides by the paper's brightness, taken as the 90th percentile of
// tiles: shadows and yellowed paper become white. Paper that is white already is
// returned as it is.
func flatten(g *image.Gray) *image.Gray {
	const tile = 32
	w, h := g.Rect.Dx(), g.Rect.Dy()
	tw, th := (w+tile-1)/tile, (h+tile-1)/tile
	paper := image.NewGray(image.Rect(0, 0, tw, th))
	for ty := range th {
		for tx := range tw {
			var hist [256]int
			n := 0
			for y := ty * tile; y < min(h, ty*tile+tile); y += 2 {
				for x := tx * tile; x < min(w, tx*tile+tile); x += 2 {
					hist[g.Pix[y*g.Stride+x]]++
					n++
				}
			}
			v, left := 0, n*9/10
			for left -= hist[0]; left >= 0 && v < 255; left -= hist[v] {
				v++
			}
			paper.Pix[ty*paper.Stride+tx] = uint8(v)
		}
	}
	if even(paper) {
		return g
	}
	smooth := image.NewGray(g.Rect)
	sample(smooth, paper, affine{a: 1.0 / tile, e: 1.0 / tile})
	out := image.NewGray(g.Rect)
	for i, v := range g.Pix {
		out.Pix[i] = uint8(min(255, int(v)*255/max(int(smooth.Pix[i]), 40)))
	}
	return out
}

// even reports whether paper is as good as white nearly everywhere.
func even(paper *image.Gray) bool {
	dark := 0
	for _, v := range paper.Pix {
		if v < 235 {
			dark++
		}
	}
	return dark*50 < len(paper.Pix)
}
