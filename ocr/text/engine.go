package text

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"golang.org/x/sys/unix"
)

// RendererVersion names what draws pages: pictures cached under another version
// are drawn again.
const RendererVersion = "pdfium-1.19.8"

// wasmPages is the most memory PDFium gets, in pages of 64 KiB: 512 MiB.
const wasmPages = 8192

// engine is PDFium, compiled once for a process.
type engine struct {
	pool pdfium.Pool
}

// openEngine compiles PDFium, or loads it from the compile cache in dir, which
// makes 100 ms of seconds. Without dir nothing is kept.
func openEngine(dir string) (*engine, error) {
	// No CloseOnContextDone: it makes everything 3 to 9 times slower, and the
	// worker's parent kills what hangs.
	rc := wazero.NewRuntimeConfig().WithMemoryLimitPages(wasmPages)
	if dir != "" {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("making the compile cache: %w", err)
		}
		cache, err := wazero.NewCompilationCacheWithDir(dir)
		if err != nil {
			return nil, fmt.Errorf("opening the compile cache: %w", err)
		}
		rc = rc.WithCompilationCache(cache)
	}
	ctx := experimental.WithMemoryAllocator(context.Background(), experimental.MemoryAllocatorFunc(reserve))
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx, MaxTotal: 4, RuntimeConfig: rc, Stdout: os.Stderr, Stderr: os.Stderr,
		// An empty file system: the default mounts the host's root.
		FSConfig: wazero.NewFSConfig(),
	})
	if err != nil {
		return nil, fmt.Errorf("compiling PDFium: %w", err)
	}
	return &engine{pool}, nil
}

// reserved is WebAssembly memory outside the Go heap: addresses are reserved at
// once, memory is taken as it is touched and given back when the document is
// closed, and growing copies nothing.
type reserved struct{ b []byte }

func reserve(_, most uint64) experimental.LinearMemory {
	b, err := unix.Mmap(-1, 0, int(most), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		panic(errNoMemory)
	}
	// A document touches a few megabytes: three faults instead of a thousand. Not
	// every kernel has huge pages; without them it only takes longer.
	_ = unix.Madvise(b, unix.MADV_HUGEPAGE)
	return &reserved{b}
}

func (r *reserved) Reallocate(size uint64) []byte {
	if size > uint64(len(r.b)) {
		return nil
	}
	return r.b[:size]
}

func (r *reserved) Free() {
	_ = unix.Munmap(r.b) // nothing else could be done
	r.b = nil
}

// errNoMemory says that a document needs more memory than PDFium gets.
var errNoMemory = errors.New("out of memory")

// A module is one fresh PDFium with its own memory, for one document. We call
// its exports ourselves: the wrappers make eleven calls for a character where
// two are enough.
type module struct {
	inst pdfium.Pdfium
	mod  api.Module
	ctx  context.Context
	fns  map[string]api.Function
	args [12]uint64 // of the call being made: a page is thousands of them
	once sync.Once
}

func (e *engine) fresh() (*module, error) {
	inst, err := e.pool.GetInstance(30 * time.Second)
	if err != nil {
		return nil, fmt.Errorf("starting PDFium: %w", err)
	}
	// go-pdfium keeps these two in exported fields of an internal type.
	v := reflect.ValueOf(inst.GetImplementation()).Elem()
	mod, ok1 := v.FieldByName("Module").Interface().(api.Module)
	ctx, ok2 := v.FieldByName("Context").Interface().(context.Context)
	if !ok1 || !ok2 {
		return nil, errors.New("starting PDFium: its module is not where it was")
	}
	return &module{inst: inst, mod: mod, ctx: ctx, fns: map[string]api.Function{}}, nil
}

func (m *module) close() {
	m.once.Do(func() {
		_ = m.inst.Close() // its memory is gone either way
	})
}

// call calls an export. A trap (PDFium aborts when it runs out of memory)
// panics; guard turns it into an error at the edge of this package.
func (m *module) call(name string, args ...uint64) uint64 {
	f := m.fns[name]
	if f == nil {
		if f = m.mod.ExportedFunction(name); f == nil {
			panic("PDFium has no " + name)
		}
		m.fns[name] = f
	}
	m.args[0] = 0
	copy(m.args[:], args)
	if err := f.CallWithStack(m.ctx, m.args[:max(len(args), 1)]); err != nil {
		panic(trap{name, err, m.mod.Memory().Size()})
	}
	return m.args[0]
}

// A trap is PDFium's sudden end.
type trap struct {
	in   string
	err  error
	held uint32 // bytes of memory at that moment: near the limit it ran out
}

func (m *module) malloc(n int) (uint32, error) {
	p := uint32(m.call("malloc", uint64(n)))
	if p == 0 {
		return 0, errNoMemory
	}
	return p, nil
}
