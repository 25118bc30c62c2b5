package message

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
)

var update = flag.Bool("update", false, "write testdata/*.eml and what comes of them")

var ours = Ours{Approvals: "approvals@example.org", Domain: "mail.example.org"}

// TestCases sorts the mails of testdata. ours.Domain is not the domain of the
// tokens' Message-IDs in all cases, so that the address alone must do in some.
func TestCases(t *testing.T) {
	for _, c := range mailCases() {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join("testdata", c.name)
			large := c.name == "too-deep" || c.name == "too-many-attachments" // built here only: nobody reads them
			if *update && !large {
				write(t, path+".eml", c.raw)
			}
			raw := c.raw
			if !large {
				raw = read(t, path+".eml")
			}
			o := ours
			if c.name == "reply-by-references" {
				o.Domain = "example.org"
			}
			d := Describe(c.name+".eml", raw, o)
			if d.Class != c.class || documents(d, c.docs) != c.docs {
				t.Errorf("%s (%s) with documents %q, want %s with %q; problems %q", d.Class, d.Reason, documents(d, c.docs), c.class, c.docs, d.Problems)
			}
			got, err := json.MarshalIndent(d, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, '\n')
			if large {
				return
			}
			if *update {
				write(t, path+".json", got)
			}
			if want := read(t, path+".json"); !bytes.Equal(got, want) {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// documents lists what is worth reading as the case does: by path where want
// begins with a digit, by name otherwise.
func documents(d Description, want string) string {
	var out []string
	for _, p := range d.Parts {
		switch {
		case !p.Document:
		case strings.HasPrefix(want, "*"):
			out = append(out, "*")
		case want != "" && want[0] >= '0' && want[0] <= '9':
			out = append(out, p.Path)
		default:
			out = append(out, p.Name)
		}
	}
	return strings.Join(out, ",")
}

// TestBytesAreNeverRewritten checks that an XML invoice in Latin-1, declared as
// text, comes out as it was sent.
func TestBytesAreNeverRewritten(t *testing.T) {
	for _, c := range mailCases() {
		if !strings.Contains(c.name, "xml-in-latin-1") && c.name != "signed-xml" {
			continue
		}
		docs := parse(t, c.raw).Documents()
		if len(docs) != 1 || docs[0].Hash != payable.HashOf([]byte(ubl)) {
			t.Errorf("%s: %d documents, the bytes are %q", c.name, len(docs), docs[0].Data)
		}
	}
}

func TestPaths(t *testing.T) {
	for _, tt := range []struct{ name, paths string }{
		{"pdf-alone", "1"},
		{"pdf", "1 2"},
		{"forwarded", "1 2 2.1 2.2"},
		{"zip-with-hostile-names", "1 1!../../etc/passwd 1!2026/r.pdf 1!read.txt"},
		{"winmail", "1 2 2!Rechnung.pdf"},
		{"logo-and-pasted-scan", "1.1 1.2 1.3"},
	} {
		for _, c := range mailCases() {
			if c.name != tt.name {
				continue
			}
			var got []string
			for _, p := range parse(t, c.raw).Parts {
				got = append(got, p.Path)
			}
			if strings.Join(got, " ") != tt.paths {
				t.Errorf("%s: paths %q, want %q", tt.name, strings.Join(got, " "), tt.paths)
			}
		}
	}
}

// TestTheSecondParserHelps shows a mail from which go-message gets nothing.
func TestTheSecondParserHelps(t *testing.T) {
	raw := eml(strings.ReplaceAll(vendorHead, "MIME", "X-MIME")+"Content-Type: multipart/mixed; boundary=b1\n",
		"--b1\nContent-Type: application/pdf; name=r.pdf\nthis line is no header\nContent-Transfer-Encoding: base64\n\n"+b64(pdf(1))+"--b1--\n")
	docs := parse(t, raw).Documents()
	if len(docs) != 1 || docs[0].Hash != payable.HashOf(pdf(1)) || !strings.HasPrefix(docs[0].Path, "~") {
		t.Errorf("got %+v", docs)
	}
}

func TestNoMail(t *testing.T) {
	for _, raw := range []string{"", "\n\n", "hello\nworld\n", "\x00\x01\x02"} {
		_, err := Parse([]byte(raw), DefaultLimits())
		var invalid *payable.InvalidError
		if !errors.As(err, &invalid) {
			t.Errorf("%q: %v, want an InvalidError", raw, err)
		}
	}
}

func TestDetect(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"PDF", string(pdf(1)), "application/pdf"},
		{"PDF behind junk", "\r\njunk\r\n" + string(pdf(1)), "application/pdf"},
		{"a stored PDF in a ZIP is a ZIP", string(zipped(map[string][]byte{"locked:r.pdf": pdf(1)}, "locked:r.pdf")), "application/zip"},
		{"XML", ubl, "application/xml"},
		{"XML with a byte order mark", "\xef\xbb\xbf" + ubl, "application/xml"},
		{"XML in UTF-16", "\xff\xfe<\x00?\x00x\x00m\x00l\x00?\x00>\x00<\x00I\x00/\x00>\x00", "application/xml"},
		{"a web page that claims to be XML", `<?xml version="1.0"?><html xmlns="x"></html>`, "application/xhtml+xml"},
		{"JPEG", string(jpg(10, 10)), "image/jpeg"},
		{"PNG", string(pngs(10, 10)), "image/png"},
		{"TIFF, little end first", "II*\x00\x08\x00\x00\x00", "image/tiff"},
		{"TIFF, big end first", "MM\x00*\x00\x00\x00\x08", "image/tiff"},
		{"WebP", "RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"},
		{"HEIC", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic"},
		{"HEIF", "\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "image/heic"},
		{"nothing", "", "application/octet-stream"},
	} {
		if got := detect([]byte(tt.in)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestDecodeTransfer(t *testing.T) {
	for _, tt := range []struct {
		encoding, in, want string
		whole              bool
	}{
		{"base64", "JVBERg==", "%PDF", true},
		{"BASE64", "JVBE\r\nRg", "%PDF", true},
		{"base64", "JVBE!Rg==", "%PDF", false},
		{"base64", "JVBERg==JVBERg==", "%PDF%PDF", true},
		{"quoted-printable", "a=3Db=\r\nc", "a=bc", true},
		{"quoted-printable", "a=3Db\x01c=", "a=b\x01c=", false},
		{"x-uuencode", "begin 644 r.pdf\n$)5!$1@``\n`\nend\n", "%PDF", true},
		{"x-uuencode", "no beginning", "no beginning", false},
		{"7-bit", "a", "a", true},
		{"x-unknown", "a", "a", false},
	} {
		got, whole := decodeTransfer([]byte(tt.in), tt.encoding)
		if string(got) != tt.want || whole != tt.whole {
			t.Errorf("%s of %q: %q, %v; want %q, %v", tt.encoding, tt.in, got, whole, tt.want, tt.whole)
		}
	}
}

func TestTextOfHTML(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"blocks are lines", "<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"},
		{"styles and scripts are no words", "<style>p{}</style><p>one</p><script>two()</script>", "one"},
		{"hidden text is kept", `<p>one</p><div style="display:none">two</div>`, "one\n\ntwo"},
		{"entities are characters, once", "a &amp;lt; b", "a &lt; b"},
		{"a head that is never closed", "<head><title>x</title><body>one", "one"},
	} {
		if got := TextOfHTML(tt.in); got != tt.want {
			t.Errorf("%s: %q gave %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
