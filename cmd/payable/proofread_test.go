package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/payable-ap/payable/ocr/specimen"
)

// The limits a reading may not pass (SAFETY.md): the sum of a document's limits,
// and a worker's memory with what it may grow by between two looks.
const (
	mostSeconds = 480
	mostMemory  = 1_200_000_000 * 105 / 100
)

// TestProofRead reads every file of the corpus with one "payable read": the
// parent must come to its end, each file must have a result or a reason, and
// none may take more time or memory than it may. It is small by default;
// PAYABLE_PROOF=full ("make proof-read") reads all files. Where there is no
// corpus it reads specimens and hostile files of our own.
func TestProofRead(t *testing.T) {
	files := ownFiles(t)
	for _, kind := range []string{"pdf", "image", "xml", "robustness"} {
		if root := corpus(t, kind); root != "" {
			files = append(files, filesIn(t, root)...)
		}
	}
	if os.Getenv("PAYABLE_PROOF") != "full" {
		few := slices.Clone(files[:0:0])
		for i := 0; i < len(files); i += max(1, len(files)/20) {
			few = append(few, files[i])
		}
		files = few
	}
	i := newInstall(t)
	cmd := i.command(append([]string{"read"}, files...)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	began := time.Now()
	check(t, cmd.Start())
	watch := watchReaders(cmd.Process.Pid)
	err := cmd.Wait()
	took, memory := time.Since(began), watch.end()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) { // 1: some could not be read
		t.Fatalf("payable read: %v\n%s", err, errs.String())
	}
	if errs.Len() > 0 {
		t.Errorf("payable read complained: %s", errs.String())
	}
	r := countReadings(t, files, jsonLines[readLine](t, out.String()))
	t.Logf("proof-read: %d files in %s: %d documents, %d files with nothing in them but a reason; ms a file p50 %d, p95 %d, max %d (%s); largest worker %d MB",
		len(files), took.Round(time.Second), r.documents, r.unread, r.percentile(50), r.percentile(95), r.percentile(100), filepath.Base(r.slowest), memory/1_000_000)
	for _, reason := range r.commonest() {
		t.Logf("%4d × %s", r.reasons[reason], reason)
	}
	if memory > mostMemory {
		t.Errorf("a worker took %d MB, more than the %d it may", memory/1_000_000, mostMemory/1_000_000)
	}
	if memory == 0 {
		t.Error("no worker was seen")
	}
	if (err != nil) != (r.unread > 0) {
		t.Errorf("exit status: %v with %d unread files", err, r.unread)
	}
}

// filesIn lists the documents below a folder; a manifest of the corpus is none.
func filesIn(t testing.TB, root string) []string {
	t.Helper()
	var out []string
	check(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && filepath.Ext(path) != ".jsonl" {
			out = append(out, path)
		}
		return err
	}))
	return out
}

// ownFiles draws documents as they should be and as they should not.
func ownFiles(t testing.TB) []string {
	t.Helper()
	dir := t.TempDir()
	var out []string
	put := func(name string, data []byte) {
		path := filepath.Join(dir, name)
		check(t, os.WriteFile(path, data, 0o644))
		out = append(out, path)
	}
	bill := mailOf(t, tell(t), "price-above-order").Bills[0]
	pdf, _, err := specimen.Draw(bill, specimen.Modern)
	check(t, err)
	put("good.pdf", pdf)
	put("good.xml", specimen.UBL(bill))
	put("half.pdf", pdf[:len(pdf)/2])
	put("empty.pdf", nil)
	put("words.txt", []byte("Dear Sir or Madam"))
	if os.Getenv("PAYABLE_PROOF") == "full" { // it takes all of its 30 seconds
		put("giant.pdf", hostile(t, "giant.pdf"))
	}
	put("entity.xml", []byte(`<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Invoice>&b;</Invoice>`))
	put("deep.xml", []byte(strings.Repeat("<a>", 200_000)+strings.Repeat("</a>", 200_000)))
	put("hybrid.pdf", must[[]byte](t)(specimen.FacturX(pdf, specimen.CII(bill))))
	return out
}

// readings are what came of the files.
type readings struct {
	documents, unread int
	ms                []int
	slowest           string
	reasons           map[string]int
}

// countReadings holds the lines against the files: each has at least one, with
// fields or with a reason, within its time.
func countReadings(t testing.TB, files []string, lines []readLine) readings {
	t.Helper()
	r := readings{reasons: map[string]int{}}
	of := map[string][]readLine{}
	for _, l := range lines {
		of[l.File] = append(of[l.File], l)
	}
	slowest := -1
	for _, f := range files {
		found := of[f]
		if len(found) == 0 {
			t.Errorf("%s has neither a result nor a reason", f)
			continue
		}
		ms, empty := 0, true
		for _, l := range found {
			ms = max(ms, l.MS)
			if len(l.Fields) > 0 || len(l.Lines) > 0 || l.DocType != "" {
				r.documents++
				empty = false
			} else if len(l.Problems) == 0 {
				t.Errorf("%s has a line with neither a result nor a reason", f)
			}
		}
		if empty {
			r.unread++
			for _, reason := range found[0].Problems {
				r.reasons[general(reason)]++
			}
		}
		if ms > mostSeconds*1000 {
			t.Errorf("%s took %d ms, more than the %d s it may", f, ms, mostSeconds)
		}
		if ms > slowest {
			slowest, r.slowest = ms, f
		}
		r.ms = append(r.ms, ms)
	}
	slices.Sort(r.ms)
	return r
}

// general takes figures and names out of a reason, so that equal ones count
// together.
func general(reason string) string {
	words := strings.Fields(reason)
	for i, w := range words {
		if strings.ContainsAny(w, "0123456789") {
			words[i] = "#"
		}
	}
	return strings.Join(words, " ")
}

func (r readings) percentile(p int) int {
	if len(r.ms) == 0 {
		return 0
	}
	return r.ms[min(len(r.ms)-1, len(r.ms)*p/100)]
}

func (r readings) commonest() []string {
	var out []string
	for reason := range r.reasons {
		out = append(out, reason)
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(cmp.Compare(r.reasons[b], r.reasons[a]), strings.Compare(a, b))
	})
	return out
}

// A readerWatch looks at the document workers of a process.
type readerWatch struct {
	cancel context.CancelFunc
	over   sync.WaitGroup
	most   int64 // bytes, the largest a worker was ever
}

func watchReaders(parent int) *readerWatch {
	ctx, cancel := context.WithCancel(context.Background())
	w := &readerWatch{cancel: cancel}
	w.over.Go(func() {
		for ctx.Err() == nil {
			for _, pid := range readersOf(parent) {
				w.most = max(w.most, peakMemory(pid))
			}
			time.Sleep(50 * time.Millisecond)
		}
	})
	return w
}

func (w *readerWatch) end() int64 {
	w.cancel()
	w.over.Wait()
	return w.most
}

// readersOf lists the document workers of a process.
func readersOf(parent int) []int {
	var out []int
	tasks, err := filepath.Glob("/proc/" + strconv.Itoa(parent) + "/task/*/children")
	if err != nil {
		return nil
	}
	for _, f := range tasks {
		children, err := os.ReadFile(f)
		if err != nil {
			continue // the thread has ended
		}
		for _, word := range strings.Fields(string(children)) {
			pid, err := strconv.Atoi(word)
			if err != nil {
				continue
			}
			if line, err := os.ReadFile("/proc/" + word + "/cmdline"); err == nil && strings.Contains(string(line), "document-worker") {
				out = append(out, pid)
			}
		}
	}
	return out
}

// peakMemory is the most a process ever held, 0 if it has ended.
func peakMemory(pid int) int64 {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(v)[0], 10, 64)
			if err == nil {
				return kb * 1024
			}
		}
	}
	return 0
}
