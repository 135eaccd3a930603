package xlsx

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"paysheet/bulk/sheet"
)

// entry is one part of a workbook made by hand.
type entry struct{ name, content string }

const (
	mainSpace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relSpace  = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	relTypes  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// minimal gives the parts of a workbook with one worksheet. more replaces
// parts or adds some.
func minimal(worksheet string, more ...entry) []entry {
	list := []entry{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`},
		{"_rels/.rels", `<Relationships ` + relSpace + `><Relationship Id="r1" Type="` + relTypes + `officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook ` + mainSpace + ` xmlns:r="x"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships ` + relSpace + `><Relationship Id="r1" Type="` + relTypes + `worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="` + relTypes + `sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="` + relTypes + `styles" Target="/xl/styles.xml"/></Relationships>`},
		{"xl/sharedStrings.xml", `<sst ` + mainSpace + `><si><t>Ref</t></si><si><t>Amount</t></si></sst>`},
		{"xl/styles.xml", `<styleSheet ` + mainSpace + `><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="4"/><xf numFmtId="164"/><xf numFmtId="22"/></cellXfs><dxfs><dxf><numFmt numFmtId="164" formatCode="0.00"/></dxf></dxfs></styleSheet>`},
		{"xl/worksheets/sheet1.xml", worksheet},
	}
	for _, m := range more {
		if i := slices.IndexFunc(list, func(e entry) bool { return e.name == m.name }); i >= 0 {
			list[i] = m
			continue
		}
		list = append(list, m)
	}
	return list
}

// rowsXML wraps rows below a header of two shared strings.
func rowsXML(rows string) string {
	return `<worksheet ` + mainSpace + `><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>` + rows + `</sheetData></worksheet>`
}

// build writes a package.
func build(t *testing.T, parts []entry) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "book.xlsx")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	zw := zip.NewWriter(out)
	for _, p := range parts {
		w, err := zw.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, p.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(zw.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// openRows opens a workbook and reads all of its rows.
func openRows(t *testing.T, path string, opts sheet.Options) (sheet.Table, []sheet.Row) {
	t.Helper()
	table, err := Open(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	var rows []sheet.Row
	for r, err := range table.Rows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		r.Cells = slices.Clone(r.Cells)
		rows = append(rows, r)
	}
	return table, rows
}

// refusal gives the error of opening a workbook, which must name the file.
func refusal(t *testing.T, path string, opts sheet.Options) string {
	t.Helper()
	_, err := Open(t.Context(), path, opts)
	if err == nil {
		t.Fatal("the workbook was opened")
	}
	if !strings.Contains(err.Error(), path) {
		t.Errorf("the error does not name the file: %v", err)
	}
	return err.Error()
}
