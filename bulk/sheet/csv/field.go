package csv

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"paysheet/bulk/sheet"
)

// field gives the text that a result is stored as, before quotes.
func field(v sheet.Value) (string, error) {
	if len(v.Text) > maxField/4 { // UTF-16 and doubled quotes can make it four times as long
		return "", fmt.Errorf("the text has %d bytes, which is too long for a field", len(v.Text))
	}
	if !v.Number {
		if isHarmless(v.Text) {
			return v.Text, nil
		}
		return fold(neutral(v.Text)), nil
	}
	if v.Text != "" && !plainDecimal(v.Text) {
		return "", fmt.Errorf("%s is not a plain decimal number", excerpt(v.Text))
	}
	return v.Text, nil
}

// isHarmless tells that neutral and fold leave a text as it is, as they do nearly
// all: it is printable ASCII and begins with a letter or a digit.
func isHarmless(text string) bool {
	if text == "" {
		return true
	}
	first := text[0] | 0x20
	if (first < 'a' || first > 'z') && (text[0] < '0' || text[0] > '9') {
		return false
	}
	for i := range len(text) {
		if text[i] < ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return true
}

// plainDecimal accepts -12.50 and the like, and nothing that a spreadsheet
// could calculate with.
func plainDecimal(s string) bool {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	digits := func(s string) bool {
		return s != "" && strings.Trim(s, "0123456789") == ""
	}
	return digits(whole) && (!point || digits(fraction))
}

// neutral puts an apostrophe before text that a spreadsheet would run as a
// formula or a command when it opens the file. The characters are those of
// OWASP's "CSV Injection" page (= + - @ TAB CR LF and the full-width forms) and
// in addition | and %, which start commands in older spreadsheets; blanks and
// invisible characters before them are looked through, as importers trim them.
func neutral(text string) string {
	if text == "" {
		return ""
	}
	switch text[0] {
	case '\t', '\r', '\n':
		return "'" + text
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(text, invisible))
	if strings.ContainsRune("=+-@|%＝＋－＠", first) {
		return "'" + text
	}
	return text
}

func invisible(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf)
}

// fold keeps a result on one line and free of what the reader refuses: line
// breaks and control characters become a space, bytes that are no text U+FFFD.
func fold(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r != '\t' && unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}

// quote puts a field in quotes where a reader needs them.
func quote(text string, delim byte) string {
	if text == "" {
		return ""
	}
	needed := text[0] == ' ' || text[len(text)-1] == ' ' || text[0] == '\t' || text[len(text)-1] == '\t'
	for i := range len(text) {
		switch text[i] {
		case delim, '"', '\r', '\n':
			needed = true
		}
	}
	if !needed {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}
