package specimen

import (
	"image"
	"math"
	"math/rand/v2"

	"golang.org/x/image/draw"
)

// curl bends the lines of a page: they hang in the middle and lean, as on paper
// that was folded into an envelope.
func curl(g *image.Gray, share float64) *image.Gray {
	out := image.NewGray(g.Rect)
	w, h := float64(g.Rect.Dx()), float64(g.Rect.Dy())
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			bend := share * h * (math.Sin(math.Pi*float64(x)/w) + 0.4*math.Sin(3*math.Pi*float64(x)/w)*float64(y)/h)
			out.Pix[y*out.Stride+x] = between(g, float64(x), float64(y)-bend)
		}
	}
	return out
}

// onTable shrinks the sheet and puts it on a dark table with a grain.
func onTable(g *image.Gray, share float64) *image.Gray {
	out := image.NewGray(g.Rect)
	w, h := g.Rect.Dx(), g.Rect.Dy()
	for y := range h {
		for x := range w {
			out.Pix[y*out.Stride+x] = uint8(72 + 10*math.Sin(float64(y)/9+3*math.Sin(float64(x)/170)))
		}
	}
	dx, dy := int(float64(w)*share/2), int(float64(h)*share/2)
	draw.BiLinear.Scale(out, image.Rect(dx, dy, w-dx, h-dy), g, g.Rect, draw.Src, nil)
	return out
}

// wrinkle darkens one side of folds at any angle and lightens the other.
func wrinkle(g *image.Gray, d Damage) {
	r := rand.New(rand.NewPCG(d.Seed, 0xf01d))
	w, h := float64(g.Rect.Dx()), float64(g.Rect.Dy())
	for range d.Wrinkles {
		sin, cos := math.Sincos(r.Float64() * math.Pi)
		far := (r.Float64()-0.5)*w*math.Abs(cos) + (r.Float64()-0.5)*h*math.Abs(sin)
		wide := h * (0.0015 + 0.0025*r.Float64())
		for y := range g.Rect.Dy() {
			for x := range g.Rect.Dx() {
				off := ((float64(x)-w/2)*cos + (float64(y)-h/2)*sin - far) / wide
				if off < -4 || off > 4 {
					continue
				}
				i := y*g.Stride + x
				g.Pix[i] = clamp(float64(g.Pix[i]) * (1 - d.Crease*math.Exp(-off*off) + 0.1*d.Crease*math.Exp(-(off-2)*(off-2))))
			}
		}
	}
}

// speckle sets single pixels black or white.
func speckle(g *image.Gray, share float64, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 0x5bec))
	w, h := g.Rect.Dx(), g.Rect.Dy()
	for range int(share * float64(w*h)) {
		x, y, dark := r.IntN(w), r.IntN(h), uint8(255*r.IntN(2))
		for _, p := range [][2]int{{0, 0}, {1, 0}, {0, 1}} {
			if x+p[0] < w && y+p[1] < h {
				g.Pix[(y+p[1])*g.Stride+x+p[0]] = dark
			}
		}
	}
}

// threshold makes every pixel black or white.
func threshold(g *image.Gray, at uint8) {
	for i, v := range g.Pix {
		g.Pix[i] = 0
		if v > at {
			g.Pix[i] = 255
		}
	}
}

// quarter turns a picture clockwise.
func quarter(g *image.Gray) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, h, w))
	for y := range h {
		for x := range w {
			out.Pix[x*out.Stride+h-1-y] = g.Pix[y*g.Stride+x]
		}
	}
	return out
}
