package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"paysheet/bulk/sheet"
)

// mostMemory is what any file, however hostile, may cost before it is refused.
const mostMemory = 256 << 20

// hostile is a file made to do harm. want is a part of the refusal, empty where
// the file is odd but sound and has to be read.
type hostile struct {
	name  string
	parts []entry
	want  string
	harm  func([]byte) []byte // done to the package
}

func hostileFiles() []hostile {
	good := rowsXML(`<row r="2"><c r="A2" t="s"><v>0</v></c></row>`)
	wide := strings.Repeat(`<c><v>1</v></c>`, 3_000_000)
	var far strings.Builder
	for row := 2; row < 2002; row++ {
		fmt.Fprintf(&far, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, row, row)
	}
	strange := func(text string) entry { return entry{"xl/sharedStrings.xml", `<sst>` + text + `</sst>`} }
	styles := func(text string) entry { return entry{"xl/styles.xml", `<styleSheet>` + text + `</styleSheet>`} }
	behind := func(text string) string { return strings.Replace(good, "</worksheet>", text+"</worksheet>", 1) }
	many := minimal(good) // an honest workbook of pictures
	for i := range 20_000 {
		many = append(many, entry{fmt.Sprintf("xl/media/%d", i), ""})
	}
	zeros := strings.Repeat("\x00", 96<<20)
	return []hostile{
		{name: "bomb beside the worksheet", parts: minimal(good, entry{"xl/media/a.bin", zeros}), want: "zip bomb"},
		{name: "bomb in the worksheet", parts: minimal(strings.Replace(good, "</sheetData>", strings.Repeat("<row/>", 2_000_000)+"</sheetData>", 1)), want: "beyond the 1048576"},
		{name: "bomb of white space", parts: minimal(behind(strings.Repeat(" ", 32<<20))), want: "one piece of XML"},
		{name: "bomb in the strings", parts: minimal(good, strange(`<si><t>`+strings.Repeat("a", 32<<20)+`</t></si>`)), want: "one piece of XML"},
		{name: "strings without end", parts: minimal(good, strange(strings.Repeat(`<si/>`, 16<<20))), want: "zip bomb"},
		{name: "text of many runs", parts: minimal(rowsXML(`<row r="2"><c r="A2" t="inlineStr"><is>` + strings.Repeat(`<r><t>aaaaaaaaaaaaaaaa</t></r>`, 1<<17) + `</is></c></row>`)), want: "longer than any cell"},
		{name: "three million cells in a row", parts: minimal(rowsXML(`<row r="2">` + wide + `</row>`)), want: "right of column XFD"},
		{name: "cells in column XFD", parts: minimal(rowsXML(far.String()))},
		{name: "DOCTYPE", parts: minimal(`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>` + good), want: "DOCTYPE"},
		{name: "deep nesting", parts: minimal(behind(strings.Repeat("<a>", 3_000_000))), want: "nested more than 256 deep"},
		{name: "a name of 24 MB", parts: minimal(behind("<" + strings.Repeat("a", 24<<20) + "/>")), want: "one piece of XML"},
		{name: "styles without end", parts: minimal(good, styles("<cellXfs>"+strings.Repeat("<xf/>", 10_000_000)+"</cellXfs>")), want: "more than 262144 cell styles"},
		{name: "merged ranges without end", parts: minimal(behind(`<mergeCells>` + strings.Repeat(`<mergeCell ref="A9:B9"/>`, 3_000_000) + `</mergeCells>`)), want: "merged ranges"},
		{name: "names without end", parts: minimal(good, entry{"xl/workbook.xml", `<workbook xmlns:r="x"><sheets><sheet name="S" r:id="r1"/></sheets><definedNames>` + strings.Repeat(`<definedName name="a">A1</definedName>`, 1_000_000) + `</definedNames></workbook>`}), want: "names"},
		{name: "20,000 parts", parts: many},
		{name: "duplicate names", parts: minimal(good, entry{"XL/Worksheets/Sheet1.xml", good}), want: "two parts of one name"},
		{name: "UTF-16", parts: minimal("\xff\xfe<\x00"), want: "not UTF-8"},
		{name: "encrypted", parts: minimal(good), want: "password-protected", harm: func([]byte) []byte {
			return []byte(cfbMagic + strings.Repeat("\x00", 1<<20) + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
		}},
		{name: "signed", parts: minimal(good, entry{"_rels/.rels", `<Relationships ` + relSpace + `><Relationship Id="r1" Type="` + relTypes + `officeDocument" Target="xl/workbook.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>`})},
		{name: "rows out of order", parts: minimal(rowsXML(`<row r="9"/><row r="2"/>`)), want: "row 2 stands after row 9"},
		{name: "too many rows", parts: minimal(rowsXML(`<row r="1048577"/>`)), want: "beyond the 1048576"},
		{name: "too many columns", parts: minimal(rowsXML(`<row r="2"><c r="XFE2"><v>1</v></c></row>`)), want: "right of column XFD"},
		{name: "more than 4 GiB", parts: minimal(good), want: "larger than 4 GiB", harm: oversize},
		{name: "cut off", parts: minimal(good), want: "cut off or damaged", harm: func(b []byte) []byte { return b[:len(b)-100] }},
		{name: "wrong checksum", parts: minimal(good), want: "checksum", harm: func(b []byte) []byte {
			// The worksheet's CRC stands 16 bytes into its entry of the directory.
			at := bytes.LastIndex(b, []byte("xl/worksheets/sheet1.xml")) - 46 + 16
			b[at] ^= 0xff
			return b
		}},
	}
}

// oversize gives a package whose worksheet says that it unpacks to 5 GiB.
func oversize(data []byte) []byte {
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	for i := 0; err == nil && i < len(in.File); i++ {
		if in.File[i].Name != "xl/worksheets/sheet1.xml" {
			err = zw.Copy(in.File[i])
			continue
		}
		_, err = zw.CreateRaw(&zip.FileHeader{Name: in.File[i].Name, Method: zip.Deflate, UncompressedSize64: 5 << 30})
	}
	if errors.Join(err, zw.Close()) != nil {
		return nil
	}
	return out.Bytes()
}

// TestHostileFiles opens files made to do harm, each in a process of its own
// whose memory is measured.
func TestHostileFiles(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("their time and memory are measured without -short")
	}
	for _, h := range hostileFiles() {
		t.Run(h.name, func(t *testing.T) { // one after the other: making them takes memory too
			path := build(t, h.parts)
			if h.harm != nil {
				data, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				path = filepath.Join(t.TempDir(), "harmed.xlsx")
				if err := os.WriteFile(path, h.harm(data), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			m := measure(t, "open", path)
			if (m.refusal == "") != (h.want == "") || !strings.Contains(m.refusal, h.want) {
				t.Errorf("refusal %q, want %q", m.refusal, h.want)
			}
			if m.peak > mostMemory {
				t.Errorf("it took %d MB to say so, more than %d", m.peak>>20, mostMemory>>20)
			}
			t.Logf("%.2f s of processor time, %d MB: %s", m.open.cpu.Seconds(), m.peak>>20, m.refusal)
		})
	}
}

// TestFolderEntriesStay keeps a check on the zip itself: a folder entry is no
// part and is copied.
func TestFolderEntriesStay(t *testing.T) {
	t.Parallel()
	path := build(t, append(minimal(rowsXML(`<row r="2"/>`)), entry{"xl/empty/", ""}))
	table, _ := openRows(t, path, sheet.Options{})
	out := filepath.Join(t.TempDir(), "out.xlsx")
	if err := patchTo(t, table, out, []int{2}); err != nil {
		t.Fatal(err)
	}
	z, err := zip.OpenReader(out)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	if last := z.File[len(z.File)-1]; last.Name != "xl/empty/" {
		t.Errorf("the last entry is %q", last.Name)
	}
}
