package invoice

import (
	"iter"
	"strings"
	"testing"

	"paysheet/bulk/sheet"
	"paysheet/providers"
)

// mapped makes the Columns of a header, which must be readable.
func mapped(tb testing.TB, cfg Config, header ...string) *Columns {
	tb.Helper()
	c, err := Map(sheet.Info{Sheet: "Invoices", HeaderRow: 1, Header: header}, cfg)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func text(s string) sheet.Cell {
	if s == "" {
		return sheet.Cell{}
	}
	return sheet.Cell{Kind: sheet.Text, Text: s}
}

func number(s string) sheet.Cell { return sheet.Cell{Kind: sheet.Number, Text: s} }

func sum(s string) sheet.Cell { return sheet.Cell{Kind: sheet.Number, Text: s, Formula: true} }

// csv makes a row of text cells.
func csv(n int, texts ...string) sheet.Row {
	row := sheet.Row{Number: n}
	for _, s := range texts {
		row.Cells = append(row.Cells, text(s))
	}
	return row
}

// rows yields sheet rows, as a table does.
func rows(all ...sheet.Row) iter.Seq2[sheet.Row, error] {
	return func(yield func(sheet.Row, error) bool) {
		for _, row := range all {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// wantText checks a text, or that it contains the part behind "~".
func wantText(t *testing.T, what, got, want string) {
	t.Helper()
	if part, ok := strings.CutPrefix(want, "~"); ok && strings.Contains(got, part) {
		return
	}
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func problemOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func shownMoney(m providers.Money) string {
	if m.IsNone() {
		return ""
	}
	return m.Number() + " " + string(m.Currency())
}
