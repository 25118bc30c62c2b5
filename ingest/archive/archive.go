// Package archive opens the ZIP files vendors put their invoices in.
//
// The files come out as bytes in memory; no path is ever written, so a name such
// as "../../etc/cron.d/x" is only a hostile string. Whatever the archive claims
// about itself is checked against what it really holds while it is unpacked: a
// bomb ends at the limits of [Limits], not when memory does.
//
// Archives inside archives are the caller's to open again, with the same
// [Budget], so that the limits hold for all of them together.
package archive

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Limits bound what one mail's archives may cost together.
type Limits struct {
	Entries int   // files in all archives together
	Depth   int   // archives inside archives; 1 opens no inner one
	Total   int64 // bytes unpacked, all archives together
	Ratio   int64 // unpacked to packed; files below 1 MiB are let off, because small XML packs well
}

// Default returns the limits of SAFETY: 200 entries, depth 2, 200 MB, 100:1.
func Default() Limits { return Limits{Entries: 200, Depth: 2, Total: 200 << 20, Ratio: 100} }

// ratioFrom is the size below which a file cannot be a bomb by itself.
const ratioFrom = 1 << 20

// A Budget is what is left of the limits.
type Budget struct {
	entries int
	total   int64
	ratio   int64
}

// Budget returns the limits as a full purse.
func (l Limits) Budget() *Budget { return &Budget{entries: l.Entries, total: l.Total, ratio: l.Ratio} }

// A File is one unpacked file.
type File struct {
	Name string // as the archive spells it, hostile
	Data []byte
}

// A Content is what came out of one archive.
type Content struct {
	Files []File
	// Problems names every file that did not come out, with its reason.
	Problems []string
	// Locked says that at least one file wants a password.
	Locked bool
}

// IsZIP reports whether b begins like a ZIP file. Office documents do too; the
// caller tells them apart by their content type.
func IsZIP(b []byte) bool {
	return bytes.HasPrefix(b, []byte("PK\x03\x04")) || bytes.HasPrefix(b, []byte("PK\x05\x06"))
}

// Open unpacks b and charges budget. It never fails as a whole: what could not
// be unpacked is in Problems, and what could is in Files.
func Open(b []byte, budget *Budget) Content {
	var c Content
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil && z == nil {
		c.Problems = append(c.Problems, fmt.Sprintf("not a whole ZIP file: %v", err))
		return c
	}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") { // a folder
			continue
		}
		if budget.entries <= 0 {
			c.Problems = append(c.Problems, "more files than the limit allows")
			return c
		}
		budget.entries--
		if f.Flags&1 != 0 {
			c.Locked = true
			c.Problems = append(c.Problems, fmt.Sprintf("%q wants a password", f.Name))
			continue
		}
		data, err := unpack(f, budget)
		if err != nil {
			c.Problems = append(c.Problems, fmt.Sprintf("%q: %v", f.Name, err))
			continue
		}
		c.Files = append(c.Files, File{Name: f.Name, Data: data})
	}
	return c
}

// unpack reads one file and charges what it really unpacks to, not what its
// header claims.
func unpack(f *zip.File, budget *Budget) ([]byte, error) {
	allowed, why := budget.total, "the archives unpack to more than the limit allows"
	if most := max(int64(f.CompressedSize64)*budget.ratio, ratioFrom); most < allowed {
		allowed, why = most, fmt.Sprintf("unpacks to more than %d times its size", budget.ratio)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, allowed+1))
	budget.total -= int64(len(data))
	if int64(len(data)) > allowed {
		return nil, fmt.Errorf("%s", why)
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}
