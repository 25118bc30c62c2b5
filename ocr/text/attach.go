package text

import (
	"bytes"
	"errors"
	"fmt"
	"io"

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
	api.DisableConfigDir()
	conf := model.NewDefaultConfiguration()
	conf.Offline = true
	conf.Cmd = model.LISTATTACHMENTS
	conf.ValidationMode = model.ValidationRelaxed
	ctx, err := api.ReadContext(bytes.NewReader(pdf), conf)
	if err != nil {
		return nil, fmt.Errorf("reading embedded files: %w", err)
	}
	if v := model.V17; ctx.XRefTable.Version() < v {
		ctx.RootVersion = &v
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
