package reply

import (
	"regexp"
	"strings"
)

// NewText returns what the sender of a plain text wrote: quoted lines, the lines
// that introduce them ("On Friday Sian wrote:", "-----Original Message-----",
// Outlook's block of From, Sent, To) and the signature are left out. Where it
// cannot be told what is quoted, less is taken for new: a request answered
// without a word of one's own must never read as a decision.
func NewText(plain string) string {
	lines := strings.Split(normalise(plain), "\n")
	var out []string
	for i := 0; i < len(lines); i++ {
		if quoted(lines[i]) {
			continue
		}
		n, kind := divider(lines[i:])
		switch kind {
		case noDivider:
			out = append(out, lines[i])
		case introduction:
			// What follows is marked line by line, or not at all and then all of it
			// is the quote.
			if !quotedNext(lines[i+n:]) {
				return strip(out)
			}
			i += n - 1
		case endOfNew:
			return strip(out)
		}
	}
	return strip(out)
}

// normalise gives every text the same line ends and drops what nobody sees.
func normalise(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		switch r {
		case '\ufeff', '\u200b', '\u200e', '\u200f', '\u2060', '\u1427', '\u00ad', 0:
			return -1
		case '\u00a0', '\u202f', '\u2007':
			return ' '
		}
		return r
	}, s)
}

// quoteMark matches the marks of a quoted line, also "Sian>" and "C>".
var quoteMark = regexp.MustCompile(`^\s*(>|\|(\s|$)|[A-Za-z]{1,12}>)`)

func quoted(line string) bool { return quoteMark.MatchString(line) }

func quotedNext(lines []string) bool {
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			return quoted(l)
		}
	}
	return false
}

type dividerKind int

const (
	noDivider    dividerKind = iota
	introduction             // "On Friday Sian wrote:"
	endOfNew                 // all that follows is older
)

// divider says whether lines begin with something that introduces older text,
// and how many lines it takes.
func divider(lines []string) (n int, kind dividerKind) {
	first := strings.TrimSpace(lines[0])
	switch {
	case first == "":
		return 0, noDivider
	case originalMessage.MatchString(first):
		return 1, endOfNew
	case headerBlock(lines):
		return 1, endOfNew
	case rule.MatchString(first) && len(lines) > 1 && headerBlock(skipBlank(lines[1:])):
		return 1, endOfNew
	}
	if n := attribution(lines); n > 0 {
		return n, introduction
	}
	return 0, noDivider
}

func skipBlank(lines []string) []string {
	for len(lines) > 1 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	return lines
}

var rule = regexp.MustCompile(`^([-_=*]\s?){5,}$`)

// originalMessage matches the line that old and new mail programs put above what
// they quote or forward, in the languages of the catalogues and a few neighbours.
var originalMessage = regexp.MustCompile(`(?i)^[-_*\s>]*(original message|original appointment|reply message|forwarded message|begin forwarded message|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|anfang der weitergeleiteten (nachricht|e-mail)|message d[’']origine|message original|message initial|message transféré|message transmis|début du message (transféré|réexpédié)|neges wreiddiol|neges a anfonwyd ymlaen|mensaje original|mensaje reenviado|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|mensagem original|oprindelig meddelelse|opprinnelig melding|ursprungligt meddelande)[-_*\s:]*$`)

// labels are the words of a block of header fields as mail programs write it
// above a quote.
var (
	fromLabel  = regexp.MustCompile(`(?i)^[*\s>]*(from|von|de|oddi wrth|da|van|från|fra|od|от|expéditeur|absender)\s*:\s*\*?\s*\S`)
	otherLabel = regexp.MustCompile(`(?i)^[*\s>]*(sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé|date d[’']envoi|à|a|objet|destinataire|anfonwyd|dyddiad|at|pwnc|inviato|data|oggetto|risposta|enviado|fecha|para|asunto|assunto|verzonden|aan|onderwerp|skickat|till|ämne|sendt|til|emne|reply-to|antwort an|importance|wichtigkeit)\s*:\s*\*?`)
)

func headerBlock(lines []string) bool {
	if !fromLabel.MatchString(lines[0]) {
		return false
	}
	found := 0
	for i, l := range lines[1:] {
		if i > 7 || found >= 2 {
			break
		}
		if otherLabel.MatchString(l) {
			found++
		}
	}
	return found >= 2
}

// An attribution starts like a date or a sender and ends with a word for
// "wrote" and a colon, on up to four lines.
var (
	dateStart        = regexp.MustCompile(`(?i)^[*\s-]*(on|am|le|ar|at|el|em|il|op|den|dnia|på|в|en date du)\s`)
	attributionStart = regexp.MustCompile(`(?i)^[*\s-]*(on|am|le|ar|at|el|em|il|op|den|dnia|på|в|en date du)\s|^\d{1,4}[ ./-]|@|\d{1,2}[./]\d{1,2}[./]\d{2,4}|^\p{L}+, \d`)
	attributionEnd   = regexp.MustCompile(`(?i)(\b(wrote|a écrit|schrieb|geschrieben|ysgrifennodd|escribió|escreveu|ha scritto|schreef|skrev|pisze)|\bnapisał(\(a\))?|написал(\(а\))?|пише|写道)\s*[:：]\s*-*\s*$`)
	attributionName  = regexp.MustCompile(`(?i)(\b(schrieb|schreef|skrev|ysgrifennodd)\b|написал|пользователь).*:\s*$`)
	attributionDate  = regexp.MustCompile(`(?i)^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b.*<[^<>]*@[^<>]*>\s*:?\s*$`)
	wroteDashes      = regexp.MustCompile(`(?i)^-+ on .* wrote -+$`)
	brokenOff        = regexp.MustCompile(`(?i)^>\s*(>\s*)?((wrote|a écrit|schrieb|ysgrifennodd)\s*)?:$`)
	hasWhen          = regexp.MustCompile(`\d|@`)
)

// attribution returns how many lines introduce a quote, 0 for none. A line that
// only precedes a shorter introduction is none of it.
func attribution(lines []string) int {
	n := introduced(lines)
	for k := 1; k < n; k++ {
		if dateStart.MatchString(strings.TrimSpace(lines[k])) && !dateStart.MatchString(strings.TrimSpace(lines[0])) {
			return 0
		}
	}
	return n
}

func introduced(lines []string) int {
	first := strings.TrimSpace(lines[0])
	starts := attributionStart.MatchString(first)
	joined := ""
	for n := 1; n <= 4 && n <= len(lines); n++ {
		l := strings.TrimSpace(lines[n-1])
		if brokenOff.MatchString(l) && n > 1 {
			l = strings.TrimLeft(l, "> ") // the ">" of an address, wrapped to the front
		}
		if l == "" || quoted(l) && n > 1 {
			break
		}
		joined = strings.TrimSpace(joined + " " + l)
		if len(joined) > 400 {
			break
		}
		if wroteDashes.MatchString(joined) || attributionDate.MatchString(joined) {
			return n
		}
		if !hasWhen.MatchString(joined) {
			continue
		}
		if starts && (attributionEnd.MatchString(joined) || attributionName.MatchString(joined)) {
			return n
		}
	}
	return 0
}

// signature matches lines a program adds below what its owner writes.
var signature = regexp.MustCompile(`(?i)^[\s<(*]*(sent (from|via|with|by)\b.*|from my (iphone|ipad|mobile).*|get \[?outlook for.*|envoyé (depuis|de|à partir de|avec)\b.*|télécharge[rz]? outlook.*|obtenir outlook.*|von meinem? .* gesendet\.?|gesendet (von|mit|aus|über)\b.*|diese nachricht wurde von .* gesendet\.?|outlook für (ios|android).*|anfonwyd (o|oddi|gan|drwy|gyda)\b.*|verzonden (met|vanaf)\b.*|sendt fra .*|enviado (desde|do)\b.*|inviato da\b.*|從我的 .* 傳送)$`)

var signatureStart = regexp.MustCompile(`^\s*(--|—|__+|-{3,})\s*$`)

// strip cuts the signature off the end and the blank lines off both ends.
func strip(lines []string) string {
	for i, l := range lines {
		if signatureStart.MatchString(l) && strings.TrimSpace(strings.Join(lines[:i], "")) != "" {
			lines = lines[:i]
			break
		}
	}
	for len(lines) > 0 {
		last := strings.TrimSpace(lines[len(lines)-1])
		if last != "" && !rule.MatchString(last) && !(signature.MatchString(last) && len(lines) > 1) {
			break
		}
		lines = lines[:len(lines)-1]
	}
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t")
	}
	return strings.Join(lines, "\n")
}
