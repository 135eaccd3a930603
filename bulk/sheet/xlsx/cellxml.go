package xlsx

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"paysheet/bulk/sheet"
)

// maxText is how many UTF-16 units a cell holds (Excel specifications and
// limits); Excel calls a file with more damaged.
const maxText = 32767

// cellTags are the tags of cells whose elements have one prefix.
type cellTags struct {
	prefix              string // with its colon
	start               string
	text, kept, textEnd string // from the type on; kept is for text with white space
	number, numberEnd   string
}

// withPrefix gives the tags for a prefix; t, which may be nil, are those used last.
func (t *cellTags) withPrefix(prefix []byte) *cellTags {
	if t != nil && t.prefix == string(prefix) {
		return t
	}
	p := string(prefix)
	return &cellTags{
		prefix: p,
		start:  "<" + p + `c r="`,
		text:   ` t="inlineStr"><` + p + "is><" + p + "t>", kept: ` t="inlineStr"><` + p + "is><" + p + `t xml:space="preserve">`,
		textEnd: "</" + p + "t></" + p + "is></" + p + "c>",
		number:  "><" + p + "v>", numberEnd: "</" + p + "v></" + p + "c>",
	}
}

// append writes a cell. style is empty for the default.
func (t *cellTags) append(dst []byte, row, column int, style string, value sheet.Value) []byte {
	dst = append(dst, t.start...)
	if column < 26 {
		dst = append(dst, byte('A'+column))
	} else {
		dst = append(dst, sheet.ColumnName(column)...)
	}
	dst = strconv.AppendInt(dst, int64(row), 10)
	dst = append(dst, '"')
	if style != "" {
		dst = append(dst, ` s="`...)
		dst = append(dst, style...)
		dst = append(dst, '"')
	}
	switch {
	case value.Text == "":
		return append(dst, "/>"...)
	case value.Number:
		dst = append(dst, t.number...)
		dst = append(dst, value.Text...)
		return append(dst, t.numberEnd...)
	case needsPreserve(value.Text):
		dst = append(dst, t.kept...)
	default:
		dst = append(dst, t.text...)
	}
	return append(appendEscaped(dst, value.Text), t.textEnd...)
}

// needsPreserve tells whether a reader may drop white space of the text.
func needsPreserve(text string) bool {
	previous := byte(' ')
	for i := range len(text) {
		c := text[i]
		if c == '\n' || c == '\t' || (c == ' ' && previous == ' ') {
			return true
		}
		previous = c
	}
	return previous == ' '
}

// appendEscaped writes text as an ST_Xstring: what XML cannot hold, a carriage
// return, and an underscore that would look like an escape are written _xHHHH_.
func appendEscaped(dst []byte, text string) []byte {
	if isBare(text) {
		return append(dst, text...)
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '&':
			dst = append(dst, "&amp;"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case isUnwritable(r) || (r == '_' && looksEscaped(text[i:])):
			dst = fmt.Appendf(dst, "_x%04X_", r)
		default: // a byte that is no UTF-8 becomes U+FFFD
			dst = utf8.AppendRune(dst, r)
		}
		i += size
	}
	return dst
}

// isBare tells that text is written as it is: printable ASCII but for the
// characters that may need an escape.
func isBare(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= 0x7f || c == '&' || c == '<' || c == '>' || c == '_' {
			return false
		}
	}
	return true
}

// isUnwritable tells what XML cannot hold, or would not keep.
func isUnwritable(r rune) bool {
	return (r < ' ' && r != '\n' && r != '\t') || r == 0xFFFE || r == 0xFFFF
}

func looksEscaped(text string) bool {
	if len(text) < len("_xHHHH_") {
		return false
	}
	_, ok := escaped([]byte(text[:len("_xHHHH_")]))
	return ok
}

// checkValue refuses what a cell cannot hold.
func checkValue(value sheet.Value) error {
	if value.Number {
		if value.Text != "" && !isPlain(value.Text) {
			return fmt.Errorf("%.40q is no plain decimal number", value.Text)
		}
		return nil
	}
	if len(value.Text) <= maxText {
		return nil
	}
	units := 0
	for _, r := range value.Text {
		units += max(1, utf16.RuneLen(r))
	}
	if units > maxText {
		return errors.New("the text is longer than the 32767 characters that a cell holds")
	}
	return nil
}

// isPlain tells whether text is a decimal as a cell's value is written: digits
// with an optional minus and fraction.
func isPlain(text string) bool {
	for _, c := range []byte(text) {
		if c == '+' || c == 'e' || c == 'E' {
			return false
		}
	}
	return isNumber([]byte(text))
}
