package script_test

import (
	"syscall"
	"testing"
	"time"
)

// reportCPU adds what a core could do to a benchmark's figures: rows for each
// second that the processor worked, collection of garbage included. Unlike the
// clock's figure it holds on a machine that has other things to do.
func reportCPU(b *testing.B) func() {
	b.Helper()
	start := cpuTime(b)
	return func() {
		if used := cpuTime(b) - start; used > 0 {
			b.ReportMetric(float64(b.N)/used.Seconds(), "rows/cpu-s")
		}
	}
}

// cpuTime is the processor time of this process, in all its threads.
func cpuTime(tb testing.TB) time.Duration {
	tb.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
