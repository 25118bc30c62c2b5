package text

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"

	htiff "github.com/hhrutter/tiff"
	"golang.org/x/image/tiff"

	"github.com/payable-ap/payable/ocr/worker"
)

// maxTIFFPages bounds the chain of directories, which a file may tie in a knot.
const maxTIFFPages = 500

func isTIFF(b []byte) bool {
	return bytes.HasPrefix(b, []byte("II*\x00")) || bytes.HasPrefix(b, []byte("MM\x00*"))
}

func tiffOrder(b []byte) binary.ByteOrder {
	if b[0] == 'M' {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// tiffPages returns where the directories of a TIFF's pages stand.
func tiffPages(b []byte) (offsets []uint32) {
	if len(b) < 8 {
		return nil
	}
	order, seen := tiffOrder(b), map[uint32]bool{}
	for at := order.Uint32(b[4:]); at != 0 && !seen[at] && len(offsets) < maxTIFFPages; {
		if int64(at)+2 > int64(len(b)) {
			break
		}
		seen[at] = true
		offsets = append(offsets, at)
		next := int64(at) + 2 + 12*int64(order.Uint16(b[at:]))
		if next+4 > int64(len(b)) {
			break
		}
		at = order.Uint32(b[next:])
	}
	return offsets
}

// tiffTags returns the single short and long values of a directory; of
// rationals, the value rounded down. At 0 it is the first directory.
func tiffTags(b []byte, at uint32) map[uint16]uint32 {
	tags := map[uint16]uint32{}
	if len(b) < 8 || !isTIFF(b) {
		return tags
	}
	order := tiffOrder(b)
	if at == 0 {
		at = order.Uint32(b[4:])
	}
	if int64(at)+2 > int64(len(b)) {
		return tags
	}
	n := int(order.Uint16(b[at:]))
	for i := range n {
		e := int64(at) + 2 + 12*int64(i)
		if e+12 > int64(len(b)) {
			break
		}
		entry := b[e : e+12]
		value := order.Uint32(entry[8:])
		switch order.Uint16(entry[2:]) {
		case 3:
			tags[order.Uint16(entry)] = uint32(order.Uint16(entry[8:]))
		case 4:
			tags[order.Uint16(entry)] = value
		case 5:
			if int64(value)+8 <= int64(len(b)) {
				if den := order.Uint32(b[value+4:]); den > 0 {
					tags[order.Uint16(entry)] = order.Uint32(b[value:]) / den
				}
			}
		}
	}
	return tags
}

// decodeTIFF decodes the page whose directory stands at the offset.
func decodeTIFF(b []byte, at uint32) (picture, error) {
	const width, height, orientation, xres, yres, unit = 256, 257, 274, 282, 283, 296
	tags := tiffTags(b, at)
	cfg := image.Config{Width: int(tags[width]), Height: int(tags[height]), ColorModel: color.RGBAModel}
	if err := affordable(cfg); err != nil {
		return picture{}, err
	}
	im, err := tiffImage(b, at, tags)
	if err != nil {
		return picture{}, &worker.Unreadable{Reason: "the TIFF cannot be decoded (" + err.Error() + ")"}
	}
	x, y := float64(tags[xres]), float64(tags[yres])
	if tags[unit] == 3 { // per centimetre
		x, y = x*2.54, y*2.54
	}
	if o := int(tags[orientation]); o > 1 {
		if im = upright(im, o); o >= 5 {
			x, y = y, x
		}
	}
	return placed(im, x, y), nil
}

// tiffImage decodes the page whose directory stands at the offset.
func tiffImage(b []byte, at uint32, tags map[uint16]uint32) (im image.Image, err error) {
	defer func() {
		if e := recover(); e != nil { // a decoder that trusts its input
			im, err = nil, fmt.Errorf("%v", e)
		}
	}()
	const compression, photometric, samples, tileWidth = 259, 262, 277, 322
	const oldJPEG, newJPEG = 6, 7
	if tags[samples] == 2 && tags[photometric] <= 1 && tags[tileWidth] == 0 {
		return greyAlpha(b, at, tags)
	}
	// x/image decodes the first directory: the header is pointed at ours.
	c := bytes.Clone(b)
	tiffOrder(b).PutUint32(c[4:], at)
	if im, err = checked(c); err == nil {
		return im, nil
	}
	switch tags[compression] {
	case oldJPEG:
		im, err = interchanged(b, tags)
	case newJPEG:
		im, err = stripped(b, at, tags)
	}
	if err == nil {
		return im, nil
	}
	// The other decoder knows more compressions.
	if cfg, err2 := htiff.DecodeConfigAt(bytes.NewReader(b), int64(at)); err2 != nil || affordable(cfg) != nil {
		return nil, err
	}
	if im, err2 := htiff.DecodeAt(bytes.NewReader(b), int64(at)); err2 == nil {
		return im, nil
	}
	return nil, err
}

// checked decodes the first page. A directory may state its size twice: what
// counts is what the decoder takes.
func checked(b []byte) (image.Image, error) {
	cfg, err := tiff.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	if err := affordable(cfg); err != nil {
		return nil, err
	}
	return tiff.Decode(bytes.NewReader(b))
}

// greyAlpha decodes grey with transparency, which one decoder refuses and the
// other gets wrong without a word: in memory the page is declared to be plain
// grey and twice as wide, and the grey halves are taken.
func greyAlpha(b []byte, at uint32, tags map[uint16]uint32) (image.Image, error) {
	const width, bits, samples, predictor, extra = 256, 258, 277, 317, 338
	c := bytes.Clone(b)
	order := tiffOrder(b)
	order.PutUint32(c[4:], at)
	w := int(tags[width])
	for i := range int(order.Uint16(c[at:])) {
		e := int64(at) + 2 + 12*int64(i)
		if e+12 > int64(len(c)) {
			return nil, errors.New("its directory is cut short")
		}
		entry := c[e : e+12]
		short := func(v uint16) {
			order.PutUint16(entry[2:], 3) // one short
			order.PutUint32(entry[4:], 1)
			order.PutUint32(entry[8:], 0)
			order.PutUint16(entry[8:], v)
		}
		switch order.Uint16(entry) {
		case width:
			order.PutUint16(entry[2:], 4) // one long
			order.PutUint32(entry[4:], 1)
			order.PutUint32(entry[8:], uint32(2*w))
		case bits:
			short(8)
		case samples, predictor:
			short(1)
		case extra:
			short(0)
			order.PutUint16(entry, 65000) // a private tag
		}
	}
	im, err := checked(c)
	if err != nil {
		return nil, err
	}
	wide, ok := im.(*image.Gray)
	if !ok || wide.Rect.Dx() != 2*w {
		return nil, errors.New("grey with transparency of an unknown layout")
	}
	out := image.NewGray(image.Rect(0, 0, w, wide.Rect.Dy()))
	for y := range out.Rect.Dy() {
		row := wide.Pix[y*wide.Stride:][:2*w]
		for x := range w {
			if tags[predictor] == 2 && x > 0 {
				row[2*x] += row[2*x-2]
				row[2*x+1] += row[2*x-1]
			}
			v, alpha := int(row[2*x]), int(row[2*x+1])
			out.Pix[y*out.Stride+x] = uint8((v*alpha + 255*(255-alpha)) / 255)
		}
	}
	return out, nil
}
