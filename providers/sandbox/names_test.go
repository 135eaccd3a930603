package sandbox

import (
	"strconv"
	"testing"
)

func TestNumbersFindWhatWasPut(t *testing.T) {
	t.Parallel()
	var table numbers
	if _, found := table.find(pageDigest("none")); found {
		t.Error("found in an empty table")
	}
	const many = 20_000 // so that it grows several times
	for i := range many {
		table.put(pageDigest(strconv.Itoa(i)), uint32(i))
	}
	for i := range many {
		if number, found := table.find(pageDigest(strconv.Itoa(i))); !found || number != uint32(i) {
			t.Fatalf("%d: %d, %v", i, number, found)
		}
		if _, found := table.find(pageDigest(strconv.Itoa(many + i))); found {
			t.Fatalf("%d was never put", many+i)
		}
	}
}

// Digests that begin at the last place go on at the first.
func TestNumbersThatAreCrowded(t *testing.T) {
	t.Parallel()
	var table numbers
	const last = ^digest(0)
	for i := range digest(50) {
		table.put(last-i, uint32(i))
	}
	for i := range digest(50) {
		if number, found := table.find(last - i); !found || number != uint32(i) {
			t.Errorf("%d: %d, %v", i, number, found)
		}
	}
	if _, found := table.find(last - 50); found {
		t.Error("found what was never put")
	}
}

func BenchmarkNumbers(b *testing.B) {
	const many = 100_000
	digests := make([]digest, 2*many)
	for i := range digests {
		digests[i] = pageDigest(strconv.Itoa(i))
	}
	b.ReportAllocs()
	for b.Loop() {
		var table numbers
		for i, d := range digests[:many] {
			table.put(d, uint32(i))
		}
		for _, d := range digests {
			table.find(d)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/many, "ns/link")
}
