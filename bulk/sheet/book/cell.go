package book

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"paysheet/providers"
)

// The styles are positions in cellXfs of styles.xml; styleNumber is followed by
// one style for each number of decimals up to maxDecimals. The first is the
// workbook's default, whose alignment LibreOffice does not look at.
const (
	styleDefault = iota
	styleText
	styleHeader
	styleHeaderRight
	styleStrong
	styleWrapped
	styleDate
	styleNumber
)

const (
	maxDecimals = 4 // the most that a currency of ISO 4217 has
	// maxDigits is how many significant digits Excel keeps of a number; one with
	// more is written as text, whole, rather than cut by whoever opens it.
	maxDigits = 15
	maxText   = 32767 // UTF-16 units in a cell (Excel specifications and limits)
)

// Cell is one value with its type. The zero Cell is blank.
type Cell struct {
	text   string
	style  int
	number bool
}

// Text is a cell that is text whatever it looks like; it never becomes a
// formula.
func Text(text string) Cell { return Cell{text: text, style: styleText} }

// Wrapped is a sentence, broken into lines where its column ends.
func Wrapped(text string) Cell { return Cell{text: text, style: styleWrapped} }

// Strong is text in bold, for a title within a sheet.
func Strong(text string) Cell { return Cell{text: text, style: styleStrong} }

// Number is a plain decimal ("-1234.50"), shown with as many decimals as it is
// written with. Digits reach the file as they are. An empty text is a blank cell.
func Number(digits string) Cell {
	if digits == "" {
		return Cell{}
	}
	_, fraction, _ := strings.Cut(digits, ".")
	return Cell{text: digits, style: styleNumber + min(len(fraction), maxDecimals), number: true}
}

// Count is a whole number.
func Count(n int) Cell { return Number(strconv.Itoa(n)) }

// Date is a civil date; no date is a blank cell.
func Date(d providers.Date) Cell {
	const earliest = 61 // 1900-03-01; Excel believes in a 29 February 1900 before it
	seconds := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() - time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Unix()
	days := int(seconds / (24 * 60 * 60))
	switch {
	case d.IsZero():
		return Cell{}
	case days < earliest || d.Year > 9999:
		return Text(d.String())
	default:
		return Cell{text: strconv.Itoa(days), style: styleDate, number: true}
	}
}

// append writes the cell's XML.
func (c Cell) append(dst []byte, ref string) ([]byte, error) {
	if c.text == "" {
		return dst, nil
	}
	if c.number && !isPlain(c.text) {
		return dst, fmt.Errorf("%q is no plain decimal", c.text)
	}
	dst = fmt.Appendf(dst, `<c r="%s" s="%d"`, ref, c.style)
	if c.number && significant(c.text) <= maxDigits {
		return fmt.Appendf(dst, "><v>%s</v></c>", c.text), nil
	}
	dst = append(dst, ` t="inlineStr"><is><t xml:space="preserve">`...)
	dst = appendEscaped(dst, shortened(c.text))
	return append(dst, "</t></is></c>"...), nil
}

// isPlain tells -?digits[.digits].
func isPlain(text string) bool {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	return isDigits(whole) && (!point || isDigits(fraction))
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// significant counts the digits from the first to the last that is not zero.
func significant(plain string) int {
	digits := strings.Replace(strings.TrimPrefix(plain, "-"), ".", "", 1)
	return len(strings.Trim(digits, "0"))
}

// shortened cuts a text to what a cell holds, whole characters only.
func shortened(text string) string {
	if len(text) <= maxText {
		return text
	}
	units := 0
	for i, r := range text {
		n := max(1, utf16.RuneLen(r))
		if units+n > maxText-1 {
			return text[:i] + "…"
		}
		units += n
	}
	return text
}

// appendEscaped writes text as an ST_Xstring (ECMA-376 part 1, 22.9.2.19): what
// XML cannot hold, and an underscore that would look like an escape, are written
// as _xHHHH_.
func appendEscaped(dst []byte, text string) []byte {
	for i, r := range text {
		switch {
		case r == '&':
			dst = append(dst, "&amp;"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case r == '_' && looksEscaped(text[i:]):
			dst = append(dst, "_x005F_"...)
		case r < 0x20 && r != '\n' && r != '\t', r == 0xFFFE, r == 0xFFFF:
			dst = fmt.Appendf(dst, "_x%04X_", r)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}

// looksEscaped tells _xHHHH_.
func looksEscaped(text string) bool {
	const form = len("_x0000_")
	if len(text) < form || text[1] != 'x' || text[form-1] != '_' {
		return false
	}
	_, err := strconv.ParseUint(text[2:form-1], 16, 16)
	return err == nil
}
