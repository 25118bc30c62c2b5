package text

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
)

var grayModel, ycbcrModel, rgbaModel, nrgbaModel = color.GrayModel, color.YCbCrModel, color.RGBAModel, color.NRGBAModel

// density returns the dots per inch a JPEG or PNG claims, 0 where it claims none.
func density(format string, b []byte) (x, y float64) {
	switch format {
	case "jpeg":
		// SOI, APP0 marker, length, "JFIF\0", version, unit, x, y.
		if len(b) >= 18 && string(b[6:11]) == "JFIF\x00" {
			x, y = float64(binary.BigEndian.Uint16(b[14:])), float64(binary.BigEndian.Uint16(b[16:]))
			switch b[13] {
			case 1:
				return x, y
			case 2:
				return x * 2.54, y * 2.54
			}
		}
	case "png":
		i := bytes.Index(b[:min(len(b), 4096)], []byte("pHYs"))
		if i >= 0 && i+13 <= len(b) && b[i+12] == 1 {
			const metre = 39.37 // inches
			return float64(binary.BigEndian.Uint32(b[i+4:])) / metre, float64(binary.BigEndian.Uint32(b[i+8:])) / metre
		}
	}
	return 0, 0
}

// exifOrientation returns the orientation tag of a JPEG, 1 to 8; 1 where there
// is none (Exif 2.3, 4.6.4). Telephones turn pictures this way only.
func exifOrientation(b []byte) int {
	for i := 2; i+4 <= len(b) && b[i] == 0xFF; {
		marker, n := b[i+1], int(binary.BigEndian.Uint16(b[i+2:]))
		if marker == 0xDA || n < 2 || i+2+n > len(b) {
			break
		}
		seg := b[i+4 : i+2+n]
		if marker == 0xE1 && len(seg) > 14 && string(seg[:6]) == "Exif\x00\x00" {
			return tiffOrientation(seg[6:])
		}
		i += 2 + n
	}
	return 1
}

func tiffOrientation(b []byte) int {
	const orientation = 0x0112
	v, ok := tiffTags(b, 0)[orientation]
	if ok && v >= 1 && v <= 8 {
		return int(v)
	}
	return 1
}

// upright turns a picture by its orientation tag.
func upright(im image.Image, o int) image.Image {
	if o <= 1 || o > 8 {
		return im
	}
	b := im.Bounds()
	src := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(src, src.Rect, im, b.Min, draw.Src)
	w, h := b.Dx(), b.Dy()
	dw, dh := w, h
	if o >= 5 {
		dw, dh = h, w
	}
	dst := image.NewRGBA(image.Rect(0, 0, dw, dh))
	for y := range h {
		for x := range w {
			dx, dy := x, y
			switch o {
			case 2:
				dx = w - 1 - x
			case 3:
				dx, dy = w-1-x, h-1-y
			case 4:
				dy = h - 1 - y
			case 5:
				dx, dy = y, x
			case 6:
				dx, dy = h-1-y, x
			case 7:
				dx, dy = h-1-y, w-1-x
			case 8:
				dx, dy = y, w-1-x
			}
			copy(dst.Pix[dy*dst.Stride+dx*4:][:4], src.Pix[y*src.Stride+x*4:][:4])
		}
	}
	return dst
}
