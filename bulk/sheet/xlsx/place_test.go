package xlsx

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"paysheet/bulk/sheet"
)

func TestResultColumnsGoWhereItIsFree(t *testing.T) {
	t.Parallel()
	header := `<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row>`
	rels := func(kind, target string) entry {
		return entry{"xl/worksheets/_rels/sheet1.xml.rels", `<Relationships><Relationship Id="r1" Type="` + relTypes + kind + `" Target="../` + target + `"/></Relationships>`}
	}
	table := func(ref string) []entry {
		return []entry{rels("table", "tables/t1.xml"), {"xl/tables/t1.xml", `<table displayName="Sales" ref="` + ref + `"/>`}}
	}
	comments := func(refs ...string) []entry {
		list := strings.Join(refs, `"><text><t>x</t></text></comment><comment ref="`)
		return []entry{rels("comments", "comments1.xml"), {"xl/comments1.xml", `<comments><commentList><comment ref="` + list + `"/></commentList></comments>`}}
	}
	drawing := func(anchor string) []entry {
		return []entry{rels("drawing", "drawings/d1.xml"), {"xl/drawings/d1.xml", `<xdr:wsDr xmlns:xdr="x">` + anchor + `</xdr:wsDr>`}}
	}
	corner := func(name, column, row string) string {
		return `<xdr:` + name + `><xdr:col>` + column + `</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>` + row + `</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:` + name + `>`
	}
	const deep = `<row r="9"><c r="A9"><v>1</v></c></row>`
	for _, c := range []struct {
		name, cols, rows, tail, want, why string
		more                              []entry
	}{
		{name: "beside the header", want: "C"},
		{name: "in hidden columns", cols: `<cols><col min="4" max="16384" hidden="1"/></cols>`, want: "C", why: "start at column C, where columns are hidden"},
		{name: "left of hidden columns", cols: `<cols><col min="2" max="2" hidden="1"/><col min="16" max="16384" hidden="1"/></cols>`, want: "C"},
		{name: "right of data", rows: `<row r="9"><c r="F9"><v>1</v></c></row>`, want: "G", why: "F9 has a value"},
		{name: "over styled blanks", rows: `<row r="9"><c r="F9" s="2"/></row>`, want: "C"},
		{name: "right of a merged range", tail: `<mergeCells><mergeCell ref="B5:H6"/></mergeCells>`, want: "I", why: "the merged range B5:H6"},
		{name: "right of a table", want: "E", why: `the table "Sales" (A1:D20)`, more: table("A1:D20")},
		{name: "beside a table", want: "C", more: table("A1:B20")},
		{name: "apart from a table", rows: `<row r="9"><c r="C9"><v>1</v></c></row>`, want: "D", why: `the results stand outside of the table "Sales" (A1:B20)`, more: table("A1:B20")},
		{name: "right of comments", rows: deep, want: "F", why: "column F: E9 has a comment", more: comments("E9", "C2", "B3")},
		{name: "comments in nobody's way", rows: deep, want: "C", more: comments("B2", "Z2", "C99")},
		{name: "below a comment of a damaged part", rows: deep, want: "C", more: []entry{rels("comments", "comments1.xml"), {"xl/comments1.xml", `<comments><commentList>`}}},
		{name: "under a chart", rows: deep, want: "C", why: "a chart or picture lies over D3:H10", more: drawing(`<xdr:twoCellAnchor>` + corner("from", "3", "2") + corner("to", "7", "9") + `</xdr:twoCellAnchor>`)},
		{name: "under a picture of one anchor", rows: deep, want: "C", why: "a chart or picture lies over C5:E7", more: drawing(`<xdr:oneCellAnchor>` + corner("from", "2", "4") + `<xdr:ext cx="1300000" cy="400000"/></xdr:oneCellAnchor>`)},
		{name: "below a chart over the data", rows: deep, want: "C", more: drawing(`<xdr:twoCellAnchor>` + corner("from", "0", "2") + corner("to", "1", "9") + `</xdr:twoCellAnchor>`)},
		{name: "beside a filter", want: "C", why: "the worksheet's filter covers A1:B9 and no result columns", tail: `<autoFilter ref="A1:B9"/>`},
		{name: "beside a filter elsewhere", rows: deep, want: "C", tail: `<autoFilter ref="A5:B9"/>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			source := `<worksheet>` + c.cols + `<sheetData>` + header + c.rows + `</sheetData>` + c.tail + `</worksheet>`
			table, _ := openRows(t, build(t, minimal(source, c.more...)), sheet.Options{Name: "sheet1", HeaderRow: 1})
			guesses := strings.Join(table.Info().Guesses, "|")
			if (c.why == "") != (guesses == "") || !strings.Contains(guesses, c.why) {
				t.Errorf("guesses %q, want %q", guesses, c.why)
			}
			out := filepath.Join(t.TempDir(), "out.xlsx")
			write(t, table, out, []string{"L"}, nil)
			if got := string(readPart(t, out, "xl/worksheets/sheet1.xml")); !strings.Contains(got, `<c r="`+c.want+`1" t="inlineStr">`) {
				t.Errorf("the header is not in %s1: %s", c.want, got)
			}
		})
	}
}

// TestPlaceOfLaterRuns: once the results are in the sheet, what lies over them is
// its owner's business, and a filter that was set anew reaches them.
func TestPlaceOfLaterRuns(t *testing.T) {
	t.Parallel()
	const rows = `<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>L</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>`
	parts := []entry{
		{"xl/worksheets/_rels/sheet1.xml.rels", `<Relationships><Relationship Id="r1" Type="` + relTypes + `drawing" Target="../drawings/d1.xml"/><Relationship Id="r2" Type="` + relTypes + `comments" Target="../comments1.xml"/></Relationships>`},
		{"xl/comments1.xml", `<comments><commentList><comment ref="B2"/></commentList></comments>`},
		{"xl/drawings/d1.xml", `<wsDr><twoCellAnchor><from><col>1</col><row>0</row></from><to><col>4</col><row>4</row></to></twoCellAnchor></wsDr>`},
	}
	for _, c := range []struct{ filter, want string }{
		{"A1:B2", ""},
		{"A1:A2", "the worksheet's filter covers A1:A2 and no result columns"},
	} {
		source := `<worksheet><sheetData>` + rows + `</sheetData><autoFilter ref="` + c.filter + `"/></worksheet>`
		table, _ := openRows(t, build(t, minimal(source, parts...)), sheet.Options{Name: "sheet1", HeaderRow: 1, Own: []string{"L"}})
		if got := strings.Join(table.Info().Guesses, "|"); !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("filter %s: guesses %q, want %q", c.filter, got, c.want)
		}
	}
}

// TestCommentBesideATable: a table takes the results though a comment is there.
func TestCommentBesideATable(t *testing.T) {
	t.Parallel()
	parts := []entry{
		{"xl/worksheets/_rels/sheet1.xml.rels", `<Relationships><Relationship Id="r1" Type="` + relTypes + `table" Target="../tables/t1.xml"/><Relationship Id="r2" Type="` + relTypes + `comments" Target="../comments1.xml"/></Relationships>`},
		{"xl/comments1.xml", `<comments><commentList><comment ref="C2"/></commentList></comments>`},
		{"xl/tables/t1.xml", `<table displayName="Sales" ref="A1:B2"/>`},
	}
	opened, _ := openRows(t, build(t, minimal(rowsXML(`<row r="2"><c r="A2"><v>1</v></c></row>`), parts...)), sheet.Options{Name: "sheet1", HeaderRow: 1})
	where, err := opened.(*table).place(resultColumns)
	if err != nil || where.table == nil {
		t.Errorf("the table does not grow: %+v, %v", where, err)
	}
	if got := opened.Info().Guesses; len(got) != 1 || !strings.HasPrefix(got[0], "C2 has a comment and is empty") {
		t.Errorf("guesses %q", got)
	}
}

func TestPatchRefusals(t *testing.T) {
	t.Parallel()
	one := func(v sheet.Value) []sheet.Value { return []sheet.Value{v} }
	type result struct {
		row    int
		values []sheet.Value
	}
	const base = `<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>L</v></c></row><row r="2"><c r="B2"><f>A2</f><v>1</v></c></row><row r="5"/>`
	book := func(rows, tail string) string {
		return `<worksheet><sheetData>` + rows + `</sheetData>` + tail + `</worksheet>`
	}
	for _, c := range []struct {
		name, source string
		columns      []string
		results      []result
		want         string
	}{
		{"formula", book(base, ""), []string{"L"}, []result{{2, one(sheet.Value{Text: "x"})}}, "result cell B2 holds a formula"},
		{"merged", book(base, `<mergeCells><mergeCell ref="A3:B4"/></mergeCells>`), []string{"L"}, []result{{3, one(sheet.Value{Text: "x"})}}, "result cell B3 lies in the merged range A3:B4"},
		{"header row", book(base, ""), []string{"L"}, []result{{1, one(sheet.Value{})}}, "not below the header row 1"},
		{"falling", book(base, ""), []string{"L"}, []result{{4, one(sheet.Value{})}, {3, one(sheet.Value{})}}, "not in rising order: row 3 after row 4"},
		{"twice", book(base, ""), []string{"L"}, []result{{4, one(sheet.Value{})}, {4, one(sheet.Value{})}}, "not in rising order"},
		{"below the sheet", book(base, ""), []string{"L"}, []result{{6, one(sheet.Value{})}}, "ends at row 5"},
		{"too few values", book(base, ""), []string{"L", "M"}, []result{{4, one(sheet.Value{})}}, "1 results for 2 columns"},
		{"no number", book(base, ""), []string{"L"}, []result{{4, one(sheet.Value{Text: "1e5", Number: true})}}, "result cell B4: \"1e5\" is no plain"},
		{"long text", book(base, ""), []string{"L"}, []result{{4, one(sheet.Value{Text: strings.Repeat("😀", 16384)})}}, "32767"},
		{"no columns", book(base, ""), nil, nil, "no result columns"},
		{"a column twice", book(base, ""), []string{"L", "L"}, nil, "given twice"},
		{"two headers", book(strings.Replace(base, "<v>a</v>", "<v>L</v>", 1), ""), []string{"L"}, nil, `two columns "L", A and B`},
		{"no room", book(`<row r="1"><c r="A1" t="str"><v>a</v></c><c r="XFC1" t="str"><v>b</v></c></row>`, ""), []string{"L", "M"}, nil, "pass column XFD, the last one (the header reaches too far right)"},
		{"a value in the way", book(base+`<row r="6"><c r="XFD6"><v>1</v></c></row>`, ""), []string{"M"}, nil, "pass column XFD, the last one (XFD6 has a value right of the header's last column B)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			table, err := Open(t.Context(), build(t, minimal(c.source)), sheet.Options{HeaderRow: 1})
			if err != nil {
				t.Fatal(err)
			}
			err = table.Patch(t.Context(), io.Discard, c.columns, func(yield func(int, []sheet.Value) bool) {
				for _, r := range c.results {
					if !yield(r.row, r.values) {
						return
					}
				}
			})
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), table.Info().Path) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

// TestYieldingResults leave formulas and merged ranges alone and fill the rest of
// their row.
func TestYieldingResults(t *testing.T) {
	t.Parallel()
	const base = `<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>L</v></c><c r="C1" t="str"><v>M</v></c></row>`
	const formula = `<c r="B2"><f>SUM(B3:B9)</f><v>1</v></c>`
	source := `<worksheet><sheetData>` + base + `<row r="2">` + formula + `</row><row r="3"><c r="B3"><v>4</v></c></row><row r="5"/></sheetData><mergeCells><mergeCell ref="C3:D4"/></mergeCells></worksheet>`
	table, _ := openRows(t, build(t, minimal(source)), sheet.Options{HeaderRow: 1})
	out := filepath.Join(t.TempDir(), "out.xlsx")
	yields := func(text string) sheet.Value { return sheet.Value{Text: text, Yields: true} }
	var copied bytes.Buffer
	err := table.Patch(t.Context(), &copied, []string{"L", "M"}, func(yield func(int, []sheet.Value) bool) {
		for row := 2; row <= 5 && yield(row, []sheet.Value{yields("l"), yields("m")}); {
			row++
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(out, copied.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	got := string(readPart(t, out, "xl/worksheets/sheet1.xml"))
	ours := func(ref, text string) string {
		return `<c r="` + ref + `" t="inlineStr"><is><t>` + text + `</t></is></c>`
	}
	want := base + `<row r="2">` + formula + ours("C2", "m") + `</row><row r="3">` + ours("B3", "l") + `</row>` +
		`<row r="4">` + ours("B4", "l") + `</row><row r="5">` + ours("B5", "l") + ours("C5", "m") + `</row>`
	if !strings.Contains(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	path := accountants(t)
	if got := refusal(t, path, sheet.Options{Name: "Invoces"}); !strings.Contains(got, `did you mean "Invoices"`) || !strings.Contains(got, `"Cover"`) {
		t.Errorf("error %q", got)
	}
	if got := refusal(t, path, sheet.Options{Name: "Invoices", HeaderRow: 2}); !strings.Contains(got, "no text in row 2") {
		t.Errorf("error %q", got)
	}
	if got := refusal(t, path, sheet.Options{Score: func([]string) int { return 0 }}); !strings.Contains(got, "no header row with a known column") {
		t.Errorf("error %q", got)
	}
	for _, c := range []struct {
		opts    sheet.Options
		row     int
		guesses []string
	}{
		{sheet.Options{}, 3, []string{"header row 3 of worksheet Invoices, found by looking"}},
		{sheet.Options{Name: "INVOICES "}, 3, []string{"header row 3 of worksheet Invoices, found by looking"}},
		{sheet.Options{HeaderRow: 4}, 4, []string{"worksheet Invoices, found by looking", "new result columns start at column E: D5 has a value right of the header's last column B"}},
		{sheet.Options{Name: "Invoices", HeaderRow: 3}, 3, nil},
	} {
		table, err := Open(t.Context(), path, c.opts)
		if err != nil {
			t.Fatal(err)
		}
		if info := table.Info(); info.HeaderRow != c.row || !slices.Equal(info.Guesses, c.guesses) {
			t.Errorf("%+v: row %d, guesses %q", c.opts, info.HeaderRow, info.Guesses)
		}
	}
}
