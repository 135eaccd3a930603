package sheet

import (
	"fmt"
	"strings"
	"testing"
)

// told writes down what a Keeper is given.
type told struct{ strings.Builder }

func (k *told) Begin(info Info) { fmt.Fprintf(&k.Builder, "begin %s\n", info.Sheet) }
func (k *told) Add(row Row) {
	fmt.Fprintf(&k.Builder, "row %d %t %v\n", row.Number, row.Hidden, row.Cells)
}
func (k *told) Forget() { k.WriteString("forget\n") }

// TestBesideHandsOnInOrder gives the same to a Keeper and to one that works
// beside: a reader uses its cells again for the next row.
func TestBesideHandsOnInOrder(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{0, 1, parcelRows, parcelRows + 1, 20 * parcelRows} {
		var at, beside told
		b := NewBeside(&beside)
		for _, keep := range []Keeper{&at, b} {
			keep.Begin(Info{Sheet: "Invoices"})
			cells := make([]Cell, 3)
			for i := range rows {
				for j := range cells {
					cells[j] = Cell{Text: fmt.Sprint(i, j), Kind: Text}
				}
				keep.Add(Row{Number: i + 2, Hidden: i%7 == 0, Cells: cells[:i%4]})
			}
			keep.Forget()
			keep.Begin(Info{Sheet: "again"})
		}
		b.End()
		if at.String() != beside.String() {
			t.Errorf("%d rows: they differ", rows)
		}
	}
}
