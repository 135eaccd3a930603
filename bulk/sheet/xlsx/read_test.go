package xlsx

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paysheet/bulk/sheet"
)

func TestCells(t *testing.T) {
	t.Parallel()
	text := func(s string) sheet.Cell { return sheet.Cell{Kind: sheet.Text, Text: s} }
	for _, c := range []struct {
		name, cell string
		want       sheet.Cell
	}{
		{"shared", `<c r="A2" t="s"><v>1</v></c>`, text("Amount")},
		{"inline", `<c r="A2" t="inlineStr"><is><t>a&amp;b &#x41;&#66;&lt;</t></is></c>`, text("a&b AB<")},
		{"rich without phonetic", `<c r="A2" t="inlineStr"><is><r><rPr><b/></rPr><t>In</t></r><r><t xml:space="preserve">v </t></r><rPh sb="0" eb="1"><t>no</t></rPh><phoneticPr fontId="1"/></is></c>`, text("Inv ")},
		{"escaped", `<c r="A2" t="inlineStr"><is><t>a_x000D__x005F_x0041__xD83D__xDE00__xZZZZ_</t></is></c>`, text("a\r_x0041_😀_xZZZZ_")},
		{"cdata", `<c r="A2" t="str"><v><![CDATA[a<b&c]]>d<!-- no --></v></c>`, text("a<b&cd")},
		{"line ends", "<c r=\"A2\" t=\"str\"><v>a\r\nb\rc&#13;</v></c>", text("a\nb\nc\r")},
		{"number", `<c r="A2"><v>1234567890123456789.10</v></c>`, sheet.Cell{Kind: sheet.Number, Text: "1234567890123456789.10"}},
		{"exponent", `<c r="A2" t="n"><v> 1E+05 </v></c>`, sheet.Cell{Kind: sheet.Number, Text: "1E+05"}},
		{"format", `<c r="A2" s="2"><v>5</v></c>`, sheet.Cell{Kind: sheet.Number, Text: "5", Format: "#,##0.00"}},
		{"no number", `<c r="A2"><v>1,5</v></c>`, text("1,5")},
		{"true", `<c r="A2" t="b"><v>1</v></c>`, sheet.Cell{Kind: sheet.Bool, Text: "TRUE"}},
		{"false", `<c r="A2" t="b"><v>false</v></c>`, sheet.Cell{Kind: sheet.Bool, Text: "FALSE"}},
		{"error", `<c r="A2" t="e"><v>#N/A</v></c>`, sheet.Cell{Kind: sheet.Error, Text: "#N/A"}},
		{"date", `<c r="A2" s="3"><v>46356</v></c>`, sheet.Cell{Kind: sheet.Date, Text: "2026-11-30", Format: "dd/mm/yyyy"}},
		{"date and time", `<c r="A2" s="4"><v>46356.75</v></c>`, sheet.Cell{Kind: sheet.Date, Text: "2026-11-30T18:00:00", Format: "m/d/yy h:mm"}},
		{"iso date", `<c r="A2" t="d"><v>2026-11-30T00:00:00.000</v></c>`, sheet.Cell{Kind: sheet.Date, Text: "2026-11-30"}},
		{"iso instant", `<c r="A2" t="d"><v>2026-11-30T18:01:02Z</v></c>`, sheet.Cell{Kind: sheet.Date, Text: "2026-11-30T18:01:02"}},
		{"no iso date", `<c r="A2" t="d"><v>soon</v></c>`, text("soon")},
		{"formula", `<c r="A2"><f>1+1</f><v>2</v></c>`, sheet.Cell{Kind: sheet.Number, Text: "2", Formula: true}},
		{"formula without value", `<c r="A2"><f>1+1</f></c>`, sheet.Cell{Formula: true, Stale: true}},
		{"formula with empty number", `<c r="A2"><f>1+1</f><v/></c>`, sheet.Cell{Formula: true, Stale: true}},
		{"formula with empty text", `<c r="A2" t="str"><f>""</f><v></v></c>`, sheet.Cell{Formula: true}},
		{"styled blank", `<c r="A2" s="2"/>`, sheet.Cell{Format: "#,##0.00"}},
		{"empty style", `<c r="A2" s=""><v>1</v></c>`, sheet.Cell{Kind: sheet.Number, Text: "1"}},
		{"style that is not there", `<c r="A2" s="99"><v>1</v></c>`, sheet.Cell{Kind: sheet.Number, Text: "1"}},
		{"no reference", `<c><v>1</v></c>`, sheet.Cell{Kind: sheet.Number, Text: "1"}},
		{"extension", `<c r="A2"><v>1</v><extLst><ext><v>2</v></ext></extLst></c>`, sheet.Cell{Kind: sheet.Number, Text: "1"}},
		{"quotes", `<c s='2' r = 'A2' x="a>b"><v>1</v></c>`, sheet.Cell{Kind: sheet.Number, Text: "1", Format: "#,##0.00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, rows := openRows(t, build(t, minimal(rowsXML(`<row r="2">`+c.cell+`</row>`))), sheet.Options{})
			if len(rows) != 1 {
				t.Fatalf("%d rows", len(rows))
			}
			if diff := cmp.Diff(c.want, rows[0].Cell(0)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSerialDates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		serial   string
		date1904 bool
		want     string
	}{
		{"1", false, "1900-01-01"},
		{"31", false, "1900-01-31"},
		{"59", false, "1900-02-28"},
		{"60", false, "1900-02-29"}, // Excel counts and shows this day that never was
		{"60.5", false, "1900-02-29T12:00:00"},
		{"61", false, "1900-03-01"},
		{"45351", false, "2024-02-29"},
		{"45351.999999", false, "2024-03-01"},
		{"2958465", false, "9999-12-31"},
		{"2958466", false, ""},
		{"0.5", false, ""},
		{"-1", false, ""},
		{"0", true, "1904-01-01"},
		{"43889", true, "2024-02-29"},
		{"2957004", true, ""},
		{"4.6356E+4", false, "2026-11-30"},
	} {
		got, ok := serialDate(c.serial, c.date1904)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("serialDate(%s, %v) = %q, %v, want %q", c.serial, c.date1904, got, ok, c.want)
		}
	}
}

func TestIsDate(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		"": false, "0.00": false, "#,##0": false, "yyyy-mm-dd": true, "d/m": true, "mmm-yy": true, "mmmm": true, "h:mm": false, "mm:ss": false,
		"[h]:mm:ss": false, "[mm]": false, "dd/mm/yyyy hh:mm": true, "yyyy-mm-dd hh:mm:ss.000": true, "[$-409]d-mmm-yy;@": true, `"day "0`: false, `0.00\d`: false, `"USD" #,##0.00`: false, "[Red]0.00": false,
		"0.00E+00": false, "General": false, `General" days"`: false, "[$LKR] #,##0.00": false, "USD 0.00": false, "_(* #,##0_)": false, `[$-F800]dddd\,\ mmmm\ dd\,\ yyyy`: true, "e年m月": true, "@": false, "[h": false, `"`: false, `\`: false,
	} {
		if got := isDate(code); got != want {
			t.Errorf("isDate(%q) = %v", code, got)
		}
	}
	for id, want := range map[int]bool{0: false, 1: false, 14: true, 17: true, 18: false, 22: true, 27: true, 32: false, 36: true, 44: false, 45: false, 50: true, 58: true, 59: false} {
		if got := isDate(builtIns()[id]); got != want {
			t.Errorf("number format %d is a date: %v", id, got)
		}
	}
}

func TestWorkbookShapes(t *testing.T) {
	t.Parallel()
	date1904 := entry{"xl/workbook.xml", `<x:workbook xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main" xmlns:q="y"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="A &amp; B" sheetId="1" q:id="r1"/></x:sheets><x:calcPr fullCalcOnLoad="1"/></x:workbook>`}
	worksheet := "\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>\r\n<!-- x --><x:worksheet xmlns:x='m'><x:sheetData>\n" +
		`<x:row><x:c t="inlineStr"><x:is><x:t>Ref</x:t></x:is></x:c><x:c t="inlineStr"><x:is><x:t>Due</x:t></x:is></x:c></x:row>
		<x:row hidden="1"><x:c t="inlineStr"><x:is><x:t>INV-1</x:t></x:is></x:c><x:c s="1"><x:f>TODAY()</x:f><x:v>43889</x:v></x:c></x:row>
		<x:row r="7"/><x:row ht="0"><x:c r="C8"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`
	table, rows := openRows(t, build(t, minimal(worksheet, date1904)), sheet.Options{})
	want := []sheet.Row{
		{Number: 2, Hidden: true, Cells: []sheet.Cell{{Kind: sheet.Text, Text: "INV-1"}, {Kind: sheet.Date, Text: "2024-02-29", Format: "mm-dd-yy", Formula: true, Stale: true}}},
		{Number: 7, Cells: []sheet.Cell{}},
		{Number: 8, Hidden: true, Cells: []sheet.Cell{{}, {}, {Kind: sheet.Number, Text: "1"}}},
	}
	if diff := cmp.Diff(want, rows, cmp.Transformer("nil", func(r []sheet.Cell) []sheet.Cell { return append([]sheet.Cell{}, r...) })); diff != "" {
		t.Error(diff)
	}
	info := table.Info()
	if info.Sheet != "A & B" || info.Format != "xlsx" || len(info.Digest) != 64 {
		t.Errorf("info %+v", info)
	}
	if diff := cmp.Diff([]string{"Ref", "Due"}, info.Header); diff != "" {
		t.Error(diff)
	}
	wantGuesses := []string{"header row 1 of worksheet A & B, found by looking", "new result columns start at column D: C8 has a value right of the header's last column B"}
	if diff := cmp.Diff(wantGuesses, info.Guesses); diff != "" {
		t.Error(diff)
	}
}

func TestSharedStringsOverManyChunks(t *testing.T) {
	t.Parallel()
	table := &sharedStrings{}
	var want []string
	for i := range 40000 {
		s := strings.Repeat(string(rune('a'+i%26)), i%997)
		want = append(want, s)
		if err := table.add([]byte(s), maxArena); err != nil {
			t.Fatal(err)
		}
	}
	full := strings.Repeat("x", chunkSize)
	for _, s := range []string{full, "", full, "last"} {
		want = append(want, s)
		if err := table.add([]byte(s), maxArena); err != nil {
			t.Fatal(err)
		}
	}
	table.flush()
	for i, s := range want {
		if got, err := table.get(i); err != nil || got != s {
			t.Fatalf("string %d has %d bytes, want %d", i, len(got), len(s))
		}
	}
	if _, err := table.get(len(want)); err == nil {
		t.Error("there is one string too many")
	}
	if err := table.add([]byte(full+"x"), maxArena); err == nil {
		t.Error("a string that is too long was taken")
	}
}
