package csv

import (
	"bytes"
	"context"
	"crypto/sha256"
	stdcsv "encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"paysheet/bulk/sheet"

	"github.com/google/go-cmp/cmp"
)

func seeds(f *testing.F) {
	f.Helper()
	for _, content := range []string{
		"", "a", "a,b\n1,2\n", "a;b\r\n\"1;\"\"2\";3\r\n\r\n", "a\tb\r1\t2\r", "sep=|\na|b\n1|\"x\ny\" |\n", "\xEF\xBB\xBFa,b\n1,\"\"\n",
		"a,b\n1,\"x", "a,b\n1,\"x\"y,2\n", "a,b\n1\"2,\"\"\n", "a,b\r\n\"x\r\ny\",\r", "a,b\n1,\xE9\n", "Link URL,a\n\"u\" ,=1\n",
		encoded16("a;b\r\n\"1\n\";é\r\n", false, true), encoded16("a,b\n1,2\n", true, false),
	} {
		f.Add([]byte(content), "https://pay.example/1")
	}
	f.Add([]byte("a,b\n1,2"), "\t=x;\"é\r\n\x00\xff")
}

// scanned gives all records as texts, the raw bytes joined, and the error.
func scanned(r io.Reader, c codec, delim byte) (rows [][]string, raw []byte, err error) {
	s := newScanner(r, "fuzz.csv", c, dialect{delim: delim, line: 1})
	for {
		rec, err := s.next()
		if errors.Is(err, io.EOF) {
			return rows, raw, nil
		}
		if err != nil {
			return rows, raw, err
		}
		raw = append(raw, rec.raw...)
		var row []string
		var fields [][]byte
		for _, f := range rec.fields {
			row = append(row, c.text(rec, f, ""))
			fields = append(fields, rec.units[f.start:f.end])
		}
		if !bytes.Equal(bytes.Join(fields, []byte{delim}), rec.units[:rec.body]) {
			return rows, raw, errors.New("the fields joined are not the record")
		}
		rows = append(rows, row)
	}
}

// FuzzScanner: the records joined are the input, however it arrives, and where
// encoding/csv can read the input at all the texts are the same.
func FuzzScanner(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, content []byte, _ string) {
		for _, c := range []codec{utf8Codec(0, ""), windowsCodec(""), utf16Codec(true, 0)} {
			if c.width == 2 && len(content)%2 != 0 {
				continue
			}
			rows, raw, err := scanned(bytes.NewReader(content), c, ',')
			if !bytes.HasPrefix(content, raw) || err == nil && len(raw) != len(content) {
				t.Fatalf("%s: joined %q (%v)", c.name, raw, err)
			}
			if c.name == "UTF-8" {
				compareStandard(t, content, rows, err)
			}
			if len(content) > 4096 {
				continue // a byte at a time takes quadratic time
			}
			slow, _, slowErr := scanned(iotest.OneByteReader(bytes.NewReader(content)), c, ',')
			if diff := cmp.Diff(rows, slow); diff != "" || (err == nil) != (slowErr == nil) {
				t.Fatalf("%s: byte by byte: %v, %v: %s", c.name, err, slowErr, diff)
			}
		}
	})
}

// compareStandard leaves out what encoding/csv changes: CR, and blank lines.
func compareStandard(t *testing.T, content []byte, rows [][]string, err error) {
	t.Helper()
	if bytes.IndexByte(content, '\r') >= 0 {
		return
	}
	r := stdcsv.NewReader(bytes.NewReader(content))
	r.FieldsPerRecord = -1
	want, stdErr := r.ReadAll()
	if stdErr != nil {
		return
	}
	if err != nil {
		t.Fatalf("encoding/csv reads it, this does not: %v", err)
	}
	var got [][]string
	for _, row := range rows {
		if len(row) > 1 || row[0] != "" || bytes.Contains(content, []byte(`""`)) {
			got = append(got, row)
		}
	}
	if bytes.Contains(content, []byte(`""`)) && len(got) != len(want) {
		return // a blank line cannot be told from "" by its text
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

// reopen opens a patched file with what is known of the original.
func reopen(t *testing.T, content string, like *table) (*table, error) {
	t.Helper()
	tab := &table{path: write(t, content), opts: like.opts, codec: like.codec, dialect: like.dialect}
	tab.file = openFileHandle(t, tab.path)
	tab.size = int64(len(content))
	sum := sha256.Sum256([]byte(content))
	tab.info = sheet.Info{Path: tab.path, HeaderRow: like.info.HeaderRow, Digest: hex.EncodeToString(sum[:])}
	return tab, tab.survey(context.Background())
}

// FuzzPatch: whatever can be opened can be patched; our fields read back as
// they were meant, a second patch changes nothing, and the original is still
// there byte for byte.
func FuzzPatch(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, content []byte, note string) {
		opened, err := Open(context.Background(), write(t, string(content)), sheet.Options{})
		if err != nil {
			return
		}
		tab, _ := opened.(*table)
		t.Cleanup(func() { _ = tab.Close() })
		var rs []result
		for row, err := range tab.Rows(context.Background()) {
			if err != nil {
				t.Fatal(err)
			}
			rs = append(rs, texts(row.Number, "u", note))
		}
		columns := []string{"Link URL", "Link Note"}
		var out bytes.Buffer
		if err := tab.Patch(context.Background(), &out, columns, results(rs...)); err != nil {
			return // a header twice, text too long
		}
		got := out.String()
		after, err := reopen(t, got, tab)
		if err != nil {
			if strings.Contains(err.Error(), "looks like a whole row") {
				return
			}
			t.Fatalf("%q: %v", got, err)
		}
		if again := patched(t, after, columns, rs...); again != got {
			t.Fatal(cmp.Diff(got, again))
		}
		checkNotes(t, after, note, len(rs))
		for _, name := range tab.info.Header {
			if name == columns[0] || name == columns[1] {
				return
			}
		}
		if back := without(t, after, tab); back != string(content) {
			t.Fatal(cmp.Diff(string(content), back))
		}
	})
}

func checkNotes(t *testing.T, after *table, note string, rows int) {
	t.Helper()
	column := -1
	for i, name := range after.info.Header {
		if name == "Link Note" {
			column = i
		}
	}
	want := cell(after.codec.stored(fold(neutral(note))))
	for row, err := range after.Rows(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		rows--
		if got := row.Cell(column); got != want {
			t.Fatalf("row %d: note %q, want %q", row.Number, got.Text, want.Text)
		}
	}
	if rows != 0 {
		t.Fatalf("%d rows are missing", rows)
	}
}
