package ocr

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
)

// What a worker can be asked.
const (
	opRead  = "read"
	opDraw  = "draw"
	opWords = "words"
)

// Steps beside those of package text.
const (
	stepOpen   = "open"
	stepFiles  = "files"
	stepXML    = "xml"
	stepFields = "fields"
)

// noSuchPage is the reason that becomes payable.ErrNotFound in the parent.
const noSuchPage = "the document has no such page"

// asked is a question to a worker; the document follows it.
type asked struct {
	Op      string
	Options Options
	Page    int
	DPI     int
}

// encode writes the question's length in four bytes, the question, the document.
func (a asked) encode(data []byte) ([]byte, error) {
	q, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	b := make([]byte, 0, 4+len(q)+len(data))
	b = binary.BigEndian.AppendUint32(b, uint32(len(q)))
	return append(append(b, q...), data...), nil
}

func decodeAsked(b []byte) (a asked, data []byte, err error) {
	if len(b) < 4 || int64(len(b)-4) < int64(binary.BigEndian.Uint32(b)) {
		return a, nil, errors.New("the request is cut short")
	}
	n := int(binary.BigEndian.Uint32(b))
	err = json.NewDecoder(bytes.NewReader(b[4 : 4+n])).Decode(&a)
	return a, b[4+n:], err
}
