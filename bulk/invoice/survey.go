package invoice

import (
	"fmt"
	"iter"

	"paysheet/bulk/sheet"
)

// proof collects what the texts of one column show about a choice between two
// ways of writing. One example of each is kept, as it is told to people.
type proof struct{ first, second, unclear string }

// survey is what the whole sheet showed about how its texts are written.
type survey struct {
	done   bool
	proofs [fieldCount]*proof
	told   []string // what was concluded, for people

	suspects []int          // rows that may be totals without a label
	totals   map[int]string // those that are, and why
}

// Survey reads the rows once (Look, then Conclude) to learn how amounts and dates that are text are
// written, by account of each column as a whole: whether the decimal mark is a
// point or a comma, and whether the day or the month comes first. What it
// concludes is told by Guesses. Where a column shows nothing or contradicts
// itself, the cells that depend on it are problems. Rows that are no invoice do
// not count. Its error is that of rows.
//
// Without Survey a cell is read only if its own text leaves no doubt.
func (c *Columns) Survey(rows iter.Seq2[sheet.Row, error]) error {
	c.survey = survey{}
	for row, err := range rows {
		if err != nil {
			c.survey = survey{}
			return fmt.Errorf("looking at how amounts and dates are written: %w", err)
		}
		c.Look(row)
	}
	return c.Conclude(rows)
}

// Conclude is the end of a Survey, after Look was given all rows.
func (c *Columns) Conclude(rows iter.Seq2[sheet.Row, error]) error {
	c.survey.done = true
	for _, field := range []Field{Amount, MinPartial} {
		if c.cfg.Decimal == "" {
			c.conclude(field, "decimal point", "decimal comma", `decimal = "." or ","`)
		}
	}
	for _, field := range []Field{DueDate, Expires} {
		if c.cfg.DateOrder == "" {
			c.conclude(field, "day before month", "month before day", fmt.Sprintf("dates = %q or %q", DayFirst, MonthFirst))
		}
	}
	return c.findTotals(rows)
}

// Look takes note of one row for Conclude. Most cells of most sheets are numbers and dates,
// so that it has nothing to do.
func (c *Columns) Look(row sheet.Row) {
	c.suspect(row)
	for _, at := range [...]place{atAmount, atMinPartial, atDueDate, atExpires} {
		column := c.places[at]
		if uint(column) >= uint(len(row.Cells)) { // below zero where there is none
			continue
		}
		cell := &row.Cells[column]
		if cell.Kind != sheet.Text || isBlank(cell) {
			continue
		}
		first, second, unclear := shows(at, cell.Text)
		p := c.survey.proofs[at]
		if p == nil {
			p = &proof{}
			c.survey.proofs[at] = p
		}
		if !p.lacks(first, second, unclear) {
			continue
		}
		borrowed := Row{&record{columns: c, number: row.Number, cells: row.Cells}}
		if class, _ := borrowed.noInvoice(); class != Billable {
			continue
		}
		p.note(first, second, unclear, c.info.Ref(row.Number, column)+" "+Quote(cell.Text))
	}
}

// lacks tells that there is no example yet of what a text shows.
func (p *proof) lacks(first, second, unclear bool) bool {
	return first && p.first == "" || second && p.second == "" || unclear && p.unclear == ""
}

// note keeps the first example of each kind.
func (p *proof) note(first, second, unclear bool, example string) {
	switch {
	case first && p.first == "":
		p.first = example
	case second && p.second == "":
		p.second = example
	case unclear && p.unclear == "":
		p.unclear = example
	}
}

// shows tells what one text shows: the first way, the second way, or that it
// could be either.
func shows(at place, text string) (first, second, unclear bool) {
	if at == atDueDate || at == atExpires {
		return showsOrder(text)
	}
	if isDigits(text) { // most amounts of most exports
		return false, false, false
	}
	parts, err := splitAmount(text)
	if err != nil || !hasMark(parts.number) {
		return false, false, false
	}
	switch mark := proves(parts.number); mark {
	case '.', ',':
		if _, err := plainNumber(parts.number, mark); err != nil {
			return false, false, false // a typing mistake shows nothing
		}
		return mark == '.', mark == ',', false
	}
	return false, false, true
}

// conclude tells people what a column showed.
func (c *Columns) conclude(field Field, first, second, key string) {
	p := c.survey.proofs[field.place()]
	if p == nil || *p == (proof{}) {
		return
	}
	column := c.name(c.index[field])
	var text string
	switch {
	case p.first != "" && p.second != "":
		text = fmt.Sprintf("%s contradicts itself: %s has the %s, %s the %s; correct it or set %s under [sheet]", column, p.first, first, p.second, second, key)
	case p.first != "":
		text = fmt.Sprintf("%s is read with the %s, as in %s", column, first, p.first)
	case p.second != "":
		text = fmt.Sprintf("%s is read with the %s, as in %s", column, second, p.second)
	default:
		text = fmt.Sprintf("%s can be read with the %s or the %s, as in %s; set %s under [sheet]", column, first, second, p.unclear, key)
	}
	c.survey.told = append(c.survey.told, string(field)+": "+text)
}

// decimalMark gives the mark with which a number of a column is to be read.
func (r Row) decimalMark(at place, number string) (byte, *Problem) {
	c := r.columns
	if c.cfg.Decimal != "" {
		return c.cfg.Decimal[0], nil
	}
	if !hasMark(number) {
		return '.', nil
	}
	p := c.survey.proofs[at]
	if !c.survey.done {
		if mark := proves(number); mark != 0 {
			return mark, nil
		}
		p = &proof{}
	}
	if p == nil { // the survey met no such number, so the sheet has changed under it
		p = &proof{}
	}
	switch {
	case p.first != "" && p.second != "":
		return 0, r.problem(at, fmt.Sprintf(`cannot be read: %s has a decimal point and %s a decimal comma; correct one of them, or set decimal = "." or "," under [sheet]`, p.first, p.second))
	case p.first != "":
		return '.', nil
	case p.second != "":
		return ',', nil
	}
	if mark := proves(number); mark != 0 {
		if _, err := plainNumber(number, mark); err != nil {
			return mark, nil // plainNumber will say what is wrong with it
		}
	}
	return 0, r.problem(at, `can be read in two ways, and no amount in its column shows whether the decimal mark is a point or a comma: set decimal = "." or "," under [sheet]`)
}
