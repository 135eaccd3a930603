package checkup

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
	sheets "paysheet/bulk/sheet/all"
)

// TestSamples: in the project's own sheets nothing is told as sure but what they
// were made to have, which is several addresses in a cell, as in real ones.
func TestSamples(t *testing.T) {
	t.Parallel()
	for name, planted := range map[string][]Kind{
		"month-end/invoices.xlsx": {Mail, Phones}, "choose-provider/invoices.csv": nil,
		"partial-payments/invoices.xlsx": nil, "refresh/invoices.csv": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report := readFile(t, filepath.Join("..", "..", "samples", filepath.FromSlash(name)))
			if report.Rows == 0 {
				t.Fatal("no row was read")
			}
			for _, group := range report.Groups {
				t.Logf("%s: %d sure, %d likely, %d maybe", group.Kind, group.Sure, group.Likely, group.Maybe)
				for _, f := range group.Examples {
					severalInOne := strings.ContainsAny(f.Value, ";/") && slices.Contains(planted, f.Kind)
					if f.Confidence == Sure && !severalInOne {
						t.Errorf("%s %q is told as %s: %s", f.Cell, f.Value, f.Kind, f.Text)
					}
				}
			}
		})
	}
}

func readFile(tb testing.TB, path string) *Report {
	tb.Helper()
	table, err := sheets.Open(tb.Context(), path, sheet.Options{Own: invoice.Results(), Score: invoice.Config{}.Scorer()})
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = table.Close() }()
	columns, err := invoice.Map(table.Info(), invoice.Config{Currency: "LKR"})
	if err != nil {
		tb.Fatal(err)
	}
	if err := columns.Survey(table.Rows(tb.Context())); err != nil {
		tb.Fatal(err)
	}
	report, err := Read(tb.Context(), table.Rows(tb.Context()), columns, table.Info(), Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return report
}

// BenchmarkRead looks at a hundred thousand rows of nine columns, without the
// time that a file takes.
func BenchmarkRead(b *testing.B) {
	const n = 100_000
	info := sheet.Info{Sheet: "Invoices", HeaderRow: 1, Format: "xlsx", Header: []string{
		"Invoice Number", "Customer Name", "Email", "Phone", "Currency", "Amount", "Due Date", "Description", "Account",
	}}
	all := make([]sheet.Row, 0, n)
	for i := range n {
		all = append(all, row(i+2, fmt.Sprintf("INV-%06d", i), "Perera & Sons", "a"+strconv.Itoa(i)+"@example.com", "+9477"+strconv.Itoa(1_000_000+i),
			"LKR", "#"+strconv.Itoa(i)+".50", "@2026-08-"+strconv.Itoa(10+i%20), "August", "colombo"))
	}
	columns, err := invoice.Map(info, invoice.Config{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		report, err := Read(b.Context(), rowsOf(all), columns, info, Options{})
		if err != nil || report.Count() != 0 {
			b.Fatal(err, strings.Join(told(report), "\n"))
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
