package bulk

import (
	"unicode"
	"unicode/utf8"
)

// invisible tells white space and the characters that move a cursor, reorder
// text or cannot be seen. The two joiners stay: Sinhala and Persian are misspelt
// without them and they move nothing.
func invisible(r rune) bool {
	if r < utf8.RuneSelf {
		return r <= ' ' || r == 0x7f
	}
	if r == '\u200c' || r == '\u200d' {
		return false
	}
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
