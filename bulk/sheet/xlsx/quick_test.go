package xlsx

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"paysheet/bulk/sheet"
)

// quickBook has a style for dates and four shared strings, one of them empty.
func quickBook() *workbook {
	book := &workbook{styles: &styles{style: []cellStyle{{}, {code: "yyyy-mm-dd", date: true}, {code: "0.00"}}}}
	text := `<sst><si><t>Ref</t></si><si><t/></si><si><t xml:space="preserve"> a &amp; b_x0041_ </t></si><si><r><t>ri</t></r><r><t>ch</t></r></si></sst>`
	book.strings, _ = readStrings(newScanner(strings.NewReader(text)), maxArena)
	return book
}

// readRows reads a part with a reader that prepare has changed and gives a line
// for each row.
func readRows(part []byte, cells bool, prepare func(*sheetReader)) (rows []string, err error) {
	r := newSheetReader(nil, bytes.NewReader(part), quickBook())
	prepare(r)
	for {
		more, err := r.next()
		if err != nil || !more {
			return rows, err
		}
		line := fmt.Appendf(nil, "%d %v used to %d", r.row, r.hidden, r.used)
		if cells {
			line = fmt.Appendf(line, " %d cells", r.filled)
			for i, c := range r.cells[:r.filled] {
				if c != (sheet.Cell{}) {
					line = fmt.Appendf(line, " %d: %+v", i, c)
				}
			}
		}
		rows = append(rows, string(line))
	}
}

// sameEitherWay reads a worksheet part by plain rows and token by token, and
// skims it both ways: the rows, and what is wrong with them, are the same.
func sameEitherWay(t *testing.T, part []byte) {
	t.Helper()
	quick, err1 := readRows(part, true, func(*sheetReader) {})
	slow, err2 := readRows(part, true, func(r *sheetReader) { r.visit = func(*quickCell) bool { return false } })
	if !slices.Equal(quick, slow) || fmt.Sprint(err1) != fmt.Sprint(err2) {
		t.Fatalf("plain rows, %v:\n%s\ntokens, %v:\n%s", err1, strings.Join(quick, "\n"), err2, strings.Join(slow, "\n"))
	}
	skimmed, err1 := readRows(part, false, (*sheetReader).skim)
	slow, err2 = readRows(part, false, func(r *sheetReader) { r.visit = func(*quickCell) bool { return false } })
	if !slices.Equal(skimmed, slow) || fmt.Sprint(err1) != fmt.Sprint(err2) {
		t.Fatalf("skimmed, %v:\n%s\ntokens, %v:\n%s", err1, strings.Join(skimmed, "\n"), err2, strings.Join(slow, "\n"))
	}
}

// quickRows are rows that are plain, nearly plain and anything but.
func quickRows() map[string]string {
	return map[string]string{
		"numbers":            `<row r="2" spans="1:3"><c r="A2"><v>1</v></c><c r="B2" s="2"><v>1E+05</v></c><c r="D2" s="1"><v>45000</v></c></row>`,
		"dates":              `<row r="2"><c r="A2" s="1"><v>61</v></c><c r="B2" s="1"><v>60</v></c><c r="C2" s="1"><v>59.5</v></c><c r="D2" s="1"><v>2958466</v></c><c r="E2" s="1"><v>0</v></c><c r="F2" s="1"><v>2958465</v></c></row>`,
		"shared":             `<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>2</v></c><c r="C2" t="s"><v>1</v></c></row>`,
		"shared, none such":  `<row r="2"><c r="A2" t="s"><v>4</v></c></row>`,
		"shared, no number":  `<row r="2"><c r="A2" t="s"><v>x</v></c></row>`,
		"shared, spaces":     `<row r="2"><c r="A2" t="s"><v> 0 </v></c><c r="B2" t="s"><v> </v></c></row>`,
		"inline":             `<row r="2"><c r="A2" t="inlineStr"><is><t>a &lt; ü_x0041_</t></is></c><c r="B2" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c><c r="C2" t="inlineStr"><is><t></t></is></c></row>`,
		"rich":               `<row r="2"><c r="A2" t="inlineStr"><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c></row>`,
		"formulas":           `<row r="2"><c r="A2"><f>B2*2</f><v>4</v></c><c r="B2"><f>1</f></c><c r="C2" t="str"><f>T(1)</f><v></v></c><c r="D2"><f t="shared" si="0"/><v>1</v></c></row>`,
		"booleans, errors":   `<row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2" t="b"><v>true</v></c><c r="C2" t="e"><v>#N/A</v></c></row>`,
		"no truth":           `<row r="2"><c r="A2" t="b"><v>2</v></c></row>`,
		"ISO dates":          `<row r="2"><c r="A2" t="d"><v>2026-11-21</v></c><c r="B2" t="d"><v> </v></c><c r="C2" t="d"><v> </v></c></row>`,
		"styled and empty":   `<row r="2"><c r="A2" s="2"/><c r="B2" s="1"></c></row>`,
		"white space":        `<row r="2"> <c r="A2"> <v>1</v></c>` + "\n" + `</row >`,
		"numbers in spaces":  `<row r="2"><c r="A2"><v> 1 </v></c><c r="B2"><v>  </v></c><c r="C2"><v>1 2</v></c></row>`,
		"single quotes":      `<row r='2'><c r='A2' s='1'><v>45000</v></c></row>`,
		"prefix":             `<x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c></x:row>`,
		"comments, CDATA":    `<row r="2"><c r="A2"><v><![CDATA[1]]></v></c><!-- </row> --><c r="B2"><v>2</v></c></row>`,
		"no references":      `<row><c><v>1</v></c><c t="b"><v>0</v></c></row>`,
		"small letters":      `<row r="2"><c r="a2"><v>1</v></c></row>`,
		"another row's":      `<row r="2"><c r="A3"><v>1</v></c></row>`,
		"out of order":       `<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>`,
		"too far right":      `<row r="2"><c r="XFE2"><v>1</v></c></row>`,
		"last column":        `<row r="2"><c r="XFD2"><v>1</v></c></row>`,
		"other attributes":   `<row r="2"><c r="A2" cm="1" t="str"><v>a</v></c><c r="B2" t="odd"><v>b</v></c><c r="C2" s=""><v>1</v></c></row>`,
		"two values":         `<row r="2"><c r="A2"><v>1</v><v>2</v></c></row>`,
		"not closed":         `<row r="2"><c r="A2"><v>1</v></row>`,
		"no UTF-8":           `<row r="2"><c r="A2" t="str"><v>` + "\xff" + `</v></c></row>`,
		"no entity":          `<row r="2"><c r="A2" t="inlineStr"><is><t>a & b</t></is></c></row>`,
		"long text":          `<row r="2"><c r="A2" t="str"><v>` + strings.Repeat("long ", 3000) + `</v></c><c r="B2"><v>1</v></c></row>`,
		"rows without cells": `<row r="2"/><row r="3"></row><row r="9" hidden="1"><c r="A9"><v>1</v></c></row>`,
	}
}

// TestPlainRowsReadAsTokens keeps the quick way of reading to the slow one.
func TestPlainRowsReadAsTokens(t *testing.T) {
	t.Parallel()
	for name, rows := range quickRows() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sameEitherWay(t, []byte(`<worksheet><sheetData>`+rows+`</sheetData></worksheet>`))
			sameEitherWay(t, []byte(`<worksheet><sheetData>`+rows)) // cut off
		})
	}
	var many strings.Builder
	for row := 1; row < 500; row++ { // over several buffers
		fmt.Fprintf(&many, `<row r="%d"><c r="A%d" t="str"><v>%s</v></c><c r="C%d" t="s"><v>3</v></c></row>`, row, row, strings.Repeat("x", row), row)
	}
	sameEitherWay(t, []byte(`<worksheet><sheetData>`+many.String()+`</sheetData></worksheet>`))
}

// TestPlainRowsAreTaken makes sure that the quick way is one: the rows that
// spreadsheet programs write do not fall back to the slow one.
func TestPlainRowsAreTaken(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"numbers", "dates", "shared", "inline", "styled and empty", "last column"} {
		part := `<worksheet><sheetData>` + quickRows()[name] + `</sheetData></worksheet>`
		seen := 0
		r := newSheetReader(nil, strings.NewReader(part), quickBook())
		keep := r.visit
		r.visit = func(c *quickCell) bool { seen++; return keep(c) }
		if _, err := r.next(); err != nil {
			t.Fatal(err)
		}
		if cells := strings.Count(part, "<c "); seen != cells || r.sc.kind != atClose || r.sc.name != nil {
			t.Errorf("%s: %d of %d cells were taken the quick way", name, seen, cells)
		}
	}
}

// TestStringsBeyondTheFirst looks up strings of a part of which only the first
// ones are held.
func TestStringsBeyondTheFirst(t *testing.T) {
	t.Parallel()
	var part strings.Builder
	part.WriteString("<sst>")
	want := make([]string, 1000)
	for i := range want {
		if i%7 != 0 {
			want[i] = fmt.Sprintf("string & %d", i)
		}
		fmt.Fprintf(&part, "<si><t>%s</t></si>", strings.ReplaceAll(want[i], "&", "&amp;"))
	}
	part.WriteString("</sst>")
	table, err := readStrings(newScanner(strings.NewReader(part.String())), 2000)
	if err != nil {
		t.Fatal(err)
	}
	slow, err := readStrings(newScanner(iotest.OneByteReader(strings.NewReader(part.String()))), maxArena)
	if err != nil {
		t.Fatal(err)
	}
	if table.kept >= len(want) || table.kept == 0 || table.count != len(want) || slow.kept != len(want) {
		t.Fatalf("%d of %d strings are held, and %d", table.kept, table.count, slow.kept)
	}
	late := []missing{{index: 999}, {index: 998}, {index: 500}}
	if _, err := table.get(late[0].index); err == nil {
		t.Error("a string that is not held was found")
	}
	if err := table.pick(newScanner(strings.NewReader(part.String())), late); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if got, err := slow.get(i); err != nil || got != want[i] {
			t.Errorf("string %d is %q, %v", i, got, err)
		}
		holds, exists := table.has(i)
		if holds != (want[i] != "") || !exists {
			t.Errorf("string %d: %v, %v", i, holds, exists)
		}
		held := i < table.kept || slices.Contains(late, missing{index: i}) || want[i] == ""
		if got, err := table.get(i); (err == nil) != held || (held && got != want[i]) {
			t.Errorf("string %d is %q, %v", i, got, err)
		}
	}
	if _, exists := table.has(len(want)); exists {
		t.Error("there is one string too many")
	}
}

// TestHeaderAmongTheLastStrings opens a workbook that an editor added a header
// to: its strings are not among the first, which are held.
func TestHeaderAmongTheLastStrings(t *testing.T) {
	t.Parallel()
	const many = 400_000
	var texts strings.Builder
	texts.WriteString(`<sst>`)
	for i := range many {
		fmt.Fprintf(&texts, `<si><t>a customer's name of %d letters</t></si>`, i)
	}
	texts.WriteString(`<si><t>Ref</t></si><si><t>Amount</t></si><si><t>late</t></si></sst>`)
	rows := fmt.Sprintf(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>%d</v></c><c r="B1" t="s"><v>%d</v></c></row><row r="2"><c r="A2" t="s"><v>%d</v></c><c r="B2" t="s"><v>7</v></c></row></sheetData></worksheet>`, many, many+1, many+2)
	path := build(t, minimal(rows, entry{"xl/sharedStrings.xml", texts.String()}))
	table, list := openRows(t, path, sheet.Options{})
	if got := strings.Join(table.Info().Header, "|"); got != "Ref|Amount" {
		t.Errorf("the header is %q", got)
	}
	if len(list) != 1 || list[0].Cells[0].Text != "late" || list[0].Cells[1].Text != "a customer's name of 7 letters" {
		t.Errorf("the rows are %+v", list)
	}
}
