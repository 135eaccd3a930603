package main

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf16"
)

// jsonSafe writes as \u escapes what encoding/json leaves in a text and a
// terminal or a log must not get: the controls above ASCII and characters that
// format, such as those that turn the direction of writing. In JSON they stand
// inside texts only, and a reader gets the very same text.
func jsonSafe(document []byte) []byte {
	if bytes.IndexFunc(document, unseen) < 0 {
		return document
	}
	out := make([]byte, 0, len(document)+64)
	for _, r := range string(document) {
		switch {
		case !unseen(r):
			out = append(out, string(r)...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}

// unseen tells of a character that no document of ours has outside an escape.
// Line ends and indents are the document's own; the two joiners belong to words
// of some scripts.
func unseen(r rune) bool {
	switch r {
	case '\n', '\t', '\u200c', '\u200d':
		return false
	default:
		return r >= 0x7f && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
	}
}
