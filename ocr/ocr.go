// Package ocr reads business documents: it turns the bytes of a PDF, a picture or
// an XML file into drafts.
//
// The order of trust is structured XML, the PDF's text layer, recognition of the
// page. What opens a stranger's file runs in a worker process (package worker),
// inside which the packages text, einvoice and fields do the work:
//
//	bytes -> kind -> embedded XML -> einvoice -> draft
//	              -> pages -> text -> fields  -> draft
//
// A hybrid document, a PDF with its invoice as XML inside, is read both ways:
// the XML is the draft and the page's own reading stands beside it, so that
// matching can compare the two.
//
// The promise: [Reader.Read] ends within its limits with drafts or with a reason.
// [*Unreadable] and [*Fault] are the document's own; any other error is the
// machine's and uses up no attempt. What comes back from a worker is checked
// here before anybody sees it, because a document may have taken the worker
// over.
//
// A program or test binary with a Reader calls [BecomeWorker] first thing in main
// or TestMain, because its workers are itself.
//
// To read another kind of file, teach kindOf its mark and give child.read a case.
package ocr

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/text"
	"github.com/payable-ap/payable/ocr/worker"
)

// An Unreadable is a document that cannot be read, with the reason: encrypted,
// damaged, without any text.
type Unreadable = worker.Unreadable

// A Fault is a document that hangs, crashes or exhausts its reader, with the
// reason. After three the document is quarantined.
type Fault = worker.Fault

// A Config says how documents are read. The zero value is good.
type Config struct {
	Workers  int    // documents at once; 0 for one per processor
	CacheDir string // compiled PDFium; "" for the user's cache folder
	Tessdata string // Tesseract's language data; "" to look where it usually is
	NoOCR    bool   // read text layers and XML only
	// Limits replace single defaults of the limits table; tests make them small.
	Limits worker.Limits
}

// Kinds of files.
const (
	KindPDF   = "pdf"
	KindImage = "image"
	KindXML   = "xml"
)

// The limits of a PDF.
const (
	MaxPagesRead = 50  // pages whose words are read
	MaxPagesKept = 500 // pages that are shown
)

// The limits of the words that are handed over for vendor memory.
const (
	MaxPagesLearnt = 20
	MaxWordsLearnt = 20_000
)

// limits is the limits table as far as it is about time.
func limits(l worker.Limits) worker.Limits {
	if l.Wall == 0 {
		l.Wall = 480 * time.Second
	}
	if l.Memory == 0 {
		l.Memory = worker.DefaultLimits.Memory
	}
	if l.Steps == nil {
		l.Steps = map[string]worker.Step{
			text.StepText:      {Doing: "reading the text of", Each: 30 * time.Second, All: 180 * time.Second},
			text.StepDraw:      {Doing: "drawing", Each: 30 * time.Second, All: 180 * time.Second},
			text.StepRecognise: {Doing: "recognising", Each: 60 * time.Second, All: 300 * time.Second},
			stepOpen:           {Doing: "opening the document", Each: 30 * time.Second},
			stepFiles:          {Doing: "looking for embedded files", Each: 30 * time.Second},
			stepXML:            {Doing: "reading XML", Each: 30 * time.Second, All: 60 * time.Second},
			stepFields:         {Doing: "finding the fields", Each: 60 * time.Second},
		}
	}
	return l
}

// A Reader reads documents in worker processes. Its methods may be called by many
// goroutines; those beyond Config.Workers wait.
type Reader struct {
	pool   *worker.Pool
	limits worker.Limits
	size   int
}

// NewReader returns a reader. No worker runs before the first document; the
// first start on a machine compiles PDFium, which takes seconds, later ones take
// a tenth of one.
func NewReader(c Config) (*Reader, error) {
	if c.CacheDir == "" {
		dir, err := os.UserCacheDir()
		if err != nil {
			dir = os.TempDir() // no home: services run so
		}
		c.CacheDir = filepath.Join(dir, "payable", "wasm")
	}
	// Workers leave the folder they were started in.
	dir, err := filepath.Abs(c.CacheDir)
	if err != nil {
		return nil, err
	}
	c.CacheDir = dir
	if c.Workers <= 0 {
		c.Workers = runtime.NumCPU()
	}
	cfg, err := json.Marshal(text.Config{CacheDir: c.CacheDir, Tessdata: c.Tessdata, NoOCR: c.NoOCR})
	if err != nil {
		return nil, err
	}
	var env []string
	if dir := os.Getenv("TESSDATA_PREFIX"); dir != "" {
		env = append(env, "TESSDATA_PREFIX="+dir)
	}
	pool := worker.NewPool(worker.Config{Size: c.Workers, Args: []string{string(cfg)}, Env: env})
	return &Reader{pool: pool, limits: limits(c.Limits), size: c.Workers}, nil
}

// Close ends the workers; it waits for documents being read.
func (r *Reader) Close() error {
	r.pool.Close()
	return nil
}

// MissingWalls names, after the first document, what this machine did not permit
// to shut the workers in; none where all walls stand.
func (r *Reader) MissingWalls() []string { return r.pool.Missing() }

// Starts returns how many workers were started so far.
func (r *Reader) Starts() int { return r.pool.Starts() }

// Options say how one document is read.
type Options struct {
	Name     string // file name as the sender wrote it; a hint for reasons only
	Lang     string // "deu+eng", Tesseract's codes; "" or "auto" for those installed of deu and eng
	PageOnly bool   // ignore embedded XML
	XMLOnly  bool   // read nothing but XML
	Words    bool   // return the words too, for vendor memory
}

// A Reading is one business document found in a file.
type Reading struct {
	Draft payable.Draft
	// Page is the page's own reading beside a draft from embedded XML; nil for
	// all others.
	Page *payable.Draft
}

// A Result is what was read from a file.
type Result struct {
	Drafts   []Reading // in the file's order, ordinals from 1
	Pages    int       // of the file; 0 for XML
	Kind     string    // one of the Kind constants
	MS       int       // milliseconds it took, waiting included
	Problems []string  // of the file as a whole, for people
	// Words are the pages the drafts were read from, where Options.Words asked for
	// them: at most [MaxPagesLearnt] pages and [MaxWordsLearnt] words, whole pages.
	Words []text.Page
}

// Read reads a document. An error is an [*Unreadable] or a [*Fault] where the
// document is to blame.
func (r *Reader) Read(ctx context.Context, data []byte, opt Options) (Result, error) {
	began := time.Now()
	lim := r.limits
	lim.Response = 16 << 20
	b, err := r.ask(ctx, asked{Op: opRead, Options: opt}, data, lim)
	if err != nil {
		return Result{}, err
	}
	var res Result
	if err := json.Unmarshal(b, &res); err != nil {
		return Result{}, distrusted(err)
	}
	if err := res.trust(payable.HashOf(data)); err != nil {
		return Result{}, err
	}
	res.MS = int(time.Since(began).Milliseconds())
	return res, nil
}

// Draw returns page n, from 1, of a PDF or picture as a PNG of about dpi (at most
// 300; less where the page is huge). There is [payable.ErrNotFound] for a page
// that is not there. The same bytes, page and dpi give the same picture under
// one [text.RendererVersion].
func (r *Reader) Draw(ctx context.Context, data []byte, page, dpi int) ([]byte, error) {
	png, err := r.ask(ctx, asked{Op: opDraw, Page: page, DPI: dpi}, data, r.limits)
	if err != nil {
		return nil, err
	}
	return png, drawable(png)
}

// Words returns the words of page n, from 1, with their boxes.
func (r *Reader) Words(ctx context.Context, data []byte, page int, lang string) (text.Page, error) {
	lim := r.limits
	lim.Response = 16 << 20
	b, err := r.ask(ctx, asked{Op: opWords, Page: page, Options: Options{Lang: lang}}, data, lim)
	if err != nil {
		return text.Page{}, err
	}
	var p text.Page
	if err := json.Unmarshal(b, &p); err != nil {
		return text.Page{}, distrusted(err)
	}
	return p, nil
}

func (r *Reader) ask(ctx context.Context, a asked, data []byte, l worker.Limits) ([]byte, error) {
	req, err := a.encode(data)
	if err != nil {
		return nil, err
	}
	b, err := r.pool.Do(ctx, req, l)
	var u *Unreadable
	if errors.As(err, &u) && u.Reason == noSuchPage {
		return nil, payable.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return b, nil
}

func distrusted(err error) error {
	return &Fault{Kind: worker.FaultAnswer, Reason: fmt.Sprintf("the reader's answer was malformed (%v)", err)}
}
