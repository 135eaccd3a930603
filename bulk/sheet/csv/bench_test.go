package csv

import (
	"bytes"
	stdcsv "encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"testing"

	"paysheet/bulk/sheet"
)

const benchRows = 100_000

// benchSheet has 12 columns, as an export of invoices has; some are quoted.
func benchSheet(b *testing.B) string {
	b.Helper()
	var s strings.Builder
	s.WriteString("Reference,Amount,Currency,Name,Email,Phone,Description,Due,Issued,Branch,Tax,Status\n")
	for i := range benchRows {
		fmt.Fprintf(&s, "INV-2026-%06d,%d.50,LKR,\"Perera & Sons, No %d\",billing%d@example.com,+94770%06d,"+
			"\"Goods, \"\"as agreed\"\"\",2026-12-31,2026-11-21,Colombo 0%d,%d.05,Open\n", i, 1000+i, i, i, i, i%9, i%500)
	}
	return write(b, s.String())
}

func perSecond(b *testing.B) {
	b.Helper()
	b.ReportMetric(benchRows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func benchResults() iter.Seq2[int, []sheet.Value] {
	return func(yield func(int, []sheet.Value) bool) {
		values := []sheet.Value{
			{Text: "https://pay.example/l/0123456789abcdef"},
			{Text: "active"},
			{Text: "created"},
			{Text: "0123456789abcdef"},
			{Text: "colombo"},
			{Text: "0.00", Number: true},
			{Text: "2026-12-31"},
			{Text: "a, b"},
		}
		for i := range benchRows {
			if !yield(i+2, values) {
				return
			}
		}
	}
}

func benchColumns() []string {
	return []string{"Link URL", "Link Status", "Link Outcome", "Link ID", "Link Account", "Link Paid", "Link Expires", "Link Note"}
}

func BenchmarkOpen(b *testing.B) {
	path := benchSheet(b)
	b.ReportAllocs()
	for b.Loop() {
		tab, err := Open(b.Context(), path, sheet.Options{Score: score})
		if err != nil {
			b.Fatal(err)
		}
		if err := tab.Close(); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b)
}

func BenchmarkRows(b *testing.B) {
	tab := openFile(b, benchSheet(b), sheet.Options{Score: score})
	b.ReportAllocs()
	for b.Loop() {
		rows := 0
		for _, err := range tab.Rows(b.Context()) {
			if err != nil {
				b.Fatal(err)
			}
			rows++
		}
		if rows != benchRows {
			b.Fatal(rows)
		}
	}
	perSecond(b)
}

func BenchmarkPatch(b *testing.B) {
	tab := openFile(b, benchSheet(b), sheet.Options{Score: score})
	b.ReportAllocs()
	for b.Loop() {
		if err := tab.Patch(b.Context(), io.Discard, benchColumns(), benchResults()); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b)
}

func BenchmarkStandardRead(b *testing.B) {
	benchStandard(b, false)
}

func BenchmarkStandardReadAppendWrite(b *testing.B) {
	benchStandard(b, true)
}

// benchStandard does the same with encoding/csv, which keeps less.
func benchStandard(b *testing.B, write bool) {
	b.Helper()
	path := benchSheet(b)
	b.ReportAllocs()
	for b.Loop() {
		content, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		r, w := stdcsv.NewReader(content), stdcsv.NewWriter(io.Discard)
		for n := 0; ; n++ {
			rec, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			if !write {
				continue
			}
			if err := w.Write(append(rec, "https://pay.example/l/0123456789abcdef", "active", "created", "0123456789abcdef", "colombo", "0.00", "2026-12-31", "a, b")); err != nil {
				b.Fatal(err)
			}
		}
		w.Flush()
		if err := content.Close(); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b)
}

// BenchmarkScanner is the cost of cutting a stream into fields alone.
func BenchmarkScanner(b *testing.B) {
	content, err := os.ReadFile(benchSheet(b))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		s := newScanner(bytes.NewReader(content), "bench.csv", utf8Codec(0, ""), dialect{delim: ',', line: 1})
		for {
			if _, err := s.next(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
	perSecond(b)
}
