package proof

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// killReader ends the process's document worker, if it has one.
func (p *part) killReader() (hit []Step, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pid == 0 {
		return nil, false
	}
	for _, child := range readers(p.pid) {
		if syscall.Kill(child, syscall.SIGKILL) == nil {
			for _, s := range p.running {
				if s == Reading {
					return []Step{Worker}, true
				}
			}
			return nil, true
		}
	}
	return nil, false
}

// readers lists the document workers of a process.
func readers(parent int) []int {
	files, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var out []int
	for _, f := range files {
		pid, err := strconv.Atoi(f.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile("/proc/" + f.Name() + "/stat")
		if err != nil {
			continue
		}
		_, after, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(after); len(fields) < 2 || fields[1] != strconv.Itoa(parent) {
			continue
		}
		if line, err := os.ReadFile("/proc/" + f.Name() + "/cmdline"); err == nil && strings.Contains(string(line), "document-worker") {
			out = append(out, pid)
		}
	}
	return out
}
