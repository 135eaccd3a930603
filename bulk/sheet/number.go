package sheet

import (
	"strconv"
	"strings"
)

// number is a decimal as digits: digits × 10^-scale. There is no float in
// here, so that an amount stays what the file says.
type number struct {
	negative bool
	digits   string // without leading zeros; empty for zero
	scale    int
}

// What a spreadsheet's number, an IEEE 754 double, can be: it has at most 309
// digits before the decimal point (1.8E+308), and its first digit that counts
// stands at most 324 places behind it (4.9E-324). maxDigits is how many digits
// are read of one that is written out; what Plain writes is never longer.
const (
	maxWhole  = 309
	maxZeros  = 324
	maxDigits = 400
)

// parseNumber reads what a spreadsheet stores: 12, -0.5, 1E+05.
func parseNumber(text string) (number, bool) {
	var n number
	mantissa, exponent := text, 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		var err error
		mantissa = text[:i]
		if exponent, err = strconv.Atoi(text[i+1:]); err != nil || exponent > maxDigits || exponent < -maxDigits {
			return n, false
		}
	}
	n.negative = strings.HasPrefix(mantissa, "-")
	if n.negative || strings.HasPrefix(mantissa, "+") {
		mantissa = mantissa[1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	n.digits, n.scale = whole+fraction, len(fraction)-exponent
	if n.digits == "" || len(n.digits) > maxDigits || strings.Trim(n.digits, "0123456789") != "" {
		return n, false
	}
	n.digits = strings.TrimLeft(n.digits, "0")
	return n, n.inRange()
}

// inRange tells that a double can be about as large or as small as the number.
func (n number) inRange() bool {
	whole := len(n.digits) - n.scale
	return n.digits == "" || whole <= maxWhole && whole >= -maxZeros
}

// cut drops the last digits, rounding half away from zero.
func (n number) cut(drop int) number {
	if drop <= 0 {
		return n
	}
	n.scale -= drop
	if drop > len(n.digits) {
		n.digits = ""
		return n
	}
	kept, up := []byte(n.digits[:len(n.digits)-drop]), n.digits[len(n.digits)-drop] >= '5'
	for i := len(kept) - 1; up && i >= 0; i-- {
		up = kept[i] == '9'
		if up {
			kept[i] = '0'
		} else {
			kept[i]++
		}
	}
	n.digits = string(kept)
	if up {
		n.digits = "1" + n.digits
	}
	return n
}

// split gives the digits before and after the decimal point, the first
// without leading zeros.
func (n number) split() (whole, fraction string) {
	if n.digits == "" {
		return "", ""
	}
	digits, scale := n.digits, n.scale
	if scale < 0 {
		digits, scale = digits+strings.Repeat("0", -scale), 0
	}
	if missing := scale - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	return digits[:len(digits)-scale], digits[len(digits)-scale:]
}

// plain writes the number without exponent and without idle zeros.
func (n number) plain() string {
	whole, fraction := n.split()
	fraction = strings.TrimRight(fraction, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if n.negative && strings.Trim(whole, "0.") != "" {
		return "-" + whole
	}
	return whole
}

// significant is how many digits Excel itself keeps of a number (Excel
// specifications and limits, "number precision").
const significant = 15

// Plain gives a Number's value at 15 significant digits, which is all that
// Excel itself keeps and shows, as a plain decimal without exponent: 0.1+0.2,
// stored as 0.30000000000000004, is 0.3, and 1E+05 is 100000. It is false for
// every other kind of cell, and for digits that are no number.
func (c Cell) Plain() (string, bool) {
	if c.Kind != Number {
		return "", false
	}
	n, ok := parseNumber(c.Text)
	if !ok {
		return "", false
	}
	if n = n.cut(len(n.digits) - significant); !n.inRange() { // rounded up to one digit more
		return "", false
	}
	return n.plain(), true
}
