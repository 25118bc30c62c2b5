package text

import (
	"bytes"
	"errors"
	"image"
	"image/draw"
	"image/jpeg"
)

// JPEG inside TIFF, which the decoders read in grey at most. What multifunction
// printers write in colour is of this kind.

// stripped decodes a page whose strips or tiles are JPEG streams with shared
// tables (TIFF technical note 2, compression 7).
func stripped(b []byte, at uint32, tags map[uint16]uint32) (image.Image, error) {
	const (
		width, height, photometric, samples, planar, tables = 256, 257, 262, 277, 284, 347
		offsets, rows, sizes                                = 273, 278, 279
		tileWidth, tileHeight, tileOffsets, tileSizes       = 322, 323, 324, 325
		rgb                                                 = 2
	)
	if tags[planar] == 2 {
		return nil, errors.New("each colour of its JPEG stands apart")
	}
	w, h := int(tags[width]), int(tags[height])
	dx, dy, starts, lengths := w, int(tags[rows]), tiffValues(b, at, offsets), tiffValues(b, at, sizes)
	if tags[tileWidth] > 0 {
		dx, dy, starts, lengths = int(tags[tileWidth]), int(tags[tileHeight]), tiffValues(b, at, tileOffsets), tiffValues(b, at, tileSizes)
	}
	if dy <= 0 || dy > h { // one strip: the count of rows may be left out, or be endless
		dy = h
	}
	across := (w + dx - 1) / dx
	if n := across * ((h + dy - 1) / dy); len(starts) < n || len(lengths) < n {
		return nil, errors.New("its strips are not all there")
	}
	head := []byte{0xFF, 0xD8}
	if shared := tiffBytes(b, at, tables); len(shared) > 4 {
		head = append(head, shared[2:len(shared)-2]...)
	}
	if tags[photometric] == rgb { // no marker of the stream says so
		head = append(head, "\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"...)
	}
	var page draw.Image = image.NewRGBA(image.Rect(0, 0, w, h))
	if tags[samples] <= 1 {
		page = image.NewGray(image.Rect(0, 0, w, h))
	}
	for i := range across * ((h + dy - 1) / dy) {
		from, n := int64(starts[i]), int64(lengths[i])
		if n < 4 || from+n > int64(len(b)) || b[from] != 0xFF || b[from+1] != 0xD8 {
			return nil, errors.New("a strip is no JPEG")
		}
		stream := append(bytes.Clone(head), b[from+2:from+n]...)
		cfg, err := jpeg.DecodeConfig(bytes.NewReader(stream))
		if err != nil {
			return nil, err
		}
		if err := affordable(cfg); err != nil { // the directory may have claimed another size
			return nil, err
		}
		part, err := jpeg.Decode(bytes.NewReader(stream))
		if err != nil {
			return nil, err
		}
		x, y := i%across*dx, i/across*dy
		draw.Draw(page, image.Rect(x, y, x+dx, y+dy), part, part.Bounds().Min, draw.Src)
	}
	return page, nil
}

// interchanged decodes JPEG as TIFF 6.0 first had it (compression 6): a whole
// stream that tag 513 points at, whatever the strips say. Programs of the
// nineties wrote it, and scanners built on them still do.
func interchanged(b []byte, tags map[uint16]uint32) (image.Image, error) {
	const stream, length = 513, 514
	at, n := int64(tags[stream]), int64(tags[length])
	if at == 0 || at >= int64(len(b)) {
		return nil, errors.New("its JPEG is not in one piece")
	}
	if n == 0 || at+n > int64(len(b)) {
		n = int64(len(b)) - at
	}
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(b[at : at+n]))
	if err != nil {
		return nil, err
	}
	if err := affordable(cfg); err != nil { // as above
		return nil, err
	}
	return jpeg.Decode(bytes.NewReader(b[at : at+n]))
}

// tiffEntry returns the type, the count and the place of a tag's values.
func tiffEntry(b []byte, at uint32, tag uint16) (kind uint16, count uint32, place int64) {
	order := tiffOrder(b)
	for i := range int64(order.Uint16(b[at:])) {
		e := int64(at) + 2 + 12*i
		if e+12 > int64(len(b)) {
			break
		}
		if order.Uint16(b[e:]) != tag {
			continue
		}
		kind, count, place = order.Uint16(b[e+2:]), order.Uint32(b[e+4:]), e+8
		size := map[uint16]int64{1: 1, 3: 2, 4: 4, 7: 1}[kind]
		if size*int64(count) > 4 {
			place = int64(order.Uint32(b[place:]))
		}
		if size == 0 || place+size*int64(count) > int64(len(b)) {
			return 0, 0, 0
		}
		return kind, count, place
	}
	return 0, 0, 0
}

// tiffValues returns the short or long values of a tag, nil if it is not there
// or not whole.
func tiffValues(b []byte, at uint32, tag uint16) (out []uint32) {
	kind, count, place := tiffEntry(b, at, tag)
	order := tiffOrder(b)
	for i := range int64(count) {
		switch kind {
		case 3:
			out = append(out, uint32(order.Uint16(b[place+2*i:])))
		case 4:
			out = append(out, order.Uint32(b[place+4*i:]))
		}
	}
	return out
}

// tiffBytes returns the bytes of a tag, nil if it is not there or not whole.
func tiffBytes(b []byte, at uint32, tag uint16) []byte {
	if kind, count, place := tiffEntry(b, at, tag); kind == 1 || kind == 7 {
		return b[place : place+int64(count)]
	}
	return nil
}
