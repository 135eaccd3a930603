package xlsx

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"paysheet/bulk/sheet"
)

// writeShared writes a table as a workbook with shared strings only.
func writeShared(tb testing.TB, table sheet.Table, path string) {
	tb.Helper()
	out, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	zw := zip.NewWriter(out)
	for _, p := range minimal("") {
		if p.name == "xl/worksheets/sheet1.xml" || p.name == "xl/sharedStrings.xml" {
			continue
		}
		w, err := zw.Create(p.name)
		if err != nil {
			tb.Fatal(err)
		}
		text := strings.NewReplacer(`xmlns:r="x"`, `xmlns:r="`+strings.TrimSuffix(relTypes, "/")+`"`, `content-types"/>`, `content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`).Replace(p.content)
		if _, err := io.WriteString(w, text); err != nil {
			tb.Fatal(err)
		}
	}
	shared := &sharing{index: map[string]int{}}
	shared.worksheet(tb, zw, table)
	shared.write(tb, zw)
	if err := errors.Join(zw.Close(), out.Close()); err != nil {
		tb.Fatal(err)
	}
}

// sharing numbers strings in the order in which they are first used.
type sharing struct {
	index map[string]int
	list  []string
}

func (s *sharing) of(text string) int {
	i, ok := s.index[text]
	if !ok {
		i = len(s.list)
		s.index[text] = i
		s.list = append(s.list, text)
	}
	return i
}

func (s *sharing) worksheet(tb testing.TB, zw *zip.Writer, table sheet.Table) {
	tb.Helper()
	w, err := zw.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		tb.Fatal(err)
	}
	b := bufio.NewWriter(w)
	put := func(format string, values ...any) {
		if _, err := fmt.Fprintf(b, format, values...); err != nil {
			tb.Fatal(err)
		}
	}
	put(`<worksheet %s><sheetData><row r="1">`, mainSpace)
	for i, h := range table.Info().Header {
		put(`<c r="%s" t="s"><v>%d</v></c>`, cellName(1, i), s.of(h))
	}
	put(`</row>`)
	for r, err := range table.Rows(tb.Context()) {
		if err != nil {
			tb.Fatal(err)
		}
		put(`<row r="%d" spans="1:%d">`, r.Number, len(r.Cells))
		for i, c := range r.Cells {
			if c.Kind == sheet.Text {
				put(`<c r="%s" t="s"><v>%d</v></c>`, cellName(r.Number, i), s.of(c.Text))
				continue
			}
			if c.Kind == sheet.Date {
				put(`<c r="%s" s="1"><v>45678</v></c>`, cellName(r.Number, i))
				continue
			}
			put(`<c r="%s" s="2"><v>%s</v></c>`, cellName(r.Number, i), c.Text)
		}
		put(`</row>`)
	}
	put(`</sheetData></worksheet>`)
	if err := b.Flush(); err != nil {
		tb.Fatal(err)
	}
}

func (s *sharing) write(tb testing.TB, zw *zip.Writer) {
	tb.Helper()
	w, err := zw.Create("xl/sharedStrings.xml")
	if err != nil {
		tb.Fatal(err)
	}
	b := bufio.NewWriter(w)
	put := func(format string, values ...any) {
		if _, err := fmt.Fprintf(b, format, values...); err != nil {
			tb.Fatal(err)
		}
	}
	put(`<sst %s>`, mainSpace)
	for _, text := range s.list {
		put(`<si><t>%s</t></si>`, appendEscaped(nil, text))
	}
	put(`</sst>`)
	if err := b.Flush(); err != nil {
		tb.Fatal(err)
	}
}
