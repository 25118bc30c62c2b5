package message

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/jhillyerd/enmime/v2"

	"github.com/payable-ap/payable"
)

// doubtful reports whether the second parser should have a look: the first one
// complained, or the mail shows no file although the raw text looks as if it
// carried one. The second parser has no limits of its own, so a mail that is all
// boundaries stays with the first.
func (w *walker) doubtful(raw []byte) bool {
	if w.cut || bytes.Count(raw, []byte("boundary")) > w.limits.Parts || bytes.Count(raw, []byte("\n--")) > 20*w.limits.Parts {
		return false
	}
	if w.warned {
		return true
	}
	for _, p := range w.mail.Parts {
		if !p.Body {
			return false
		}
	}
	lower := bytes.ToLower(raw)
	for _, sign := range []string{"filename", "base64", "\nbegin 6"} {
		if bytes.Contains(lower, []byte(sign)) {
			return true
		}
	}
	return false
}

// secondOpinion adds the files only enmime finds.
func (w *walker) secondOpinion(raw []byte) {
	root, err := readEnmime(clean(raw))
	if err != nil {
		w.mail.problem("the second parser gives up: %v", err)
		return
	}
	for _, p := range root.DepthMatchAll(func(p *enmime.Part) bool { return p.FirstChild == nil }) {
		if w.seen[payable.HashOf(p.Content)] || len(p.Content) == 0 {
			continue
		}
		text := strings.HasPrefix(p.ContentType, "text/") || p.ContentType == ""
		if text && p.FileName == "" && p.Disposition != "attachment" {
			w.text(p)
			continue
		}
		at := place{path: "~" + p.PartID}
		w.leaf(Part{
			Path: at.path, Name: decodeWords(p.FileName), Claimed: p.ContentType, Data: p.Content,
			ContentID: p.ContentID, Inline: p.Disposition == "inline",
		}, p.Charset, at)
	}
}

// text takes a body from the second parser where the first saw none.
func (w *walker) text(p *enmime.Part) {
	switch {
	case p.ContentType == "text/html" && w.mail.HTML == "":
		w.mail.HTML = decodeText(p.Content, p.Charset)
	case p.ContentType == "text/plain" && w.mail.Text == "":
		w.mail.Text = decodeText(p.Content, p.Charset)
	}
}

// readEnmime turns a panic of the second parser into an error: the first one's
// result stands whatever happens here. Text is left as it was sent, so that
// hashes agree between the two.
func readEnmime(raw []byte) (root *enmime.Part, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	parser := enmime.NewParser(enmime.SkipMalformedParts(true), enmime.DisableTextConversion(true), enmime.MultipartWOBoundaryAsSinglePart(true))
	return parser.ReadParts(bytes.NewReader(raw))
}
