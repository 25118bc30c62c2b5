package text

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/payable-ap/payable/ocr/worker"
)

// An Attachment is a file embedded in a PDF: the XML of Factur-X and ZUGFeRD,
// most often.
type Attachment struct {
	Name string // as the writer of the PDF gave it, hostile
	Data []byte
}

// The limits of embedded files, those of attachments of a mail.
const (
	maxAttachments    = 50
	maxAttachmentSize = 50 << 20
)

// Attachments returns the files embedded in a PDF, none if there are none.
//
// pdfcpu rejects embedded files in what declares itself PDF 1.3, as a quarter of
// all hybrid invoices do; the version is raised in memory before it validates.
func Attachments(pdf []byte) (out []Attachment, err error) {
	defer func() {
		if e := recover(); e != nil {
			out, err = nil, fmt.Errorf("reading embedded files: %v", e)
		}
	}()
	ctx, err := opened(pdf)
	if err != nil {
		return nil, fmt.Errorf("reading embedded files: %w", err)
	}
	if v := model.V17; ctx.XRefTable.Version() < v {
		ctx.RootVersion = &v
		if root, err := ctx.Catalog(); err == nil {
			root.Delete("Version") // else validating sets it again
		}
	}
	if err := api.ValidateContext(ctx); err != nil {
		return nil, fmt.Errorf("reading embedded files: %w", err)
	}
	list, err := ctx.ListAttachments()
	if err != nil {
		return nil, fmt.Errorf("reading embedded files: %w", err)
	}
	for i, a := range list {
		if i == maxAttachments {
			return out, &worker.Unreadable{Reason: fmt.Sprintf("more than %d files are embedded", maxAttachments)}
		}
		full, err := ctx.ExtractAttachment(a)
		if err != nil || full == nil || full.Reader == nil {
			continue // the other ones may be whole
		}
		data, err := io.ReadAll(io.LimitReader(full.Reader, maxAttachmentSize+1))
		if err != nil {
			return out, errors.Join(fmt.Errorf("reading embedded files: %q", a.FileName), err)
		}
		if len(data) > maxAttachmentSize {
			return out, &worker.Unreadable{Reason: "an embedded file is larger than 50 MB"}
		}
		out = append(out, Attachment{Name: a.FileName, Data: data})
	}
	return out, nil
}

// opened reads the objects of a PDF with pdfcpu, without checking them.
func opened(pdf []byte) (*model.Context, error) {
	api.DisableConfigDir()
	conf := model.NewDefaultConfiguration()
	conf.Offline = true
	conf.Cmd = model.LISTATTACHMENTS
	conf.ValidationMode = model.ValidationRelaxed
	return api.ReadContext(bytes.NewReader(pdf), conf)
}

// HasAttachments reports whether files are embedded in the PDF, as far as
// PDFium sees: asking it first spares pdfcpu, which takes longer and was seen to
// hang, from most documents.
func (d *Document) HasAttachments() bool {
	if d.pdf == nil {
		return d.folio != nil
	}
	n := 0
	if err := d.pdf.attempt(func(m *module) { n = int(int32(m.call("FPDFDoc_GetAttachmentCount", d.pdf.doc))) }); err != nil {
		return true // let the other reader see
	}
	return n > 0
}

// Attachments returns the embedded files of the open document, which was made
// from data: as pdfcpu reads them, or as PDFium does where pdfcpu cannot. Those
// of a portfolio are the files beside its documents and those inside them.
func (d *Document) Attachments(data []byte) ([]Attachment, error) {
	if d.folio != nil {
		return d.folio.attachments()
	}
	out, err := Attachments(data)
	if err == nil && len(out) > 0 || d.pdf == nil {
		return out, err
	}
	var second []Attachment
	if trapped := d.pdf.attempt(func(m *module) { second = d.pdf.attachments() }); trapped == nil && len(second) > 0 {
		return second, nil
	}
	return out, err
}

// attachments reads embedded files through PDFium.
func (p *pdf) attachments() (out []Attachment) {
	m := p.m
	n := min(int(int32(m.call("FPDFDoc_GetAttachmentCount", p.doc))), maxAttachments)
	for i := range n {
		a := m.call("FPDFDoc_GetAttachment", p.doc, uint64(i))
		if a == 0 || m.call("FPDFAttachment_GetFile", a, 0, 0, uint64(p.buf)) == 0 {
			continue
		}
		size, _ := m.mod.Memory().ReadUint32Le(p.buf) // buf is inside
		if size == 0 || size > maxAttachmentSize {
			continue
		}
		at := m.call("malloc", uint64(size))
		if at == 0 || m.call("FPDFAttachment_GetFile", a, at, uint64(size), uint64(p.buf)) == 0 {
			continue
		}
		if b, ok := m.mod.Memory().Read(uint32(at), size); ok {
			out = append(out, Attachment{Name: p.attachmentName(a, i), Data: bytes.Clone(b)})
		}
		m.call("free", at)
	}
	return out
}

// attachmentName is the name of an embedded file, or its place among them.
func (p *pdf) attachmentName(a uint64, i int) string {
	place := fmt.Sprintf("embedded file %d", i+1)
	const most = 512 // bytes of UTF-16
	at, err := p.m.malloc(most)
	if err != nil {
		return place
	}
	defer p.m.call("free", uint64(at))
	n := min(uint32(p.m.call("FPDFAttachment_GetName", a, uint64(at), most)), most)
	b, ok := p.m.mod.Memory().Read(at, n)
	if !ok || n <= 2 {
		return place
	}
	units := make([]uint16, 0, n/2)
	for j := 0; j+1 < len(b); j += 2 {
		if u := binary.LittleEndian.Uint16(b[j:]); u != 0 {
			units = append(units, u)
		}
	}
	return string(utf16.Decode(units))
}

// attempt calls f and turns a trap into an error.
func (p *pdf) attempt(f func(*module)) (err error) {
	defer guard(&err)
	f(p.m)
	return nil
}
