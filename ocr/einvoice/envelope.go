package einvoice

import "github.com/payable-ap/payable/internal/cms"

// Unsigned returns what a signed envelope holds: FatturaPA invoices come as
// CAdES (invoice.xml.p7m), a CMS SignedData structure (RFC 5652, section 5) in
// binary or in base64, with PEM lines or without, sometimes one in another. Any
// other data comes back as it is. Mails open such envelopes by themselves; this
// is for files that come another way.
//
// The signature is not checked: that the file arrived as it was signed says
// nothing about whether the invoice may be paid. An envelope that holds nothing
// to read, because it is encrypted, damaged or a signature alone, is a
// [payable.InvalidError].
func Unsigned(data []byte) ([]byte, error) {
	for range 3 {
		der, ok := cms.Envelope(data)
		if !ok {
			return data, nil
		}
		inside, err := cms.Content(der)
		if err != nil {
			return nil, invalid("%v", err)
		}
		data = inside
	}
	if _, ok := cms.Envelope(data); ok {
		return nil, invalid("envelopes are signed more than three times over")
	}
	return data, nil
}
