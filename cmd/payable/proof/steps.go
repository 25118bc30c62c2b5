package proof

import (
	"fmt"
	"slices"
	"strings"
)

// A Step is what a process was at when it was killed.
type Step string

// The steps kills must land in.
const (
	Fetching Step = "fetching"
	Storing  Step = "storing"
	Marking  Step = "marking"
	Sorting  Step = "sorting"
	Reading  Step = "reading (parent)"
	Worker   Step = "reading (worker)"
	Matching Step = "matching"
	Answer   Step = "answering"
	Sending  Step = "sending"
	Export   Step = "exporting"
	Serving  Step = "answering a person"
	Down     Step = "postgres down"
	Idle     Step = "idle or starting"
)

// Steps lists the steps in the order of the pipeline.
var Steps = []Step{Fetching, Storing, Marking, Sorting, Reading, Worker, Matching, Answer, Sending, Export, Serving, Down, Idle}

// byKind says which step a kind in the log is.
var byKind = map[string]Step{
	"store_message": Storing, "sort_message": Sorting, "read_document": Reading, "match_invoice": Matching,
	"answer_reply": Answer, "send_mail": Sending, "export_invoice": Export,
}

// A Histogram counts kills by what they hit. One kill may hit several steps: a
// process does several things at once.
type Histogram map[Step]int

// String lists the steps in the order of the pipeline.
func (h Histogram) String() string {
	var out []string
	for _, s := range Steps {
		out = append(out, fmt.Sprintf("%s %d", s, h[s]))
	}
	return strings.Join(out, ", ")
}

// Missed returns the steps that were hit less than least times.
func (h Histogram) Missed(least int) []Step {
	return slices.DeleteFunc(slices.Clone(Steps), func(s Step) bool { return h[s] >= least })
}
