package checkup

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
)

// row is a row of text cells; a cell that starts with # is a number, one with @
// a date, and ~ before either marks a stale formula.
func row(n int, cells ...string) sheet.Row {
	r := sheet.Row{Number: n}
	for _, text := range cells {
		r.Cells = append(r.Cells, cell(text))
	}
	return r
}

func cell(text string) sheet.Cell {
	c := sheet.Cell{Kind: sheet.Text, Text: text}
	if rest, ok := strings.CutPrefix(text, "~"); ok {
		c.Text, c.Formula, c.Stale = rest, true, true
	}
	switch {
	case c.Text == "":
		c.Kind = sheet.Blank
	case c.Text[0] == '#':
		c.Kind, c.Text = sheet.Number, c.Text[1:]
	case c.Text[0] == '@':
		c.Kind, c.Text = sheet.Date, c.Text[1:]
	}
	return c
}

func rowsOf(all []sheet.Row) iter.Seq2[sheet.Row, error] {
	return func(yield func(sheet.Row, error) bool) {
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// table is a sheet with a header and rows, of an XLSX file unless format says
// otherwise.
type table struct {
	format string
	header []string
	rows   [][]string
	open   []string
}

// column makes a table of one field beside references and amounts that are fine.
func column(header string, values ...string) table {
	t := table{header: []string{"Invoice Number", "Amount", header}}
	for i, value := range values {
		t.rows = append(t.rows, []string{fmt.Sprintf("INV-%03d", i), "#100", value})
	}
	return t
}

// references makes a table of references alone.
func references(values ...string) table {
	t := table{header: []string{"Invoice Number", "Amount"}}
	for _, value := range values {
		t.rows = append(t.rows, []string{value, "#100"})
	}
	return t
}

func (t table) read(tb testing.TB) (*Report, *invoice.Columns, []sheet.Row) {
	tb.Helper()
	info := sheet.Info{Sheet: "Invoices", HeaderRow: 1, Header: t.header, Format: "xlsx"}
	if t.format != "" {
		info.Format, info.Sheet = t.format, ""
	}
	columns, err := invoice.Map(info, invoice.Config{Currency: "LKR"})
	if err != nil {
		tb.Fatal(err)
	}
	var all []sheet.Row
	for i, cells := range t.rows {
		all = append(all, row(i+2, cells...))
	}
	if err := columns.Survey(rowsOf(all)); err != nil {
		tb.Fatal(err)
	}
	var open iter.Seq2[string, error]
	if t.open != nil {
		open = func(yield func(string, error) bool) {
			for _, reference := range t.open {
				if !yield(reference, nil) {
					return
				}
			}
		}
	}
	report, err := Read(tb.Context(), rowsOf(all), columns, info, Options{Open: open})
	if err != nil {
		tb.Fatal(err)
	}
	return report, columns, all
}

// told gives the findings as short lines: "leading-zeros sure A4 125→00125".
func told(r *Report) []string {
	lines := []string{}
	for _, group := range r.Groups {
		for _, f := range group.Examples {
			at := f.Cell[strings.LastIndexByte(f.Cell, '!')+1:]
			lines = append(lines, fmt.Sprintf("%s %s %s %s→%s", f.Kind, f.Confidence, at, f.Value, f.Proposed))
		}
	}
	return lines
}

func wantTold(t *testing.T, r *Report, want ...string) {
	t.Helper()
	if got := told(r); !slices.Equal(got, want) {
		t.Errorf("found\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	n := 0
	for _, group := range r.Groups {
		n += group.Sure + group.Likely + group.Maybe
		for _, f := range group.Examples {
			if f.Text == "" || strings.HasSuffix(f.Text, ".") {
				t.Errorf("%s is told as %q", f.Cell, f.Text)
			}
		}
	}
	if n != len(want) || r.Count() != n {
		t.Errorf("counted %d, report says %d, want %d", n, r.Count(), len(want))
	}
}
