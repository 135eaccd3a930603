package csv

import (
	"fmt"
	"strings"
	"testing"

	"paysheet/bulk/sheet"
)

// noted is a Keeper that counts what it is given.
type noted struct {
	begun, rows, forgotten int
	last                   string
}

func (n *noted) Begin(sheet.Info)  { n.begun++ }
func (n *noted) Add(row sheet.Row) { n.rows, n.last = n.rows+1, row.Cells[0].Text }
func (n *noted) Forget()           { n.forgotten++ }

// TestEncodingIsPresumed opens files that are longer than what the encoding is
// presumed of: what the last row shows holds for all of them.
func TestEncodingIsPresumed(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("Reference,Amount\n")
	rows := 1
	for ; b.Len() < 2*sampleSize; rows++ {
		fmt.Fprintf(&b, "INV-%d,10\n", rows)
	}
	for last, want := range map[string]struct {
		guess     string
		text      string
		forgotten int
	}{
		"Jose":    {"The encoding is UTF-8: every character is ASCII.", "Jose", 0},
		"José":    {"The encoding is UTF-8: all characters beyond ASCII are valid in it.", "José", 0},
		"Jos\xe9": {"The encoding is Windows-1252 (which covers Latin-1): it is not UTF-8.", "José", 1},
	} {
		var keep noted
		table := open(t, b.String()+last+",10\n", sheet.Options{Keep: &keep})
		if guesses := table.Info().Guesses; !strings.HasPrefix(guesses[0], want.guess) || len(guesses) != 3 {
			t.Errorf("%q: told %q", last, guesses)
		}
		n, text := 0, ""
		for row, err := range table.Rows(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			n, text = n+1, row.Cells[0].Text
		}
		if n != rows || text != want.text {
			t.Errorf("%q: %d rows of %d, the last %q", last, n, rows, text)
		}
		if keep.begun != 1 || keep.rows != rows || keep.forgotten != want.forgotten || want.forgotten == 0 && keep.last != text {
			t.Errorf("%q: kept %+v", last, keep)
		}
	}
}
