package specimen

import (
	"iter"
	"math/rand/v2"

	"github.com/payable-ap/payable"
)

// A Sample is one document of a corpus. Its PDF is drawn when asked for.
type Sample struct {
	Name   string // unique in its corpus, fit for a file's name
	Bill   Bill
	Layout Layout // with a font that can write the bill's language
}

// Draw draws the sample.
func (s Sample) Draw() ([]byte, Truth, error) { return Draw(s.Bill, s.Layout) }

// Corpus yields n documents: the named layouts in turn and, after each round of
// them, as many composed ones, in the languages in turn; three in four are
// invoices, the rest credit notes, receipts and documents that only look like
// invoices. The same arguments give the same samples; a larger n only appends.
func Corpus(seed uint64, n int) iter.Seq2[int, Sample] {
	return func(yield func(int, Sample) bool) {
		for i := range n {
			if !yield(i, sample(seed, i)) {
				return
			}
		}
	}
}

func sample(seed uint64, i int) Sample {
	named, langs := Layouts(), Languages()
	own := seed<<20 + uint64(i)
	lay := RandomLayout(own)
	if (i/len(named))%2 == 0 {
		lay = named[i%len(named)]
	}
	r := rand.New(rand.NewPCG(own, 0xc0))
	lang := langs[(i+i/len(named))%len(langs)]
	b := Varied(own, lang).Strange(own)
	if t := otherType(r); t != "" {
		b = b.As(t, own)
	}
	return Sample{Name: name(i, lay, lang, b), Bill: b, Layout: lay.For(lang)}
}

// otherType is a type of document, or mostly none.
func otherType(r *rand.Rand) payable.DocType {
	switch r.IntN(26) {
	case 0:
		return payable.DocOrder
	case 1:
		return payable.DocOrderResponse
	case 2:
		return payable.DocDespatchAdvice
	case 3:
		return payable.DocReminder
	case 4:
		return payable.DocStatement
	case 5:
		return payable.DocReceipt
	}
	return ""
}
