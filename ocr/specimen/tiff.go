package specimen

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"slices"
)

// A Packing is how a page of a TIFF is compressed.
type Packing int

// The packings, with their codes in the file (TIFF 6.0, tag 259; technical note
// 2 for the newer JPEG).
const (
	PackNone    Packing = 1
	PackG3      Packing = 3 // fax, two colours
	PackG4      Packing = 4 // fax, two colours
	PackLZW     Packing = 5
	PackOldJPEG Packing = 6 // as Wang's imaging for Windows wrote it: one stream
	PackJPEG    Packing = 7 // strips with shared tables; the only one that keeps colours
)

// A Leaf is a page of a TIFF.
type Leaf struct {
	Image   image.Image
	Packing Packing
	DPI     int
	Turned  int // tag 274, how the sheet lay: 1 to 8; 0 to say nothing
}

// TIFFPages writes a TIFF of several pages, each packed in its own way. Pages
// packed as faxes are black and white, as strips of JPEG coloured, the others grey.
func TIFFPages(leaves ...Leaf) ([]byte, error) {
	w := &tiffWriter{b: []byte("II*\x00\x00\x00\x00\x00"), link: 4}
	for i, l := range leaves {
		g := image.NewGray(image.Rect(0, 0, l.Image.Bounds().Dx(), l.Image.Bounds().Dy()))
		draw.Draw(g, g.Rect, l.Image, l.Image.Bounds().Min, draw.Src)
		if err := w.page(g, l); err != nil {
			return nil, fmt.Errorf("write page %d of a TIFF: %w", i+1, err)
		}
	}
	return w.b, nil
}

// A tiffWriter appends pages; link is where the next directory's place goes.
type tiffWriter struct {
	b      []byte
	link   int
	triple uint32 // where it says that each of three samples has eight bits
}

// A tag is an entry of a directory with values of two or four bytes.
type tag struct {
	id   uint16
	long bool
	v    []uint32
}

func short(id uint16, v uint32) tag   { return tag{id, false, []uint32{v}} }
func long(id uint16, v ...uint32) tag { return tag{id, true, v} }
func (w *tiffWriter) at() uint32      { return uint32(len(w.b)) }
func (w *tiffWriter) put(b []byte)    { w.b = append(w.b, b...) }
func (w *tiffWriter) place(b []byte) uint32 {
	if len(w.b)%2 == 1 {
		w.b = append(w.b, 0)
	}
	at := w.at()
	w.put(b)
	return at
}

func (w *tiffWriter) page(g *image.Gray, l Leaf) error {
	const white, black, luminance = 0, 1, 6 // what the values mean
	bits, means, rows := uint32(8), uint32(black), uint32(g.Rect.Dy())
	var strips [][]byte
	var more []tag
	switch l.Packing {
	case PackNone:
		strips = [][]byte{g.Pix}
	case PackLZW:
		strips = [][]byte{lzw(g.Pix)}
	case PackG3:
		bits, means, strips = 1, white, [][]byte{fax3(g)}
	case PackG4:
		bits, means, strips = 1, white, [][]byte{fax4(g)}
	case PackOldJPEG:
		j, err := JPEG(g, 90)
		if err != nil {
			return err
		}
		at := w.place(j)
		scan := bytes.Index(j, []byte{0xFF, 0xDA})
		more = []tag{short(512, 1), long(513, at), long(514, uint32(len(j)))}
		return w.directory(g, l, bits, means, rows, []uint32{at + uint32(scan) + 10}, []uint32{uint32(len(j) - scan - 10)}, more)
	case PackJPEG:
		rows = 256 // a multiple of the blocks of eight
		tables, parts, err := jpegStrips(l.Image, int(rows))
		if err != nil {
			return err
		}
		strips, means = parts, luminance
		at := w.place(tables)
		more = []tag{{347, true, []uint32{at, uint32(len(tables))}}, short(530, 2|2<<16)}
	default:
		return fmt.Errorf("packing %d is unknown", l.Packing)
	}
	var offsets, sizes []uint32
	for _, s := range strips {
		offsets, sizes = append(offsets, w.place(s)), append(sizes, uint32(len(s)))
	}
	return w.directory(g, l, bits, means, rows, offsets, sizes, more)
}

// directory writes the tags of a page in the order of their numbers and links
// the directory to the one before.
func (w *tiffWriter) directory(g *image.Gray, l Leaf, bits, means, rows uint32, offsets, sizes []uint32, more []tag) error {
	dpi := w.place(binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, uint32(l.DPI)), 1))
	samples := uint32(1)
	if means == 6 {
		samples = 3
	}
	tags := append([]tag{
		long(256, uint32(g.Rect.Dx())), long(257, uint32(g.Rect.Dy())), short(258, bits), short(259, uint32(l.Packing)), short(262, means),
		long(273, offsets...), short(277, samples), long(278, rows), long(279, sizes...), {282, true, []uint32{dpi}}, {283, true, []uint32{dpi}}, short(296, 2),
	}, more...)
	if l.Turned > 0 {
		tags = slices.Insert(tags, 6, short(274, uint32(l.Turned)))
	}
	places := map[uint16]uint32{}
	for _, t := range tags {
		if len(t.v) > 1 && t.id != 347 {
			var b []byte
			for _, v := range t.v {
				b = binary.LittleEndian.AppendUint32(b, v)
			}
			places[t.id] = w.place(b)
		}
	}
	w.triple = w.place([]byte{8, 0, 8, 0, 8, 0})
	at := w.place(binary.LittleEndian.AppendUint16(nil, uint16(len(tags))))
	binary.LittleEndian.PutUint32(w.b[w.link:], at)
	for _, t := range tags {
		kind, count, v := uint16(3), uint32(len(t.v)), t.v[0]
		switch {
		case t.id == 282 || t.id == 283:
			kind = 5 // a fraction, elsewhere
		case t.id == 347:
			kind, count = 7, t.v[1] // bytes, elsewhere
		case t.id == 530:
			count = 2 // both in one place
		case t.id == 258 && samples == 3:
			count, v = 3, w.triple
		case t.long:
			kind = 4
		}
		if p, elsewhere := places[t.id]; elsewhere {
			v = p
		}
		w.put(binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, t.id), kind))
		w.put(binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, count), v))
	}
	w.link = len(w.b)
	w.put(make([]byte, 4))
	return nil
}

// jpegStrips packs a page as strips of so many rows that share their tables.
func jpegStrips(page image.Image, rows int) (tables []byte, strips [][]byte, err error) {
	size := page.Bounds()
	for y := 0; y < size.Dy(); y += rows {
		var b bytes.Buffer
		part := image.NewRGBA(image.Rect(0, 0, size.Dx(), min(rows, size.Dy()-y)))
		draw.Draw(part, part.Rect, page, size.Min.Add(image.Pt(0, y)), draw.Src)
		if err := jpeg.Encode(&b, part, &jpeg.Options{Quality: 90}); err != nil {
			return nil, nil, err
		}
		shared, own := []byte{0xFF, 0xD8}, []byte{0xFF, 0xD8}
		for j := b.Bytes()[2:]; ; {
			n := 2 + int(binary.BigEndian.Uint16(j[2:]))
			if j[1] == 0xDA { // the scan: all of the rest
				own = append(own, j...)
				break
			}
			if j[1] == 0xDB || j[1] == 0xC4 {
				shared = append(shared, j[:n]...)
			} else {
				own = append(own, j[:n]...)
			}
			j = j[n:]
		}
		tables, strips = append(shared, 0xFF, 0xD9), append(strips, own)
	}
	return tables, strips, nil
}

// lzw packs bytes as TIFF does (TIFF 6.0, section 13): codes grow one entry
// earlier than in GIF, the highest bit comes first.
func lzw(data []byte) []byte {
	const clear, eoi, full = 256, 257, 4093
	var w bits
	var table map[string]int
	width := 9
	emit := func(code int) { w.put(fmt.Sprintf("%0*b", width, code)) }
	reset := func() {
		emit(clear)
		table, width = map[string]int{}, 9
	}
	code := func(s []byte) int {
		if len(s) == 1 {
			return int(s[0])
		}
		return table[string(s)]
	}
	reset()
	from := 0
	for i := 1; i <= len(data); i++ {
		if i < len(data) {
			if _, known := table[string(data[from:i+1])]; known {
				continue
			}
		}
		emit(code(data[from:i]))
		if i == len(data) {
			break
		}
		table[string(data[from:i+1])] = 258 + len(table)
		if next := 258 + len(table); next == 1<<width {
			width++
		}
		if from = i; 258+len(table) >= full {
			reset()
		}
	}
	emit(eoi)
	return w.b
}
