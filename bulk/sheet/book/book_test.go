package book_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"paysheet/bulk/sheet"
	"paysheet/bulk/sheet/book"
	"paysheet/bulk/sheet/xlsx"
	"paysheet/providers"
)

func date(t *testing.T, text string) providers.Date {
	t.Helper()
	d, err := providers.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// write makes a book of one sheet of one column and gives its bytes.
func write(t *testing.T, cells ...book.Cell) []byte {
	t.Helper()
	b := book.New(t.TempDir())
	s, err := b.Sheet("One", book.Column{Header: "Value", Width: 20})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cells {
		if err := s.Row(c); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestCellsAreWhatTheySay reads each cell back with another program's eyes.
func TestCellsAreWhatTheySay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		cell   book.Cell
		kind   excelize.CellType
		raw    string
		format string // as shown
	}{
		{"text", book.Text("Perera & Sons <Ltd>"), excelize.CellTypeInlineString, "Perera & Sons <Ltd>", "Perera & Sons <Ltd>"},
		{"a formula stays text", book.Text("=1+1"), excelize.CellTypeInlineString, "=1+1", "=1+1"},
		{"digits stay text", book.Text("000123"), excelize.CellTypeInlineString, "000123", "000123"},
		{"two decimals", book.Number("150000.10"), excelize.CellTypeUnset, "150000.10", "150,000.10"},
		{"no decimals", book.Number("49990"), excelize.CellTypeUnset, "49990", "49,990"},
		{"three decimals", book.Number("-0.125"), excelize.CellTypeUnset, "-0.125", "-0.125"},
		{"fifteen digits", book.Number("9999999999999.99"), excelize.CellTypeUnset, "9999999999999.99", "9,999,999,999,999.99"},
		{"sixteen digits are text", book.Number("12345678901234.56"), excelize.CellTypeInlineString, "12345678901234.56", "12345678901234.56"},
		{"date", book.Date(date(t, "2026-11-21")), excelize.CellTypeUnset, "46347", "2026-11-21"},
		{"far date", book.Date(date(t, "9999-12-31")), excelize.CellTypeUnset, "2958465", "9999-12-31"},
		{"early date", book.Date(date(t, "1899-01-01")), excelize.CellTypeInlineString, "1899-01-01", "1899-01-01"},
		{"bold", book.Strong("Totals"), excelize.CellTypeInlineString, "Totals", "Totals"},
		{"sentence", book.Wrapped("a long sentence"), excelize.CellTypeInlineString, "a long sentence", "a long sentence"},
		{"count", book.Count(1234), excelize.CellTypeUnset, "1234", "1,234"},
		{"control character", book.Text("a\x01b"), excelize.CellTypeInlineString, "a\x01b", "a\x01b"},
		{"looks escaped", book.Text("_x0041_"), excelize.CellTypeInlineString, "_x0041_", "_x0041_"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, err := excelize.OpenReader(bytes.NewReader(write(t, tt.cell)))
			if err != nil {
				t.Fatal(err)
			}
			kind, err := f.GetCellType("One", "A2")
			if err != nil {
				t.Fatal(err)
			}
			if kind != tt.kind {
				t.Errorf("type is %v, want %v", kind, tt.kind)
			}
			if got, _ := f.GetCellValue("One", "A2", excelize.Options{RawCellValue: true}); got != tt.raw {
				t.Errorf("raw value is %q, want %q", got, tt.raw)
			}
			if got, _ := f.GetCellValue("One", "A2"); got != tt.format {
				t.Errorf("shown as %q, want %q", got, tt.format)
			}
			if formula, _ := f.GetCellFormula("One", "A2"); formula != "" {
				t.Errorf("it has formula %q", formula)
			}
		})
	}
}

// TestSheetsSideBySide fills two sheets in turns, and reads them with our own reader.
func TestSheetsSideBySide(t *testing.T) {
	t.Parallel()
	b := book.New(t.TempDir())
	first, err := b.Sheet("Receipts", book.Column{Header: "Reference"}, book.Column{Header: "Amount"})
	if err != nil {
		t.Fatal(err)
	}
	second, err := b.Sheet(`R&D "x"`, book.Column{Header: "Reference"}, book.Column{Header: "Amount"})
	if err != nil {
		t.Fatal(err)
	}
	const n = 2000
	for range n {
		if err := first.Row(book.Text("INV-1"), book.Number("0.10")); err != nil {
			t.Fatal(err)
		}
		if err := second.Row(book.Text("INV-2"), book.Cell{}); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Write(file); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Receipts", `R&D "x"`} {
		table, err := xlsx.Open(t.Context(), path, sheet.Options{Name: name, HeaderRow: 1})
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for row, err := range table.Rows(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			rows++
			if name == "Receipts" && (row.Cell(1).Kind != sheet.Number || row.Cell(1).Text != "0.10") {
				t.Fatalf("amount is %+v", row.Cell(1))
			}
		}
		if rows != n {
			t.Errorf("%s has %d rows, want %d", name, rows, n)
		}
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := book.New(dir)
	s, err := b.Sheet("One", book.Column{Header: "Value"})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"1,000", "1e5", "--1", "1.", ".5", "NaN"} {
		if err := s.Row(book.Number(text)); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("Number(%q): error %v, want one that names it", text, err)
		}
	}
	if err := s.Row(book.Count(1), book.Count(2)); err == nil {
		t.Error("a row wider than its sheet was taken")
	}
	for _, name := range []string{"", "one", "a/b", strings.Repeat("x", 32)} {
		if _, err := b.Sheet(name, book.Column{Header: "x"}); err == nil {
			t.Errorf("a sheet named %q was taken", name)
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("temporary files stay: %v, %v", left, err)
	}
	if err := book.New(dir).Write(&bytes.Buffer{}); err == nil {
		t.Error("an empty book was written")
	}
}

// TestLongTextIsCut keeps within what a cell holds.
func TestLongTextIsCut(t *testing.T) {
	t.Parallel()
	f, err := excelize.OpenReader(bytes.NewReader(write(t, book.Text(strings.Repeat("é", 40000)))))
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.GetCellValue("One", "A2")
	if err != nil {
		t.Fatal(err)
	}
	if n := len([]rune(got)); n != 32767 || !strings.HasSuffix(got, "…") {
		t.Errorf("%d characters, want 32767 with … at the end", n)
	}
}

func TestSameBytes(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(write(t, book.Text("a")), write(t, book.Text("a"))) {
		t.Error("the same book gives other bytes")
	}
}

func BenchmarkRow(b *testing.B) {
	bk := book.New(b.TempDir())
	s, err := bk.Sheet("One", book.Column{Header: "A"}, book.Column{Header: "B"}, book.Column{Header: "C"})
	if err != nil {
		b.Fatal(err)
	}
	rows := 0
	for b.Loop() {
		if rows++; rows == 1_000_000 {
			b.Fatal("more rows than a worksheet has: use a shorter -benchtime")
		}
		if err := s.Row(book.Text("INV-000001"), book.Number("150000.10"), book.Text("sandbox:onepay")); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	if err := bk.Close(); err != nil {
		b.Fatal(err)
	}
}
