package invoice

import (
	"iter"

	"paysheet/bulk/sheet"
)

// Rows holds some rows of a sheet, so that they can be read one behind the other
// and judged by somebody else. The zero Rows is empty, and Reset comes first.
type Rows struct {
	columns *Columns
	rows    []record
	cells   []sheet.Cell
}

// Reset forgets the rows, and with them every Row that All gave.
func (r *Rows) Reset(c *Columns) {
	clear(r.rows)
	r.columns, r.rows, r.cells = c, r.rows[:0], r.cells[:0]
}

// Add takes over a row of the sheet, which may change afterwards.
func (r *Rows) Add(row sheet.Row) {
	from := len(r.cells)
	r.cells = append(r.cells, row.Cells...)
	r.rows = append(r.rows, record{columns: r.columns, number: row.Number, hidden: row.Hidden, cells: r.cells[from:len(r.cells):len(r.cells)]})
}

// Judged says of the row that was added last that its Class is Billable, so that
// it is not found out once more.
func (r *Rows) Judged() {
	last := &r.rows[len(r.rows)-1].memo
	last.class, last.hasClass = Billable, true
}

// Len gives how many rows there are.
func (r *Rows) Len() int { return len(r.rows) }

// All yields the rows in their order. A Row is valid until Reset.
func (r *Rows) All() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for i := range r.rows {
			if !yield(Row{&r.rows[i]}) {
				return
			}
		}
	}
}
