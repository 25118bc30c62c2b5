package portal

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
)

// maxImport bounds an imported file.
const maxImport = 8 << 20

// An importPage is the form, or the preview of a file that was checked.
type importPage struct {
	frame
	Kinds    []link
	Checked  bool // a file was looked at
	Imported bool
	Kind     string
	FileName string
	Content  string // base64 of a file that was checked, to be imported as it is
	Found    string
	Result   string
	Problems []postgres.RowProblem
	Sample   []string
	Past     []importRow
}

type importRow struct {
	postgres.Import
	When, What, Did string
}

// A reading of a file by one of the readers that cmd/payable hands over.
type imported struct {
	count    int
	sample   []string
	problems []postgres.RowProblem
	load     func(postgres.ImportFile) (postgres.ImportReport, error)
}

// importPage shows the form and what was imported before.
//
//	GET /import
func (s *Server) importPage(w http.ResponseWriter, r *http.Request, v visit) error {
	p, err := s.importForm(r, v)
	if err != nil {
		return err
	}
	s.show(w, r, v, http.StatusOK, "import.html", p)
	return nil
}

func (s *Server) importForm(r *http.Request, v visit) (importPage, error) {
	p := importPage{frame: s.frame(r, v, v.L.T("page.import.title"))}
	for _, k := range []struct {
		kind  string
		needs payable.Action
		there bool
	}{{"orders", payable.ImportOrders, s.ReadOrders != nil}, {"receipts", payable.ImportReceipts, s.ReadReceipts != nil}, {"vendors", payable.ImportVendors, s.ReadVendors != nil}} {
		if v.Can(k.needs) && k.there {
			p.Kinds = append(p.Kinds, link{Text: v.L.T("page.import_kind." + k.kind), To: k.kind})
		}
	}
	past, err := s.DB.Imports(r.Context(), s.Entity, 20)
	for _, i := range past {
		p.Past = append(p.Past, importRow{i, v.when(i.At), v.L.T("page.import_kind." + i.Kind), v.L.T("page.import.did", map[string]any{"fresh": i.New, "changed": i.Changed, "skipped": i.Skipped})})
	}
	return p, err
}

// importFile checks a file, and on the second step imports it: whole or not at
// all.
//
//	POST /import  kind=orders|receipts|vendors  file=...  step=check|import
func (s *Server) importFile(w http.ResponseWriter, r *http.Request, v visit) error {
	name, content, err := importedFile(r)
	if err != nil {
		return err
	}
	p, err := s.importForm(r, v)
	if err != nil {
		return err
	}
	p.Kind, p.FileName, p.Checked = r.PostFormValue("kind"), name, true
	file, err := s.readImport(r, v, p.Kind, content)
	if err != nil {
		return err
	}
	p.Problems, p.Sample = file.problems, file.sample
	p.Found = v.L.N("page.import_found."+p.Kind, file.count)
	status := http.StatusOK
	switch {
	case len(p.Problems) > 0:
		status = http.StatusUnprocessableEntity
	case r.PostFormValue("step") != "import":
		p.Content = base64.StdEncoding.EncodeToString(content)
	default:
		report, err := file.load(postgres.ImportFile{Name: name, Hash: payable.HashOf(content)})
		if err != nil {
			return err
		}
		p.Problems = report.Problems
		if len(p.Problems) > 0 {
			status = http.StatusUnprocessableEntity
			break
		}
		p.Imported = true
		p.Result = v.L.T("page.import.result", map[string]any{"fresh": report.New, "changed": report.Changed, "same": report.Same, "rematched": report.Rematched})
	}
	s.show(w, r, v, status, "import.html", p)
	return nil
}

// importedFile takes the file of the form: chosen anew, or the one that was
// checked a moment ago and came back with the page.
func importedFile(r *http.Request) (string, []byte, error) {
	if err := r.ParseMultipartForm(maxImport); err != nil {
		return "", nil, unreadable(err)
	}
	if c := r.PostFormValue("content"); c != "" {
		b, err := base64.StdEncoding.DecodeString(c)
		if err != nil {
			return "", nil, payable.Refuse("file", "file_damaged", "came back damaged: choose it again")
		}
		return r.PostFormValue("name"), b, nil
	}
	f, head, err := r.FormFile("file")
	if err != nil {
		return "", nil, payable.Refuse("file", "choose_file", "is missing: choose one")
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxImport+1))
	if err != nil {
		return "", nil, err
	}
	if len(b) > maxImport {
		return "", nil, payable.Refuse("file", "file_large", "is larger than {mb} MB: split it", "mb", maxImport>>20)
	}
	return head.Filename, b, nil
}

// sampleRows is how many of what was found are shown before importing.
const sampleRows = 8

func (s *Server) readImport(r *http.Request, v visit, kind string, content []byte) (imported, error) {
	var out imported
	ctx := r.Context()
	switch {
	case kind == "orders" && v.Can(payable.ImportOrders) && s.ReadOrders != nil:
		rows, bad, err := s.ReadOrders(bytes.NewReader(content))
		for _, o := range rows[:min(len(rows), sampleRows)] {
			out.sample = append(out.sample, o.Number+" · "+v.L.N("page.orders.lines", len(o.Lines)))
		}
		out.count, out.problems = len(rows), bad
		out.load = func(f postgres.ImportFile) (postgres.ImportReport, error) {
			return s.DB.ImportOrders(ctx, v.Actor, s.Entity, f, rows)
		}
		return out, err
	case kind == "receipts" && v.Can(payable.ImportReceipts) && s.ReadReceipts != nil:
		rows, bad, err := s.ReadReceipts(bytes.NewReader(content))
		for _, o := range rows[:min(len(rows), sampleRows)] {
			out.sample = append(out.sample, o.Number+" · "+v.day(o.Date)+" · "+v.L.N("page.orders.lines", len(o.Lines)))
		}
		out.count, out.problems = len(rows), bad
		out.load = func(f postgres.ImportFile) (postgres.ImportReport, error) {
			return s.DB.ImportReceipts(ctx, v.Actor, s.Entity, f, rows)
		}
		return out, err
	case kind == "vendors" && v.Can(payable.ImportVendors) && s.ReadVendors != nil:
		rows, bad, err := s.ReadVendors(bytes.NewReader(content))
		for _, o := range rows[:min(len(rows), sampleRows)] {
			out.sample = append(out.sample, o.Number+" · "+o.Name)
		}
		out.count, out.problems = len(rows), bad
		out.load = func(f postgres.ImportFile) (postgres.ImportReport, error) {
			return s.DB.ImportVendors(ctx, v.Actor, s.Entity, f, rows)
		}
		return out, err
	case kind == "orders" || kind == "receipts" || kind == "vendors":
		return out, payable.ErrForbidden
	}
	return out, payable.Refuse("kind", "import_kind", "must be orders, receipts or vendors")
}
