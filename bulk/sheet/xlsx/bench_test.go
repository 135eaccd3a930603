package xlsx

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"paysheet/bulk/sheet"
)

const benchColumns = 12

// benchBook writes a workbook of eight text and four number columns, two of
// them dates, with inline or shared strings.
func benchBook(b *testing.B, rows int, shared bool) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "bench.xlsx")
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		b.Fatal(err)
	}
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	header := make([]any, benchColumns)
	for i := range header {
		header[i] = fmt.Sprintf("Header %d", i+1)
	}
	if err := w.SetRow("A1", header); err != nil {
		b.Fatal(err)
	}
	for r := 2; r <= rows+1; r++ {
		if err := w.SetRow(fmt.Sprintf("A%d", r), benchRow(r, date)); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.SaveAs(path); err != nil {
		b.Fatal(err)
	}
	if shared {
		return shareStrings(b, path)
	}
	return path
}

// benchRow has three and a half texts a row that no other row has: an invoice's
// number and text, and a customer that has two invoices.
func benchRow(r, date int) []any {
	return []any{
		fmt.Sprintf("INV-%07d", r), fmt.Sprintf("Customer %d (Pvt) Ltd", r/2), fmt.Sprintf("c%d@example.com", r/2), fmt.Sprintf("+9477%07d", r/2),
		float64(r) * 1.25,
		excelize.Cell{Value: 45000 + r%1000, StyleID: date},
		"LKR", fmt.Sprintf("Services for order %d", r), "Net 30",
		excelize.Cell{Value: 45030 + r%1000, StyleID: date},
		r % 7, "open",
	}
}

// shareStrings turns inline strings into shared ones, which Excel writes.
func shareStrings(b *testing.B, path string) string {
	b.Helper()
	table, err := Open(b.Context(), path, sheet.Options{})
	if err != nil {
		b.Fatal(err)
	}
	out := filepath.Join(b.TempDir(), "shared.xlsx")
	writeShared(b, table, out)
	return out
}

func benchOver(b *testing.B, run func(b *testing.B, path string, rows int)) {
	b.Helper()
	for _, rows := range []int{10_000, 100_000, 1_000_000} {
		for _, shared := range []bool{false, true} {
			name := fmt.Sprintf("%d/inline", rows)
			if shared {
				name = fmt.Sprintf("%d/shared", rows)
			}
			b.Run(name, func(b *testing.B) {
				if rows == 1_000_000 && os.Getenv("PAYSHEET_BENCH_MILLION") == "" {
					b.Skip("a million rows only with PAYSHEET_BENCH_MILLION set")
				}
				path := benchBook(b, rows, shared)
				b.ResetTimer()
				run(b, path, rows)
			})
		}
	}
}

// BenchmarkOpen checks and surveys the whole file.
func BenchmarkOpen(b *testing.B) {
	benchOver(b, func(b *testing.B, path string, _ int) {
		b.Helper()
		for b.Loop() {
			if _, err := Open(b.Context(), path, sheet.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkRead streams every cell of an open table.
func BenchmarkRead(b *testing.B) {
	benchOver(b, func(b *testing.B, path string, rows int) {
		b.Helper()
		table, err := Open(b.Context(), path, sheet.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			n := 0
			for r, err := range table.Rows(b.Context()) {
				if err != nil || len(r.Cells) != benchColumns {
					b.Fatal(err, len(r.Cells))
				}
				n++
			}
			if n != rows {
				b.Fatal(n)
			}
		}
	})
}

// BenchmarkReadExcelize is the same through excelize.
func BenchmarkReadExcelize(b *testing.B) {
	benchOver(b, func(b *testing.B, path string, rows int) {
		b.Helper()
		for b.Loop() {
			f, err := excelize.OpenFile(path)
			if err != nil {
				b.Fatal(err)
			}
			list, err := f.Rows("Sheet1")
			if err != nil {
				b.Fatal(err)
			}
			n := 0
			for list.Next() {
				if _, err := list.Columns(excelize.Options{RawCellValue: true}); err != nil {
					b.Fatal(err)
				}
				n++
			}
			if n != rows+1 || list.Close() != nil || f.Close() != nil {
				b.Fatal(n)
			}
		}
	})
}

// BenchmarkPatch writes eight columns into every row.
func BenchmarkPatch(b *testing.B) {
	benchOver(b, func(b *testing.B, path string, rows int) {
		b.Helper()
		table, err := Open(b.Context(), path, sheet.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if err := table.Patch(b.Context(), packed{}, benchResultColumns(), benchResults(rows)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// packed takes what it is given without being io.Discard, for which nothing
// would be packed.
type packed struct{}

func (packed) Write(b []byte) (int, error) { return len(b), nil }

// benchResultColumns are eight of the ten columns that a run writes; the other
// two are nearly always empty.
func benchResultColumns() []string {
	return []string{"Link URL", "Link Status", "Link Outcome", "Link ID", "Link Account", "Link Paid", "Link Expires", "Link Checked"}
}

func benchResults(rows int) func(yield func(int, []sheet.Value) bool) {
	return func(yield func(int, []sheet.Value) bool) {
		var link []byte
		for r := 2; r <= rows+1; r++ {
			const home = "https://pay.example/l/"
			link = strconv.AppendUint(append(link[:0], home...), uint64(r)*11400714819323198485, 36) // no two alike, and in no order
			url := string(link)
			if !yield(r, []sheet.Value{
				{Text: url},
				{Text: "active"},
				{Text: "created"},
				{Text: url[len(home):]},
				{Text: "colombo"},
				{Text: "0.00", Number: true},
				{Text: "2026-12-31"},
				{Text: "2026-11-30T10:00:00Z"},
			}) {
				return
			}
		}
	}
}

// BenchmarkPatchExcelize is the same through excelize. It needs about 1 KB of
// memory a cell, so a million rows are left out.
func BenchmarkPatchExcelize(b *testing.B) {
	benchOver(b, func(b *testing.B, path string, rows int) {
		b.Helper()
		if rows > 100_000 {
			b.Skip("needs 17 GB of memory")
		}
		for b.Loop() {
			f, err := excelize.OpenFile(path)
			if err != nil {
				b.Fatal(err)
			}
			for r, values := range benchResults(rows) {
				for i, v := range values {
					if err := f.SetCellValue("Sheet1", cellName(r, benchColumns+i), v.Text); err != nil {
						b.Fatal(err)
					}
				}
			}
			if err := f.Write(io.Discard); err != nil {
				b.Fatal(err)
			}
			if err := f.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
