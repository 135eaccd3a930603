package ledger

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paysheet/providers"
)

// benchDir is where the benchmarks keep their ledgers: PAYSHEET_BENCH_DIR,
// such as a folder on the disk that is to be measured, or a temporary one.
func benchDir(b *testing.B) string {
	b.Helper()
	base := os.Getenv("PAYSHEET_BENCH_DIR")
	if base == "" {
		return b.TempDir()
	}
	dir, err := os.MkdirTemp(base, "ledger") //nolint:usetesting // the disk is chosen by whoever measures
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			b.Error(err)
		}
	})
	return dir
}

func BenchmarkPairs(b *testing.B) {
	for _, callers := range []int{1, 8, 16, 64, 256} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			l := open(b, benchDir(b))
			template := entry(b, "INV")
			var next atomic.Int64
			var group sync.WaitGroup
			b.ResetTimer()
			for range callers {
				group.Go(func() {
					for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
						pairOfApply(b, l, template, n)
					}
				})
			}
			group.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pairs/s")
		})
	}
}

// pairOfApply writes down what an apply does for the nth row of a sheet at OnePay,
// field for field: less of it would be another ledger's speed.
func pairOfApply(b *testing.B, l *Ledger, e Entry, n int64) {
	b.Helper()
	e.Reference = fmt.Sprintf("INV-%07d", n)
	e.Sent, e.Row, e.Run = e.Reference, int(n)+1, "20261121-080000-0a1b2c3d"
	e.Terms = Digest("terms of " + e.Reference)
	e.Payee = "93164177:" + Digest("customer of " + e.Reference)[:32]
	answer := Digest("answer for " + e.Reference)
	id := answer[:4] + e.Reference[len("INV-"):] // in no order, as OnePay's are
	pair(b, l, e, Outcome{State: Known, Answer: answer, Sole: true, Link: providers.Link{
		ID: id, URL: "https://payment.example/pay/" + id, Reference: e.Sent, Status: providers.Active,
		Amount: e.Amount, Expires: e.Asked.Expires, Created: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC),
	}})
}

func pair(b *testing.B, l *Ledger, e Entry, o Outcome) {
	b.Helper()
	if err := l.Begin(context.Background(), e); err != nil {
		b.Error(err)
	}
	if _, err := l.Finish(context.Background(), e.Key, o); err != nil {
		b.Error(err)
	}
}

// fill writes n known links.
func fill(b *testing.B, l *Ledger, n int) {
	b.Helper()
	template := entry(b, "INV")
	var next atomic.Int64
	var group sync.WaitGroup
	for range 256 {
		group.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				e := template
				e.Reference = fmt.Sprintf("INV-%09d", i)
				e.Sent = e.Reference
				made := providers.Link{ID: fmt.Sprintf("L%012d", i), URL: "https://payment.example/l/" + e.Reference, Status: providers.Active}
				pair(b, l, e, Outcome{State: Known, Link: made, Sole: true})
			}
		})
	}
	group.Wait()
}

func BenchmarkLookup(b *testing.B) {
	for _, size := range []int{0, 100_000} {
		dir := benchDir(b)
		l := open(b, dir)
		fill(b, l, size)
		for name, offset := range map[string]int{"unknown": 500_000_000, "known": 0} {
			if size == 0 && name == "known" {
				continue
			}
			b.Run(fmt.Sprintf("entries=%d/%s", size, name), func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					found, err := l.Lookup(context.Background(), "", fmt.Sprintf("INV-%09d", offset+1+i%max(size, 1)))
					if err != nil || (len(found) == 1) != (name == "known") {
						b.Fatalf("%+v, %v", found, err)
					}
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lookups/s")
			})
		}
		if size > 0 {
			benchOpen(b, l, dir)
		}
	}
}

// benchOpen measures what every start pays, and the audit's whole reading.
func benchOpen(b *testing.B, l *Ledger, dir string) {
	b.Helper()
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			r, err := Open(context.Background(), dir, Options{ReadOnly: true})
			if err != nil {
				b.Fatal(err)
			}
			if err := r.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("first lookup", func(b *testing.B) {
		for b.Loop() {
			l.refs = newReferences()
			if _, err := l.Lookup(context.Background(), "", "none"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("verify", func(b *testing.B) {
		var spent time.Duration
		var events int64
		for b.Loop() {
			n, err := l.Verify(context.Background())
			if err != nil {
				b.Fatal(err)
			}
			events += n
		}
		spent = b.Elapsed()
		b.ReportMetric(float64(events)/spent.Seconds(), "events/s")
	})
}
