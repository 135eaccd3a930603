package xlsx

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"paysheet/bulk/sheet"
)

// accountants builds a workbook as an accountant has it: title rows, styles, a
// formula column, a filter with hidden rows, merged cells, a table, a second
// sheet.
func accountants(t *testing.T) string {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetSheetName("Sheet1", "Cover"))
	index, err := f.NewSheet("Invoices")
	must(err)
	f.SetActiveSheet(index)
	must(f.SetSheetVisible("Cover", false))
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	must(err)
	money, err := f.NewStyle(&excelize.Style{NumFmt: 4})
	must(err)
	fill, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFFF00"}}})
	must(err)
	must(f.SetSheetRow("Invoices", "A1", &[]any{"Acme (Pvt) Ltd"}))
	must(f.MergeCell("Invoices", "A1", "H1"))
	must(f.SetSheetRow("Invoices", "A3", &[]any{"Invoice Number", "Balance Due", "Tax", " Link Status "}))
	must(f.SetCellStyle("Invoices", "A3", "D3", bold))
	must(f.SetSheetRow("Invoices", "A4", &[]any{"INV-001", 1500.5}))
	must(f.SetSheetRow("Invoices", "A5", &[]any{"INV-002", 99, nil, "old"}))
	must(f.SetSheetRow("Invoices", "A7", &[]any{"Total"}))
	must(f.SetCellFormula("Invoices", "C4", "B4*0.18"))
	must(f.SetCellFormula("Invoices", "B7", "SUM(B4:B5)"))
	must(f.SetCellStyle("Invoices", "B4", "B7", money))
	must(f.SetRowStyle("Invoices", 5, 5, fill))
	must(f.SetColStyle("Invoices", "F", money))
	must(f.SetRowVisible("Invoices", 5, false))
	must(f.AutoFilter("Invoices", "A3:D5", nil))
	path := filepath.Join(t.TempDir(), "accountants.xlsx")
	must(f.SaveAs(path))
	return path
}

func fields(texts []string) int {
	n := 0
	for _, s := range texts {
		if s == "Invoice Number" || s == "Balance Due" {
			n++
		}
	}
	return n
}

func TestPatchAccountantsWorkbook(t *testing.T) {
	t.Parallel()
	path := accountants(t)
	table, rows := openRows(t, path, sheet.Options{Score: fields})
	info := table.Info()
	if info.Sheet != "Invoices" || info.HeaderRow != 3 {
		t.Fatalf("found %+v", info)
	}
	if diff := cmp.Diff([]string{"Invoice Number", "Balance Due", "Tax", "Link Status"}, info.Header); diff != "" {
		t.Error(diff)
	}
	if len(rows) != 4 || !rows[1].Hidden || rows[0].Hidden || !rows[0].Cell(2).Formula || !rows[0].Cell(2).Stale {
		t.Errorf("rows %+v", rows)
	}
	if read, refused := accept(t, path); refused != nil || !read {
		t.Errorf("read by excelize %v, refused %v", read, refused)
	}
	out := filepath.Join(t.TempDir(), "out.xlsx")
	// Row 7, the total, gets nothing.
	if err := patchTo(t, table, out, []int{4, 5, 6}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(out)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for cell, want := range map[string]string{
		"A3": "Invoice Number", "D3": " Link Status ", "E3": "Link URL", "F3": "Link Paid", "G3": "Link Note", "D4": "", "D5": "",
		"E4": "https://pay.example/l/4?a=1&b=<2>", "F5": "5.50", "E6": "https://pay.example/l/6?a=1&b=<2>", "A7": "Total", "E7": "", "H3": "",
	} {
		if got, err := f.GetCellValue("Invoices", cell, excelize.Options{RawCellValue: true}); err != nil || got != want {
			t.Errorf("%s = %q, %v, want %q", cell, got, err, want)
		}
	}
	for cell, like := range map[string]string{"E3": "D3", "G3": "D3", "E5": "C5", "F4": "F100", "F6": "F100", "E4": "A4"} {
		got, err := f.GetCellStyle("Invoices", cell)
		if err != nil {
			t.Fatal(err)
		}
		want, err := f.GetCellStyle("Invoices", like)
		if err != nil || got != want {
			t.Errorf("%s has style %d, %s has %d (%v)", cell, got, like, want, err)
		}
	}
	if got, err := f.GetCellFormula("Invoices", "B7"); err != nil || got != "SUM(B4:B5)" {
		t.Errorf("the total's formula is %q, %v", got, err)
	}
}

func TestPatchedXML(t *testing.T) {
	t.Parallel()
	const head = `<worksheet ` + mainSpace + `><dimension ref="A1:B3"/><cols><col min="3" max="4" style="2"/></cols><sheetData>`
	const header = `<row r="1" spans="1:2"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>`
	source := head + header +
		`<row r="2" spans="1:2" s="3" customFormat="1"><c r="A2"/> <c r="C2" s="4"><v>9</v></c><extLst/></row>` + "\n" +
		`<row r="4" /><row r="5"><c r="A5"/></row></sheetData><mergeCells count="1"><mergeCell ref="A9:B9"/></mergeCells></worksheet>`
	want := strings.Replace(head, "A1:B3", "A1:D5", 1) +
		`<row r="1" spans="1:4"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" s="2" t="inlineStr"><is><t>Link &lt;1&gt;</t></is></c></row>` +
		`<row r="2" spans="1:4" s="3" customFormat="1"><c r="A2"/> <c r="C2" s="4"><v>9</v></c><c r="D2" s="3"><v>-1.50</v></c><extLst/></row>` + "\n" +
		`<row r="3"><c r="D3" s="2" t="inlineStr"><is><t xml:space="preserve"> a_x005F_x0041__x0007_</t></is></c></row>` +
		`<row r="4" /><row r="5"><c r="A5"/></row></sheetData><mergeCells count="1"><mergeCell ref="A9:B9"/></mergeCells></worksheet>`
	table, _ := openRows(t, build(t, minimal(source)), sheet.Options{})
	out := filepath.Join(t.TempDir(), "out.xlsx")
	write(t, table, out, []string{"Link <1>"}, map[int]sheet.Value{2: {Text: "-1.50", Number: true}, 3: {Text: " a_x0041_\a"}, 4: {}, 5: {Number: true}})
	if diff := cmp.Diff(want, string(readPart(t, out, "xl/worksheets/sheet1.xml"))); diff != "" {
		t.Error(diff)
	}
	// Values go, their cells stay, so that a style survives.
	table, _ = openRows(t, out, sheet.Options{})
	again := filepath.Join(t.TempDir(), "again.xlsx")
	write(t, table, again, []string{"Link <1>"}, map[int]sheet.Value{2: {}})
	if diff := cmp.Diff(strings.Replace(want, `<c r="D2" s="3"><v>-1.50</v></c>`, `<c r="D2" s="3"/>`, 1), string(readPart(t, again, "xl/worksheets/sheet1.xml"))); diff != "" {
		t.Error(diff)
	}
}

func TestPatchKeepsPrefixes(t *testing.T) {
	t.Parallel()
	source := `<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>a</x:v></x:c><x:c r="B1" t="str"><x:v>b</x:v></x:c></x:row><x:row r="3" spans='1:1'/></x:sheetData></x:worksheet>`
	want := `<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>a</x:v></x:c><x:c r="B1" t="str"><x:v>b</x:v></x:c><x:c r="C1" t="inlineStr"><x:is><x:t>L</x:t></x:is></x:c></x:row>` +
		`<x:row r="2"><x:c r="C2"><x:v>1</x:v></x:c></x:row><x:row r="3" spans='1:3'><x:c r="C3"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>`
	table, _ := openRows(t, build(t, minimal(source)), sheet.Options{})
	out := filepath.Join(t.TempDir(), "out.xlsx")
	write(t, table, out, []string{"L"}, map[int]sheet.Value{2: {Text: "1", Number: true}, 3: {Text: "2", Number: true}})
	if diff := cmp.Diff(want, string(readPart(t, out, "xl/worksheets/sheet1.xml"))); diff != "" {
		t.Error(diff)
	}
}

// write patches one column.
func write(t *testing.T, table sheet.Table, path string, columns []string, values map[int]sheet.Value) {
	t.Helper()
	var rows []int
	for r := range values {
		rows = append(rows, r)
	}
	slices.Sort(rows)
	var b bytes.Buffer
	err := table.Patch(t.Context(), &b, columns, func(yield func(int, []sheet.Value) bool) {
		for _, r := range rows {
			if !yield(r, []sheet.Value{values[r]}) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := table.Verify(t.Context(), path); err != nil {
		t.Fatal(err)
	}
}

func TestSaveWorkbookInPlace(t *testing.T) {
	t.Parallel()
	path, backups := accountants(t), t.TempDir()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	table, rows := openRows(t, path, sheet.Options{})
	numbers := []int{rows[0].Number, rows[1].Number}
	if err := sheet.Save(t.Context(), table, path, resultColumns, resultsFor(numbers), sheet.SaveOptions{BackupDir: backups}); err != nil {
		t.Fatal(err)
	}
	after, rows := openRows(t, path, sheet.Options{})
	if len(after.Info().Header) != 7 || !strings.HasPrefix(rows[0].Cell(4).Text, "https://pay.example/l/4") {
		t.Errorf("header %q, row %+v", after.Info().Header, rows[0])
	}
	kept, err := os.ReadFile(filepath.Join(backups, table.Info().Digest[:12]+"-accountants.xlsx"))
	if err != nil || !bytes.Equal(kept, before) {
		t.Errorf("the backup is not the file that was: %v", err)
	}
}

// TestRowsAroundPatch reads rows while and after a patch, which lets go of the
// shared strings.
func TestRowsAroundPatch(t *testing.T) {
	t.Parallel()
	table, _ := openRows(t, build(t, minimal(rowsXML(`<row r="2"><c r="A2" t="s"><v>0</v></c></row><row r="3"><c r="A3" t="s"><v>1</v></c></row>`))), sheet.Options{})
	out := filepath.Join(t.TempDir(), "out.xlsx")
	var got []string
	for range 2 {
		for r, err := range table.Rows(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, r.Cell(0).Text)
			if err := patchTo(t, table, out, []int{2, 3}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if diff := cmp.Diff([]string{"Ref", "Amount", "Ref", "Amount"}, got); diff != "" {
		t.Error(diff)
	}
}
