package specimen

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"

	"golang.org/x/image/draw"
)

// Damage is what happens to a page between a printer and a mailbox, in the order
// of its fields but for Turn, which comes last. The zero value does nothing but
// turn it grey.
type Damage struct {
	DPI         int     // resolution of the result, the page taken for A4; 0 keeps it
	SkewDegrees float64 // clockwise
	Perspective float64 // how much narrower the top is than the bottom, 0 to 0.2: a phone held at a slant
	Curl        float64 // how far lines bend, as a share of the height, 0 to 0.02: paper that does not lie flat
	Table       float64 // share of the picture's width that is a table around the sheet, 0 to 0.3
	Blur        float64 // standard deviation in pixels
	Shadow      float64 // how much darker the darkest corner is, 0 to 1
	Crease      float64 // darkness of a fold across the middle, 0 to 1
	Wrinkles    int     // further folds, anywhere and at any angle, as dark as Crease
	Noise       float64 // standard deviation in grey levels, 0 to 255
	Faded       float64 // 0 to 1: how much of the contrast is lost
	Specks      float64 // black and white specks, as a share of the pixels
	Copied      bool    // black and white at full resolution, by a copier's threshold
	Fax         bool    // black and white, at the resolution of a fax
	JPEGQuality int     // 1 to 100; 0 does not compress
	Turn        int     // quarter turns clockwise: fed the wrong way round
	Seed        uint64  // of noise, specks and wrinkles
}

// The damages tests and the demo use by name.
var (
	CleanScan    = Damage{DPI: 200, Noise: 3, JPEGQuality: 85, Seed: 1}
	SkewedScan   = Damage{DPI: 200, SkewDegrees: 1.7, Noise: 9, Blur: 0.6, JPEGQuality: 70, Seed: 2}
	ShadowScan   = Damage{DPI: 200, SkewDegrees: -0.6, Shadow: 0.55, Noise: 6, JPEGQuality: 75, Seed: 3}
	FaxScan      = Damage{DPI: 200, SkewDegrees: 0.4, Noise: 12, Fax: true, Seed: 4}
	LowScan      = Damage{DPI: 120, Blur: 0.4, Noise: 5, JPEGQuality: 60, Seed: 5}
	PhoneScan    = Damage{DPI: 220, SkewDegrees: 2.4, Perspective: 0.05, Shadow: 0.4, Blur: 0.7, Noise: 7, JPEGQuality: 70, Seed: 6}
	CreasedScan  = Damage{DPI: 200, Crease: 0.6, Faded: 0.35, Noise: 6, JPEGQuality: 75, Seed: 7}
	WrinkledScan = Damage{DPI: 200, SkewDegrees: 0.8, Crease: 0.25, Wrinkles: 7, Shadow: 0.2, Noise: 6, JPEGQuality: 75, Seed: 8}
	CopiedScan   = Damage{DPI: 200, SkewDegrees: 0.7, Blur: 0.8, Noise: 14, Specks: 0.0006, Copied: true, Seed: 9}
	CurledScan   = Damage{DPI: 200, Curl: 0.006, Shadow: 0.3, Noise: 5, JPEGQuality: 80, Seed: 10}
	PhotoScan    = Damage{DPI: 240, SkewDegrees: 3, Perspective: 0.08, Curl: 0.003, Table: 0.12, Shadow: 0.45, Blur: 0.9, Noise: 8, JPEGQuality: 65, Seed: 11}
	BlurredScan  = Damage{DPI: 200, Blur: 1.3, Noise: 5, JPEGQuality: 45, Seed: 12}
	FadedScan    = Damage{DPI: 200, SkewDegrees: 0.3, Faded: 0.55, Noise: 6, JPEGQuality: 75, Seed: 13}
	TurnedScan   = Damage{DPI: 200, SkewDegrees: 0.5, Noise: 4, JPEGQuality: 80, Turn: 1, Seed: 14}
)

// Damages returns the damages by name.
func Damages() map[string]Damage {
	return map[string]Damage{
		"clean": CleanScan, "skewed": SkewedScan, "shadow": ShadowScan, "fax": FaxScan, "low": LowScan, "phone": PhoneScan, "creased": CreasedScan,
		"wrinkled": WrinkledScan, "copied": CopiedScan, "curled": CurledScan, "photo": PhotoScan, "blurred": BlurredScan, "faded": FadedScan, "turned": TurnedScan,
	}
}

// paper is the grey of a scanned sheet.
const paper = 250

// Scan returns the page as the damage leaves it, in grey. The same arguments
// give the same pixels.
func Scan(page image.Image, d Damage) (*image.Gray, error) {
	g := grey(page, d.DPI)
	if d.SkewDegrees != 0 || d.Perspective != 0 {
		g = tilt(g, d.SkewDegrees, d.Perspective)
	}
	if d.Curl != 0 {
		g = curl(g, d.Curl)
	}
	if d.Table > 0 {
		g = onTable(g, d.Table)
	}
	if d.Blur > 0 {
		g = blur(g, d.Blur)
	}
	light(g, d)
	if d.Wrinkles > 0 {
		wrinkle(g, d)
	}
	if d.Noise > 0 {
		noise(g, d.Noise, d.Seed)
	}
	if d.Specks > 0 {
		speckle(g, d.Specks, d.Seed)
	}
	if d.Copied {
		threshold(g, 140)
	}
	if d.Fax {
		g = fax(g)
	}
	for range d.Turn & 3 {
		g = quarter(g)
	}
	if d.JPEGQuality == 0 {
		return g, nil
	}
	data, err := JPEG(g, d.JPEGQuality)
	if err != nil {
		return nil, err
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("read back a JPEG: %w", err)
	}
	return grey(img, 0), nil
}

// grey scales an A4 page to a resolution and drops its colours.
func grey(page image.Image, dpi int) *image.Gray {
	b := page.Bounds()
	w, h := b.Dx(), b.Dy()
	if dpi > 0 {
		w, h = int(pageWidth/25.4*float64(dpi)), int(pageHeight/25.4*float64(dpi))
	}
	out := image.NewGray(image.Rect(0, 0, w, h))
	if w == b.Dx() && h == b.Dy() {
		draw.Draw(out, out.Rect, page, b.Min, draw.Src)
	} else {
		draw.CatmullRom.Scale(out, out.Rect, page, b, draw.Src, nil)
	}
	return out
}

// tilt turns the page around its middle and narrows its top.
func tilt(g *image.Gray, degrees, narrow float64) *image.Gray {
	out := image.NewGray(g.Rect)
	w, h := float64(g.Rect.Dx()), float64(g.Rect.Dy())
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			dx, dy := float64(x)-w/2, float64(y)-h/2
			sx, sy := dx*cos+dy*sin, -dx*sin+dy*cos
			sx /= 1 - narrow*(0.5-sy/h)
			out.Pix[y*out.Stride+x] = between(g, sx+w/2, sy+h/2)
		}
	}
	return out
}

// between reads between pixels, and paper outside.
func between(g *image.Gray, x, y float64) uint8 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= g.Rect.Dx() || y0+1 >= g.Rect.Dy() {
		return paper
	}
	fx, fy := x-float64(x0), y-float64(y0)
	i := y0*g.Stride + x0
	top := float64(g.Pix[i])*(1-fx) + float64(g.Pix[i+1])*fx
	low := float64(g.Pix[i+g.Stride])*(1-fx) + float64(g.Pix[i+g.Stride+1])*fx
	return uint8(top*(1-fy) + low*fy + 0.5)
}

// blur is a Gaussian, rows first, then columns.
func blur(g *image.Gray, sigma float64) *image.Gray {
	r := int(math.Ceil(3 * sigma))
	k := make([]float64, 2*r+1)
	sum := 0.0
	for i := range k {
		k[i] = math.Exp(-float64((i-r)*(i-r)) / (2 * sigma * sigma))
		sum += k[i]
	}
	for i := range k {
		k[i] /= sum
	}
	return smear(smear(g, k, 1, 0), k, 0, 1)
}

func smear(g *image.Gray, k []float64, dx, dy int) *image.Gray {
	out := image.NewGray(g.Rect)
	w, h, r := g.Rect.Dx(), g.Rect.Dy(), len(k)/2
	for y := range h {
		for x := range w {
			s := 0.0
			for i, f := range k {
				sx, sy := min(max(x+(i-r)*dx, 0), w-1), min(max(y+(i-r)*dy, 0), h-1)
				s += f * float64(g.Pix[sy*g.Stride+sx])
			}
			out.Pix[y*out.Stride+x] = uint8(s + 0.5)
		}
	}
	return out
}

// light fades the ink, then darkens towards the lower right corner and along a
// fold.
func light(g *image.Gray, d Damage) {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	for y := range h {
		fold := 1 - d.Crease*math.Exp(-math.Pow(float64(y-h/2)/(float64(h)*0.0012), 2))
		for x := range w {
			v := float64(g.Pix[y*g.Stride+x])
			v += (paper - v) * d.Faded
			v *= fold * (1 - d.Shadow*float64(x)/float64(w)*float64(y)/float64(h))
			g.Pix[y*g.Stride+x] = clamp(v)
		}
	}
}

func clamp(v float64) uint8 { return uint8(min(max(v+0.5, 0), 255)) }

func noise(g *image.Gray, sigma float64, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 0xda3a9e))
	for i, v := range g.Pix {
		g.Pix[i] = clamp(float64(v) + r.NormFloat64()*sigma)
	}
}

// fax sends the page at 204 by 98 dots an inch and makes the dots square again.
func fax(g *image.Gray) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	low := image.NewGray(image.Rect(0, 0, w, h/2))
	draw.ApproxBiLinear.Scale(low, low.Rect, g, g.Rect, draw.Src, nil)
	threshold(low, 150)
	out := image.NewGray(g.Rect)
	for y := range h {
		for x := range w {
			out.SetGray(x, y, color.Gray{Y: low.Pix[min(y/2, h/2-1)*low.Stride+x]})
		}
	}
	return out
}
