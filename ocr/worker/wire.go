package worker

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// The two sides speak in frames: one byte of kind, four of length (big endian),
// the payload. Between a request and its answer the child may announce steps.
type kind byte

const (
	ready      kind = 'H' // child, once: what walls are missing, a line each
	request    kind = 'Q' // parent
	step       kind = 'S' // child: page (4 bytes) and name
	response   kind = 'R' // child
	unreadable kind = 'U' // child: reason
	fault      kind = 'F' // child: kind, NUL, reason
	broken     kind = 'I' // child: an error that is not the document's
)

// maxRequest bounds what is sent to a child; mails end at 50 MB.
const maxRequest = 256 << 20

// largest is how much a child may send in a frame of each kind but response.
var largest = map[kind]int64{ready: 4 << 10, step: 64, unreadable: 4 << 10, fault: 4 << 10, broken: 4 << 10}

func writeFrame(w io.Writer, k kind, payload []byte) error {
	head := make([]byte, 5)
	head[0] = byte(k)
	binary.BigEndian.PutUint32(head[1:], uint32(len(payload)))
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(payload)
	return err
}

// readFrame reads a frame whose payload has at most limit(kind) bytes. Memory
// grows with what arrives, not with what the header claims.
func readFrame(r io.Reader, limit func(kind) int64) (kind, []byte, error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	k, n := kind(head[0]), int64(binary.BigEndian.Uint32(head[1:]))
	if most := limit(k); n > most {
		return k, nil, &Fault{FaultAnswer, fmt.Sprintf("the reader's answer was malformed (%d bytes where at most %d are allowed)", n, most)}
	}
	var b bytes.Buffer
	if _, err := io.CopyN(&b, r, n); err != nil {
		return k, nil, err
	}
	return k, b.Bytes(), nil
}
