package checkup

import (
	"fmt"
	"strings"
	"unicode"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
)

// spaces finds white space that nobody sees: at the ends, doubled, no-break or
// of no width.
func (c *checker) spaces(row invoice.Row, field invoice.Field) {
	cell := row.Stored(field)
	if cell.Kind != sheet.Text || isTidy(cell.Text) {
		return
	}
	f := c.about(row, field)
	if f.Proposed = tidy(cell.Text); f.Proposed == "" || f.Proposed == cell.Text {
		return
	}
	f.Kind, f.Confidence = Spaces, Sure
	f.Text = "has " + oddSpace(cell.Text)
	c.note(f)
}

// isTidy is the quick answer for nearly every cell.
func isTidy(text string) bool {
	before := byte(' ')
	for i := range len(text) {
		b := text[i]
		if b >= 0x80 || b < ' ' || b == ' ' && before == ' ' {
			return false
		}
		before = b
	}
	return before != ' '
}

// tidy makes every run of white space one space, without any at the ends and
// without characters of no width between others. Joiners stay: scripts of South
// Asia need them.
func tidy(text string) string {
	if isTidy(text) {
		return text
	}
	text = strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

func isInvisible(r rune) bool { return r == '\u200b' || r == '\ufeff' || r == '\u2060' }

// oddSpace names the first thing that tidy would change.
func oddSpace(text string) string {
	switch {
	case strings.ContainsFunc(text, isInvisible):
		return "a character of no width in it"
	case strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII && unicode.IsSpace(r) }):
		return "a no-break or other special space in it"
	case strings.ContainsFunc(text, unicode.IsControl):
		return "a tab or a line break in it"
	case strings.TrimSpace(text) != text:
		return "a space before or behind it"
	}
	return "two spaces where one belongs"
}

// lostDigits is how many significant digits a spreadsheet keeps of a number
// (Microsoft, "Excel specifications and limits": number precision, 15 digits).
const lostDigits = 15

// longNumber finds an identifier that a spreadsheet took for a number and cut.
func (c *checker) longNumber(row invoice.Row, field invoice.Field) {
	cell := row.Stored(field)
	if cell.Kind != sheet.Text && cell.Kind != sheet.Number {
		return
	}
	text := cell.Text
	if len(text) < 5 {
		return
	}
	var confidence Confidence
	var told string
	switch {
	case isScientific(text) && (field != invoice.Phone || cell.Kind == sheet.Text):
		confidence, told = Sure, "a long number cut to scientific notation: its last digits are lost, take it from where the sheet came from"
	case !isDigits(text) || len(text) <= lostDigits:
		return
	case cell.Kind == sheet.Number:
		confidence, told = Sure, fmt.Sprintf("a number of %d digits, of which a spreadsheet keeps %d: take it from where the sheet came from", len(text), lostDigits)
	case strings.Trim(text[lostDigits:], "0") == "":
		confidence, told = Likely, fmt.Sprintf("ends in zeros from its digit %d on, as a long number does that a spreadsheet once held", lostDigits+1)
	default:
		return
	}
	f := c.about(row, field)
	f.Kind, f.Confidence, f.Text = LongNumbers, confidence, told
	c.note(f)
}

// dateForID finds a reference that a spreadsheet took for a date: 3-1 or MAR1.
func (c *checker) dateForID(row invoice.Row) {
	if cell := row.Stored(invoice.Reference); cell.Kind != sheet.Date {
		return
	}
	f := c.about(row, invoice.Reference)
	f.Kind, f.Confidence = DatesForIDs, Sure
	f.Text = "a date where a reference belongs, as a spreadsheet makes of 3-1 or MAR1: type it again as text"
	c.note(f)
}

// isScientific tells 1.23457E+15.
func isScientific(text string) bool {
	if strings.IndexByte(text, '+') < 0 {
		return false
	}
	at := strings.IndexAny(text, "eE")
	if at < 1 || at+2 >= len(text) || text[at+1] != '+' || !isDigits(text[at+2:]) {
		return false
	}
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(text[:at], ",", "."), ".")
	return len(whole) == 1 && isDigits(whole+fraction)
}

// reference keeps a reference for the look-alikes of the sheet, and looks for
// those among the open links.
func (c *checker) reference(row invoice.Row) {
	text, err := row.Text(string(invoice.Reference))
	if err != nil || text == "" {
		return
	}
	c.references.Add(text, row.Number())
	if c.open == nil || len(c.open.Exact(text)) > 0 {
		return
	}
	for _, other := range c.open.Alike(text) {
		f := c.about(row, invoice.Reference)
		f.Kind, f.Confidence = LookAlikes, alike(text, other)
		f.Text = "looks like " + invoice.Quote(other) + ", which has an open link"
		c.note(f)
		return
	}
}

// lookAlikes notes the references of the sheet that are alike, each with the
// first one that it is like.
func (c *checker) lookAlikes() {
	column, _ := c.columns.Field(invoice.Reference)
	for group := range c.references.Groups() {
		for i, twin := range group {
			if i == 0 || twin.Reference == group[0].Reference {
				continue
			}
			c.note(Finding{
				Cell: c.info.Ref(twin.Row, column), Row: twin.Row, Field: invoice.Reference,
				Kind: LookAlikes, Confidence: alike(twin.Reference, group[0].Reference), Value: twin.Reference,
				Text: fmt.Sprintf("looks like %s in row %d", invoice.Quote(group[0].Reference), group[0].Row),
			})
		}
	}
}

// alike says how sure it is that two references are one: only their spaces
// differ, the same words and numbers stand in them, or only the characters do.
func alike(a, b string) Confidence {
	switch {
	case strings.Join(strings.Fields(a), "") == strings.Join(strings.Fields(b), ""):
		return Sure
	case parts(a) == parts(b):
		return Likely
	}
	return Maybe
}

// parts gives the words and numbers of a reference: 1-12 and 11-2 differ.
func parts(text string) string {
	var b strings.Builder
	before := ' '
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.IsNumber(r):
			if !unicode.IsNumber(before) {
				b.WriteByte(' ')
			}
			b.WriteRune(r)
		case unicode.IsLetter(r), unicode.IsMark(r):
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}
