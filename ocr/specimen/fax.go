package specimen

import (
	"image"
	"strings"
)

// The codes of runs of white and of black pixels of ITU-T T.4: 0 to 63 pixels,
// then 64, 128 and so on to 2560.
var (
	faxWhite = strings.Fields(`00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 000011 110100 110101 101010 101011 0100111 ` +
		`0001100 0001000 0010111 0000011 0000100 0101000 0101011 0010011 0100100 0011000 00000010 00000011 00011010 00011011 ` +
		`00010010 00010011 00010100 00010101 00010110 00010111 00101000 00101001 00101010 00101011 00101100 00101101 00000100 ` +
		`00000101 00001010 00001011 01010010 01010011 01010100 01010101 00100100 00100101 01011000 01011001 01011010 01011011 ` +
		`01001010 01001011 00110010 00110011 00110100 11011 10010 010111 0110111 00110110 00110111 01100100 01100101 01101000 ` +
		`01100111 011001100 011001101 011010010 011010011 011010100 011010101 011010110 011010111 011011000 011011001 011011010 ` +
		`011011011 010011000 010011001 010011010 011000 010011011 ` + faxLong)
	faxBlack = strings.Fields(`0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 00000100 00000111 000011000 0000010111 ` +
		`0000011000 0000001000 00001100111 00001101000 00001101100 00000110111 00000101000 00000010111 00000011000 000011001010 ` +
		`000011001011 000011001100 000011001101 000001101000 000001101001 000001101010 000001101011 000011010010 000011010011 ` +
		`000011010100 000011010101 000011010110 000011010111 000001101100 000001101101 000011011010 000011011011 000001010100 ` +
		`000001010101 000001010110 000001010111 000001100100 000001100101 000001010010 000001010011 000000100100 000000110111 ` +
		`000000111000 000000100111 000000101000 000001011000 000001011001 000000101011 000000101100 000001011010 000001100110 ` +
		`000001100111 0000001111 000011001000 000011001001 000001011011 000000110011 000000110100 000000110101 0000001101100 ` +
		`0000001101101 0000001001010 0000001001011 0000001001100 0000001001101 0000001110010 0000001110011 0000001110100 ` +
		`0000001110101 0000001110110 0000001110111 0000001010010 0000001010011 0000001010100 0000001010101 0000001011010 ` +
		`0000001011011 0000001100100 0000001100101 ` + faxLong)
)

// faxLong are the codes from 1792 pixels on, which both colours share.
const faxLong = `00000001000 00000001100 00000001101 000000010010 000000010011 000000010100 000000010101 000000010110 000000010111 ` +
	`000000011100 000000011101 000000011110 000000011111 `

// A bits is a stream of bits, the first in the highest place.
type bits struct {
	b []byte
	n int // bits written
}

func (w *bits) put(code string) {
	for _, c := range code {
		if w.n%8 == 0 {
			w.b = append(w.b, 0)
		}
		if c == '1' {
			w.b[w.n/8] |= 0x80 >> (w.n % 8)
		}
		w.n++
	}
}

// run writes a run of pixels of one colour.
func (w *bits) run(n int, black bool) {
	codes := faxWhite
	if black {
		codes = faxBlack
	}
	for ; n > 2560; n -= 2560 {
		w.put(codes[63+2560/64])
	}
	if n >= 64 {
		w.put(codes[63+n/64])
	}
	w.put(codes[n%64])
}

// inked reports whether a pixel is printed; beyond the left edge nothing is.
func inked(g *image.Gray, x, y int) bool {
	return x >= 0 && y >= 0 && g.Pix[y*g.Stride+x] < 128
}

// change returns the first place from x on where the row's colour differs from
// the one before it, the row's end if nowhere.
func change(g *image.Gray, x, y int) int {
	for ; x < g.Rect.Dx(); x++ {
		if inked(g, x, y) != inked(g, x-1, y) {
			return x
		}
	}
	return x
}

// end returns where the run of pixels of that colour that begins at x ends.
func end(g *image.Gray, x, y int, black bool) int {
	for x < g.Rect.Dx() && inked(g, x, y) == black {
		x++
	}
	return x
}

// fax3 packs a picture as a Group 3 fax: each row by itself (T.4, one dimension).
func fax3(g *image.Gray) []byte {
	const eol = "000000000001"
	var w bits
	for y := range g.Rect.Dy() {
		w.put(eol)
		for x, black := 0, false; x < g.Rect.Dx(); black = !black {
			to := end(g, x, y, black)
			w.run(to-x, black)
			x = to
		}
	}
	w.put(strings.Repeat(eol, 6))
	return w.b
}

// fax4 packs a picture as a Group 4 fax: each row by how it differs from the one
// above (T.6).
func fax4(g *image.Gray) []byte {
	vertical := map[int]string{0: "1", 1: "011", 2: "000011", 3: "0000011", -1: "010", -2: "000010", -3: "0000010"}
	var w bits
	for y := range g.Rect.Dy() {
		for a, black := -1, false; a < g.Rect.Dx(); {
			b1, b2 := above(g, a, y, black)
			a1 := end(g, max(a, 0), y, black)
			switch {
			case b2 < a1:
				w.put("0001") // pass
				a = b2
			case vertical[a1-b1] != "":
				w.put(vertical[a1-b1])
				a, black = a1, !black
			default:
				a2 := end(g, a1, y, !black)
				w.put("001")
				w.run(a1-max(a, 0), black)
				w.run(a2-a1, !black)
				a = a2
			}
		}
	}
	w.put("000000000001000000000001")
	return w.b
}

// above returns b1 and b2 of T.6: in the row above, the first change right of a
// to the colour opposite to the present one, and the next change after it.
func above(g *image.Gray, a, y int, black bool) (b1, b2 int) {
	w := g.Rect.Dx()
	if y == 0 {
		return w, w
	}
	b1 = change(g, a+1, y-1)
	if b1 < w && inked(g, b1, y-1) == black {
		b1 = change(g, b1+1, y-1)
	}
	if b1 >= w {
		return w, w
	}
	return b1, change(g, b1+1, y-1)
}
