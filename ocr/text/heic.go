//go:build heic

package text

// Telephones' own format. Off by default: its codecs are LGPL. Build with
// -tags heic,nodynamic.
import _ "github.com/gen2brain/heic"
