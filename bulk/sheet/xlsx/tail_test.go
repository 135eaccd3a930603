package xlsx

import (
	"fmt"
	"strings"
	"testing"
)

// What is passed over is patched as it is token by token, whatever stands in it.
func TestTail(t *testing.T) {
	t.Parallel()
	rows := quickRows()
	for name, text := range map[string]string{
		"the letter":          `<row r="2"><c r="A2" t="str"><v>www </ row&gt; /row&gt; w</v></c></row>`,
		"exclamation":         `<row r="2"><c r="A2" t="str"><v>Pay now! Why?</v></c></row>`,
		"comment":             `<row r="2"><!--</row>--><c r="A2"><v>1</v></c></row>`,
		"instruction":         `<row r="2"><?a </row>?><c r="A2"><v>1</v></c></row>`,
		"CDATA":               `<row r="2"><c r="A2" t="str"><v><![CDATA[</row>]]></v></c></row>`,
		"space at the end":    `<row r="2"><c r="A2"><v>1</v></c> </row>`,
		"other at the end":    `<row r="2"><c r="A2"><v>1</v></c><extLst><c r="A2"/></extLst></row>`,
		"written otherwise":   `<row r="2"><c r="A2"><v>1</v></c><c  r="B2"><v>2</v></c></row>`,
		"without a reference": `<row r="2"><c r="A2"><v>1</v></c><c><v>2</v></c></row>`,
		"far behind":          `<row r="9"><c r="A9"><v>1</v></c><c r="B9"><v>2</v></c></row><row r="10"> </row>`,
		"several, long": func() string {
			var b strings.Builder
			for row := 2; row < 300; row++ {
				fmt.Fprintf(&b, `<row r="%d" spans="1:1"><c r="A%d" t="str"><v>%s</v></c></row>`, row, row, strings.Repeat("w</", row)[:row])
			}
			return strings.ReplaceAll(b.String(), "w</", "w&lt;/")
		}(),
		"too long": `<row r="2"><c r="A2" t="str"><v>` + strings.Repeat("long ", maxQuick/5) + `</v></c></row>`,
	} {
		rows[name] = text
	}
	for name, text := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			part := []byte(`<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>Ref</v></c></row>` + text + `</sheetData></worksheet>`)
			if _, err := readAll(strings.NewReader(string(part))); err == nil {
				patchTwice(t, part)
			}
		})
	}
}

// The rows that programs write are passed over but for their last cell, and only
// where that stands left of what is needed.
func TestTailIsTaken(t *testing.T) {
	t.Parallel()
	const row = `<row r="7" spans="1:3"><c r="A7"><v>1</v></c><c r="B7" s="2"/><c r="C7" t="inlineStr"><is><t>w</t></is></c></row>`
	for first, want := range map[int]int{0: 3, 2: 2, 3: 1, 9: 1} {
		sc := newScanner(strings.NewReader(row))
		if err := sc.next(); err != nil {
			t.Fatal(err)
		}
		sc.marks = []int{0, 0, 0} // as in a worksheet
		var l line
		if err := l.read(sc, rowAttrs{number: 7}, first); err != nil {
			t.Fatal(err)
		}
		if len(l.cells) != want || string(l.raw) != row || l.cells[len(l.cells)-1].column != 2 {
			t.Errorf("from column %d on: %+v of %s", first, l.cells, l.raw)
		}
	}
}

// However the bytes come, the first end tag is the one that is found.
func TestRowEnd(t *testing.T) {
	t.Parallel()
	const text = `<c>w</row</rows>ww/row></row>w</row>`
	want := strings.Index(text, "</row>")
	for cut := range len(text) {
		at, next := rowEnd([]byte(text[:cut]), 0)
		if cut < want+len(rowTail) {
			if at >= 0 {
				t.Fatalf("found at %d in %q", at, text[:cut])
			}
			at, _ = rowEnd([]byte(text), next)
		}
		if at != want {
			t.Errorf("found at %d after looking at %d bytes; it is at %d", at, cut, want)
		}
	}
}
