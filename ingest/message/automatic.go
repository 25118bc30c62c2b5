package message

import (
	"strings"
)

// bounce says why m is a delivery report, or "".
func bounce(m *Mail) string {
	if m.report == "delivery-status" {
		return "a delivery report (multipart/report)"
	}
	for _, p := range m.Parts {
		if strings.HasPrefix(p.Claimed, "message/") && strings.HasSuffix(p.Claimed, "delivery-status") && !strings.Contains(p.Path, "!") {
			return "a delivery report (message/delivery-status)"
		}
	}
	if m.Get("X-Failed-Recipients") != "" && fromMachine(m) {
		return "a delivery report (X-Failed-Recipients)"
	}
	if emptyReturnPath(m) && fromMachine(m) {
		return "a delivery report (empty Return-Path, from a mail server)"
	}
	return ""
}

func emptyReturnPath(m *Mail) bool {
	for _, name := range []string{"Return-Path", "X-Envelope-From"} {
		for _, v := range m.Values(name) {
			if strings.ReplaceAll(v, " ", "") == "<>" {
				return true
			}
		}
	}
	return false
}

// fromMachine reports whether a mail server says it wrote the mail.
func fromMachine(m *Mail) bool {
	from := strings.ToLower(m.From)
	return strings.Contains(from, "mailer-daemon") || strings.Contains(from, "postmaster@") || strings.Contains(from, "mail delivery")
}

// automatic says why no person wrote m, or "". X-Auto-Response-Suppress is not
// looked at: Outlook writes it on people's mail too (APPROVALS.md, rung 2).
func automatic(m *Mail) string {
	for _, v := range m.Values("Auto-Submitted") {
		v, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(v)), ";")
		if v != "" && v != "no" {
			return "automatic: Auto-Submitted is " + clip(v)
		}
	}
	if m.report != "" {
		return "automatic: a report (" + clip(m.report) + ")"
	}
	if len(m.structure) > 0 && m.structure[0] == "multipart/report" {
		return "automatic: a report"
	}
	for _, name := range []string{"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Autorespond-From"} {
		if v := m.Get(name); v != "" && !strings.EqualFold(v, "no") {
			return "automatic: " + name
		}
	}
	for _, v := range m.Values("Precedence") {
		switch v = strings.ToLower(strings.TrimSpace(v)); v {
		case "bulk", "list", "junk", "auto_reply", "auto-reply":
			return "automatic: Precedence is " + v
		}
	}
	for _, name := range []string{"List-Id", "List-Unsubscribe", "List-Post"} {
		if m.Get(name) != "" {
			return "automatic: a mailing list or newsletter (" + name + ")"
		}
	}
	if emptyReturnPath(m) {
		return "automatic: the Return-Path is empty"
	}
	return ""
}

// clip shortens a stranger's value for a sentence.
func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
