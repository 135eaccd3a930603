package csv

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"paysheet/bulk/sheet"
)

// TestOtherPeoplesFiles runs over the files that PAYSHEET_SHEETS names: each is
// given back byte for byte, and with ours taken out again after a patch.
func TestOtherPeoplesFiles(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("PAYSHEET_SHEETS")
	if dir == "" {
		t.Skip("PAYSHEET_SHEETS names no folder with other people's files")
	}
	var files []string
	for _, pattern := range []string{"*.csv", "*.tsv"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Fatalf("no CSV or TSV file in %s", dir)
	}
	rows := 0
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		rows += roundTrip(t, path, string(content))
	}
	t.Logf("%d files with %d rows", len(files), rows)
}

func roundTrip(t *testing.T, path, content string) int {
	t.Helper()
	tab := openFile(t, path, sheet.Options{})
	if got := patched(t, tab, nil); got != content {
		t.Errorf("%s: a patch without columns changed it", path)
	}
	var rs []result
	for row, err := range tab.Rows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		rs = append(rs, texts(row.Number, "https://pay.example/"+row.Cell(0).Text, "=note"))
	}
	columns := []string{"Link URL", "Link Note"}
	got := patched(t, tab, columns, rs...)
	after := openFile(t, write(t, got), sheet.Options{HeaderRow: tab.info.HeaderRow})
	if again := patched(t, after, columns, rs...); again != got {
		t.Errorf("%s: a second patch differs", path)
	}
	if back := without(t, after, tab); back != content {
		t.Errorf("%s: without our fields it is\n%q\nnot\n%q", path, back, content)
	}
	return len(rs)
}

// without gives the patched file with all fields cut off that the original
// record does not have.
func without(t *testing.T, patched, original *table) string {
	t.Helper()
	var out strings.Builder
	content, err := os.ReadFile(patched.path)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(content[:patched.dialect.head])
	before := original.scan(original.dialect)
	for rec, err := range patched.records(t.Context(), patched.scan(patched.dialect)) {
		if err != nil {
			t.Fatal(err)
		}
		want, err := before.next()
		if err != nil || len(want.fields) > len(rec.fields) {
			t.Fatalf("line %d does not fit: %v", rec.line, err)
		}
		out.Write(rec.bytes(0, rec.fields[len(want.fields)-1].end))
		out.Write(rec.bytes(rec.body, len(rec.units)))
	}
	return out.String()
}
