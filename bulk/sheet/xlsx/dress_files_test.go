package xlsx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"paysheet/bulk/sheet"
	"paysheet/bulk/sheet/xlsx"
)

// TestDressSamples dresses every workbook there is and reads it with excelize,
// whatever program wrote it.
func TestDressSamples(t *testing.T) {
	t.Parallel()
	found, err := filepath.Glob("../../../samples/*/*.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, path := range found {
		table, err := xlsx.Open(t.Context(), path, sheet.Options{})
		if err != nil {
			continue // a sheet that is broken on purpose
		}
		first := 0
		for row, err := range table.Rows(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			first = row.Number
			break
		}
		results := func(yield func(int, []sheet.Value) bool) {
			if first > 0 {
				yield(first, []sheet.Value{{Text: "create"}, {Text: "25000.00", Number: true}, {Text: "yes"}})
			}
		}
		copied := filepath.Join(t.TempDir(), "copy.xlsx")
		err = sheet.Save(t.Context(), sheet.Dressed(table.(sheet.Dresser), garment()), copied, []string{"Review Action", "Review Amount", "Approve"}, results, sheet.SaveOptions{})
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		f, err := excelize.OpenFile(copied)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if got, _ := f.GetCellValue("Summary", "A1"); got != "Review" {
			t.Errorf("%s: the page shows %q", path, got)
		}
		_ = f.Close()
		n++
	}
	if n == 0 {
		t.Error("no workbook was dressed")
	}
}

// TestDressPrefixes dresses a workbook whose elements have a prefix, and whose
// worksheets each declare that of their relationship, as OpenXML SDK writes them.
func TestDressPrefixes(t *testing.T) {
	t.Parallel()
	path := rewritten(t, newBook(t, nil), map[string]func(string) string{
		"xl/workbook.xml": func(text string) string {
			return strings.ReplaceAll(text, `r:id="`, `xmlns:rel="http://schemas.openxmlformats.org/officeDocument/2006/relationships" rel:id="`)
		},
		"xl/styles.xml": func(text string) string {
			text = regexp.MustCompile(`<(/?)([a-zA-Z])`).ReplaceAllString(text, "<${1}x:${2}")
			return strings.Replace(text, "xmlns=", "xmlns:x=", 1)
		},
	})
	f, copied := dressed(t, path)
	checkDress(t, f, [3]string{"C", "D", "E"}, "Summary", 1, 1)
	table, err := xlsx.Open(t.Context(), copied, sheet.Options{Name: "Summary", HeaderRow: 1})
	if err != nil || table.Info().Header[0] != "Review" {
		t.Errorf("the page: %v", err)
	}
	z, err := zip.OpenReader(copied)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	for _, name := range []string{"xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"} {
		part, err := z.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		decoder := xml.NewDecoder(part)
		for err == nil {
			var token xml.Token
			if token, err = decoder.Token(); err != nil {
				continue
			}
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == "sheet" {
				for _, a := range start.Attr {
					if a.Name.Local == "id" && !strings.HasPrefix(a.Name.Space, "http") {
						t.Errorf("%s: the prefix of %v is declared nowhere", name, a.Name)
					}
				}
			}
		}
		if !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// rewritten gives a copy of a workbook with some of its parts changed.
func rewritten(t *testing.T, path string, changes map[string]func(string) string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, entry := range z.File {
		part, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		if change := changes[entry.Name]; change != nil {
			text = []byte(change(string(text)))
		}
		to, err := w.Create(entry.Name)
		if err == nil {
			_, err = to.Write(text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	copied := filepath.Join(t.TempDir(), "rewritten.xlsx")
	if err := errors.Join(w.Close(), os.WriteFile(copied, out.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	return copied
}
