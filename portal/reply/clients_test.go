package reply

import (
	"encoding/base64"
	"fmt"
	"mime/quotedprintable"
	"strings"
)

// asked is the request the test mails quote, with the words of our own letter.
const asked = `Please decide on this invoice: 4,812.00 GBP to Acme Ltd.

Vendor: Acme Ltd
Invoice: INV-1007 of 2 November 2026
Amount payable: 4,812.00 GBP

Answer this mail. Write one of these words as the first line:
"APPROVE" - pay it
"REJECT" and a reason - do not pay it
"HOLD" and a reason - not yet

We never ask for new bank details by mail.`

// A client is a mail program: what it makes of a text and the mail it quotes.
type client struct {
	name  string
	write func(l letter, text, lang string) letter
}

// intros are how the programs introduce a quote, by language.
var intros = map[string]map[string]string{
	"gmail": {
		"en": "On Sat, 21 Nov 2026 at 09:14, Payable <approvals@pay.corp.example> wrote:",
		"de": "Am Sa., 21. Nov. 2026 um 09:14 Uhr schrieb Payable <approvals@pay.corp.example>:",
		"fr": "Le sam. 21 nov. 2026 à 09:14, Payable <approvals@pay.corp.example> a écrit :",
		"cy": "Ar Sad, 21 Tach 2026 am 09:14, ysgrifennodd Payable <approvals@pay.corp.example>:",
	},
	"apple": {
		"en": "On 21 Nov 2026, at 09:14, Payable <approvals@pay.corp.example> wrote:",
		"de": "Am 21.11.2026 um 09:14 schrieb Payable <approvals@pay.corp.example>:",
		"fr": "Le 21 nov. 2026 à 09:14, Payable <approvals@pay.corp.example> a écrit :",
		"cy": "Ar 21 Tach 2026, am 09:14, ysgrifennodd Payable <approvals@pay.corp.example>:",
	},
	"thunderbird": {
		"en": "On 21/11/2026 09:14, Payable wrote:",
		"de": "Am 21.11.26 um 09:14 schrieb Payable:",
		"fr": "Le 21/11/2026 à 09:14, Payable a écrit :",
		"cy": "Ar 21/11/2026 09:14, ysgrifennodd Payable:",
	},
	"yahoo": {
		"en": "On Saturday, 21 November 2026 at 09:14:02 GMT, Payable <approvals@pay.corp.example> wrote:",
		"de": "Am Samstag, 21. November 2026 um 10:14:02 MEZ hat Payable <approvals@pay.corp.example> Folgendes geschrieben:",
		"fr": "Le samedi 21 novembre 2026 à 10:14:02 UTC+1, Payable <approvals@pay.corp.example> a écrit :",
		"cy": "Ar Dydd Sadwrn, 21 Tachwedd 2026 am 09:14:02 GMT, ysgrifennodd Payable <approvals@pay.corp.example>:",
	},
}

// outlookBlock is the head of a quote as Outlook writes it, by language.
var outlookBlock = map[string][4]string{
	"en": {"From", "Sent", "To", "Subject"},
	"de": {"Von", "Gesendet", "An", "Betreff"},
	"fr": {"De", "Envoyé", "À", "Objet"},
	"cy": {"Oddi wrth", "Anfonwyd", "At", "Pwnc"},
}

var fromIPhone = map[string]string{"en": "Sent from my iPhone", "de": "Von meinem iPhone gesendet", "fr": "Envoyé de mon iPhone", "cy": "Anfonwyd o fy iPhone"}
var fromOutlook = map[string]string{"en": "Get Outlook for iOS", "de": "Outlook für iOS", "fr": "Obtenir Outlook pour iOS", "cy": "Get Outlook for iOS"}

func asHTML(s string) string {
	return strings.ReplaceAll(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s), "\n", "<br>\n")
}

func marked(s string) string { return "> " + strings.ReplaceAll(s, "\n", "\n> ") }

// block writes Outlook's head of a quote, in plain text or in HTML.
func block(lang, format, sep string) string {
	w := outlookBlock[lang]
	space := ""
	if lang == "fr" {
		space = " "
	}
	values := []string{"Payable <approvals@pay.corp.example>", "21 November 2026 09:14", "Siân Rhys <sian.rhys@corp.example>", "[abcd2345] Approve 4,812.00 GBP to Acme Ltd?"}
	var out []string
	for i, v := range values {
		if strings.HasPrefix(format, "<") {
			v = asHTML(v)
		}
		out = append(out, fmt.Sprintf(format, w[i]+space, v))
	}
	return strings.Join(out, sep)
}

var clients = []client{
	{"gmail-web", func(l letter, text, lang string) letter {
		intro := intros["gmail"][lang]
		return l.alternative(text+"\n\n"+wrap(intro)+"\n\n"+marked(asked)+"\n",
			`<div dir="ltr">`+asHTML(text)+`</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">`+asHTML(intro)+`<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">`+asHTML(asked)+`</blockquote></div>`)
	}},
	{"gmail-app", func(l letter, text, lang string) letter {
		intro := intros["gmail"][lang]
		return l.alternative(text+"\n\n"+wrap(intro)+"\n\n"+marked(asked)+"\n",
			`<div dir="auto">`+asHTML(text)+`</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">`+asHTML(intro)+`</div><blockquote class="gmail_quote">`+asHTML(asked)+`</blockquote></div>`)
	}},
	{"outlook-desktop", func(l letter, text, lang string) letter {
		return l.alternative(text+"\n\n"+block(lang, "%s: %s", "\n")+"\n\n"+asked+"\n",
			`<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body lang=EN-GB><div class=WordSection1><p class=MsoNormal><span lang=EN-US>`+asHTML(text)+`<o:p></o:p></span></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>`+block(lang, "<b>%s:</b> %s", "<br>")+`<o:p></o:p></p></div></div><p class=MsoNormal>`+asHTML(asked)+`</p></div></body></html>`)
	}},
	{"outlook-web", func(l letter, text, lang string) letter {
		return l.alternative(text+"\n________________________________\n"+block(lang, "%s: %s", "\n")+"\n\n"+asked+"\n",
			`<html><body dir="ltr"><div class="elementToProof" style="font-family:Aptos;font-size:12pt">`+asHTML(text)+`</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">`+block(lang, "<b>%s:</b> %s", "<br>")+`</div><div>`+asHTML(asked)+`</div></body></html>`)
	}},
	{"outlook-ios", func(l letter, text, lang string) letter {
		return l.alternative(text+"\n\n"+fromOutlook[lang]+"<https://aka.ms/o0ukef>\n________________________________\n"+block(lang, "%s: %s", "\n")+"\n\n"+asked+"\n",
			`<html><body><div dir="ltr">`+asHTML(text)+`</div><div id="ms-outlook-mobile-signature" dir="ltr"><a href="https://aka.ms/o0ukef">`+fromOutlook[lang]+`</a></div><div id="mail-editor-reference-message-container"><hr><div id="divRplyFwdMsg">`+block(lang, "<b>%s:</b> %s", "<br>")+`</div>`+asHTML(asked)+`</div></body></html>`)
	}},
	{"apple-mail", func(l letter, text, lang string) letter {
		return l.alternative(text+"\n\n> "+intros["apple"][lang]+"\n> \n"+marked(asked)+"\n",
			`<html><body style="overflow-wrap:break-word">`+asHTML(text)+`<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>`+asHTML(intros["apple"][lang])+`</div><br><div>`+asHTML(asked)+`</div></blockquote></div></body></html>`)
	}},
	{"iphone", func(l letter, text, lang string) letter {
		return l.alternative(text+"\n\n"+fromIPhone[lang]+"\n\n> "+intros["apple"][lang]+"\n> \n> \ufeff"+strings.ReplaceAll(asked, "\n", "\n> ")+"\n",
			`<html><body dir="auto">`+asHTML(text)+`<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">`+fromIPhone[lang]+`</div><div dir="ltr"><br><blockquote type="cite">`+asHTML(intros["apple"][lang])+`<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">`+asHTML(asked)+`</div></blockquote></body></html>`)
	}},
	{"thunderbird", func(l letter, text, lang string) letter {
		return l.plain(text + "\n\n" + intros["thunderbird"][lang] + "\n" + marked(asked) + "\n\n-- \nSiân Rhys\n")
	}},
	{"yahoo", func(l letter, text, lang string) letter {
		return l.alternative(text+"\n\n    "+intros["yahoo"][lang]+"  \n \n "+strings.ReplaceAll(asked, "\n", "\n ")+"\n  ",
			`<html><head></head><body><div class="ydpyahoo-style-wrap" style="font-family:Helvetica"><div dir="ltr">`+asHTML(text)+`</div><div><br></div></div><div id="yahoo_quoted_4711" class="yahoo_quoted"><div>`+asHTML(intros["yahoo"][lang])+`</div><div>`+asHTML(asked)+`</div></div></body></html>`)
	}},
	{"html-only", func(l letter, text, lang string) letter {
		return l.set("MIME-Version", "1.0").set("Content-Type", "text/html; charset=utf-8").set("Content-Transfer-Encoding", "base64").
			says(folded(`<html><body><p>` + asHTML(text) + `</p><blockquote type="cite"><p>` + asHTML(asked) + `</p></blockquote></body></html>`))
	}},
}

func folded(s string) string {
	b := base64.StdEncoding.EncodeToString([]byte(s))
	var out strings.Builder
	for len(b) > 76 {
		out.WriteString(b[:76] + "\n")
		b = b[76:]
	}
	return out.String() + b + "\n"
}

// wrap breaks a line at 72 characters as Gmail does with its introductions.
func wrap(s string) string {
	if len(s) <= 72 {
		return s
	}
	if i := strings.LastIndex(s[:72], " "); i > 0 {
		return s[:i] + "\n" + s[i+1:]
	}
	return s
}

func qp(s string) string {
	var b strings.Builder
	w := quotedprintable.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return strings.ReplaceAll(b.String(), "\r\n", "\n")
}

func (l letter) plain(text string) letter {
	return l.set("MIME-Version", "1.0").set("Content-Type", "text/plain; charset=UTF-8; format=flowed").
		set("Content-Transfer-Encoding", "quoted-printable").says(qp(text))
}

func (l letter) alternative(plain, html string) letter {
	const b = "=_alternative"
	return l.set("MIME-Version", "1.0").set("Content-Type", `multipart/alternative; boundary="`+b+`"`).
		says("--" + b + "\nContent-Type: text/plain; charset=\"UTF-8\"\nContent-Transfer-Encoding: quoted-printable\n\n" + qp(plain) +
			"\n--" + b + "\nContent-Type: text/html; charset=\"UTF-8\"\nContent-Transfer-Encoding: quoted-printable\n\n" + qp(html) + "\n--" + b + "--\n")
}
