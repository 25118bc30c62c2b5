package specimen

import (
	"math"

	"codeberg.org/go-pdf/fpdf"
)

// logo draws the layout's shape into a square of the given size.
func (d *drawing) logo(x, y, size float64, c Colour) {
	d.fill(c)
	mid, half := x+size/2, size/2
	switch d.lay.Logo {
	case LogoCircle:
		d.pdf.Circle(mid, y+half, half, "F")
		d.fill(Colour{255, 255, 255})
		d.pdf.Circle(mid+half/4, y+half*0.8, half*0.55, "F")
	case LogoBars:
		for i := range 4 {
			h := size * float64(i+1) / 4
			d.pdf.Rect(x+float64(i)*size/4, y+size-h, size/5, h, "F")
		}
	case LogoHexagon:
		d.pdf.Polygon(ring(mid, y+half, half, 6), "F")
	case LogoDiamond:
		d.pdf.Polygon(ring(mid, y+half, half, 4), "F")
	case LogoTriangle:
		d.pdf.Polygon(ring(mid, y+half, half, 3), "F")
	case LogoRing:
		d.pdf.SetDrawColor(c[0], c[1], c[2])
		d.pdf.SetLineWidth(size / 8)
		d.pdf.Circle(mid, y+half, half*0.85, "D")
		d.pdf.Circle(mid, y+half, half*0.25, "F")
	case LogoWaves:
		d.pdf.SetDrawColor(c[0], c[1], c[2])
		d.pdf.SetLineWidth(size / 10)
		for i := range 3 {
			wy := y + size*(0.25+0.25*float64(i))
			d.pdf.CurveBezierCubic(x, wy, x+size/3, wy-size/4, x+size*2/3, wy+size/4, x+size, wy, "D")
		}
	case LogoSquares:
		for i := range 4 {
			d.pdf.Rect(x+half*1.06*float64(i%2), y+half*1.06*float64(i/2), half*0.94, half*0.94, "F")
		}
	case LogoCross:
		d.pdf.Rect(x+size*0.36, y, size*0.28, size, "F")
		d.pdf.Rect(x, y+size*0.36, size, size*0.28, "F")
	}
}

// ring returns the corners of a regular polygon, one of them at the top.
func ring(x, y, r float64, corners int) []fpdf.PointType {
	out := make([]fpdf.PointType, corners)
	for i := range out {
		a := 2*math.Pi*float64(i)/float64(corners) - math.Pi/2
		out[i] = fpdf.PointType{X: x + r*math.Cos(a), Y: y + r*math.Sin(a)}
	}
	return out
}
