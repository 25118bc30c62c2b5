package story

import (
	"net/mail"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ocr/specimen"
)

// outOfOffice answers a notice of ours.
func outOfOffice(t *tale) {
	v := t.vendors["fixings"]
	m := t.addressed(v, specimen.Message{Subject: "Out of office: your message", Body: "I am away until Monday and cannot read my mail.\n\nR. Ashby\n"})
	t.add(Mail{Name: "out-of-office", Shows: "An absent person's program answers: sorted as automatic, nothing else happens.", From: v.party.Mail,
		Raw: specimen.OutOfOffice(m), State: payable.MessageAutomatic})
}

func newsletter(t *tale) {
	v := t.vendors["office"]
	m := t.addressed(v, specimen.Message{Subject: "Autumn offers: 15 % off all desks", Body: "Dear customer,\n\nthis week all desks are 15 % off. Invoice us with your wishes!\n\nNorthlight Supplies\n"})
	m.From.Address = "news@northlight.example"
	t.add(Mail{Name: "newsletter", Shows: "A newsletter that says \"invoice\" is still a newsletter.", From: m.From.Address,
		Raw: specimen.Newsletter(m), State: payable.MessageAutomatic})
}

func question(t *tale) {
	v := t.vendors["paper"]
	m := t.addressed(v, specimen.Message{Subject: "Frage zu Ihrer letzten Zahlung", Body: "Guten Tag,\n\nkönnen Sie uns bitte den Zahlungsavis vom letzten Freitag noch einmal schicken?\n\nMit freundlichen Grüßen\nH. Tietjen\n"})
	t.add(Mail{Name: "question", Shows: "A person writes without a document: for a clerk, not for the reader.", From: v.party.Mail,
		Raw: specimen.Mail(m), State: payable.MessageOther})
}

func bounce(t *tale) {
	v := t.vendors["tools"]
	m := t.addressed(v, specimen.Message{Subject: "Undelivered Mail Returned to Sender", Body: "Your message could not be delivered to one or more recipients.\n"})
	m.From = mail.Address{Name: "Mail Delivery System", Address: "mailer-daemon@lindenhof-werkzeuge.example"}
	t.add(Mail{Name: "bounce", Shows: "A mail server could not deliver a notice of ours.", From: m.From.Address,
		Raw: specimen.Bounce(m, "buchhaltung@lindenhof-werkzeuge.example", "<notice.1@weserblick.example>"), State: payable.MessageBounce})
}
