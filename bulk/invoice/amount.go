package invoice

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// amountText is an amount as somebody typed it, taken apart but not yet read.
type amountText struct {
	number   string   // ASCII digits with the marks as typed: . , ' and space
	units    []string // codes and symbols around it, without full stops
	negative bool
}

const asciiDigits = "0123456789"

// splitAmount takes an amount apart: sign, digits with their marks, and what
// stands around them. Its error says what is wrong, without the text itself.
func splitAmount(text string) (amountText, error) {
	plain, err := asciiAmount(trim(text))
	if err != nil {
		return amountText{}, err
	}
	first, last := strings.IndexAny(plain, asciiDigits), strings.LastIndexAny(plain, asciiDigits)
	if first < 0 {
		return amountText{}, errors.New("is no number: write the amount in digits")
	}
	if startsWithMark(plain[:first]) {
		first--
	}
	a := amountText{number: plain[first : last+1]}
	if err := checkDigits(a.number); err != nil {
		return amountText{}, err
	}
	var signs affix
	if err := signs.read(plain[:first], true); err != nil {
		return amountText{}, err
	}
	if err := signs.read(plain[last+1:], false); err != nil {
		return amountText{}, err
	}
	if signs.misplaced > 0 || signs.open != signs.closed || signs.open+signs.minus+signs.plus > 1 {
		return amountText{}, errors.New("has more than one sign, or one bracket without the other: write -500 or (500)")
	}
	a.units, a.negative = signs.units, signs.open+signs.minus == 1
	return a, nil
}

// startsWithMark tells that the mark before the first digit belongs to the
// number (".50"), not to an abbreviation ("Rs.50").
func startsWithMark(head string) bool {
	if !strings.HasSuffix(head, ".") && !strings.HasSuffix(head, ",") {
		return false
	}
	before := []rune(head[:len(head)-1])
	return len(before) == 0 || !unicode.IsLetter(before[len(before)-1]) && !unicode.IsMark(before[len(before)-1])
}

// asciiAmount writes digits, spaces, signs and marks of any script in ASCII and
// leaves everything else. Digits of two scripts in one amount are an error: it
// is how a look-alike digit gets into a number.
func asciiAmount(text string) (string, error) {
	var b strings.Builder
	zero := rune(-1)
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9' || r > unicode.MaxASCII && unicode.Is(unicode.Nd, r):
			z := zeroOf(r)
			if zero >= 0 && z != zero {
				return "", errors.New("mixes digits of two scripts: type it again")
			}
			zero = z
			b.WriteByte(byte('0' + r - z))
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(asciiMark(r))
		}
	}
	return b.String(), nil
}

// asciiMark gives the ASCII sign for its typographic and full-width forms.
func asciiMark(r rune) rune {
	switch r {
	case '\u2212', '\uff0d', '\ufe63', '\u2010', '\u2011', '\u2012', '\u2013':
		return '-'
	case '\uff0b':
		return '+'
	case '\u2019', '\uff07':
		return '\''
	case '\uff0c':
		return ','
	case '\uff0e':
		return '.'
	case '\uff08':
		return '('
	case '\uff09':
		return ')'
	}
	return r
}

// zeroOf gives the zero of the ten digits that r is one of. Unicode keeps the
// decimal digits of a script in one run of ten (UAX #44, general category Nd).
func zeroOf(r rune) rune {
	if r <= unicode.MaxASCII {
		return '0'
	}
	for _, run := range unicode.Nd.R16 {
		if r >= rune(run.Lo) && r <= rune(run.Hi) {
			return r - (r-rune(run.Lo))%10
		}
	}
	for _, run := range unicode.Nd.R32 {
		if r >= rune(run.Lo) && r <= rune(run.Hi) {
			return r - (r-rune(run.Lo))%10
		}
	}
	return r
}

// checkDigits refuses anything but digits and marks between the first and the last digit.
func checkDigits(number string) error {
	for i, r := range number {
		switch {
		case strings.ContainsRune("0123456789.,' ", r):
		case (r == 'e' || r == 'E') && isExponent(number[i+1:]):
			return errors.New("is in scientific notation, which may have lost digits: write the amount out in full")
		case unicode.IsLetter(r):
			return fmt.Errorf("has the letter %q among its digits: correct it", r)
		default:
			return fmt.Errorf("has %q among its digits: correct it", r)
		}
	}
	return nil
}

func isExponent(rest string) bool {
	rest = strings.TrimLeft(rest, "+-")
	return rest != "" && strings.Trim(rest, asciiDigits) == ""
}

// affix collects what stands before and after the digits.
type affix struct {
	minus, plus             int
	open, closed, misplaced int // brackets
	units                   []string
}

func (x *affix) read(text string, head bool) error {
	for text != "" {
		size := x.sign(text, head)
		if size == 0 {
			if size = unitLength(text); size == 0 {
				return fmt.Errorf("has %q beside its digits: write the amount alone", []rune(text)[0])
			}
			x.unit(text[:size])
		}
		text = text[size:]
	}
	return nil
}

// sign takes a space, a sign or a bracket from the start of text and gives its bytes.
func (x *affix) sign(text string, head bool) int {
	if !head && (strings.HasPrefix(text, "/-") || strings.HasPrefix(text, "/=")) {
		return 2 // "500/-" and "500/=" end an amount by custom, they do not negate it
	}
	switch text[0] {
	case ' ':
	case '-':
		x.minus++
	case '+':
		x.plus++
	case '(':
		x.open += count(head)
		x.misplaced += count(!head)
	case ')':
		x.closed += count(!head)
		x.misplaced += count(head)
	default:
		return 0
	}
	return 1
}

// unitLength gives the bytes of a code or symbol at the start of text: "Rs.", "US$", "₹".
func unitLength(text string) int {
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.Is(unicode.Sc, r) || r == '.' && i > 0 {
			continue
		}
		return i
	}
	return len(text)
}

// unit takes note of a code or symbol. CR and DR are sides of an account:
// credit is owed to the customer, debit by the customer.
func (x *affix) unit(text string) {
	text = unitForm(text)
	switch text {
	case "CR":
		x.minus++
	case "DR":
		x.plus++
	default:
		x.units = append(x.units, text)
	}
}
