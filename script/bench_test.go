package script_test

import (
	"testing"

	"paysheet/providers"
	"paysheet/script"
)

// BenchmarkDecide is the contract's sample rule on a row that becomes a link
// with a part-payment: the longest way through it.
func BenchmarkDecide(b *testing.B) {
	rules := compile(b, sampleRules)
	row := sampleRow()
	due, err := row.Date("due_date")
	if err != nil {
		b.Fatal(err)
	}
	ready := readyRow{fakeRow: row, due: due}
	b.ReportAllocs()
	defer reportCPU(b)()
	b.ResetTimer()
	for b.Loop() {
		if d, err := rules.Decide(b.Context(), &ready); err != nil || d.Verdict != script.VerdictLink {
			b.Fatal(d, err)
		}
	}
}

// readyRow parses its amount from text on every call, as a sheet's row does,
// and costs little otherwise.
type readyRow struct {
	fakeRow
	due providers.Date
}

func (r *readyRow) Money(field string) (providers.Money, error) {
	if field != "amount" {
		return providers.Money{}, nil
	}
	return providers.ParseMoney("150000.00", "LKR")
}

func (r *readyRow) Date(field string) (providers.Date, error) {
	if field != "due_date" {
		return providers.Date{}, nil
	}
	return r.due, nil
}

// BenchmarkExplain is the same row with every condition told.
func BenchmarkExplain(b *testing.B) {
	rules := compile(b, sampleRules)
	row := sampleRow()
	b.ReportAllocs()
	defer reportCPU(b)()
	for b.Loop() {
		if _, _, err := rules.Explain(b.Context(), row); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompile is start-up: parse, check, compile and run the top level.
func BenchmarkCompile(b *testing.B) {
	fsys := folder(sampleRules)
	b.ReportAllocs()
	defer reportCPU(b)()
	for b.Loop() {
		if _, err := script.Compile(fsys, "rules.star", environment()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecideParallel is BenchmarkDecide on every core.
func BenchmarkDecideParallel(b *testing.B) {
	rules := compile(b, sampleRules)
	due, err := sampleRow().Date("due_date")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	defer reportCPU(b)()
	b.RunParallel(func(pb *testing.PB) {
		row := &readyRow{fakeRow: sampleRow(), due: due}
		for pb.Next() {
			if _, err := rules.Decide(b.Context(), row); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
