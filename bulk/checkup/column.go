package checkup

import (
	"fmt"
	"strings"
	"time"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
	"paysheet/providers"
)

// stale finds formulas whose stored result may be out of date.
func (c *checker) stale(row invoice.Row) {
	if c.info.Format == "csv" || !row.Stale() {
		return
	}
	for _, field := range c.fields {
		cell := row.Stored(field)
		if !cell.Formula || !cell.Stale {
			continue
		}
		f := c.about(row, field)
		f.Kind, f.Confidence = StaleFormulas, Likely
		f.Text = "a formula's stored result, which the workbook says may be out of date: open it, let it calculate and save it"
		if cell.Kind == sheet.Blank {
			f.Confidence, f.Text = Sure, "a formula without a stored result: open the workbook, let it calculate and save it"
		}
		c.note(f)
	}
}

// amountColumn is what a workbook's column of amounts shows about numbers and
// texts.
type amountColumn struct {
	field         invoice.Field
	numbers       int
	plain, marked int // texts: digits alone, and with marks or words around them
	plainExamples []Finding
	markExamples  []Finding
}

func (a *amountColumn) add(c *checker, row invoice.Row) {
	cell := row.Stored(a.field)
	switch cell.Kind {
	case sheet.Number:
		a.numbers++
		return
	case sheet.Text:
	default:
		return
	}
	digits, err := row.Digits(a.field)
	if err != nil || digits == "" {
		return // what cannot be read is a problem of the row
	}
	f := c.about(row, a.field)
	f.Proposed = digits
	if strings.Trim(cell.Text, asciiDigits+".-") == "" {
		if a.plain++; len(a.plainExamples) < c.most {
			f.Text = "a number stored as text (a green corner in Excel), which the sheet's own sums leave out"
			a.plainExamples = append(a.plainExamples, f)
		}
		return
	}
	if a.marked++; len(a.markExamples) < c.most {
		f.Text = "text that reads as an amount, among numbers: the sheet's own sums leave it out"
		a.markExamples = append(a.markExamples, f)
	}
}

// conclude notes the texts of a column that has numbers. A column that is text
// throughout was exported so.
func (a *amountColumn) conclude(c *checker) {
	if a.numbers == 0 {
		return
	}
	plain := Sure
	if a.plain > a.numbers {
		plain = Likely
	}
	c.many(TextAmounts, plain, a.plain, a.plainExamples)
	c.many(TextAmounts, Likely, a.marked, a.markExamples)
}

// dateColumn is what a column of dates shows about the order of day and month.
type dateColumn struct {
	field      invoice.Field
	dayFirst   dated // texts that can only have the day first
	monthFirst dated // texts that can only have the month first
	unsure     int   // texts that can be two days
	cells      dated // date cells that would be another day the other way round
	after12    bool  // a date cell has a day after the twelfth
}

// dated are dates of one sort, of which some are kept.
type dated struct {
	count    int
	first    string // the first cell and its value
	examples []Finding
}

func (d *dated) add(c *checker, row invoice.Row, field invoice.Field) {
	if d.count++; len(d.examples) == c.most {
		return
	}
	f := c.about(row, field)
	if d.first == "" {
		d.first = f.Cell + " " + invoice.Quote(f.Value)
	}
	d.examples = append(d.examples, f)
}

func (d *dateColumn) add(c *checker, row invoice.Row) {
	cell := row.Stored(d.field)
	switch cell.Kind {
	case sheet.Date:
		d.addCell(c, row, cell.Text)
	case sheet.Text:
		d.addText(c, row, cell.Text)
	default:
	}
}

func (d *dateColumn) addText(c *checker, row invoice.Row, text string) {
	order, unsure := invoice.OrderOf(text)
	switch {
	case order == invoice.DayFirst:
		d.dayFirst.add(c, row, d.field)
	case order == invoice.MonthFirst:
		d.monthFirst.add(c, row, d.field)
	case unsure:
		d.unsure++
	}
}

func (d *dateColumn) addCell(c *checker, row invoice.Row, text string) {
	date, err := time.Parse(time.DateOnly, text[:min(len(text), len(time.DateOnly))])
	switch {
	case err != nil:
	case date.Day() > 12:
		d.after12 = true
	case date.Day() == int(date.Month()):
	default:
		d.cells.add(c, row, d.field)
	}
}

const (
	fewSwapped  = 3 // date cells, and texts, from which a swap is worth a look
	someSwapped = 6 // from which it is likely: by chance 1 in 300, twelve days of thirty-one each
)

func (d *dateColumn) conclude(c *checker) {
	switch {
	case d.dayFirst.count > 0 && d.monthFirst.count > 0:
		d.mixed(c)
	case d.dayFirst.count+d.monthFirst.count >= fewSwapped && d.unsure == 0 && !d.after12 && d.cells.count >= fewSwapped:
		d.swapped(c)
	}
}

// mixed notes the dates whose order is the rarer one in the column.
func (d *dateColumn) mixed(c *checker) {
	rare, usual, words := &d.monthFirst, &d.dayFirst, "the month first"
	if d.dayFirst.count < d.monthFirst.count {
		rare, usual, words = &d.dayFirst, &d.monthFirst, "the day first"
	}
	for i := range rare.examples {
		f := &rare.examples[i]
		f.Text = fmt.Sprintf("has %s, unlike %s in the same column", words, usual.first)
		f.Proposed = proven(f.Value, words == "the day first")
	}
	c.many(MixedDates, Sure, rare.count, rare.examples)
}

// swapped notes date cells that a spreadsheet most likely read the wrong way
// round: every text in the column is one that it could not read, because its
// day is after the twelfth, and no date cell has such a day.
func (d *dateColumn) swapped(c *checker) {
	text := &d.dayFirst
	if text.count == 0 {
		text = &d.monthFirst
	}
	for i := range d.cells.examples {
		f := &d.cells.examples[i]
		f.Proposed = otherWay(f.Value)
		f.Text = "day and month may be swapped: no date in the column has a day after the 12th but those that stayed text, such as " + text.first
	}
	confidence := Maybe
	if d.cells.count >= someSwapped && text.count >= someSwapped {
		confidence = Likely
	}
	c.many(MixedDates, confidence, d.cells.count, d.cells.examples)
}

// otherWay gives a date cell's date with day and month in each other's place.
func otherWay(text string) string {
	date, err := time.Parse(time.DateOnly, text[:min(len(text), len(time.DateOnly))])
	if err != nil {
		return ""
	}
	swapped, err := providers.NewDate(date.Year(), time.Month(date.Day()), int(date.Month()))
	if err != nil {
		return ""
	}
	return swapped.String()
}

// proven reads a date whose order is known from its own text.
func proven(text string, dayFirst bool) string {
	layouts := []string{"1/2/2006", "1-2-2006", "1.2.2006", "1/2/06", "1-2-06", "1.2.06"}
	if dayFirst {
		layouts = []string{"2/1/2006", "2-1-2006", "2.1.2006", "2/1/06", "2-1-06", "2.1.06"}
	}
	word, _, _ := strings.Cut(tidy(text), " ")
	for _, layout := range layouts {
		if t, err := time.Parse(layout, word); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}
