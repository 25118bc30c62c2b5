package reply

import (
	"regexp"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	payable "github.com/payable-ap/payable"
)

// A Command is the one line of a reply that counts.
type Command struct {
	Verdict  payable.Verdict // empty if not understood
	Argument string          // reason, question or address
	Line     string          // the line as it was written
	Problem  Problem         // why it was not understood; empty if it was

	heard payable.Verdict // the verb a Problem took away: what the ladder would do without rung 6
}

// but returns c as not understood.
func (c Command) but(p Problem) Command {
	c.Verdict, c.Problem = "", p
	return c
}

// A Problem says why a text holds no command.
type Problem string

// The problems of a text.
const (
	nothingNew Problem = "nothing new" // only a quote
	unknown    Problem = "unknown"     // the first line is none of the words
	twoVerbs   Problem = "two verbs"
	noQuestion Problem = "no question"     // ASK alone
	noAddress  Problem = "no address"      // DELEGATE to nobody
	onlyStop   Problem = "only stop"       // another verb with the receipt's token
	notStop    Problem = "stop without it" // STOP with the request's token
)

// words lists what is understood, whole line, in any of the four languages. Case
// and accents do not matter. A word stands under one verdict only; the list is
// closed, because "don't approve" and "ok, but" must never be a decision.
var words = []struct {
	verdict payable.Verdict
	words   []string
}{
	{payable.VerdictApprove, []string{
		"approve", "approved", "i approve", "i approve this", "i approve it", "approve it", "approve this", "approve this invoice", "please approve", "invoice approved",
		"cymeradwyo", "cymeradwyaf", "cymeradwywyd", "cymeradwyir", "cymeradwya", "wedi cymeradwyo", "wedi'i gymeradwyo", "wedi ei gymeradwyo", "rwy'n cymeradwyo", "dw i'n cymeradwyo",
		"freigeben", "freigegeben", "freigabe", "freigabe erteilt", "ich gebe frei", "bitte freigeben", "genehmigt", "genehmigen", "genehmigung", "genehmigung erteilt", "ich genehmige", "hiermit genehmigt", "hiermit freigegeben",
		"approuver", "approuvé", "approuvée", "approuve", "j'approuve", "je l'approuve", "facture approuvée", "validé", "validée", "valider", "je valide", "bon à payer",
	}},
	{payable.VerdictReject, []string{
		"reject", "rejected", "i reject", "i reject this", "reject it", "reject this", "please reject",
		"gwrthod", "gwrthodaf", "gwrthodwyd", "wedi gwrthod", "wedi'i wrthod", "wedi ei wrthod", "rwy'n gwrthod",
		"ablehnen", "abgelehnt", "ablehnung", "ich lehne ab", "bitte ablehnen", "zurückweisen", "zurückgewiesen",
		"refuser", "refusé", "refusée", "refus", "je refuse", "rejeter", "rejeté", "rejetée", "je rejette",
	}},
	{payable.VerdictHold, []string{
		"hold", "on hold", "hold it", "hold this", "please hold", "put on hold",
		"dal", "dal yn ôl", "oedi", "gohirio",
		"zurückstellen", "zurückgestellt", "anhalten", "angehalten", "halten", "warten", "bitte warten",
		"attendre", "en attente", "mettre en attente", "suspendre", "suspendu", "suspendue",
	}},
	{payable.VerdictAsk, []string{
		"ask", "question",
		"gofyn", "cwestiwn",
		"frage", "fragen", "rückfrage",
		"demander", "demande",
	}},
	{payable.VerdictDelegate, []string{
		"delegate", "delegate to", "please delegate to",
		"dirprwyo", "dirprwyo i", "dirprwyo at",
		"delegieren", "delegieren an", "delegiere an", "übertragen an",
		"déléguer", "déléguer à", "je délègue à",
	}},
	{payable.VerdictStop, []string{
		"stop", "stop it", "please stop", "stop!",
		"stopio", "atal",
		"stopp", "stoppen",
		"arrêter", "arrêt", "arrêtez",
	}},
}

// courtesies may follow an approval, a stop or nothing at all, after a comma, a
// full stop or a blank.
var courtesies = []string{
	"thanks", "thank you", "many thanks", "thanks a lot", "please", "cheers", "regards", "kind regards", "best regards", "best wishes", "best", "ta",
	"diolch", "diolch yn fawr", "cofion", "cofion gorau", "os gwelwch yn dda",
	"danke", "vielen dank", "danke schön", "besten dank", "bitte", "gruß", "grüße", "viele grüße", "mit freundlichen grüßen", "mfg",
	"merci", "merci beaucoup", "s'il vous plaît", "cordialement", "bien cordialement",
}

// greetings may stand on a line of their own before the command, with a name.
var greetings = []string{
	"hi", "hello", "hey", "dear", "good morning", "good afternoon", "good evening", "morning", "afternoon", "all",
	"helo", "annwyl", "bore da", "prynhawn da", "noswaith dda", "shwmae", "haia",
	"hallo", "guten tag", "guten morgen", "guten abend", "liebe", "lieber", "liebes", "sehr geehrte", "sehr geehrter", "moin", "servus", "grüß gott",
	"bonjour", "bonsoir", "salut", "cher", "chère", "madame", "monsieur", "madame, monsieur",
}

// ParseCommand reads the command of a text without quotes: its first line that
// is not empty, after at most one greeting. A second verb on a line of its own
// makes it no command at all.
func ParseCommand(text string) Command {
	c := parse(text)
	c.heard = c.Verdict
	if c.Problem != "" {
		c.Verdict = ""
	}
	return c
}

func parse(text string) Command {
	lines, at := strings.Split(text, "\n"), 0
	skip := func() {
		for at < len(lines) && strings.TrimSpace(lines[at]) == "" {
			at++
		}
	}
	skip()
	if at < len(lines) && isGreeting(lines[at]) {
		at++
		skip()
	}
	if at >= len(lines) {
		return Command{Problem: nothingNew}
	}
	cmd := parseLine(lines[at])
	rest := lines[at+1:]
	if cmd.Verdict == "" {
		return cmd
	}
	for _, l := range rest {
		if v := bareVerb(l); v != "" && v != cmd.Verdict {
			cmd.Problem = twoVerbs
			return cmd
		}
	}
	return withComment(cmd, rest)
}

// maxComment is how much of the lines after the command is kept as its reason.
const maxComment = 1000

// withComment gives a verdict that wants a reason the lines below it where its
// own line holds none, and refuses those that cannot do without.
func withComment(cmd Command, rest []string) Command {
	comment := strings.TrimSpace(strings.Join(rest, "\n"))
	if len(comment) > maxComment {
		comment = strings.ToValidUTF8(comment[:maxComment], "")
	}
	switch cmd.Verdict {
	case payable.VerdictReject, payable.VerdictHold, payable.VerdictAsk:
		if cmd.Argument == "" {
			cmd.Argument = comment
		}
		if cmd.Argument == "" && cmd.Verdict == payable.VerdictAsk {
			cmd.Problem = noQuestion
		}
	case payable.VerdictDelegate:
		if cmd.Argument = onlyAddress(cmd.Argument); cmd.Argument == "" {
			cmd.Problem = noAddress
		}
	}
	return cmd
}

// parseLine reads one line: a verb and nothing else, or a verb that takes an
// argument and the argument.
func parseLine(line string) Command {
	line = strings.TrimSpace(line)
	if v := bareVerb(line); v != "" {
		return Command{Verdict: v, Line: line}
	}
	if v, arg := cutVerb(line); v != "" {
		return Command{Verdict: v, Argument: arg, Line: line}
	}
	return Command{Line: line, Problem: unknown}
}

// bareVerb returns the verdict of a line that is a verb and at most a courtesy.
func bareVerb(line string) payable.Verdict {
	folded := fold(line)
	if v, ok := verbs[folded]; ok {
		return v
	}
	for _, c := range foldedCourtesies {
		if head, found := strings.CutSuffix(folded, c); found && head != strings.TrimRight(head, " ,.;-–!") {
			if v, ok := verbs[strings.TrimRight(head, " ,.;-–!")]; ok && v != payable.VerdictAsk && v != payable.VerdictDelegate {
				return v
			}
		}
	}
	return ""
}

// longestVerb is how many bytes of a line can hold a verb, accents and all.
const longestVerb = 80

// cutVerb cuts the longest verb that takes an argument off the front of a line
// and returns what follows it, as written. APPROVE and STOP take none: what
// follows might take them back.
func cutVerb(line string) (payable.Verdict, string) {
	var verdict payable.Verdict
	end := 0
	for i, r := range line {
		if i > longestVerb {
			break
		}
		if !strings.ContainsRune(" \t:,;-–—", r) {
			continue
		}
		v := verbs[fold(line[:i])]
		if v != "" && v != payable.VerdictApprove && v != payable.VerdictStop {
			verdict, end = v, i
		}
	}
	return verdict, strings.TrimSpace(strings.TrimLeft(line[end:], " \t:,;.-–—"))
}

var anAddress = regexp.MustCompile(`[A-Za-z0-9!#$%&'*+/=?^_{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+`)

// onlyAddress returns the one address in s, lower case. Mail programs write an
// address twice, "sian@example.com<mailto:sian@example.com>"; two different ones
// are none.
func onlyAddress(s string) string {
	found := ""
	for _, a := range anAddress.FindAllString(strings.ReplaceAll(s, "mailto:", " "), -1) {
		a = strings.ToLower(strings.TrimRight(a, "."))
		if found != "" && a != found {
			return ""
		}
		found = a
	}
	return found
}

// isGreeting reports whether a line is a greeting with at most three more words.
func isGreeting(line string) bool {
	f := strings.TrimRight(fold(line), " ,!:;-–")
	if f == "" || strings.ContainsAny(f, ".?") {
		return false
	}
	for _, g := range foldedGreetings {
		rest, found := strings.CutPrefix(f, g)
		if found && (rest == "" || rest[0] == ' ' || rest[0] == ',') && len(strings.Fields(rest)) <= 3 {
			for _, w := range strings.FieldsFunc(rest, func(r rune) bool { return r == ' ' || r == ',' }) {
				if _, verb := verbs[w]; verb {
					return false // "Hi, approve" is read as a line of its own
				}
			}
			return true
		}
	}
	return false
}

var foldedCourtesies, foldedGreetings = foldAll(courtesies), foldAll(greetings)

func foldAll(in []string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = fold(s)
	}
	return out
}

// verbs maps each folded word to its verdict.
var verbs = func() map[string]payable.Verdict {
	m := map[string]payable.Verdict{}
	for _, entry := range words {
		for _, w := range entry.words {
			m[fold(w)] = entry.verdict
		}
	}
	return m
}()

// fold brings a line into the form words are compared in: compatible forms made
// one, case folded, accents off, quotes straight, blanks single, no full stop or
// exclamation mark at the end. Letters of other scripts stay what they are, so
// that a Cyrillic А is not an A.
func fold(s string) string {
	if isASCII(s) {
		s = strings.ToLower(s)
	} else {
		s = foldUnicode(s)
	}
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, "`", "'")), " ")
	return strings.TrimSpace(strings.TrimRight(s, ".! "))
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 127 })
}

var apostrophes = strings.NewReplacer("’", "'", "‘", "'", "´", "'")

func foldUnicode(s string) string {
	s = apostrophes.Replace(cases.Fold().String(norm.NFKC.String(apostrophes.Replace(s))))
	return strings.Map(func(r rune) rune {
		if r >= 0x0300 && r <= 0x036f {
			return -1 // an accent, apart from its letter now
		}
		return r
	}, norm.NFD.String(s))
}
