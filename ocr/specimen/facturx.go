package specimen

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"regexp"
	"strconv"

	"github.com/payable-ap/payable"
)

// FacturX returns a PDF that [Draw] made with a Cross Industry Invoice embedded
// as factur-x.xml, the alternative of the pages (Factur-X 1.0, ZUGFeRD 2). It is
// an InvalidError if the PDF's end is not one that Draw writes.
//
// The XML is appended as an incremental update (ISO 32000-1, 7.5.6): no writer
// then puts a clock's time or a random id into the file.
func FacturX(pdf, cii []byte) ([]byte, error) {
	t, err := readTrailer(pdf)
	if err != nil {
		return nil, err
	}
	u := update{old: pdf, next: t.size}
	u.WriteByte('\n')
	file := u.object(fmt.Sprintf("<< /Type /EmbeddedFile /Subtype /text#2Fxml /Params << /Size %d /CheckSum <%x> >> /Length %d >>\nstream\n%s\nendstream",
		len(cii), md5.Sum(cii), len(cii), cii))
	spec := u.object(fmt.Sprintf("<< /Type /Filespec /F (factur-x.xml) /UF (factur-x.xml) /AFRelationship /Alternative /Desc (Factur-X Invoice) /EF << /F %d 0 R /UF %d 0 R >> >>", file, file))
	meta := u.object(fmt.Sprintf("<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream", len(facturXMeta), facturXMeta))
	u.replace(t.root, fmt.Sprintf("<< /Type /Catalog /Version /1.7 /Pages %d 0 R /Names << /EmbeddedFiles << /Names [(factur-x.xml) %d 0 R] >> >> /AF [%d 0 R] /Metadata %d 0 R >>",
		t.pages, spec, spec, meta))
	u.end(t)
	return append(append([]byte{}, pdf...), u.Bytes()...), nil
}

// trailer is what an update must know of the file it updates.
type trailer struct{ size, root, info, pages, xref int }

var trailerShape = regexp.MustCompile(`(?s)trailer\s*<<\s*/Size (\d+)\s*/Root (\d+) 0 R\s*/Info (\d+) 0 R\s*>>\s*startxref\s*(\d+)\s*%%EOF\s*$`)

func readTrailer(pdf []byte) (trailer, error) {
	m := trailerShape.FindSubmatch(pdf)
	if m == nil {
		return trailer{}, payable.Invalid("pdf", "not a file that Draw wrote")
	}
	var n [4]int
	for i := range n {
		n[i], _ = strconv.Atoi(string(m[i+1])) // digits, by the expression
	}
	t := trailer{size: n[0], root: n[1], info: n[2], xref: n[3]}
	pages := regexp.MustCompile(fmt.Sprintf(`(?s)\n%d 0 obj\s*<<.*?/Pages (\d+) 0 R`, t.root)).FindSubmatch(pdf)
	if pages == nil {
		return trailer{}, payable.Invalid("pdf", "its catalogue names no pages")
	}
	t.pages, _ = strconv.Atoi(string(pages[1])) // digits, by the expression
	return t, nil
}

// An update collects objects that are appended to a file.
type update struct {
	bytes.Buffer
	old     []byte
	next    int
	entries []string // of the cross-reference table, a section each
}

// object appends a new object and returns its number.
func (u *update) object(body string) int {
	n := u.next
	u.next++
	u.replace(n, body)
	return n
}

// replace appends a version of object n.
func (u *update) replace(n int, body string) {
	u.entries = append(u.entries, fmt.Sprintf("%d 1\n%010d 00000 n \n", n, len(u.old)+u.Len()))
	fmt.Fprintf(u, "%d 0 obj\n%s\nendobj\n", n, body)
}

func (u *update) end(t trailer) {
	start := len(u.old) + u.Len()
	u.WriteString("xref\n")
	for _, e := range u.entries {
		u.WriteString(e)
	}
	fmt.Fprintf(u, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n", u.next, t.root, t.info, t.xref, start)
}

// facturXMeta is the XMP packet that names the embedded file and its profile.
const facturXMeta = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
<fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>
<fx:Version>1.0</fx:Version><fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`
