package xlsx_test

import (
	"bytes"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"paysheet/bulk/sheet"
	"paysheet/bulk/sheet/xlsx"
)

// garment is a dress with everything in it.
func garment() sheet.Dress {
	return sheet.Dress{
		Columns: []sheet.ColumnDress{{Width: 14}, {Width: 18}, {Width: 9, List: []string{"yes", "no"}, Open: true}},
		Tints:   []sheet.Tint{{Text: "create", Fill: "E2F0D9", Ink: "1E4620"}, {Text: "hold", Fill: "FCE4D6", Ink: "7A2E0E"}},
		Page: sheet.Page{Name: "Summary", Widths: []int{20, 60}, Rows: [][]sheet.PageCell{
			{{Value: sheet.Value{Text: "Review"}, Strong: true}, {Value: sheet.Value{Text: "=1+1"}}},
			{},
			{{Value: sheet.Value{Text: "a <long> sentence"}, Right: true}, {Value: sheet.Value{Text: "1234.50", Number: true}}},
		}},
	}
}

func garmentRows() iter.Seq2[int, []sheet.Value] {
	return func(yield func(int, []sheet.Value) bool) {
		_ = yield(2, []sheet.Value{{Text: "create"}, {Text: "25000.00", Number: true}, {Text: "yes"}}) &&
			yield(3, []sheet.Value{{Text: "hold"}, {Text: "12.345", Number: true}, {Text: "no"}})
	}
}

// dressed writes a copy in a dress and gives it to another program to read.
func dressed(t *testing.T, path string) (*excelize.File, string) {
	t.Helper()
	table, err := xlsx.Open(t.Context(), path, sheet.Options{Name: "Invoices", HeaderRow: 1})
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.xlsx")
	columns := []string{"Review Action", "Review Amount", "Approve"}
	if err := sheet.Save(t.Context(), sheet.Dressed(table.(sheet.Dresser), garment()), copied, columns, garmentRows(), sheet.SaveOptions{}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f, copied
}

// checkDress looks at what every dressed copy must have: from is the first new column.
func checkDress(t *testing.T, f *excelize.File, columns [3]string, page string, rules, lists int) {
	t.Helper()
	formats, err := f.GetConditionalFormats("Invoices")
	if err != nil {
		t.Fatal(err)
	}
	ours := formats[columns[0]+"2:"+columns[2]+"3"]
	if len(formats) != rules || len(ours) != 2 || ours[0].Criteria != "$"+columns[0]+`2="create"` {
		t.Errorf("conditional formats: %+v", formats)
	}
	found, err := f.GetDataValidations("Invoices")
	if err != nil || len(found) != lists || found[len(found)-1].Sqref != columns[2]+"2:"+columns[2]+"3" || found[len(found)-1].Formula1 != `"yes,no"` {
		t.Errorf("validations: %+v, %v", found, err)
	}
	for i, want := range []float64{14, 18, 9} {
		if got, err := f.GetColWidth("Invoices", columns[i]); err != nil || got != want {
			t.Errorf("column %s is %v wide, %v", columns[i], got, err)
		}
	}
	for cell, want := range map[string]string{columns[0] + "2": "create", columns[1] + "2": "25,000.00", columns[1] + "3": "12.345", columns[2] + "3": "no"} {
		if got, err := f.GetCellValue("Invoices", cell); err != nil || got != want {
			t.Errorf("%s shows %q, want %q (%v)", cell, got, want, err)
		}
	}
	style, err := f.GetCellStyle("Invoices", columns[2]+"2")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := f.GetStyle(style); err != nil || s.Protection == nil || s.Protection.Locked {
		t.Errorf("the cell to fill in is locked: %+v, %v", s, err)
	}
	names := f.GetSheetList()
	if names[len(names)-1] != page {
		t.Errorf("worksheets %q", names)
	}
	for cell, want := range map[string]string{"A1": "Review", "B1": "=1+1", "A3": "a <long> sentence", "B3": "1,234.50"} {
		if got, err := f.GetCellValue(page, cell); err != nil || got != want {
			t.Errorf("page %s shows %q, want %q (%v)", cell, got, want, err)
		}
	}
	if formula, _ := f.GetCellFormula(page, "B1"); formula != "" {
		t.Errorf("a text became the formula %q", formula)
	}
}

// newBook makes a workbook of three rows and saves what more adds to it.
func newBook(t *testing.T, more func(f *excelize.File) error) string {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	err := f.SetSheetName("Sheet1", "Invoices")
	for i, row := range [][]any{{"Number", "Amount"}, {"INV-1", 25000}, {"INV-2", 12.345}} {
		if err == nil {
			err = f.SetSheetRow("Invoices", "A"+string(rune('1'+i)), &row)
		}
	}
	if err == nil && more != nil {
		err = more(f)
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err == nil {
		err = f.SaveAs(path)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDressPlain(t *testing.T) {
	t.Parallel()
	f, _ := dressed(t, newBook(t, nil))
	checkDress(t, f, [3]string{"C", "D", "E"}, "Summary", 1, 1)
}

// TestDressKeepsWhatIsThere dresses a worksheet that has formats, lists, widths,
// links and a page of the same name of its own.
func TestDressKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	path := newBook(t, func(f *excelize.File) error {
		red, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "FF0000"}})
		if err != nil {
			return err
		}
		list := excelize.NewDataValidation(true)
		list.SetSqref("A2:A3")
		code := `"Rs" 0.0`
		bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, CustomNumFmt: &code})
		if err != nil {
			return err
		}
		_, err = f.NewSheet("summary")
		for _, do := range []func() error{
			func() error { return list.SetDropList([]string{"INV-1", "INV-2"}) },
			func() error { return f.AddDataValidation("Invoices", list) },
			func() error {
				return f.SetConditionalFormat("Invoices", "B2:B3", []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: ">", Value: "5", Format: &red}})
			},
			func() error { return f.SetColWidth("Invoices", "A", "B", 33) },
			func() error { return f.SetColWidth("Invoices", "C", "XFD", 3) },
			func() error { return f.SetColVisible("Invoices", "G:XFD", false) },
			func() error { return f.SetCellHyperLink("Invoices", "A2", "https://example.com", "External") },
			func() error { return f.SetCellStyle("Invoices", "A1", "B1", bold) },
			func() error { return f.ProtectSheet("Invoices", &excelize.SheetProtectionOptions{Password: "x"}) },
			func() error { return f.SetCellStr("summary", "A1", "the user's own") },
		} {
			if err == nil {
				err = do()
			}
		}
		return err
	})
	f, copied := dressed(t, path)
	checkDress(t, f, [3]string{"C", "D", "E"}, "Summary 2", 2, 2)
	if text, err := f.GetCellValue("summary", "A1"); err != nil || text != "the user's own" {
		t.Errorf("the page of the user: %q, %v", text, err)
	}
	for column, want := range map[string]float64{"A": 33, "B": 33, "F": 3, "XFD": 3} {
		if got, err := f.GetColWidth("Invoices", column); err != nil || got != want {
			t.Errorf("column %s is %v wide, %v", column, got, err)
		}
	}
	if shown, err := f.GetColVisible("Invoices", "H"); err != nil || shown {
		t.Errorf("a hidden column is shown: %v", err)
	}
	if linked, target, err := f.GetCellHyperLink("Invoices", "A2"); err != nil || !linked || target != "https://example.com" {
		t.Errorf("the link is gone: %q, %v", target, err)
	}
	// A second dress over the copy is refused: its columns hold somebody's answers.
	table, err := xlsx.Open(t.Context(), copied, sheet.Options{Name: "Invoices", HeaderRow: 1})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = table.(sheet.Dresser).Dress(t.Context(), &out, []string{"Review Action", "Review Amount", "Approve"}, garmentRows(), garment())
	if err == nil || !strings.Contains(err.Error(), `a column "Review Action" already`) {
		t.Errorf("a copy was dressed again: %v", err)
	}
}

// TestDressTable dresses a table (ListObject), which grows with the columns.
func TestDressTable(t *testing.T) {
	t.Parallel()
	f, _ := dressed(t, newBook(t, func(f *excelize.File) error {
		return f.AddTable("Invoices", &excelize.Table{Range: "A1:B3", Name: "Due"})
	}))
	checkDress(t, f, [3]string{"C", "D", "E"}, "Summary", 1, 1)
	tables, err := f.GetTables("Invoices")
	if err != nil || len(tables) != 1 || tables[0].Range != "A1:E3" {
		t.Errorf("tables %+v, %v", tables, err)
	}
}

// TestDressSame writes the same copy twice.
func TestDressSame(t *testing.T) {
	t.Parallel()
	path := newBook(t, nil)
	var texts [2][]byte
	for i := range texts {
		_, copied := dressed(t, path)
		text, err := os.ReadFile(copied)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = text
	}
	if !bytes.Equal(texts[0], texts[1]) {
		t.Error("the same copy has other bytes")
	}
}
