package proof

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
)

// simTable is a sheet in memory. Like a file it is read as it was opened, and
// replaced whole or not at all.
type simTable struct{ rows [][]sheet.Cell }

func simHeaders() []string {
	return append([]string{"reference", "amount", "currency", "account"}, invoice.Results()...)
}

func (t *simTable) Info() sheet.Info {
	return sheet.Info{Path: "sheet.csv", Format: "csv", HeaderRow: 1, Header: simHeaders()}
}

func (t *simTable) Rows(context.Context) iter.Seq2[sheet.Row, error] {
	return func(yield func(sheet.Row, error) bool) {
		for i, cells := range t.rows {
			if !yield(sheet.Row{Number: i + 2, Cells: cells}, nil) {
				return
			}
		}
	}
}

func (t *simTable) Patch(context.Context, io.Writer, []string, iter.Seq2[int, []sheet.Value]) error {
	return errors.New("a table in memory is saved by its world")
}

func (t *simTable) Verify(context.Context, string) error { return nil }
func (t *simTable) Close() error                         { return nil }

// copied gives the table as a program that opens it now sees it, limited to the
// rows of some accounts; nil takes all.
func (t *simTable) copied(accounts []string) *simTable {
	opened := &simTable{}
	for _, cells := range t.rows {
		if accounts != nil && !slices.Contains(accounts, cells[columnAccount].Text) {
			cells = nil // a blank row
		}
		opened.rows = append(opened.rows, slices.Clone(cells))
	}
	return opened
}

const (
	columnReference = iota
	columnAmount
	columnCurrency
	columnAccount
	columnResults
)

func (t *simTable) add(reference, amount, currency, account string) {
	cells := make([]sheet.Cell, len(simHeaders()))
	for i, text := range []string{reference, amount, currency, account} {
		cells[i] = sheet.Cell{Text: text, Kind: sheet.Text}
	}
	t.rows = append(t.rows, cells)
}

func (t *simTable) set(row, column int, text string) {
	t.rows[row][column] = sheet.Cell{Text: text, Kind: sheet.Text}
}

func (t *simTable) text(row int, header string) string {
	return t.rows[row][slices.Index(simHeaders(), header)].Text
}

// save puts the values of the results into the result cells.
func (t *simTable) save(results []bulk.Result, value func(*bulk.Result) []sheet.Value) {
	for i := range results {
		if results[i].Outcome == bulk.Left {
			continue
		}
		for c, v := range value(&results[i]) {
			cell := sheet.Cell{Text: v.Text, Kind: sheet.Text}
			if v.Text == "" {
				cell.Kind = sheet.Blank
			}
			t.rows[results[i].Row-2][columnResults+c] = cell
		}
	}
}
