package xlsx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"paysheet/bulk/sheet"
)

// measureTask tells a process of the test binary what to do and to measure over
// the workbook measuredFile in its working folder: peak memory belongs to a
// process, so that each task gets its own.
const (
	measureTask  = "PAYSHEET_MEASURE_TASK"
	measuredFile = "measured.xlsx"
)

// measured is what a task cost, and how it ended.
type measured struct {
	open, work time.Duration // user and system time
	peak       int           // bytes in memory
	refusal    string
}

// measure does a task over a workbook in a process of its own.
func measure(tb testing.TB, task, path string) measured {
	tb.Helper()
	program, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(tb.Context(), program, "-test.run=^TestMeasuredTask$")
	cmd.Env, cmd.Dir = append(os.Environ(), measureTask+"="+task), tb.TempDir()
	if err := os.Symlink(path, filepath.Join(cmd.Dir, measuredFile)); err != nil {
		tb.Fatal(err)
	}
	out, err := cmd.Output()
	if err != nil {
		tb.Fatalf("%s %s: %v\n%s", task, path, err, out)
	}
	var m measured
	for line := range strings.Lines(string(out)) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		switch name {
		case "open", "work":
			d, err := time.ParseDuration(value)
			if err != nil {
				tb.Fatal(err)
			}
			if name == "open" {
				m.open = d
			} else {
				m.work = d
			}
		case "peak":
			if m.peak, err = strconv.Atoi(value); err != nil {
				tb.Fatal(err)
			}
		case "refusal":
			if m.refusal, err = strconv.Unquote(value); err != nil {
				tb.Fatal(err)
			}
		}
	}
	if m.peak == 0 {
		tb.Fatalf("%s %s: nothing was measured:\n%s", task, path, out)
	}
	return m
}

// TestMeasuredTask is the process that measure starts.
func TestMeasuredTask(t *testing.T) {
	tasks := map[string]func(context.Context, string) (time.Duration, error){
		"open": openTask, "read": readTask, "write": writeTask, "save": saveTask, "read-excelize": readExcelizeTask, "write-excelize": writeExcelizeTask,
	}
	task, ok := tasks[os.Getenv(measureTask)]
	if !ok {
		t.Skip("only a process that another test starts has a task")
	}
	sheet.Pace() // as the command does
	opened, err := task(t.Context(), measuredFile)
	fmt.Printf("\nopen=%v\nwork=%v\npeak=%d\n", opened, used()-opened, peakMemory(t))
	if err != nil {
		fmt.Printf("refusal=%q\n", err)
	}
}

// used gives the processor time that this process has had.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMemory gives the most memory that this process has had, in bytes. Unlike
// the system's own account of a child it leaves out its parent's.
func peakMemory(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	number, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	kilobytes, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes << 10
}

func openTask(ctx context.Context, path string) (opened time.Duration, err error) {
	_, err = Open(ctx, path, sheet.Options{})
	return used(), err
}

func readTask(ctx context.Context, path string) (opened time.Duration, err error) {
	table, err := Open(ctx, path, sheet.Options{})
	opened = used()
	if err != nil {
		return opened, err
	}
	for r, err := range table.Rows(ctx) {
		if err != nil {
			return opened, err
		}
		if len(r.Cells) != benchColumns {
			return opened, fmt.Errorf("row %d has %d cells", r.Number, len(r.Cells))
		}
	}
	return opened, nil
}

func writeTask(ctx context.Context, path string) (opened time.Duration, err error) {
	table, err := Open(ctx, path, sheet.Options{})
	opened = used()
	if err != nil {
		return opened, err
	}
	return opened, table.Patch(ctx, packed{}, resultColumns, benchResults(table.(interface{ lines() int }).lines()))
}

// saveTask is writeTask with everything around it: a file of its own, brought to
// disk, read back and put in its place.
func saveTask(ctx context.Context, path string) (opened time.Duration, err error) {
	table, err := Open(ctx, path, sheet.Options{})
	opened = used()
	if err != nil {
		return opened, err
	}
	return opened, sheet.Save(ctx, table, "saved.xlsx", resultColumns, benchResults(table.(interface{ lines() int }).lines()), sheet.SaveOptions{})
}

func (t *table) lines() int { return t.rows }

func readExcelizeTask(_ context.Context, path string) (opened time.Duration, err error) {
	f, err := excelize.OpenFile(path)
	opened = used()
	if err != nil {
		return opened, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	list, err := f.Rows(f.GetSheetList()[0])
	if err != nil {
		return opened, err
	}
	for list.Next() {
		if _, err := list.Columns(excelize.Options{RawCellValue: true}); err != nil {
			return opened, err
		}
	}
	return opened, errors.Join(list.Error(), list.Close())
}

func writeExcelizeTask(_ context.Context, path string) (opened time.Duration, err error) {
	f, err := excelize.OpenFile(path)
	opened = used()
	if err != nil {
		return opened, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	name := f.GetSheetList()[0]
	rows, err := f.Rows(name)
	if err != nil {
		return opened, err
	}
	last := 0
	for rows.Next() {
		last++
	}
	if err := rows.Close(); err != nil {
		return opened, err
	}
	for r, values := range benchResults(last - 1) {
		for i, v := range values {
			if err := f.SetCellValue(name, cellName(r, benchColumns+i), v.Text); err != nil {
				return opened, err
			}
		}
	}
	return opened, f.Write(io.Discard)
}

// BenchmarkFigures gives processor seconds (the median) and peak memory of
// reading, of writing back and of a whole save, ours beside excelize. Each task
// has a process of its own, whose figures include opening the file; ours checks
// the whole file in doing so. A million rows take PAYSHEET_BENCH_MILLION=1;
// excelize then needs 17 GB to write, and does so only for
// PAYSHEET_BENCH_MILLION=excelize.
func BenchmarkFigures(b *testing.B) {
	benchOver(b, func(b *testing.B, path string, rows int) {
		b.Helper()
		for _, task := range []string{"read", "read-excelize", "write", "write-excelize", "save"} {
			b.Run(task, func(b *testing.B) {
				if task == "write-excelize" && rows >= 1_000_000 && os.Getenv("PAYSHEET_BENCH_MILLION") != "excelize" {
					b.Skip("needs 17 GB of memory")
				}
				var open, all []time.Duration
				peak := 0
				for b.Loop() {
					m := measure(b, task, path)
					if m.refusal != "" {
						b.Fatal(m.refusal)
					}
					open, all, peak = append(open, m.open), append(all, m.open+m.work), max(peak, m.peak)
				}
				b.ReportMetric(median(open).Seconds(), "open-cpu-s")
				b.ReportMetric(median(all).Seconds(), "all-cpu-s")
				b.ReportMetric(float64(peak)/1e6, "peak-MB")
				b.ReportMetric(0, "ns/op") // what counts is the processor's time, not the clock's
			})
		}
	})
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}
