package csv

import (
	"bytes"
	"context"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"paysheet/bulk/sheet"
)

// score knows a few headers, as the caller of a sheet does.
func score(texts []string) int {
	n := 0
	for _, text := range texts {
		switch strings.ToLower(text) {
		case "reference", "amount", "currency", "name", "link url", "link note":
			n++
		}
	}
	return n
}

func write(tb testing.TB, content string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "invoices.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

func open(tb testing.TB, content string, opts sheet.Options) *table {
	tb.Helper()
	return openFile(tb, write(tb, content), opts)
}

func openFile(tb testing.TB, path string, opts sheet.Options) *table {
	tb.Helper()
	opened, err := Open(context.Background(), path, opts)
	if err != nil {
		tb.Fatalf("open: %v", err)
	}
	tb.Cleanup(func() {
		if err := opened.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	tab, ok := opened.(*table)
	if !ok {
		tb.Fatalf("open gave %T", opened)
	}
	return tab
}

// mustFail opens content and wants an error that holds every word.
func mustFail(t *testing.T, content string, opts sheet.Options, words ...string) {
	t.Helper()
	path := write(t, content)
	opened, err := Open(t.Context(), path, opts)
	if err == nil {
		_ = opened.Close()
		t.Fatalf("no error; guesses %q", opened.Info().Guesses)
	}
	wants(t, err.Error(), append(words, path)...)
}

func wants(t *testing.T, got string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(got, word) {
			t.Errorf("%q does not say %q", got, word)
		}
	}
}

// read gives the rows as "line:cell|cell", a blank cell as ·.
func read(tb testing.TB, tab sheet.Table) []string {
	tb.Helper()
	var rows []string
	for row, err := range tab.Rows(context.Background()) {
		if err != nil {
			tb.Fatalf("rows: %v", err)
		}
		rows = append(rows, rowText(row))
	}
	return rows
}

func rowText(row sheet.Row) string {
	var cells []string
	for _, c := range row.Cells {
		if c.Kind == sheet.Blank {
			c.Text += "·"
		}
		cells = append(cells, c.Text)
	}
	return string(rune('0'+row.Number/10)) + string(rune('0'+row.Number%10)) + ":" + strings.Join(cells, "|")
}

type result struct {
	row    int
	values []sheet.Value
}

func results(rs ...result) iter.Seq2[int, []sheet.Value] {
	return func(yield func(int, []sheet.Value) bool) {
		for _, r := range rs {
			if !yield(r.row, r.values) {
				return
			}
		}
	}
}

func texts(row int, texts ...string) result {
	r := result{row: row}
	for _, text := range texts {
		r.values = append(r.values, sheet.Value{Text: text})
	}
	return r
}

func patched(tb testing.TB, tab sheet.Table, columns []string, rs ...result) string {
	tb.Helper()
	var out bytes.Buffer
	if err := tab.Patch(context.Background(), &out, columns, results(rs...)); err != nil {
		tb.Fatalf("patch: %v", err)
	}
	return out.String()
}

// encoded16 gives text in UTF-16.
func encoded16(text string, big, bom bool) string {
	units := utf16.Encode([]rune(text))
	if bom {
		units = append([]uint16{0xFEFF}, units...)
	}
	var b []byte
	for _, u := range units {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

func openFileHandle(tb testing.TB, path string) *os.File {
	tb.Helper()
	file, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = file.Close() })
	return file
}
