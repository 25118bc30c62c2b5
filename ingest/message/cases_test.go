package message

import (
	"bytes"
	"fmt"
	"strings"
)

// A mailCase is one mail of testdata and what must come of it. The full answer
// is the golden file beside the mail; class and documents stand here, because a
// golden file alone is too easily rewritten.
type mailCase struct {
	name  string // of the files
	class string
	docs  string // names or paths of the documents, joined by ","
	raw   []byte
}

const reportHead = "From: MAILER-DAEMON@mx.example.org\nReturn-Path: <>\nTo: approvals@example.org\nSubject: Undelivered\nMIME-Version: 1.0\n"

func mailCases() []mailCase {
	managers := func(extra string) string {
		return "From: Sian <sian@example.org>\nSubject: Re: Approve 12.00 EUR\nMIME-Version: 1.0\n" + extra
	}
	report, reportBody := multipart("report; report-type=delivery-status", "r1", text("Not delivered."),
		"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; x@example.org\nAction: failed\n",
		"Content-Type: message/rfc822\n\n"+string(mixed(vendorHead, text("Hello"), file("application/pdf", "r.pdf", pdf(1)))))
	receipt, receiptBody := multipart("report; report-type=disposition-notification", "r1", text("Read."), "Content-Type: message/disposition-notification\n\nDisposition: manual-action\n")
	related, relatedBody := multipart("related", "b2", page(`<p>Regards</p><img src="cid:logo"><img src="cid:scan">`),
		picture("image/png", "logo", pngs(220, 80)), picture("image/jpeg", "scan", jpg(1240, 1754)))
	enc, encBody := multipart(`encrypted; protocol="application/pgp-encrypted"`, "b1", "Content-Type: application/pgp-encrypted\n\nVersion: 1\n", "Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\nabc\n-----END PGP MESSAGE-----\n")
	var many []string
	for i := range 60 {
		many = append(many, file("application/pdf", fmt.Sprintf("r%d.pdf", i), pdf(i)))
	}
	deep := string(mixed(vendorHead, file("application/pdf", "r.pdf", pdf(1))))
	for range 25 {
		deep = string(mixed(vendorHead, "Content-Type: message/rfc822\n\n"+deep))
	}
	return []mailCase{
		{"pdf", "invoice", "r.pdf", mixed(vendorHead, text("Please find attached."), file("application/pdf", "r.pdf", pdf(1)))},
		{"pdf-as-octet-stream-without-ending", "invoice", "invoice", mixed(vendorHead, text("Attached."), file("application/octet-stream", "invoice", pdf(1)))},
		{"pdf-alone", "invoice", "r.pdf", eml(vendorHead+"Content-Type: application/pdf; name=r.pdf\nContent-Transfer-Encoding: base64\n", b64(pdf(1)))},
		{"pdf-that-is-none", "invoice", "r.pdf", mixed(vendorHead, text("Attached."), file("application/pdf", "r.pdf", []byte{0, 1, 2, 3, 0xfe}))},
		{"same-pdf-twice", "invoice", "a.pdf", mixed(vendorHead, file("application/pdf", "a.pdf", pdf(1)), file("application/pdf", "b.pdf", pdf(1)))},
		{"name-in-latin-1-pieces", "invoice", "Rechnung für März.pdf", mixed(vendorHead, "Content-Type: application/pdf\nContent-Disposition: attachment;\n filename*0*=iso-8859-1''Rechnung%20f%FCr;\n filename*1*=%20M%E4rz.pdf\nContent-Transfer-Encoding: base64\n\n"+b64(pdf(1)))},
		{"xml-in-latin-1-keeps-its-bytes", "invoice", "i.xml", mixed(vendorHead, text("Attached."), "Content-Type: text/xml; charset=iso-8859-1; name=i.xml\nContent-Transfer-Encoding: base64\n\n"+b64([]byte(ubl)))},
		{"drawing-is-no-invoice", "other", "", mixed(vendorHead, text("Look."), file("image/svg+xml", "logo.svg", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`)))},
		{"logo-and-pasted-scan", "invoice", "1.3", mixed(vendorHead+related[:0], strings.TrimSuffix(related, "\n")+"\n\n"+relatedBody)},
		{"zip-with-hostile-names", "invoice", "passwd,r.pdf", mixed(vendorHead, file("application/zip", "r.zip", zipped(map[string][]byte{"../../etc/passwd": pdf(1), "2026/r.pdf": pdf(2), "read.txt": []byte("hello")}, "../../etc/passwd", "2026/r.pdf", "read.txt")))},
		{"zip-in-zip", "invoice", "r.pdf", mixed(vendorHead, file("application/zip", "o.zip", zipped(map[string][]byte{"i.zip": zipped(map[string][]byte{"r.pdf": pdf(1)}, "r.pdf")}, "i.zip")))},
		{"zip-three-deep", "unreadable", "", mixed(vendorHead, file("application/zip", "o.zip", zipped(map[string][]byte{"i.zip": zipped(map[string][]byte{"j.zip": zipped(map[string][]byte{"r.pdf": pdf(1)}, "r.pdf")}, "j.zip")}, "i.zip")))},
		{"zip-bomb", "unreadable", "", mixed(vendorHead, file("application/zip", "o.zip", zipped(map[string][]byte{"r.pdf": make([]byte, 4<<20)}, "r.pdf")))},
		{"zip-with-password-beside-a-letter", "unreadable", "letter.pdf", mixed(vendorHead, file("application/pdf", "letter.pdf", pdf(1)), file("application/zip", "r.zip", zipped(map[string][]byte{"locked:r.pdf": pdf(2)}, "locked:r.pdf")))},
		{"winmail", "invoice", "Rechnung.pdf", mixed(vendorHead, text("Attached."), file("application/ms-tnef", "winmail.dat", winmail("Rechnung.pdf", pdf(1))))},
		{"forwarded", "invoice", "r.pdf", mixed(vendorHead, text("See below."), "Content-Type: message/rfc822\n\n"+string(mixed(vendorHead, text("Hello"), file("application/pdf", "r.pdf", pdf(1)))))},
		{"forwarded-as-file", "invoice", "r.pdf", mixed(vendorHead, text("See below."), file("application/octet-stream", "old.eml", mixed(vendorHead, file("application/pdf", "r.pdf", pdf(1)))))},
		{"signed-xml", "invoice", "i.xml", mixed(vendorHead, file("application/pkcs7-mime", "i.xml.p7m", signed([]byte(ubl), false)))},
		{"signed-mail-streamed", "invoice", "r.pdf", eml(vendorHead+"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n", b64(signed(mixed("", text("Hello"), file("application/pdf", "r.pdf", pdf(1))), true)))},
		{"smime-encrypted", "unreadable", "", eml(vendorHead+"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n", b64(tlv(0x30, tlv(0x06, []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03}))))},
		{"pgp-encrypted", "unreadable", "", eml(vendorHead+enc, encBody)},
		{"pgp-in-the-text", "unreadable", "", eml(vendorHead, "-----BEGIN PGP MESSAGE-----\nabc\n-----END PGP MESSAGE-----\n")},
		{"word-file", "unreadable", "", mixed(vendorHead, text("Attached."), file("application/msword", "r.doc", append([]byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}, make([]byte, 600)...)))},
		{"web-page-as-file", "unreadable", "", mixed(strings.Replace(vendorHead, "Invoice R-1", "For you", 1), text("Attached."), file("text/html", "R-1.html", []byte("<html><body>Invoice</body></html>")))},
		{"invoice-as-text-file", "unreadable", "", mixed(vendorHead, text("Attached."), file("text/plain", "R-1.txt", []byte("Invoice R-1\n")))},
		{"business-card", "other", "", mixed(strings.Replace(vendorHead, "Invoice R-1", "Hello", 1), text("Attached."), file("text/vcard", "me.vcf", []byte("BEGIN:VCARD\nEND:VCARD\n")))},
		{"signed-mail-of-a-person", "other", "", signedByPerson()},
		{"link-to-an-invoice", "unreadable", "", eml(vendorHead+"Content-Type: text/html\n", `<p>Your invoice for November is ready.</p><a href="https://portal.vendor.example/d/8f3">Download</a>`)},
		{"link-from-a-billing-system", "unreadable", "", eml(vendorHead+"Auto-Submitted: auto-generated\nPrecedence: bulk\n", "Ihre Rechnung 20261234 liegt bereit:\nhttps://portal.vendor.example/rechnung/8f3\n")},
		{"billing-system-with-pdf", "invoice", "r.pdf", mixed(vendorHead+"Auto-Submitted: auto-generated\nPrecedence: bulk\nList-Unsubscribe: <mailto:u@vendor.example>\n", text("Attached."), file("application/pdf", "r.pdf", pdf(1)))},
		{"too-many-attachments", "unreadable", strings.TrimSuffix(strings.Repeat("*,", 50), ","), mixed(vendorHead, many...)},
		{"too-deep", "unreadable", "", []byte(deep)},
		{"newsletter-about-invoices", "automatic", "", eml("From: news@shop.example\nTo: invoices@example.org\nSubject: Five tips for better invoices\nList-Id: <news.shop.example>\nList-Unsubscribe: <https://shop.example/u>\nContent-Type: text/html\n", `<p>Read how others handle an invoice.</p><a href="https://shop.example/blog/tips">View</a>`)},
		{"out-of-office", "automatic", "", eml("From: sian@example.org\nTo: x@example.org\nSubject: Out of office\nAuto-Submitted: auto-replied\n", "I am away. For an invoice write to accounts.\n")},
		{"out-of-office-to-a-request", "automatic", "", eml(managers("To: approvals+"+token+"@example.org\nAuto-Submitted: auto-replied\n"), "I am away.\n> APPROVE\n")},
		{"read-receipt", "automatic", "", eml("From: sian@example.org\nTo: approvals@example.org\nSubject: Read\nMIME-Version: 1.0\n"+receipt, receiptBody)},
		{"suppress-header-on-a-persons-mail", "other", "", eml("From: ana@vendor.example\nTo: invoices@example.org\nSubject: Question\nX-Auto-Response-Suppress: All\n", "When do you pay?\n")},
		{"reply-to-the-plus-address", "reply", "", eml(managers("To: approvals+"+token+"@example.org\n"), "APPROVE\n")},
		{"reply-in-capitals", "reply", "", eml(managers("To: APPROVALS+"+strings.ToUpper(token)+"@example.org\n"), "APPROVE\n")},
		{"reply-by-references", "reply", "", eml(managers("To: ap@example.org\nReferences: <x@y>\n <approval."+token+"@example.org>\n"), "APPROVE\n")},
		{"reply-from-a-mailto-link", "reply", "", eml("From: Sian <sian@example.org>\nTo: approvals@example.org\nSubject: [abcdefgh] APPROVE "+token+"\n", "APPROVE\n")},
		{"reply-without-its-token", "reply", "", eml(managers("To: approvals@example.org\nIn-Reply-To: <lost@example.org>\n"), "APPROVE\n")},
		{"reply-with-a-signature-picture", "reply", "", mixed(managers("To: approvals+"+token+"@example.org\n"), text("APPROVE"), picture("image/png", "sig", pngs(300, 100)))},
		{"another-instances-token", "other", "", eml(managers("To: approvals+"+token+"@other.example\n"), "APPROVE\n")},
		{"answer-to-a-notice", "reply", "", eml("From: ana@vendor.example\nTo: invoices@example.org\nSubject: Re: Your invoice R-1\nIn-Reply-To: <answer."+token[:32]+"@mail.example.org>\n", "Thank you.\n")},
		{"answer-to-a-notice-with-the-invoice", "invoice", "r.pdf", mixed("From: ana@vendor.example\nTo: invoices@example.org\nSubject: Re: Your invoice R-1\nIn-Reply-To: <answer."+token[:32]+"@mail.example.org>\nMIME-Version: 1.0\n", text("Here it is."), file("application/pdf", "r.pdf", pdf(1)))},
		{"answer-to-a-colleague", "other", "", eml("From: ana@vendor.example\nTo: invoices@example.org\nSubject: Re: Lunch\nIn-Reply-To: <7@mail.example.org>\n", "Thank you.\n")},
		{"stop-after-a-receipt", "reply", "", eml(managers("To: ap@example.org\nIn-Reply-To: <receipt."+token+"@mail.example.org>\n"), "STOP\n")},
		{"bounce-report", "bounce", "r.pdf", eml(reportHead+report, reportBody)},
		{"bounce-without-a-report", "bounce", "", eml(reportHead, "The following address failed: x@example.org\n")},
		{"from-an-mbox-file", "invoice", "r.pdf", append([]byte("\xef\xbb\xbf\r\nFrom billing@vendor.example Fri Nov 20 10:00:00 2026\r\n"), mixed(vendorHead, file("application/pdf", "r.pdf", pdf(1)))...)},
		{"last-boundary-missing", "invoice", "r.pdf", withoutEnd(mixed(vendorHead, text("Attached."), file("application/pdf", "r.pdf", pdf(1))))},
	}
}

// withoutEnd drops the last line.
func withoutEnd(raw []byte) []byte {
	return raw[:bytes.LastIndex(raw, []byte("--b"))]
}

// signedByPerson is a mail with a detached S/MIME signature.
func signedByPerson() []byte {
	ct, body := multipart(`signed; protocol="application/pkcs7-signature"`, "s1", text("When do you pay the invoice?"), file("application/pkcs7-signature", "smime.p7s", tlv(0x30, nil)))
	return eml(vendorHead+ct, body)
}
