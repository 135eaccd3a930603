package invoice

import (
	"fmt"
	"strings"
	"unicode"

	"paysheet/bulk/sheet"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// excelDigits is how many significant digits a spreadsheet keeps of a number
// (Microsoft, "Excel specifications and limits": number precision, 15 digits).
const excelDigits = 15

// reference gives the row's reference, trimmed and otherwise as stored; empty
// where there is none.
func (r Row) reference() (string, *Problem) {
	if m := &r.memo; !m.hasReference {
		m.reference, m.noReference = r.readReference()
		m.hasReference = true
	}
	return r.memo.reference, r.memo.noReference
}

func (r Row) readReference() (string, *Problem) {
	cell := r.cell(atReference)
	text := trim(cell.Text)
	switch cell.Kind {
	case sheet.Blank:
		return "", nil
	case sheet.Number:
		return r.numberReference(cell)
	case sheet.Date:
		return "", r.problem(atReference, "is a date where the reference belongs: format the cell as text and type the reference again")
	case sheet.Bool:
		return "", r.problem(atReference, "is TRUE or FALSE where the reference belongs: type the reference")
	case sheet.Error:
		return "", r.problem(atReference, "is an error of the spreadsheet: correct its formula")
	default:
	}
	if isScientific(text) {
		return "", r.problem(atReference, "is a long number that a spreadsheet cut to scientific notation: format the cell as text and type the reference again")
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		return "", r.problem(atReference, "has a line break or a control character in it: type the reference again")
	}
	return text, nil
}

// numberReference reads a reference that the spreadsheet holds as a number.
func (r Row) numberReference(cell *sheet.Cell) (string, *Problem) {
	stored := strings.TrimPrefix(cell.Text, "-")
	if strings.Trim(stored, asciiDigits) == "" {
		if len(strings.TrimLeft(stored, "0")) > excelDigits {
			return "", r.problem(atReference, fmt.Sprintf("is a number of more than %d digits, which a spreadsheet does not keep: format the cell as text and type the reference again", excelDigits))
		}
		return cell.Text, nil
	}
	plain, ok := cell.Plain()
	if !ok || strings.ContainsAny(cell.Text, "eE") {
		return "", r.problem(atReference, "is a long number in scientific notation: format the cell as text and type the reference again")
	}
	return plain, nil
}

// isScientific tells what a spreadsheet makes of a long number: 1.23457E+15.
func isScientific(text string) bool {
	if strings.IndexByte(text, '+') < 0 { // nearly every reference
		return false
	}
	at := max(strings.Index(text, "E+"), strings.Index(text, "e+"))
	if at < 1 || len(text) < at+4 {
		return false
	}
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(text[:at], ",", "."), ".")
	return len(whole) == 1 && strings.Trim(whole+fraction+text[at+2:], asciiDigits) == ""
}

// oddReference warns of a reference that looks damaged but may be right.
func (r Row) oddReference() string {
	cell := r.cell(atReference)
	text := trim(cell.Text)
	where := func() string { return r.Cellname(string(Reference)) }
	switch cell.Kind {
	case sheet.Number:
		if shown := cell.Shown(); shown != text && strings.HasPrefix(shown, "0") {
			return fmt.Sprintf("%s %s: the sheet shows %s; the stored digits are sent", where(), Quote(text), Quote(shown))
		}
	case sheet.Text:
		if len(text) > excelDigits && strings.Trim(text, asciiDigits) == "" && strings.Trim(text[excelDigits:], "0") == "" {
			return fmt.Sprintf("%s %s: a spreadsheet may have replaced its last digits by zeros", where(), Quote(text))
		}
	default:
	}
	return ""
}

// Lookalike gives the form in which two references are equal that differ only
// in case, spaces or punctuation: INV-001, inv 001 and INV001. A reference
// without letters and digits is its own form.
func Lookalike(reference string) string {
	form := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r > unicode.MaxASCII, r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, reference)
	if strings.ContainsFunc(form, func(r rune) bool { return r > unicode.MaxASCII }) {
		form = strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
				return r
			}
			return -1
		}, cases.Fold().String(norm.NFKC.String(form)))
	}
	if form == "" {
		return reference
	}
	return form
}
