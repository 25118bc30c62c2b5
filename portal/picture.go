package portal

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image/png"
	"net/http"
	"regexp"
	"strconv"

	"github.com/payable-ap/payable"
)

// The resolutions pages are drawn in, and nothing between: each is another
// picture to keep.
const (
	thumbDPI = 24
	viewDPI  = 110
	zoomDPI  = 200
)

var hashShape = regexp.MustCompile(`^[0-9a-f]{64}$`)

// pageOf reads which page of which document a request asks for.
func pageOf(r *http.Request) (payable.Hash, int, error) {
	hash := r.PathValue("hash")
	page, err := strconv.Atoi(r.PathValue("page"))
	if !hashShape.MatchString(hash) || err != nil || page < 1 || page > 500 {
		return "", 0, payable.ErrNotFound
	}
	return payable.Hash(hash), page, nil
}

// picture shows one page as we drew it.
//
//	GET /documents/{hash}/pages/{page}.png?dpi=110
func (s *Server) picture(w http.ResponseWriter, r *http.Request, v visit) error {
	hash, page, err := pageOf(r)
	if err != nil {
		return err
	}
	dpi := atoi(r.FormValue("dpi"))
	if dpi != thumbDPI && dpi != zoomDPI {
		dpi = viewDPI
	}
	b, err := s.drawn(r.Context(), hash, page, dpi)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "private, max-age=600")
	_, _ = w.Write(b) // the browser has gone
	return nil
}

// drawn returns a page's picture, from the shelf where it is there.
func (s *Server) drawn(ctx context.Context, hash payable.Hash, page, dpi int) ([]byte, error) {
	if s.Draw == nil {
		return nil, payable.ErrNotFound
	}
	name := fmt.Sprintf("%s-%d-%d-%s.png", hash, page, dpi, safeName(s.Renderer))
	if b, ok := s.shelf.get(name); ok {
		return b, nil
	}
	b, err := s.Draw(ctx, hash, page, dpi)
	if err != nil {
		return nil, fmt.Errorf("draw page %d of %s: %w", page, hash, err)
	}
	s.shelf.put(name, b)
	return b, nil
}

// size returns a page's size in points, as its picture has it.
func (s *Server) size(ctx context.Context, hash payable.Hash, page int) (width, height float64, err error) {
	b, err := s.drawn(ctx, hash, page, viewDPI)
	if err != nil {
		return 0, 0, err
	}
	c, err := png.DecodeConfig(bytes.NewReader(b))
	return float64(c.Width) * 72 / viewDPI, float64(c.Height) * 72 / viewDPI, err
}

// words says what stands on a page and where, for filling a field by a click
// and for people who have the page read to them.
//
//	GET /documents/{hash}/pages/{page}/words
func (s *Server) words(w http.ResponseWriter, r *http.Request, v visit) error {
	hash, page, err := pageOf(r)
	if err != nil {
		return err
	}
	if s.Words == nil {
		return payable.ErrNotFound
	}
	name := fmt.Sprintf("%s-%d-words-%s.json", hash, page, safeName(s.Renderer))
	b, ok := s.shelf.get(name)
	if !ok {
		p, err := s.Words(r.Context(), hash, page)
		if err != nil {
			return fmt.Errorf("words of page %d of %s: %w", page, hash, err)
		}
		if b, err = json.Marshal(p); err != nil {
			return err
		}
		s.shelf.put(name, b)
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b) // the browser has gone
	return nil
}

var unsafeName = regexp.MustCompile(`[^A-Za-z0-9.]+`)

// safeName makes a version part of a file name.
func safeName(version string) string { return unsafeName.ReplaceAllString(version, "_") }
