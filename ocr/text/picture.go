package text

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	_ "image/gif" // registers its decoder, as do the next ones
	_ "image/jpeg"
	_ "image/png"
	"math"
	"strings"

	_ "golang.org/x/image/bmp"
	xdraw "golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"github.com/payable-ap/payable/ocr/worker"
)

// The limits of pictures. Tesseract's images end at 32,767 pixels a side.
const (
	maxPixels  = 40_000_000  // of a page that is drawn or recognised
	maxSide    = 32_000      // pixels
	maxDecoded = 500_000_000 // bytes of a picture in memory, before it is made smaller
)

// A picture is one page of a picture file.
type picture struct {
	im   image.Image // upright by its own EXIF orientation
	xdpi float64     // as the file says, or as if it were a sheet of A4
	ydpi float64     // differs from xdpi in faxes
}

// size returns the page's size in points.
func (p picture) size() (w, h float64) {
	b := p.im.Bounds()
	return float64(b.Dx()) / p.xdpi * 72, float64(b.Dy()) / p.ydpi * 72
}

// decode decodes a picture that is not a TIFF.
func decode(data []byte) (picture, error) {
	cfg, format, err := image.DecodeConfig(bytes.NewReader(data))
	if errors.Is(err, image.ErrFormat) {
		return picture{}, &worker.Unreadable{Reason: foreign(data)}
	}
	if err != nil {
		return picture{}, &worker.Unreadable{Reason: "the picture is damaged (" + err.Error() + ")"}
	}
	if err := affordable(cfg); err != nil {
		return picture{}, err
	}
	im, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return picture{}, &worker.Unreadable{Reason: "the picture is damaged (" + err.Error() + ")"}
	}
	x, y := density(format, data)
	if format == "jpeg" {
		o := exifOrientation(data)
		if im = upright(im, o); o >= 5 {
			x, y = y, x
		}
	}
	return placed(im, x, y), nil
}

// foreign says of what format a picture is that no decoder knows, and what to do.
func foreign(b []byte) string {
	const read = "JPEG, PNG, TIFF, WebP, GIF and BMP are"
	if len(b) < 12 || string(b[4:8]) != "ftyp" { // ISO 14496-12, 4.3
		return "the picture is of a format that is not read; " + read
	}
	brands := string(b[8:min(len(b), 64)])
	switch {
	case strings.Contains(brands, "avif"):
		return "the picture is in AVIF, which is not read; " + read
	case strings.Contains(brands, "hei"), strings.Contains(brands, "hev"), strings.Contains(brands, "mif1"):
		return "the picture is in HEIC, the format of some telephones, which this build does not read; send it as JPEG or PDF, or build with -tags heic,nodynamic"
	}
	return "the file is a film or of a format that is not read; " + read
}

// affordable reports a picture that would take too much memory.
func affordable(cfg image.Config) error {
	if cfg.Width < 8 || cfg.Height < 8 {
		return &worker.Unreadable{Reason: fmt.Sprintf("the picture has only %d by %d pixels", cfg.Width, cfg.Height)}
	}
	bytes := 8.0 // a pixel, at worst
	switch cfg.ColorModel {
	case grayModel:
		bytes = 1
	case ycbcrModel:
		bytes = 3
	case rgbaModel, nrgbaModel:
		bytes = 4
	}
	if float64(cfg.Width)*float64(cfg.Height)*bytes > maxDecoded {
		return &worker.Unreadable{Reason: fmt.Sprintf("the picture is too large to be read (%d by %d pixels)", cfg.Width, cfg.Height)}
	}
	return nil
}

// placed gives a picture its resolution: the file's own where it is plausible,
// else one that makes the longer side that of A4. A picture with more pixels
// than a page may have is made smaller.
func placed(im image.Image, x, y float64) picture {
	b := im.Bounds()
	// Cameras and screens write 72 or 96, whatever the sheet: a side longer than
	// A3's gives them away.
	long := float64(max(b.Dx(), b.Dy()))
	plausible := func(v float64) bool { return v >= 90 && v <= 1300 && long/v <= 17 }
	if !plausible(x) || !plausible(y) || x/y > 3 || y/x > 3 {
		x = long / 11.69
		y = x
	}
	if n := float64(b.Dx()) * float64(b.Dy()); n > maxPixels || max(b.Dx(), b.Dy()) > maxSide {
		k := min(math.Sqrt(maxPixels/n), maxSide/float64(max(b.Dx(), b.Dy())))
		small := image.NewRGBA(image.Rect(0, 0, max(1, int(float64(b.Dx())*k)), max(1, int(float64(b.Dy())*k))))
		xdraw.ApproxBiLinear.Scale(small, small.Rect, im, b, xdraw.Src, nil)
		return picture{small, x * k, y * k}
	}
	return picture{im, x, y}
}

// drawn returns the picture at dpi, both ways the same.
func (p picture) drawn(dpi int) (image.Image, error) {
	w, h := p.size()
	dpi, err := fitting(w, h, dpi)
	if err != nil {
		return nil, err
	}
	k := float64(dpi) / 72
	out := image.NewRGBA(image.Rect(0, 0, max(1, int(math.Round(w*k))), max(1, int(math.Round(h*k)))))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	xdraw.ApproxBiLinear.Scale(out, out.Rect, p.im, p.im.Bounds(), xdraw.Over, nil)
	return out, nil
}

// grey returns the picture in grey with square pixels, and its resolution.
func (p picture) grey() (*image.Gray, float64) {
	b := p.im.Bounds()
	g := grey(p.im)
	if math.Abs(p.xdpi/p.ydpi-1) < 0.02 {
		return g, p.xdpi
	}
	dpi := max(p.xdpi, p.ydpi)
	w, h := float64(b.Dx())*dpi/p.xdpi, float64(b.Dy())*dpi/p.ydpi
	if k := math.Sqrt(maxPixels / (w * h)); k < 1 {
		w, h, dpi = w*k, h*k, dpi*k
	}
	square := image.NewGray(image.Rect(0, 0, int(w), int(h)))
	sample(square, g, affine{a: float64(b.Dx()) / w, e: float64(b.Dy()) / h})
	return square, dpi
}

// grey takes the colours off a picture and puts white under what is transparent.
// The formats scanners and cameras write go the short way.
func grey(im image.Image) *image.Gray {
	b := im.Bounds()
	g := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	// The weights of package color, in 16 bits.
	luma := func(r, gr, bl byte) int { return (19595*int(r) + 38470*int(gr) + 7471*int(bl) + 1<<15) >> 16 }
	for y := range b.Dy() {
		to := g.Pix[y*g.Stride:][:b.Dx()]
		switch im := im.(type) {
		case *image.Gray:
			copy(to, im.Pix[im.PixOffset(b.Min.X, b.Min.Y+y):])
		case *image.YCbCr:
			copy(to, im.Y[im.YOffset(b.Min.X, b.Min.Y+y):])
		case *image.NRGBA:
			from := im.Pix[im.PixOffset(b.Min.X, b.Min.Y+y):][:4*b.Dx()]
			for x := range to {
				p := from[4*x : 4*x+4]
				if p[0] == p[1] && p[1] == p[2] && p[3] == 255 { // most of a page: paper and ink
					to[x] = p[0]
					continue
				}
				to[x] = uint8((luma(p[0], p[1], p[2])*int(p[3]) + 255*(255-int(p[3]))) / 255)
			}
		case *image.RGBA: // colours are multiplied by their opacity already
			from := im.Pix[im.PixOffset(b.Min.X, b.Min.Y+y):][:4*b.Dx()]
			for x := range to {
				p := from[4*x : 4*x+4]
				if p[0] == p[1] && p[1] == p[2] && p[3] == 255 {
					to[x] = p[0]
					continue
				}
				to[x] = uint8(min(255, luma(p[0], p[1], p[2])+255-int(p[3])))
			}
		default:
			draw.Draw(g, g.Rect, image.White, image.Point{}, draw.Src)
			draw.Draw(g, g.Rect, im, b.Min, draw.Over)
			return g
		}
	}
	return g
}
