package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"paysheet/bulk/sheet"
)

func TestRefusedWorkbooks(t *testing.T) {
	t.Parallel()
	good := rowsXML(`<row r="2"><c r="A2" t="s"><v>0</v></c></row>`)
	const sheet1 = "xl/worksheets/sheet1.xml"
	for _, c := range []struct {
		name  string
		parts []entry
		want  string
	}{
		{"cut off in a row", minimal(good[:len(good)-60]), "cut off"},
		{"cut off behind the rows", minimal(strings.TrimSuffix(good, "</worksheet>")), "cut off"},
		{"cut off in a tag", minimal(good[:len(good)-3]), "cut off"},
		{"empty part", minimal(""), "cut off"},
		{"no rows at all", minimal(`<worksheet ` + mainSpace + `></worksheet>`), "no worksheet"},
		{"two sheetData", minimal(strings.Replace(good, "</worksheet>", "<sheetData/></worksheet>", 1)), "two sheetData"},
		{"another root", minimal(`<chartsheet/>`), "no worksheet but"},
		{"tags that do not nest", minimal(strings.Replace(good, "</row></sheetData>", "</sheetData></row>", 1)), "damaged"},
		{"garbage behind the root", minimal(good + "x"), "outside of the root"},
		{"bad entity", minimal(rowsXML(`<row r="2"><c r="A2" t="str"><v>&bomb;</v></c></row>`)), "does not exist"},
		{"character that is none", minimal(rowsXML(`<row r="2"><c r="A2" t="str"><v>&#xD800;</v></c></row>`)), "cell A2"},
		{"no UTF-8 inside", minimal(rowsXML("<row r=\"2\"><c r=\"A2\" t=\"str\"><v>\xe9t\xe9</v></c></row>")), "not valid UTF-8"},
		{"DOCTYPE", minimal(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>` + good), "DOCTYPE"},
		{"DOCTYPE in the strings", minimal(good, entry{"xl/sharedStrings.xml", `<!DOCTYPE sst><sst/>`}), "DOCTYPE"},
		{"Latin-1", minimal(`<?xml version="1.0" encoding="ISO-8859-1"?>` + good), "not UTF-8"},
		{"UTF-16", minimal("\xff\xfe<\x00w\x00"), "not UTF-8"},
		{"UTF-16 without a mark", minimal("\x00<\x00w\x00o"), "not UTF-8"},
		{"rows out of order", minimal(rowsXML(`<row r="5"/><row r="4"/>`)), "row 4 stands after row 5"},
		{"a row twice", minimal(rowsXML(`<row r="5"/><row r="5"/>`)), "row 5 stands after row 5"},
		{"row number 0", minimal(rowsXML(`<row r="0"/>`)), `row number "0"`},
		{"row too far down", minimal(rowsXML(`<row r="1048577"/>`)), "beyond the 1048576"},
		{"cells out of order", minimal(rowsXML(`<row r="2"><c r="B2"/><c r="A2"/></row>`)), "cell A2 stands after B2"},
		{"a cell twice", minimal(rowsXML(`<row r="2"><c r="B2"/><c r="B2"/></row>`)), "cell B2 stands after B2"},
		{"a cell of another row", minimal(rowsXML(`<row r="2"><c r="A3"/></row>`)), `cell "A3" stands in row 2`},
		{"column too far right", minimal(rowsXML(`<row r="2"><c r="XFE2"/></row>`)), "right of column XFD"},
		{"no reference", minimal(rowsXML(`<row r="2"><c r="2A"/></row>`)), `the reference "2A"`},
		{"string that is not there", minimal(rowsXML(`<row r="2"><c r="A2" t="s"><v>7</v></c></row>`)), `cell A2: shared string "7"`},
		{"no truth", minimal(rowsXML(`<row r="2"><c r="A2" t="b"><v>maybe</v></c></row>`)), `cell A2: "maybe"`},
		{"attribute without value", minimal(rowsXML(`<row r="2" hidden></row>`)), "row 2: the XML is damaged"},
		{"attribute without value in a cell", minimal(rowsXML(`<row r="2"><c r="A2" t></c></row>`)), "row 2: the XML is damaged"},
		{"two names that differ by case", minimal(good, entry{"xl/worksheets/SHEET1.xml", good}), "two parts of one name"},
		{"two names that differ by slash", minimal(good, entry{`xl\workbook.xml`, "x"}), "two parts of one name"},
		{"no worksheets", minimal(good, entry{"xl/workbook.xml", `<workbook><sheets/></workbook>`}), "no worksheets"},
		{"a document", minimal(good, entry{"xl/workbook.xml", `<document/>`}), "no workbook"},
		{"all hidden", minimal(good, entry{"xl/workbook.xml", `<workbook xmlns:r="x"><sheets><sheet name="S" state="hidden" r:id="r1"/></sheets></workbook>`}), "no visible worksheet"},
		{"control character in a name", minimal(good, entry{"xl/workbook.xml", `<workbook xmlns:r="x"><sheets><sheet name="S_x001B_[31m" r:id="r1"/></sheets></workbook>`}), "control character"},
		{"a plain zip", []entry{{"a.txt", "hello"}}, "no [Content_Types].xml"},
		{"OpenDocument", []entry{{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}}, ".ods"},
		{"binary workbook", minimal(good, entry{"_rels/.rels", `<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>`}), ".xlsb"},
		{"missing worksheet", slicesWithout(minimal(good), sheet1), "is missing from the package"},
		{"no header", minimal(`<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`), "has no header row"},
		{"a bomb", minimal(good, entry{"xl/media/bomb.bin", strings.Repeat("\x00", freeSize+(1<<20))}), "zip bomb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := refusal(t, build(t, c.parts), sheet.Options{}); !strings.Contains(got, c.want) {
				t.Errorf("error %q does not say %q", got, c.want)
			}
		})
	}
}

func slicesWithout(parts []entry, name string) []entry {
	var list []entry
	for _, p := range parts {
		if p.name != name {
			list = append(list, p)
		}
	}
	return list
}

func TestRefusedFiles(t *testing.T) {
	t.Parallel()
	whole, err := os.ReadFile(build(t, minimal(rowsXML(""))))
	if err != nil {
		t.Fatal(err)
	}
	stored := storedWorkbook(t)
	const amount = "<v>100.00</v>"
	altered := bytes.Replace(stored, []byte(amount), []byte("<v>900.00</v>"), 1)
	if bytes.Equal(stored, altered) {
		t.Fatal("nothing was altered")
	}
	encrypted := []byte(cfbMagic + strings.Repeat("\x00", 70000) + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	for _, c := range []struct{ name, content, want string }{
		{"empty", "", "empty"},
		{"text", "Ref,Amount\n", "not a zip"},
		{"two bytes", "PK", "not a zip"},
		{"cut off", string(whole[:len(whole)/2]), "cut off or damaged"},
		{"altered amount", string(altered), "does not match its checksum"},
		{"encrypted", string(encrypted), "password-protected"},
		{"old", cfbMagic + "Workbook", ".xls"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "book.xlsx")
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			if got := refusal(t, path, sheet.Options{}); !strings.Contains(got, c.want) {
				t.Errorf("error %q does not say %q", got, c.want)
			}
		})
	}
	if got := refusal(t, t.TempDir(), sheet.Options{}); !strings.Contains(got, "not a file") {
		t.Errorf("a folder: %q", got)
	}
	if _, err := Open(t.Context(), filepath.Join(t.TempDir(), "none.xlsx"), sheet.Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

// storedWorkbook gives a workbook whose parts are not compressed.
func storedWorkbook(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, p := range minimal(rowsXML(`<row r="2"><c r="B2"><v>100.00</v></c></row>`)) {
		w, err := zw.CreateRaw(&zip.FileHeader{
			Name: p.name, Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(p.content)),
			CompressedSize64: uint64(len(p.content)), UncompressedSize64: uint64(len(p.content)),
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, p.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReplacedFileIsNoticed(t *testing.T) {
	t.Parallel()
	path := build(t, minimal(rowsXML(`<row r="2"/>`)))
	table, err := Open(t.Context(), path, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(build(t, minimal(rowsXML(`<row r="2"/><row r="3"/>`))))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, other, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, err := range table.Rows(t.Context()) {
		if !errors.Is(err, sheet.ErrChanged) {
			t.Errorf("Rows: %v", err)
		}
	}
	if err := table.Patch(t.Context(), io.Discard, resultColumns, resultsFor([]int{2})); !errors.Is(err, sheet.ErrChanged) {
		t.Errorf("Patch: %v", err)
	}
}

// TestOddWorkbooks opens what is unusual but sound: another kind of tab in
// front, macros, a signature.
func TestOddWorkbooks(t *testing.T) {
	t.Parallel()
	good := rowsXML(`<row r="2"/>`)
	workbook := entry{"xl/workbook.xml", `<workbook xmlns:r="x"><sheets><sheet name="Chart" r:id="r9"/><sheet name="Gone" r:id="r0"/><sheet name="Data" r:id="r1"/></sheets></workbook>`}
	parts := minimal(good, workbook, entry{"xl/chartsheets/sheet1.xml", `<chartsheet/>`})
	for i, p := range parts {
		switch p.name {
		case "xl/_rels/workbook.xml.rels":
			parts[i].content = strings.Replace(p.content, "</Relationships>", `<Relationship Id="r9" Type="`+relTypes+`chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>`, 1)
		case "_rels/.rels":
			parts[i].content = strings.Replace(p.content, "</Relationships>", `<Relationship Id="s" Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>`, 1)
		case "[Content_Types].xml":
			parts[i].content = `<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>`
		}
	}
	path := build(t, parts)
	table, _ := openRows(t, path, sheet.Options{})
	info := table.Info()
	if info.Sheet != "Data" || info.Format != "xlsm" || !strings.Contains(strings.Join(info.Guesses, "|"), "digitally signed") {
		t.Errorf("info %+v", info)
	}
	if got := refusal(t, path, sheet.Options{Name: "Chart"}); !strings.Contains(got, "no worksheet but a chartsheet") {
		t.Errorf("error %q", got)
	}
	if got := refusal(t, path, sheet.Options{Name: "Gone"}); !strings.Contains(got, "has no content") {
		t.Errorf("error %q", got)
	}
}
