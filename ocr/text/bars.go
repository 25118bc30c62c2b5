package text

import "image"

// The measures of white writing on dark ground, in millimetres of the page.
const (
	barTile    = 1.0 // edge of the squares the ground is judged by
	barLeast   = 2.5 // lowest bar that holds writing
	barLetter  = 0.7 // lowest letter
	barRow     = 8.0 // how long rows of a bar are in the mean; those of capitals are not
	barTallest = 15  // highest letter; what is higher is paper that a dark table shows around
)

// unbar turns white writing on dark bars into black on white, in a copy; it
// returns g itself where there is none. It must come before [flatten], to which a
// bar is a shadow with nothing in it.
//
// A bar is ground much darker than the page's paper that encloses light shapes of
// the size of letters, whatever its outline: what is light and reaches its edge
// is the page around it, and what is dark but apart from it is the page's own.
func unbar(g *image.Gray, dpi float64) *image.Gray {
	b := bars{g: g, w: g.Rect.Dx(), h: g.Rect.Dy(), mm: dpi / 25.4}
	b.tile = max(4, int(barTile*b.mm))
	b.grid()
	for i, dark := range b.dark {
		if dark {
			b.region(i)
		}
	}
	if b.out == nil {
		return g
	}
	return b.out
}

type bars struct {
	g, out     *image.Gray
	w, h       int
	mm         float64 // pixels
	tile       int
	tw, th     int
	paper      int     // grey of most of the page's light ground
	ground     []uint8 // median of each square
	dark       []bool  // squares not yet looked at
	label      []uint8 // of the pixels of the region at hand
	labelWidth int
}

// grid judges the ground of each square by its median.
func (b *bars) grid() {
	b.tw, b.th = (b.w+b.tile-1)/b.tile, (b.h+b.tile-1)/b.tile
	b.ground = make([]uint8, b.tw*b.th)
	var all [256]int
	for ty := range b.th {
		for tx := range b.tw {
			var hist [256]int
			n := 0
			for y := ty * b.tile; y < min(b.h, ty*b.tile+b.tile); y += 2 {
				for _, v := range b.g.Pix[y*b.g.Stride+tx*b.tile : y*b.g.Stride+min(b.w, tx*b.tile+b.tile)] {
					hist[v]++
					n++
				}
			}
			v := quantile(&hist, n/2)
			b.ground[ty*b.tw+tx] = uint8(v)
			all[v]++
		}
	}
	b.paper = quantile(&all, len(b.ground)*3/4)
	b.dark = make([]bool, len(b.ground))
	for i, v := range b.ground {
		b.dark[i] = int(v)*4 < b.paper*3
	}
}

// quantile returns the grey below which n of a histogram's pixels lie.
func quantile(hist *[256]int, n int) int {
	for v, c := range hist {
		if n -= c; n < 0 {
			return v
		}
	}
	return 255
}

// region takes the dark squares that hang together with square i out of b.dark
// and turns their writing over, if there is any.
func (b *bars) region(i int) {
	stack := []int{i}
	b.dark[i] = false
	var squares []int
	box := image.Rectangle{Min: image.Pt(b.tw, b.th)}
	var hist [256]int
	for len(stack) > 0 {
		i, stack = stack[len(stack)-1], stack[:len(stack)-1]
		squares = append(squares, i)
		hist[b.ground[i]]++
		x, y := i%b.tw, i/b.tw
		box.Min.X, box.Min.Y = min(box.Min.X, x), min(box.Min.Y, y)
		box.Max.X, box.Max.Y = max(box.Max.X, x+1), max(box.Max.Y, y+1)
		for _, d := range [][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
			nx, ny := x+d[0], y+d[1]
			if nx >= 0 && ny >= 0 && nx < b.tw && ny < b.th && b.dark[ny*b.tw+nx] {
				b.dark[ny*b.tw+nx] = false
				stack = append(stack, ny*b.tw+nx)
			}
		}
	}
	least := barLeast * b.mm / float64(b.tile)
	if float64(min(box.Dx(), box.Dy())) < least-0.5 || float64(len(squares)) < 2*least*least {
		return
	}
	b.turnOver(squares, box, quantile(&hist, len(squares)/2))
}

// What a pixel near a bar is.
const (
	elsewhere = iota // not near enough to be looked at
	darkPart         // not known to belong to the bar
	lightPart        // not known to be enclosed
	bar
	pageAround
	shape   // light and enclosed: a letter
	counter // dark and within a letter
)

// turnOver works on the pixels of the squares and of those around them.
func (b *bars) turnOver(squares []int, box image.Rectangle, ground int) {
	r := image.Rect((box.Min.X-1)*b.tile, (box.Min.Y-1)*b.tile, (box.Max.X+1)*b.tile, (box.Max.Y+1)*b.tile).Intersect(b.g.Rect)
	b.labelWidth = r.Dx()
	b.label = make([]uint8, r.Dx()*r.Dy())
	middle := uint8((ground + b.paper) / 2)
	for _, i := range squares {
		x, y := i%b.tw*b.tile, i/b.tw*b.tile
		near := image.Rect(x-b.tile, y-b.tile, x+2*b.tile, y+2*b.tile).Intersect(r)
		for y := near.Min.Y; y < near.Max.Y; y++ {
			for x := near.Min.X; x < near.Max.X; x++ {
				l := uint8(darkPart)
				if b.g.Pix[y*b.g.Stride+x] > middle {
					l = lightPart
				}
				b.label[(y-r.Min.Y)*b.labelWidth+x-r.Min.X] = l
			}
		}
	}
	b.outside()
	for _, i := range squares { // the bar's body, from the middles of its squares
		x, y := i%b.tw*b.tile+b.tile/2-r.Min.X, i/b.tw*b.tile+b.tile/2-r.Min.Y
		if x < r.Dx() && y < r.Dy() && b.label[y*b.labelWidth+x] == darkPart {
			b.flood(y*b.labelWidth+x, darkPart, bar)
		}
	}
	if !b.written(r, ground) {
		return
	}
	b.counters()
	b.paint(r, ground)
}

// written marks the letters in the bar and reports whether it holds writing,
// lighter than its ground.
func (b *bars) written(r image.Rectangle, ground int) bool {
	letters, area := b.letters()
	body, ink, edge := 0, 0, 0
	for i, l := range b.label {
		if l != bar {
			continue
		}
		body++
		if i > 0 && b.label[i-1] == pageAround {
			edge++
		}
		if i+1 < len(b.label) && b.label[i+1] == pageAround {
			edge++
		}
		if int(b.g.Pix[(r.Min.Y+i/b.labelWidth)*b.g.Stride+r.Min.X+i%b.labelWidth]) < ground-40 {
			ink++
		}
	}
	// Heavy capitals enclose light shapes, too, but their rows are short. A shaded
	// band and a shadow hold dark writing.
	row := 2 * float64(body+area) / float64(max(edge, 1))
	return letters >= 2 && row >= barRow*b.mm && area*500 >= body && ink <= 4*area
}

// outside marks the light parts that reach the edge of what is looked at.
func (b *bars) outside() {
	h := len(b.label) / b.labelWidth
	for i, l := range b.label {
		if l != lightPart {
			continue
		}
		x, y := i%b.labelWidth, i/b.labelWidth
		if x == 0 || y == 0 || x == b.labelWidth-1 || y == h-1 ||
			b.label[i-1] == elsewhere || b.label[i+1] == elsewhere || b.label[i-b.labelWidth] == elsewhere || b.label[i+b.labelWidth] == elsewhere {
			b.flood(i, lightPart, pageAround)
		}
	}
}

// letters marks the enclosed light parts of a letter's size and counts them and
// their pixels.
func (b *bars) letters() (n, area int) {
	for i, l := range b.label {
		if l != lightPart {
			continue
		}
		size, box := b.flood(i, lightPart, shape)
		if float64(box.Dy()) > barTallest*b.mm {
			b.flood(i, shape, pageAround)
			continue
		}
		if float64(box.Dy()) >= barLetter*b.mm {
			n, area = n+1, area+size
		}
	}
	return n, area
}

// counters finds the dark inside of letters.
func (b *bars) counters() {
	for i, l := range b.label {
		if l == darkPart && i > 0 && b.label[i-1] == shape { // its first pixel in reading order has the letter on its left
			b.flood(i, darkPart, counter)
		}
	}
}

// flood relabels what hangs together with pixel i and returns its size and box.
func (b *bars) flood(i int, from, to uint8) (size int, box image.Rectangle) {
	h := len(b.label) / b.labelWidth
	box = image.Rectangle{Min: image.Pt(b.labelWidth, h)}
	stack := []int{i}
	b.label[i] = to
	for len(stack) > 0 {
		i, stack = stack[len(stack)-1], stack[:len(stack)-1]
		size++
		x, y := i%b.labelWidth, i/b.labelWidth
		box.Min.X, box.Min.Y = min(box.Min.X, x), min(box.Min.Y, y)
		box.Max.X, box.Max.Y = max(box.Max.X, x+1), max(box.Max.Y, y+1)
		if x > 0 && b.label[i-1] == from {
			b.label[i-1], stack = to, append(stack, i-1)
		}
		if x < b.labelWidth-1 && b.label[i+1] == from {
			b.label[i+1], stack = to, append(stack, i+1)
		}
		if y > 0 && b.label[i-b.labelWidth] == from {
			b.label[i-b.labelWidth], stack = to, append(stack, i-b.labelWidth)
		}
		if y < h-1 && b.label[i+b.labelWidth] == from {
			b.label[i+b.labelWidth], stack = to, append(stack, i+b.labelWidth)
		}
	}
	return size, box
}

// paint writes the bar as paper and its letters as ink, by how far each pixel is
// from the bar's ground.
func (b *bars) paint(r image.Rectangle, ground int) {
	if b.out == nil {
		b.out = copied(b.g)
	}
	most := max(b.paper-ground, 1)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			i := (y-r.Min.Y)*b.labelWidth + x - r.Min.X
			p := &b.out.Pix[y*b.out.Stride+x]
			switch l := b.label[i]; {
			case l == shape, l == counter, l == bar && !b.beside(i, pageAround):
				*p = uint8(b.paper - min(max(int(*p)-ground, 0), most)*b.paper/most)
			case l == bar, l == pageAround && b.beside(i, bar):
				*p = uint8(b.paper)
			}
		}
	}
}

// beside reports whether a neighbour of pixel i has a label.
func (b *bars) beside(i int, l uint8) bool {
	for _, d := range [...]int{-1, 1, -b.labelWidth, b.labelWidth, -2, 2, -2 * b.labelWidth, 2 * b.labelWidth} {
		if j := i + d; j >= 0 && j < len(b.label) && b.label[j] == l {
			return true
		}
	}
	return false
}
