package main

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"sync"

	"github.com/payable-ap/payable/ocr/score"
	"github.com/payable-ap/payable/ocr/specimen/raster"
)

// pictures prepares what payable eval --pictures draws with. The caller calls
// done at the end.
func (c *EvalCmd) pictures() (p score.Pictures, done func(), err error) {
	p = score.Pictures{Damaged: c.Pictures == "damaged", Dir: c.Keep}
	own := c.Keep == ""
	if own {
		p.Dir, err = os.MkdirTemp("", "payable-pictures")
	} else {
		err = os.MkdirAll(c.Keep, 0o755)
	}
	if err != nil {
		return p, nil, fmt.Errorf("make a folder for pictures: %w", err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir() // without a home
	}
	printer, err := raster.New(filepath.Join(cache, "payable", "wasm"))
	if err != nil {
		return p, nil, err
	}
	var one sync.Mutex // a printer draws one document at a time
	p.Print = func(pdf []byte, dpi int) ([]image.Image, error) {
		one.Lock()
		defer one.Unlock()
		return printer.Pages(pdf, dpi)
	}
	return p, func() {
		_ = printer.Close() // everything is drawn by then
		if own {
			_ = os.RemoveAll(p.Dir) // in the folder for such things
		}
	}, nil
}
