package checkup

import (
	"fmt"
	"strings"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
)

// longestCode bounds the codes that are looked at: longer ones are no numbers to
// a spreadsheet.
const longestCode = 32

const asciiDigits = "0123456789"

// digitColumn is what a column of references or phones shows about zeros at the
// front of its digits.
type digitColumn struct {
	field  invoice.Field
	padded [longestCode + 1]int      // texts with a zero in front, by number of digits
	short  [longestCode + 1]shortish // digits without one, by number of digits
	whole  [longestCode + 1]int      // the same, texts and numbers together
	first  string                    // the first padded text and its cell
}

// shortish are values without a zero in front, of one length.
type shortish struct {
	numbers, texts int
	numberExamples []Finding
	textExamples   []Finding
}

func (d *digitColumn) add(c *checker, row invoice.Row) {
	cell := row.Stored(d.field)
	if shown, ok := shownWithZeros(cell); ok {
		f := c.about(row, d.field)
		f.Kind, f.Confidence, f.Proposed = LeadingZeros, Sure, shown
		f.Text = "the sheet shows " + invoice.Quote(shown) + ", but only the digits without zeros are stored"
		c.note(f)
		return
	}
	if full, ok := linked(c.open, d.field, cell); ok {
		f := c.about(row, d.field)
		f.Kind, f.Confidence, f.Proposed = LeadingZeros, Likely, full
		f.Text = "has no link, but " + invoice.Quote(full) + " has an open one"
		c.note(f)
		return
	}
	digits := bare(d.field, cell)
	n := len(digits)
	switch {
	case n < 2 && digits == "0", n == 0:
	case digits[0] == '0':
		if cell.Kind != sheet.Text {
			return
		}
		if d.padded[n]++; d.first == "" {
			d.first = row.Cellname(string(d.field)) + " " + invoice.Quote(cell.Text)
		}
	case wasTyped(cell):
	default:
		d.whole[n]++
		d.short[n].add(c, row, d.field, cell.Kind == sheet.Number)
	}
}

func (s *shortish) add(c *checker, row invoice.Row, field invoice.Field, isNumber bool) {
	if isNumber {
		if s.numbers++; len(s.numberExamples) < c.most {
			s.numberExamples = append(s.numberExamples, c.about(row, field))
		}
		return
	}
	if s.texts++; len(s.textExamples) < c.most {
		s.textExamples = append(s.textExamples, c.about(row, field))
	}
}

// zeroRule says how a column's codes are filled up with zeros. The zero value
// fills up none.
type zeroRule struct {
	width         int // digits of a whole code
	least         int // the fewest digits that are filled up
	numbers, text Confidence
}

// conclude finds the width of the column's codes and notes the shorter ones.
func (d *digitColumn) conclude(c *checker) zeroRule {
	rule := d.rule()
	if rule.width == 0 {
		return rule
	}
	for n := rule.least; n < rule.width; n++ {
		short := &d.short[n]
		for i := range short.numberExamples {
			d.explain(&short.numberExamples[i], rule)
		}
		for i := range short.textExamples {
			d.explain(&short.textExamples[i], rule)
		}
		if rule.numbers > 0 {
			c.many(LeadingZeros, rule.numbers, short.numbers, short.numberExamples)
		}
		if rule.text > 0 {
			c.many(LeadingZeros, rule.text, short.texts, short.textExamples)
		}
	}
	return rule
}

func (d *digitColumn) explain(f *Finding, rule zeroRule) {
	f.Proposed = pad(f.Value, len(onlyDigits(f.Value)), rule.width)
	f.Text = fmt.Sprintf("a shorter number among codes of %d digits with zeros in front, such as %s", rule.width, d.first)
}

// rule judges a column. It takes at least two codes with zeros in front, all of
// one width (nine in ten, to be worth a look).
func (d *digitColumn) rule() zeroRule {
	width, all := d.width()
	padded := d.padded[width]
	if padded < 2 || padded*10 < all*9 {
		return zeroRule{}
	}
	rule := zeroRule{width: width, least: 1, numbers: Sure, text: Likely}
	if d.field == invoice.Phone {
		// A telephone number has one zero in front, and some are written without.
		rule.least, rule.numbers = width-1, Likely
	}
	shorter := 0
	for n := rule.least; n < width; n++ {
		shorter += d.whole[n]
	}
	if padded < all || padded+d.whole[width] < shorter {
		rule.numbers, rule.text = Maybe, Maybe
	}
	if d.isMeant() {
		rule.numbers = min(rule.numbers, Likely)
	}
	return rule
}

// width gives the most frequent width of the codes with zeros in front, and how
// many such codes there are in all.
func (d *digitColumn) width() (width, all int) {
	for n, count := range d.padded {
		all += count
		if count > d.padded[width] {
			width = n
		}
	}
	return width, all
}

// isMeant tells that there are texts without a zero in front that are shorter
// than the codes: somebody wrote them so, and a number may be meant so too.
func (d *digitColumn) isMeant() bool {
	for n := range d.short {
		if d.short[n].texts > 0 && d.padded[n] == 0 {
			return true
		}
	}
	return false
}

// fill gives a cell's text with its zeros, where the rule is sure enough.
func (z zeroRule) fill(field invoice.Field, cell sheet.Cell) (string, bool) {
	if shown, ok := shownWithZeros(cell); ok {
		return shown, true
	}
	confidence := z.text
	if cell.Kind == sheet.Number {
		confidence = z.numbers
	}
	digits := bare(field, cell)
	if confidence < Likely || digits == "" || digits[0] == '0' || wasTyped(cell) || len(digits) >= z.width || len(digits) < z.least {
		return "", false
	}
	return pad(cell.Text, len(digits), z.width), true
}

// wasTyped tells a number with marks between its digits: a person wrote it, no
// spreadsheet took zeros from it.
func wasTyped(cell sheet.Cell) bool {
	return cell.Kind == sheet.Text && !isDigits(tidy(cell.Text))
}

// longestLinked is how many digits a reference has at most whose zeros are looked
// for among the open links: a spreadsheet keeps longer ones as text.
const longestLinked = 15

// linked gives the reference with zeros in front that has an open link, for a
// reference without them that has none. It holds whatever else is in the column,
// so that a code which was read with its zeros once is always read so.
func linked(open *invoice.Duplicates, field invoice.Field, cell sheet.Cell) (string, bool) {
	if open == nil || field != invoice.Reference || wasTyped(cell) {
		return "", false
	}
	digits := bare(field, cell)
	if digits == "" || digits[0] == '0' || len(open.Exact(digits)) > 0 {
		return "", false
	}
	for width := len(digits) + 1; width <= longestLinked; width++ {
		if full := pad(digits, len(digits), width); len(open.Exact(full)) > 0 {
			return full, true
		}
	}
	return "", false
}

// pad puts zeros in front of a text that has n digits.
func pad(text string, n, width int) string {
	return strings.Repeat("0", max(0, width-n)) + tidy(text)
}

// shownWithZeros gives what the sheet shows of a number whose format adds zeros
// in front, such as 00000.
func shownWithZeros(cell sheet.Cell) (string, bool) {
	if cell.Kind != sheet.Number || !strings.HasPrefix(cell.Format, "0") || !isDigits(cell.Text) {
		return "", false
	}
	shown := cell.Shown()
	return shown, len(shown) > len(cell.Text) && isDigits(shown) && strings.HasSuffix(shown, cell.Text)
}

// bare gives the digits of a cell that holds nothing else, or for a phone
// nothing but digits and the marks between them; empty for any other.
func bare(field invoice.Field, cell sheet.Cell) string {
	if cell.Kind != sheet.Text && cell.Kind != sheet.Number {
		return ""
	}
	text := cell.Text
	if !isDigits(text) && cell.Kind == sheet.Text {
		text = tidy(text)
		if field == invoice.Phone && strings.Trim(text, asciiDigits+" -.()/") == "" {
			text = onlyDigits(text)
		}
	}
	if !isDigits(text) || len(text) > longestCode {
		return ""
	}
	return text
}

func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}
