package xlsx

import (
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"paysheet/bulk/sheet"
)

// regions builds a workbook with a title, a table with totals, notes beside and
// below it, and names for parts of it.
func regions(t *testing.T) string {
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
	_, err := f.NewSheet("Bob's list")
	must(err)
	const name = "Bob's list"
	must(f.SetSheetRow("Cover", "A1", &[]any{"Invoice Number", "Balance Due"}))
	must(f.SetSheetRow(name, "A1", &[]any{"Acme (Pvt) Ltd"}))
	must(f.SetSheetRow(name, "B3", &[]any{"Invoice Number", "Balance Due"}))
	must(f.SetSheetRow(name, "B4", &[]any{"INV-001", 1500.5}))
	must(f.SetSheetRow(name, "B5", &[]any{"INV-002", 99}))
	must(f.SetSheetRow(name, "B6", &[]any{"Total", 1599.5}))
	must(f.SetSheetRow(name, "B9", &[]any{"prepared by", "Ana", "on", "Monday"}))
	must(f.AddTable(name, &excelize.Table{Range: "B3:C5", Name: "Open_items"}))
	must(f.SetDefinedName(&excelize.DefinedName{Name: "Due", RefersTo: "'Bob''s list'!$B$3:$C$5"}))
	must(f.SetDefinedName(&excelize.DefinedName{Name: "Rate", RefersTo: "0.18"}))
	path := filepath.Join(t.TempDir(), "regions.xlsx")
	must(f.SaveAs(path))
	return path
}

func references(rows []sheet.Row) []string {
	var list []string
	for _, r := range rows {
		list = append(list, r.Cell(1).Text)
	}
	return list
}

func TestRegions(t *testing.T) {
	t.Parallel()
	path := regions(t)
	want := []string{"INV-001", "INV-002"}
	for _, c := range []struct {
		name string
		opts sheet.Options
		want []string
	}{
		{"table", sheet.Options{Table: "open_items"}, want},
		{"table on its worksheet", sheet.Options{Name: "bob's list", Table: "Open_items"}, want},
		{"defined name", sheet.Options{Range: "due"}, want},
		{"range with worksheet", sheet.Options{Range: "'Bob''s list'!B3:C5"}, want},
		{"range with dollars, smaller", sheet.Options{Name: "Bob's list", Range: "$B$3:$C$4"}, want[:1]},
		{"range with a header row inside", sheet.Options{Name: "Bob's list", Range: "A1:C5", HeaderRow: 3}, want},
		{"whole columns", sheet.Options{Name: "Bob's list", Range: "B:C", Score: fields}, append(want[:2:2], "Total", "prepared by")},
		{"whole rows", sheet.Options{Name: "Bob's list", Range: "2:5", HeaderRow: 3}, want},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			table, rows := openRows(t, path, c.opts)
			info := table.Info()
			if diff := cmp.Diff([]string{"", "Invoice Number", "Balance Due"}, info.Header); diff != "" || info.HeaderRow != 3 || info.Sheet != "Bob's list" {
				t.Errorf("%+v %s", info, diff)
			}
			if diff := cmp.Diff(c.want, references(rows)); diff != "" {
				t.Error(diff)
			}
			for _, r := range rows {
				for i, cell := range r.Cells {
					if (i < 1 || i > 2) && cell.Kind != sheet.Blank {
						t.Errorf("%s holds %q, outside of the range", cellName(r.Number, i), cell.Text)
					}
				}
			}
		})
	}
}

func TestRegionsRefused(t *testing.T) {
	t.Parallel()
	path := regions(t)
	for _, c := range []struct {
		opts sheet.Options
		want string
	}{
		{sheet.Options{Table: "Openitems"}, `did you mean "Open_items"`},
		{sheet.Options{Table: "Open_items", Range: "A1:B2"}, "leave one out"},
		{sheet.Options{Table: "Open_items", Name: "Cover"}, `is on worksheet "Bob's list", not on "Cover"`},
		{sheet.Options{Range: "Dues"}, `did you mean "Due"`},
		{sheet.Options{Range: "Rate"}, "neither a range"},
		{sheet.Options{Range: "B3:C5:D6"}, "neither a range"},
		{sheet.Options{Range: "[1]Sheet!B3:C5"}, "neither a range"},
		{sheet.Options{Range: "C5:B3"}, "neither a range"},
		{sheet.Options{Range: "A1:XFE9"}, "neither a range"},
		{sheet.Options{Range: "Nowhere!A1:B5"}, `there is no worksheet "Nowhere"`},
		{sheet.Options{Range: "Due", HeaderRow: 9}, "no rows below it"},
		{sheet.Options{Range: "'Bob''s list'!E3:F9"}, "has no text in row 3"},
	} {
		if got := refusal(t, path, c.opts); !strings.Contains(got, c.want) {
			t.Errorf("%+v: error %q does not say %q", c.opts, got, c.want)
		}
	}
}

// TestPatchGrowsTable adds result columns to a table, which must cover them.
func TestPatchGrowsTable(t *testing.T) {
	t.Parallel()
	path := regions(t)
	opts := sheet.Options{Table: "Open_items"}
	table, rows := openRows(t, path, opts)
	once := filepath.Join(t.TempDir(), "once.xlsx")
	numbers := []int{rows[0].Number, rows[1].Number}
	if err := patchTo(t, table, once, numbers); err != nil {
		t.Fatal(err)
	}
	if err := table.Verify(t.Context(), once); err != nil {
		t.Error(err)
	}
	sameParts(t, path, once, table.(interface{ partName() string }).partName(), table)
	grown, again := openRows(t, once, opts)
	if diff := cmp.Diff(append([]string{"", "Invoice Number", "Balance Due"}, resultColumns...), grown.Info().Header); diff != "" {
		t.Error(diff)
	}
	if got := again[0].Cell(3).Text; got != "https://pay.example/l/4?a=1&b=<2>" {
		t.Errorf("the link reads %q", got)
	}
	twice := filepath.Join(t.TempDir(), "twice.xlsx")
	if err := patchTo(t, grown, twice, numbers); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"xl/tables/table1.xml", table.(interface{ partName() string }).partName()} {
		if diff := cmp.Diff(readPart(t, once, part), readPart(t, twice, part)); diff != "" {
			t.Errorf("the second patch changes %s: %s", part, diff)
		}
	}
	f, err := excelize.OpenFile(once)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	tables, err := f.GetTables("Bob's list")
	if err != nil || len(tables) != 1 || tables[0].Range != "B3:G5" {
		t.Errorf("excelize reads %+v, %v", tables, err)
	}
	part := string(readPart(t, once, "xl/tables/table1.xml"))
	for _, want := range []string{`<autoFilter ref="B3:G5"`, `<tableColumns count="6">`, `<tableColumn id="3" name="Link URL"/>`, `<tableColumn id="6" name="Link Note"/></tableColumns>`} {
		if !strings.Contains(part, want) {
			t.Errorf("%s is not in %s", want, part)
		}
	}
}

func (t *table) partName() string { return t.part }

// TestRangeFindsItsResultsAgain has results right of a range, where they are
// found by name and nothing else is.
func TestRangeFindsItsResultsAgain(t *testing.T) {
	t.Parallel()
	path := build(t, minimal(`<worksheet `+mainSpace+`><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="str"><v>Private</v></c></row><row r="2"><c r="A2" t="str"><v>INV-1</v></c><c r="C2"><v>7</v></c></row><row r="3"><c r="A3" t="str"><v>note</v></c></row></sheetData></worksheet>`))
	opts := sheet.Options{Range: "A1:B2", Own: resultColumns}
	table, rows := openRows(t, path, opts)
	if len(rows) != 1 || rows[0].Cell(2).Kind != sheet.Blank {
		t.Fatalf("rows %+v", rows)
	}
	once := filepath.Join(t.TempDir(), "once.xlsx")
	if err := patchTo(t, table, once, []int{2}); err != nil {
		t.Fatal(err)
	}
	if err := table.Verify(t.Context(), once); err != nil {
		t.Error(err)
	}
	if err := table.Patch(t.Context(), io.Discard, resultColumns, resultsFor([]int{3})); err == nil || !strings.Contains(err.Error(), "ends at row 2") {
		t.Errorf("a result below the range: %v", err)
	}
	again, rows := openRows(t, once, opts)
	if want := append([]string{"Ref", "Amount", ""}, resultColumns...); !slices.Equal(again.Info().Header, want) {
		t.Errorf("header %q, want %q", again.Info().Header, want)
	}
	if got := rows[0].Cell(5).Text; got != "2.50" || rows[0].Cell(2).Kind != sheet.Blank {
		t.Errorf("cells %+v", rows[0].Cells)
	}
}

// TestTablesThatDoNotGrow has each reason for placing the results outside.
func TestTablesThatDoNotGrow(t *testing.T) {
	t.Parallel()
	rels := entry{"xl/worksheets/_rels/sheet1.xml.rels", `<Relationships ` + relSpace + `><Relationship Id="r1" Type="` + relTypes + `table" Target="../tables/table1.xml"/></Relationships>`}
	part := func(attrs, columns string) entry {
		return entry{"xl/tables/table1.xml", `<table ` + mainSpace + ` id="1" displayName="T" ` + attrs + `><tableColumns count="2">` + columns + `</tableColumns></table>`}
	}
	const two = `<tableColumn id="1" name="Ref"/><tableColumn id="2" name="Amount"/>`
	for _, c := range []struct {
		name, attrs, rows string
		grows             bool
	}{
		{"free", `ref="A1:B2"`, `<row r="2"/>`, true},
		{"of a query", `ref="A1:B2" tableType="queryTable"`, `<row r="2"/>`, false},
		{"data beside", `ref="A1:B2"`, `<row r="2"><c r="C2"><v>1</v></c></row>`, false},
		{"without a header", `ref="A1:B2" headerRowCount="0"`, `<row r="2"/>`, false},
		{"below the header", `ref="A2:B3"`, `<row r="2"/>`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			opened, _ := openRows(t, build(t, minimal(rowsXML(c.rows), rels, part(c.attrs, two))), sheet.Options{})
			where, err := opened.(*table).place(resultColumns)
			if err != nil || (where.table != nil) != c.grows {
				t.Errorf("grows %v, %v, want %v", where.table != nil, err, c.grows)
			}
		})
	}
	clash := minimal(rowsXML(`<row r="2"/>`), rels, part(`ref="A1:B2"`, `<tableColumn id="1" name="Ref"/><tableColumn id="2" name="link url"/>`))
	opened, _ := openRows(t, build(t, clash), sheet.Options{})
	if err := opened.Patch(t.Context(), io.Discard, resultColumns, resultsFor(nil)); err == nil || !strings.Contains(err.Error(), `"link url"`) {
		t.Errorf("two columns of one name: %v", err)
	}
}

// TestTotalsOfATableStay: what a table's row of totals holds stands in the
// table's own part too, so that results, which a plan has for every row, are not
// written there: neither when the table grows nor once it has.
func TestTotalsOfATableStay(t *testing.T) {
	t.Parallel()
	rels := entry{"xl/worksheets/_rels/sheet1.xml.rels", `<Relationships ` + relSpace + `><Relationship Id="r1" Type="` + relTypes + `table" Target="../tables/table1.xml"/></Relationships>`}
	part := entry{"xl/tables/table1.xml", `<table ` + mainSpace + ` id="1" displayName="T" ref="A1:B3" totalsRowCount="1"><autoFilter ref="A1:B2"/><tableColumns count="2"><tableColumn id="1" name="Ref" totalsRowLabel="Total"/><tableColumn id="2" name="Amount" totalsRowFunction="sum"/></tableColumns></table>`}
	const totals = `<row r="3"><c r="A3" t="str"><v>Total</v></c><c r="B3"><f>SUBTOTAL(109,T[Amount])</f><v>7</v></c></row>`
	path := build(t, minimal(rowsXML(`<row r="2"><c r="A2" t="str"><v>INV-1</v></c><c r="B2"><v>7</v></c></row>`+totals+`<row r="4"/>`), rels, part))
	for range 2 {
		table, _ := openRows(t, path, sheet.Options{HeaderRow: 1})
		next := filepath.Join(t.TempDir(), "next.xlsx")
		if err := patchTo(t, table, next, []int{2, 3, 4}); err != nil {
			t.Fatal(err)
		}
		path = next
		got := string(readPart(t, path, "xl/worksheets/sheet1.xml"))
		for _, want := range []string{totals, `<c r="C2" t="inlineStr">`, `<c r="C4" t="inlineStr">`} {
			if !strings.Contains(got, want) {
				t.Errorf("%s is not in %s", want, got)
			}
		}
	}
	if got := string(readPart(t, path, part.name)); !strings.Contains(got, `ref="A1:F3"`) || !strings.Contains(got, `<autoFilter ref="A1:F2"/>`) {
		t.Errorf("the table is %s", got)
	}
}
