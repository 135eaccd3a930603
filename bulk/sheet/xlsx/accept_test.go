package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"paysheet/bulk/sheet"

	"github.com/xuri/excelize/v2"
)

// resultColumns are the columns that the tests write: text, number, blank.
var resultColumns = []string{"Link URL", "Link Status", "Link Paid", "Link Note"}

// resultsFor gives three cells out of four for each row.
func resultsFor(rows []int) iter.Seq2[int, []sheet.Value] {
	return func(yield func(int, []sheet.Value) bool) {
		for _, r := range rows {
			values := []sheet.Value{
				{Text: fmt.Sprintf("https://pay.example/l/%d?a=1&b=<2>", r)},
				{},
				{Text: fmt.Sprintf("%d.50", r), Number: true},
				{Text: " note_x0041_\r\n\x01 " + strings.Repeat("é", r%3)},
			}
			if !yield(r, values) {
				return
			}
		}
	}
}

// anyText takes the first row that has any text for the header, so that as
// many workbooks as possible are patched.
func anyText(texts []string) int { return min(len(texts), 1) }

func TestEveryWorkbook(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("PAYSHEET_SHEETS")
	if folder == "" {
		t.Skip("PAYSHEET_SHEETS names no folder of workbooks")
	}
	files := copyWorkbooks(t, folder)
	if len(files) == 0 {
		t.Fatalf("PAYSHEET_SHEETS=%s has no workbooks", folder)
	}
	patched, refused, reread := 0, 0, 0
	for _, path := range files {
		read, why := accept(t, path)
		if why != nil {
			refused++
			t.Logf("refused: %v", strings.TrimPrefix(why.Error(), filepath.Dir(path)+"/"))
			if !strings.Contains(why.Error(), path) {
				t.Errorf("%s: the refusal does not name the file: %v", path, why)
			}
			continue
		}
		patched++
		if read {
			reread++
		}
	}
	t.Logf("%d workbooks: %d patched (exactly one part differs, only in dimension, spans and our cells; second patch identical; %d re-read by excelize), %d refused", len(files), patched, reread, refused)
	if patched < len(files)/2 {
		t.Errorf("only %d of %d workbooks were patched", patched, len(files))
	}
}

// copyWorkbooks copies the workbooks of a folder, so that nothing can happen to
// the originals.
func copyWorkbooks(t *testing.T, folder string) []string {
	t.Helper()
	from, to := os.DirFS(folder), t.TempDir()
	var files []string
	for _, pattern := range []string{"*.xlsx", "*.xlsm"} {
		names, err := fs.Glob(from, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(from, name)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(to, name)
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			files = append(files, path)
		}
	}
	return files
}

// accept patches one workbook and compares. It gives the reason of a refusal.
func accept(t *testing.T, path string) (reread bool, refusal error) {
	t.Helper()
	before, err := Open(t.Context(), path, sheet.Options{Score: anyText})
	if err != nil {
		return false, err
	}
	rows := rowNumbers(t, before)
	once := filepath.Join(t.TempDir(), "once"+filepath.Ext(path))
	if err := patchTo(t, before, once, rows); err != nil {
		return false, err
	}
	if err := before.Verify(t.Context(), once); err != nil {
		t.Errorf("%s: Verify: %v", path, err)
	}
	part := before.(*table).part
	sameParts(t, path, once, part, before)
	after, err := Open(t.Context(), once, sheet.Options{Name: before.Info().Sheet, HeaderRow: before.Info().HeaderRow})
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return false, nil
	}
	twice := filepath.Join(t.TempDir(), "twice"+filepath.Ext(path))
	if err := patchTo(t, after, twice, rows); err != nil {
		t.Errorf("%s: second patch: %v", path, err)
	}
	if !bytes.Equal(readPart(t, once, part), readPart(t, twice, part)) {
		t.Errorf("%s: the second patch is not byte-identical", path)
	}
	return checkWithExcelize(t, path, once, after, rows), nil
}

func rowNumbers(t *testing.T, table sheet.Table) []int {
	t.Helper()
	var rows []int
	for r, err := range table.Rows(t.Context()) {
		if err != nil {
			t.Fatalf("%s: %v", table.Info().Path, err)
		}
		rows = append(rows, r.Number)
	}
	return rows
}

func patchTo(t *testing.T, table sheet.Table, path string, rows []int) error {
	t.Helper()
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	err = table.Patch(t.Context(), out, resultColumns, resultsFor(rows))
	return errors.Join(err, out.Close())
}

func readPart(t *testing.T, path, part string) []byte {
	t.Helper()
	p, _, err := openPack(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	r, err := p.openSheet(part)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// sameParts compares two packages entry by entry as they are packed.
func sameParts(t *testing.T, old, patched, part string, table sheet.Table) {
	t.Helper()
	a, b := rawEntries(t, old), rawEntries(t, patched)
	if len(a) != len(b) {
		t.Fatalf("%s: %d entries became %d", old, len(a), len(b))
	}
	where, err := table.(interface {
		place([]string) (*plan, error)
	}).place(resultColumns)
	if err != nil {
		t.Fatal(err)
	}
	changed := []string{partName(part)}
	if where.table != nil {
		changed = append(changed, partName(where.table.part))
		sameTable(t, readPart(t, old, where.table.part), readPart(t, patched, where.table.part))
	}
	differ := 0
	for i := range a {
		if a[i].name != b[i].name {
			t.Fatalf("%s: entry %q became %q", old, a[i].name, b[i].name)
		}
		if slices.Contains(changed, partName(a[i].name)) {
			differ++
			continue
		}
		if !bytes.Equal(a[i].raw, b[i].raw) || a[i].header != b[i].header {
			t.Errorf("%s: part %q differs:\n%s\n%s", old, a[i].name, a[i].header, b[i].header)
		}
	}
	if differ != len(changed) {
		t.Errorf("%s: %d parts differ instead of %d", old, differ, len(changed))
	}
	left := stripOurs(t, readPart(t, old, part), table, where)
	right := stripOurs(t, readPart(t, patched, part), table, where)
	for i := range min(len(left), len(right)) {
		if left[i] != right[i] {
			t.Errorf("%s: the worksheet differs at token %d: %q became %q", old, i, left[i], right[i])
			return
		}
	}
	if len(left) != len(right) {
		t.Errorf("%s: the worksheet had %d tokens beside ours, now %d", old, len(left), len(right))
	}
}

type rawEntry struct {
	name, header string
	raw          []byte
}

func rawEntries(t *testing.T, path string) []rawEntry {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	var list []rawEntry
	for _, f := range z.File {
		r, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		h := f.FileHeader
		list = append(list, rawEntry{f.Name, fmt.Sprintf("%d %d %x %d %d %x %v %x", h.Method, h.Flags, h.CRC32, h.CompressedSize64, h.UncompressedSize64, h.Extra, h.Modified, h.ExternalAttrs), raw})
	}
	return list
}

// checkWithExcelize re-reads our cells with another reader. A workbook that it
// cannot read even before our patch is not held against us.
func checkWithExcelize(t *testing.T, old, patched string, table sheet.Table, rows []int) bool {
	t.Helper()
	if err := readable(t, old, table.Info().Sheet); err != nil {
		t.Logf("excelize cannot read %s: %v", filepath.Base(old), err)
		return false
	}
	f, err := excelize.OpenFile(patched)
	if err != nil {
		t.Errorf("%s: excelize cannot read the patched file: %v", old, err)
		return false
	}
	defer func() { _ = f.Close() }()
	columns := map[string]int{}
	for i, h := range table.Info().Header {
		columns[h] = i
	}
	for row, values := range resultsFor(rows) {
		for i, name := range resultColumns {
			got, err := f.GetCellValue(table.Info().Sheet, cellName(row, columns[name]), excelize.Options{RawCellValue: true})
			if err != nil {
				t.Errorf("%s: %v", old, err)
				return false
			}
			want := values[i].Text
			if values[i].Number {
				want = strings.TrimSuffix(want, "0")
			}
			if values[i].Number {
				got = strings.TrimSuffix(got, "0")
			}
			if got != want {
				t.Errorf("%s: excelize reads %q in %s, want %q", old, got, cellName(row, columns[name]), want)
				return false
			}
		}
	}
	return true
}

func readable(t *testing.T, path, name string) error {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		return err
	}
	_, err = f.GetCellValue(name, "A1")
	return errors.Join(err, f.Close())
}
