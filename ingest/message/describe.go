package message

import "github.com/payable-ap/payable"

// A Description is what "payable mail FILE.eml" prints about one mail, as one
// JSON object. Reply is filled by the command, which may import portal/reply.
type Description struct {
	File     string            `json:"file"`
	SHA256   string            `json:"sha256"`
	Size     int64             `json:"size"`
	Class    string            `json:"class"` // a payable.MessageState
	Reason   string            `json:"reason"`
	From     string            `json:"from,omitempty"`
	Subject  string            `json:"subject,omitempty"`
	Parts    []PartDescription `json:"parts"`
	Problems []string          `json:"problems,omitempty"`
	Reply    *ReplyDescription `json:"reply,omitempty"`
}

// A PartDescription is one part of a [Description].
type PartDescription struct {
	Path     string `json:"path"`
	Name     string `json:"name,omitempty"`
	Type     string `json:"type"` // by content
	Claimed  string `json:"claimed,omitempty"`
	Size     int64  `json:"size"`
	SHA256   string `json:"sha256"`
	Inline   bool   `json:"inline,omitempty"`
	Document bool   `json:"document"`
	Why      string `json:"why,omitempty"`
}

// A ReplyDescription is the new text of a reply and the verb in it.
type ReplyDescription struct {
	Text string `json:"text"`
	Verb string `json:"verb,omitempty"`
}

// Describe parses and sorts raw. A mail that is none gets the class unreadable
// and its reason, so that one odd file never stops the others.
func Describe(file string, raw []byte, ours Ours) Description {
	d := Description{File: file, SHA256: string(payable.HashOf(raw)), Size: int64(len(raw)), Parts: []PartDescription{}}
	m, err := Parse(raw, DefaultLimits())
	if err != nil {
		d.Class, d.Reason = string(payable.MessageUnreadable), err.Error()
		return d
	}
	state, reason := Sort(m, ours)
	d.Class, d.Reason = string(state), reason
	d.From, d.Subject, d.Problems = m.From, m.Subject, m.Problems
	for _, p := range m.Parts {
		d.Parts = append(d.Parts, PartDescription{
			Path: p.Path, Name: p.Name, Type: p.Type, Claimed: p.Claimed, Size: p.Size, SHA256: string(p.Hash),
			Inline: p.Inline, Document: p.Document, Why: p.Why,
		})
	}
	return d
}
