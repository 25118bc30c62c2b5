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
	const width, height, xres, yres, unit = 256, 257, 282, 283, 296
	tags := tiffTags(b, at)
	cfg := image.Config{Width: int(tags[width]), Height: int(tags[height]), ColorModel: color.RGBAModel}
	if err := affordable(cfg); err != nil {
		return picture{}, err
	}
	// x/image decodes the first directory: the header is pointed at ours.
	c := bytes.Clone(b)
	tiffOrder(b).PutUint32(c[4:], at)
	im, err := tiff.Decode(bytes.NewReader(c))
	if err != nil {
		// The other decoder knows more compressions.
		im2, err2 := htiff.DecodeAt(bytes.NewReader(b), int64(at))
		if err2 != nil {
			return picture{}, &worker.Unreadable{Reason: fmt.Sprintf("the TIFF cannot be decoded (%v)", errors.Join(err, err2))}
		}
		im = im2
	}
	x, y := float64(tags[xres]), float64(tags[yres])
	if tags[unit] == 3 { // per centimetre
		x, y = x*2.54, y*2.54
	}
	return placed(im, x, y), nil
}
