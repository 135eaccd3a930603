package invoice

import (
	"fmt"
	"strings"

	"paysheet/bulk/sheet"
)

// Correction gives the text that a field's cell is to be read as; ok is false
// where the cell is read as it is stored. It is asked for the same cell more
// than once and by several goroutines, so it must be a pure function.
type Correction func(field Field, cell sheet.Cell) (text string, ok bool)

// CorrectedFields lists the fields that a Correction is asked about. Amounts and
// dates are never among them: money is sent as it is stored, or not at all.
func CorrectedFields() []Field { return []Field{Reference, Phone, Currency, Account} }

// Correct has cells read through fn from now on; nil reads them as stored. It is
// called before the first Row. Row.Cell still gives what is stored, and
// Row.Warnings names each cell that is read as something else.
func (c *Columns) Correct(fn Correction) { c.correct = fn }

// Borrow is Row without a copy: the Row is valid as long as r is.
func (c *Columns) Borrow(r sheet.Row) Row {
	return Row{&record{columns: c, number: r.Number, hidden: r.Hidden, cells: r.Cells}}
}

// Others gives the columns with a header, from the left, that are neither a field
// nor one of our own: what rules read by the header.
func (c *Columns) Others() []int {
	taken := map[int]bool{}
	for _, column := range c.index {
		taken[column] = true
	}
	var others []int
	for i, text := range c.info.Header {
		if text != "" && !taken[i] && !c.isOurs[i] {
			others = append(others, i)
		}
	}
	return others
}

// Stored gives a field's cell as the file holds it, Blank where the field has no
// column.
func (r Row) Stored(field Field) sheet.Cell {
	return *r.at(r.columns.column(field))
}

// At gives the cell of a column as the file holds it, 0 for A; Blank beyond the
// row's end.
func (r Row) At(column int) sheet.Cell { return *r.at(column) }

// Digits gives the amount or min_partial as a plain decimal, whatever currency
// the row is in, and empty for a blank cell. The error is a *CellError.
func (r Row) Digits(field Field) (string, error) {
	read, problem := r.reading(field.place())
	if problem != nil {
		return "", &CellError{*problem}
	}
	for _, unit := range read.units {
		if !isUnit(unit) { // "12.5OO" is not 12.5
			return "", &CellError{*r.problem(field.place(), notUnit(unit))}
		}
	}
	return read.digits, nil
}

// cell gives a field's cell as it is to be read, Blank where the field has no
// column.
func (r Row) cell(at place) *sheet.Cell {
	stored := r.stored(at)
	if r.columns.correct == nil {
		return stored
	}
	text, ok := r.corrected(Fields()[at], *stored)
	if !ok {
		return stored
	}
	cell := *stored
	cell.Kind, cell.Text, cell.Format = sheet.Text, text, ""
	return &cell
}

func (r Row) corrected(field Field, stored sheet.Cell) (text string, ok bool) {
	if r.columns.correct == nil || stored.Kind == sheet.Blank {
		return "", false
	}
	switch field {
	case Reference, Phone, Currency, Account:
		return r.columns.correct(field, stored)
	default:
		return "", false
	}
}

// corrections names the cells that are read as something else than is stored.
func (r Row) corrections() (told []string) {
	if r.columns.correct == nil {
		return nil
	}
	for _, field := range CorrectedFields() {
		stored := r.Stored(field)
		text, ok := r.corrected(field, stored)
		switch {
		case !ok || text == trim(stored.Text):
		case text == strings.Join(strings.Fields(stored.Text), " "):
			// Quoted, the two would look the same wherever spaces are folded.
			told = append(told, fmt.Sprintf("%s read as %s, without its odd spaces (accepted)", field, Quote(text)))
		default:
			told = append(told, fmt.Sprintf("%s %s read as %s (accepted)", field, Quote(stored.Text), Quote(text)))
		}
	}
	return told
}

// OrderOf tells what a date that is text shows about the order of its day and
// month: DayFirst, MonthFirst, or empty where it shows nothing. unsure tells
// that it could be two days.
func OrderOf(text string) (order string, unsure bool) {
	dayFirst, monthFirst, unsure := showsOrder(text)
	switch {
	case dayFirst:
		return DayFirst, false
	case monthFirst:
		return MonthFirst, false
	}
	return "", unsure
}
