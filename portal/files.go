package portal

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/payable-ap/payable"
)

// maxUpload bounds an uploaded document (SAFETY.md: the size of a mail).
const maxUpload = 50 << 20

// original hands out a file as it came, always as an attachment and never as
// something a browser opens.
//
//	GET /documents/{hash}/original
func (s *Server) original(w http.ResponseWriter, r *http.Request, v visit) error {
	hash := payable.Hash(r.PathValue("hash"))
	if !hashShape.MatchString(string(hash)) {
		return payable.ErrNotFound
	}
	o, err := s.DB.Original(r.Context(), hash)
	if err != nil {
		return err
	}
	b, err := s.DB.Bytes(r.Context(), hash)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(o.Name, hash)}))
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b) // the browser has gone
	return nil
}

// fileName makes a stranger's file name one that no file system, header or shell
// takes for anything else.
func fileName(name string, hash payable.Hash) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`"<>:|?*/`+"\u202e\u202d\u2066\u2067\u2068", r) {
			return '_'
		}
		return r
	}, name)
	name = strings.TrimLeft(name, ".-~ ")
	if name == "" || len(name) > 150 {
		name = "document-" + string(hash[:12])
	}
	return name
}

type uploadPage struct {
	frame
	MaxMB int
}

// uploadPage shows the form.
//
//	GET /upload
func (s *Server) uploadPage(w http.ResponseWriter, r *http.Request, v visit) error {
	s.show(w, r, v, http.StatusOK, "upload.html", uploadPage{s.frame(r, v, v.L.T("page.upload.title")), maxUpload >> 20})
	return nil
}

// upload takes documents in, through the same door as those that come by mail.
//
//	POST /upload  file=... (several)
func (s *Server) upload(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseMultipartForm(8 << 20); err != nil {
		return unreadable(err)
	}
	defer r.MultipartForm.RemoveAll()
	heads := r.MultipartForm.File["file"]
	if len(heads) == 0 {
		return payable.Refuse("file", "choose_file", "is missing: choose one")
	}
	n := 0
	for _, h := range heads {
		f, err := h.Open()
		if err != nil {
			return err
		}
		b, err := io.ReadAll(f)
		f.Close()
		if err != nil {
			return err
		}
		if len(b) == 0 {
			return payable.Refuse("file", "file_empty", "{name} is empty", "name", h.Filename)
		}
		if _, err := s.DB.UploadDocument(r.Context(), v.Actor, s.Entity, payable.DoorUpload, h.Filename, http.DetectContentType(b), b); err != nil {
			return err
		}
		n++
	}
	s.note(r, v.L.N("page.done.uploaded", n))
	http.Redirect(w, r, "/upload", http.StatusSeeOther)
	return nil
}

// unreadable says that a form with a file could not be read: too large, or not
// what the page sends.
func unreadable(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return payable.Refuse("file", "file_broken_off", "did not arrive whole: choose it again")
}
