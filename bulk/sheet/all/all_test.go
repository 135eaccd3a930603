package all

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"paysheet/bulk/sheet"
)

func TestOpenPicksByContent(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := excelize.NewFile()
	if err := f.SetSheetRow("Sheet1", "A1", &[]any{"Reference", "Amount"}); err != nil {
		t.Fatal(err)
	}
	book := filepath.Join(folder, "book.xlsx")
	if err := errors.Join(f.SaveAs(book), f.Close()); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(book)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ content, format string }{
		"a.xlsx": {string(data), "xlsx"},
		"b.csv":  {string(data), "xlsx"}, // what is in it counts
		"c.csv":  {"Reference,Amount\nINV-1,5\n", "csv"},
		"d.txt":  {"Reference;Amount\nINV-1;5\n", "csv"},
	} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		table, err := Open(t.Context(), path, sheet.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := table.Info(); got.Format != c.format || got.Path != path || len(got.Header) != 2 {
			t.Errorf("%s: %+v", name, got)
		}
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, c := range map[string]struct{ content, want string }{
		"empty.csv":     {"", "empty"},
		"old.xls":       {"<html>", "save it as .xlsx"},
		"binary.XLSB":   {"PK\x03\x04", "save it as .xlsx"},
		"libre.ods":     {"PK\x03\x04", "save it as .xlsx"},
		"mac.numbers":   {"PK\x03\x04", "save it as .xlsx"},
		"text.xlsx":     {"Reference,Amount\n", "no workbook"},
		"cut.xlsx":      {"PK\x03\x04", "cut off or damaged"},
		"protected.csv": {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook"},
	} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), path, sheet.Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
	if _, err := Open(t.Context(), folder, sheet.Options{}); err == nil || !strings.Contains(err.Error(), "folder") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Open(t.Context(), filepath.Join(folder, "none.csv"), sheet.Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}
