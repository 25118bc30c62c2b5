package message

import (
	"fmt"
	"strings"

	"github.com/payable-ap/payable"
)

// Sort says what kind of mail m is, with the reason in one sentence. ours says
// which mails it may be an answer to.
//
// The order of the rules is the meaning: what a machine sent about our own mail
// comes first, then answers, then everything that may be an invoice. Three rules
// guard against losing one:
//
//   - Billing systems declare themselves automatic all day. An automatic mail
//     with a document is an invoice mail, unless it answers a mail of ours.
//   - A mail of which a part could not be opened, or is beyond a limit, is
//     unreadable even if other parts are fine: a person has to look. Its
//     Documents are to be read all the same.
//   - A mail that only points at an invoice is unreadable too, not other.
//
// The class decides nothing about approvals. Whether a reply is understood,
// authentic and allowed is portal/reply's verdict on the raw bytes; a mail of any
// class that carries a token ([Ours.Tokens]) belongs there.
func Sort(m *Mail, ours Ours) (payable.MessageState, string) {
	docs := m.Documents()
	tokens := ours.Tokens(m)
	if why := bounce(m); why != "" {
		return payable.MessageBounce, why
	}
	auto := automatic(m)
	if auto != "" && len(tokens) > 0 {
		return payable.MessageAutomatic, auto + ", and it answers a request of ours"
	}
	if len(tokens) > 0 {
		return payable.MessageReply, "carries the token of a request of ours"
	}
	if ours.asked(m) && auto == "" && len(docs) == 0 {
		return payable.MessageReply, "addressed to where approvals are answered"
	}
	if why := closed(m); why != "" {
		return payable.MessageUnreadable, why
	}
	if len(m.Problems) > 0 {
		return payable.MessageUnreadable, "not everything in it can be read: " + strings.Join(m.Problems, "; ")
	}
	if n := len(docs); n > 0 && (auto == "" || attached(docs)) {
		return payable.MessageInvoice, carries(docs)
	}
	if why := linked(m, auto != ""); why != "" {
		return payable.MessageUnreadable, why
	}
	if auto != "" {
		return payable.MessageAutomatic, auto
	}
	if p := unknownKind(m); p != nil {
		return payable.MessageUnreadable, fmt.Sprintf("its file %q is of a kind that is not read (%s)", p.Name, p.Type)
	}
	if ours.answers(m) {
		return payable.MessageReply, "answers a mail of ours"
	}
	return payable.MessageOther, "no document in it"
}

func carries(docs []Part) string {
	if len(docs) == 1 {
		return "carries a document: " + docs[0].Type
	}
	return fmt.Sprintf("carries %d documents", len(docs))
}

// attached reports whether one of the documents is a file, not a picture within
// the text: newsletters are full of those.
func attached(docs []Part) bool {
	for _, p := range docs {
		if !p.Inline || !strings.HasPrefix(p.Type, "image/") {
			return true
		}
	}
	return false
}

// closed says how a mail is kept from us, or "".
func closed(m *Mail) string {
	if m.Locked != "" {
		return "encrypted: " + m.Locked
	}
	for _, typ := range m.structure {
		if typ == "multipart/encrypted" {
			return "encrypted: PGP"
		}
	}
	for _, p := range m.Parts {
		switch {
		case p.Container:
		case p.Claimed == "application/pkcs7-mime" || p.Claimed == "application/x-pkcs7-mime":
			return "encrypted: S/MIME"
		case p.Claimed == "application/pgp-encrypted", strings.Contains(string(p.Data[:min(len(p.Data), 200)]), "-----BEGIN PGP MESSAGE-----"):
			return "encrypted: PGP"
		}
	}
	if strings.Contains(m.Text, "-----BEGIN PGP MESSAGE-----") {
		return "encrypted: PGP"
	}
	return ""
}

// fileKinds are files in which vendors send invoices and which are not read.
var fileKinds = []string{
	"application/vnd.openxmlformats", "application/msword", "application/vnd.ms-", "application/vnd.oasis.opendocument",
	"application/x-ole-storage", "application/rtf", "text/rtf",
	"application/x-7z-compressed", "application/x-rar-compressed", "application/vnd.rar", "application/gzip", "application/x-tar",
	"application/x-bzip2", "application/x-xz", "text/html", "application/xhtml+xml",
}

// unknownKind returns a file that may well be an invoice but is of a kind nothing
// here reads: one of fileKinds, or any whose name or mail speaks of an invoice.
func unknownKind(m *Mail) *Part {
	for i, p := range m.Parts {
		if p.Body || p.Container || p.Document || p.Inline && p.ContentID != "" || signature(p) {
			continue
		}
		if p.Name != "" && p.Type != "application/xml" && (invoiceWord.MatchString(p.Name) || invoiceWord.MatchString(m.Subject)) {
			return &m.Parts[i]
		}
		for _, kind := range fileKinds {
			if strings.HasPrefix(p.Type, kind) {
				return &m.Parts[i]
			}
		}
	}
	return nil
}

// signature reports whether p is the detached signature or key of a mail.
func signature(p Part) bool {
	switch p.Claimed {
	case "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-keys":
		return true
	}
	return false
}
