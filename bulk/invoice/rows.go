package invoice

import (
	"iter"

	"paysheet/bulk/sheet"
)

// Rows holds some rows of a sheet, so that they can be read one behind the other
// and judged by somebody else. The zero Rows is empty, and Reset comes first.
type Rows struct {
	columns *Columns
	heads   []rowHead
	cells   []sheet.Cell
	memos   []memo
}

type rowHead struct {
	number, from, to int
	hidden           bool
}

// Reset forgets the rows, and with them every Row that All gave.
func (r *Rows) Reset(c *Columns) {
	clear(r.memos)
	r.columns, r.heads, r.cells, r.memos = c, r.heads[:0], r.cells[:0], r.memos[:0]
}

// Add takes over a row of the sheet, which may change afterwards.
func (r *Rows) Add(row sheet.Row) {
	from := len(r.cells)
	r.cells = append(r.cells, row.Cells...)
	r.heads = append(r.heads, rowHead{row.Number, from, len(r.cells), row.Hidden})
	r.memos = append(r.memos, memo{})
}

// Judged says of the row that was added last that its Class is Billable, so that
// it is not found out once more.
func (r *Rows) Judged() {
	last := &r.memos[len(r.memos)-1]
	last.class, last.hasClass = Billable, true
}

// Len gives how many rows there are.
func (r *Rows) Len() int { return len(r.heads) }

// All yields the rows in their order. A Row is valid until Reset.
func (r *Rows) All() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for i, head := range r.heads {
			row := Row{columns: r.columns, number: head.number, hidden: head.hidden, cells: r.cells[head.from:head.to:head.to], memo: &r.memos[i]}
			if !yield(row) {
				return
			}
		}
	}
}
