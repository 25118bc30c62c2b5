package text

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"github.com/payable-ap/payable/ocr/worker"
)

// A folio is the inside of a PDF portfolio (ISO 32000-1, 12.3.5): a cover sheet
// that asks for another program, and the documents as embedded files. Its pages
// are those of the documents, one after the other; the cover's are not among
// them. One document is open at a time, because each takes a PDFium of its own.
type folio struct {
	docs     []Attachment // PDFs and pictures, in the portfolio's order
	sizes    []int        // pages of each
	other    []Attachment // XML and whatever else
	problems []string
	open     *Document
	which    int // of docs, that is open
}

// unfold makes the pages of a portfolio's documents those of d, which was opened
// from data. A PDF that only carries other files, such as a hybrid invoice with
// its delivery notes, is none.
func (d *Document) unfold(data []byte) error {
	if !d.HasAttachments() {
		return nil
	}
	var files []Attachment
	if err := d.pdf.attempt(func(*module) { files = d.pdf.attachments() }); err != nil {
		return nil // the cover may still be read
	}
	f := &folio{}
	for _, a := range files {
		if IsPDF(a.Data) || isTIFF(a.Data) || strings.HasPrefix(http.DetectContentType(a.Data), "image/") {
			f.docs = append(f.docs, a)
		} else {
			f.other = append(f.other, a)
		}
	}
	if len(f.docs) == 0 || !isPortfolio(data) {
		return nil
	}
	d.pdf.close() // the cover; each document needs the room
	d.pdf = nil
	var reasons []string
	whole := f.docs[:0]
	for _, a := range f.docs {
		part, err := d.r.part(a.Data)
		if err != nil {
			reasons = append(reasons, fmt.Sprintf("%q: %v", a.Name, err))
			continue
		}
		whole, f.sizes = append(whole, a), append(f.sizes, part.Pages())
		part.Close()
	}
	if f.docs = whole; len(whole) == 0 {
		return &worker.Unreadable{Reason: "no document of the portfolio can be opened: " + strings.Join(reasons[:min(len(reasons), 3)], "; ")}
	}
	f.problems = reasons
	d.folio = f
	return nil
}

// part opens a document of a portfolio; a portfolio in a portfolio is read by its
// cover.
func (r *Reader) part(data []byte) (*Document, error) {
	if IsPDF(data) {
		p, err := openPDF(r.engine, data)
		if err != nil {
			return nil, err
		}
		return &Document{r: r, pdf: p}, nil
	}
	return r.Open(data)
}

// isPortfolio reports whether the catalogue has a collection.
func isPortfolio(data []byte) (is bool) {
	defer func() {
		if recover() != nil { // pdfcpu trusts its input
			is = false
		}
	}()
	if !bytes.Contains(data, []byte("/Collection")) && !bytes.Contains(data, []byte("/ObjStm")) {
		return false // objects that are packed might hide it
	}
	ctx, err := opened(data)
	if err != nil {
		return bytes.Contains(data, []byte("/Collection"))
	}
	root, err := ctx.Catalog()
	if err != nil {
		return false
	}
	_, is = root.Find("Collection")
	return is
}

func (f *folio) pages() (n int) {
	for _, s := range f.sizes {
		n += s
	}
	return n
}

// at returns the document with page n of all, from 1, and which of its own pages
// that is.
func (f *folio) at(r *Reader, n int) (*Document, int, error) {
	i := 0
	for ; n > f.sizes[i]; i++ {
		n -= f.sizes[i]
	}
	if f.open != nil && f.which == i {
		return f.open, n, nil
	}
	f.close()
	part, err := r.part(f.docs[i].Data)
	if err != nil {
		return nil, 0, err
	}
	f.open, f.which = part, i
	return part, n, nil
}

func (f *folio) close() {
	if f.open != nil {
		f.open.Close()
		f.open = nil
	}
}

// attachments are the portfolio's files that are no pages, and those inside its
// PDFs.
func (f *folio) attachments() (out []Attachment, err error) {
	out = append(out, f.other...)
	for _, a := range f.docs {
		if !IsPDF(a.Data) || !bytes.Contains(a.Data, []byte("/EmbeddedFile")) && !bytes.Contains(a.Data, []byte("/ObjStm")) {
			continue
		}
		more, err2 := Attachments(a.Data)
		if err2 != nil {
			err = fmt.Errorf("%q: %w", a.Name, err2)
		}
		out = append(out, more...)
	}
	return out, err
}

// Parts returns the pages, first and last from 1, of each document in the file:
// of a portfolio those it holds, else all pages together.
func (d *Document) Parts() [][2]int {
	if d.folio == nil {
		return [][2]int{{1, d.Pages()}}
	}
	var out [][2]int
	first := 1
	for _, n := range d.folio.sizes {
		out = append(out, [2]int{first, first + n - 1})
		first += n
	}
	return out
}

// Problems says, for people, which documents of a portfolio cannot be opened.
func (d *Document) Problems() []string {
	if d.folio == nil {
		return nil
	}
	return d.folio.problems
}
