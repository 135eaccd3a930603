package invoice

import (
	"fmt"
	"slices"
	"strconv"

	"paysheet/bulk/sheet"
	"paysheet/providers"
)

// Row is one row of the sheet, read when asked: a bad cell that nobody looks at
// harms nobody. It keeps no part of the sheet.Row it was made of. Every error
// of its methods is a *CellError, except for the name of a field that is none. The
// zero Row cannot be asked for anything.
type Row struct{ *record }

// record is what there is of a row. A Row is passed around too often to be more
// than a pointer to it.
type record struct {
	columns *Columns
	number  int
	hidden  bool
	cells   []sheet.Cell
	memo    memo
}

// Row takes over a row of the sheet; r may change afterwards.
func (c *Columns) Row(r sheet.Row) Row {
	return Row{&record{columns: c, number: r.Number, hidden: r.Hidden, cells: slices.Clone(r.Cells)}}
}

// Number gives the row's number as the spreadsheet shows it.
func (r Row) Number() int { return r.number }

// Hidden tells that the row is hidden by hand, by a group or by a filter.
func (r Row) Hidden() bool { return r.hidden }

// Text gives a field as text, without white space around it; empty where the
// cell is blank or the field has no column. The reference is checked for what a
// spreadsheet does to numbers. The currency is its ISO 4217 code, the
// configured one where the row has none. Amounts and dates are as stored.
func (r Row) Text(field string) (string, error) {
	var text string
	var problem *Problem
	switch at := Field(field).place(); at {
	case atReference:
		text, problem = r.reference()
	case atCurrency:
		var currency providers.Currency
		currency, problem = r.currency()
		text = string(currency)
	case atAmount, atMinPartial, atDueDate, atExpires:
		text = trim(r.cell(at).Text)
	case atCustomerName, atEmail, atPhone, atDescription, atAccount:
		text, problem = r.text(at)
	default:
		return "", fmt.Errorf("%q is no field of an invoice", field)
	}
	if problem != nil {
		return "", &CellError{*problem}
	}
	return text, nil
}

// Money gives the amount or min_partial in the row's currency, exactly; the
// zero Money where the cell is blank or the field has no column, and for a
// min_partial of 0, which says that the link is paid whole.
func (r Row) Money(field string) (providers.Money, error) {
	at := Field(field).place()
	if at != atAmount && at != atMinPartial {
		return providers.Money{}, fmt.Errorf("%q is no field with an amount", field)
	}
	money, _, problem := r.money(at)
	if problem != nil {
		return providers.Money{}, &CellError{*problem}
	}
	return money, nil
}

// Date gives due_date or expires as a civil date; the zero Date where the cell
// is blank or the field has no column.
func (r Row) Date(field string) (providers.Date, error) {
	at := Field(field).place()
	if at != atDueDate && at != atExpires {
		return providers.Date{}, fmt.Errorf("%q is no field with a date", field)
	}
	date, problem := r.date(at)
	if problem != nil {
		return providers.Date{}, &CellError{*problem}
	}
	return date, nil
}

// Cell gives the stored text under a header of the sheet, result columns too.
// ok is false where the sheet has no such header. A header is found as it is
// written, else without regard to case, space and punctuation; of two alike the
// first counts, which Guesses tells.
func (r Row) Cell(header string) (text string, ok bool) {
	column, ok := r.columns.headers[header]
	if !ok {
		column, ok = r.columns.headers[headerKey(header)]
	}
	if !ok {
		return "", false
	}
	return r.at(column).Text, true
}

// Raw gives the text of a field's cell as the file has it: not trimmed, not
// corrected, not judged. It is empty where the cell is blank or the field has no
// column.
func (r Row) Raw(field string) string { return r.Stored(Field(field)).Text }

// Result gives what one of our own result columns (LinkURL …) holds, without
// white space around it; empty where the sheet does not have the column yet.
func (r Row) Result(header string) string {
	column, ok := r.columns.results[header]
	if !ok {
		return ""
	}
	return trim(r.at(column).Text)
}

// Cellname names a field's cell: Invoices!F17. A field without a column gives
// the row: "Invoices row 17".
func (r Row) Cellname(field string) string {
	column := r.columns.column(Field(field))
	if column < 0 {
		if r.columns.info.Sheet == "" {
			return fmt.Sprintf("row %d", r.number)
		}
		return fmt.Sprintf("%s row %d", r.columns.info.Sheet, r.number)
	}
	return r.columns.prefixes[column] + strconv.Itoa(r.number)
}

// Ref names a field's cell with its header: "Invoices!F17 (Balance Due)".
func (r Row) Ref(field string) string {
	column := r.columns.column(Field(field))
	if column < 0 {
		return r.Cellname(field) + " (no column for " + field + ")"
	}
	return r.Cellname(field) + " (" + trim(r.columns.info.Header[column]) + ")"
}

// Invoice reads the whole row. The problems are every reason why it is none
// that a link can be made for; the Invoice has what could be read.
func (r Row) Invoice() (Invoice, []Problem) {
	var inv Invoice
	var problems []Problem
	note := func(p *Problem) {
		if p != nil && !slices.Contains(problems, *p) {
			problems = append(problems, *p)
		}
	}
	var problem *Problem
	inv.Reference, problem = r.reference()
	note(problem)
	if inv.Reference == "" && problem == nil {
		note(r.problem(atReference, "the reference is missing: every invoice needs one"))
	}
	_, problem = r.currency()
	note(problem)
	inv.Amount, _, problem = r.money(atAmount)
	note(problem)
	if problem == nil && r.isBlank(atAmount) {
		note(r.problem(atAmount, "the amount is missing: write it, or empty the whole row"))
	}
	inv.MinPartial, _, problem = r.money(atMinPartial)
	note(problem)
	inv.Customer.Name = r.noteText(atCustomerName, note)
	inv.Customer.Email = r.noteText(atEmail, note)
	inv.Customer.Phone = r.noteText(atPhone, note)
	inv.Description = r.noteText(atDescription, note)
	inv.Account = r.noteText(atAccount, note)
	inv.Due, problem = r.date(atDueDate)
	note(problem)
	inv.Expires, problem = r.date(atExpires)
	note(problem)
	return inv, problems
}

func (r Row) noteText(at place, note func(*Problem)) string {
	text, problem := r.text(at)
	note(problem)
	return text
}

// Warnings tells what is odd about the row but stops nothing, a sentence each.
func (r Row) Warnings() []string {
	told := r.corrections()
	if r.Stale() {
		for _, field := range Fields() {
			if cell := r.Stored(field); isStale(&cell) {
				told = append(told, fmt.Sprintf("%s %s: the formula's stored result may be out of date: open the file, let it calculate and save it",
					r.Cellname(string(field)), Quote(cell.Text)))
			}
		}
	}
	for _, text := range []string{r.oddReference(), r.oddFormat(atAmount), r.oddFormat(atMinPartial)} {
		if text != "" {
			told = append(told, text)
		}
	}
	return told
}

// Stale tells that the row has a formula whose result the workbook itself doubts.
func (r Row) Stale() bool {
	for i := range r.cells {
		if r.cells[i].Stale && r.cells[i].Formula {
			return true
		}
	}
	return false
}

// isStale tells a formula whose result the workbook itself doubts.
func isStale(cell *sheet.Cell) bool { return cell.Formula && cell.Stale }

// Rounded tells that the amount or min_partial had more decimals than its
// currency and was rounded, which only Config.Rounding allows.
func (r Row) Rounded() bool {
	_, amount, _ := r.money(atAmount)
	_, partial, _ := r.money(atMinPartial)
	return amount || partial
}

// at gives the cell of a column, Blank beyond the row's end. Nobody writes to it.
func (r Row) at(column int) *sheet.Cell {
	if uint(column) >= uint(len(r.cells)) { // below zero too
		return &r.columns.blank
	}
	return &r.cells[column]
}

// stored gives a field's cell as the file holds it.
func (r Row) stored(at place) *sheet.Cell { return r.at(r.columns.places[at]) }

func (r Row) isBlank(at place) bool { return isBlank(r.cell(at)) }

// isBlank takes a cell with nothing but white space for blank.
func isBlank(cell *sheet.Cell) bool {
	switch cell.Kind {
	case sheet.Blank:
		return true
	case sheet.Text:
		return cell.Text == "" || !isInk(cell.Text[0]) && trim(cell.Text) == ""
	default:
		return false
	}
}

func (r Row) problem(at place, message string) *Problem {
	field := Fields()[at]
	return &Problem{Cell: r.Cellname(string(field)), Field: field, Value: r.stored(at).Text, Message: message}
}

// text reads a field that is text to us whatever it is to the spreadsheet: a
// phone number may be stored as a number.
func (r Row) text(at place) (string, *Problem) {
	cell := r.cell(at)
	switch cell.Kind {
	case sheet.Error:
		return "", r.problem(at, "is an error of the spreadsheet: correct its formula")
	case sheet.Number:
		if plain, ok := cell.Plain(); ok {
			return plain, nil
		}
	default:
	}
	return trim(cell.Text), nil
}
