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
	open, all spent // until the file was open; altogether
	peak      int   // bytes in memory
	refusal   string
}

// spent is what a process has had up to a moment.
type spent struct {
	cpu  time.Duration // user and system time
	wall time.Duration // on the clock, since the task began
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
	m := measured{}
	for line := range strings.Lines(string(out)) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		switch name {
		case "open":
			_, err = fmt.Sscan(value, &m.open.cpu, &m.open.wall)
		case "all":
			_, err = fmt.Sscan(value, &m.all.cpu, &m.all.wall)
		case "peak":
			m.peak, err = strconv.Atoi(value)
		case "refusal":
			m.refusal, err = strconv.Unquote(value)
		}
		if err != nil {
			tb.Fatalf("%q: %v", line, err)
		}
	}
	if m.peak == 0 {
		tb.Fatalf("%s %s: nothing was measured:\n%s", task, path, out)
	}
	return m
}

// TestMeasuredTask is the process that measure starts.
func TestMeasuredTask(t *testing.T) {
	tasks := map[string]func(ctx context.Context, opened func()) error{
		"open": openTask, "read": readTask, "write": writeTask, "save": saveTask, "read-excelize": readExcelizeTask, "write-excelize": writeExcelizeTask,
	}
	task, ok := tasks[os.Getenv(measureTask)]
	if !ok {
		t.Skip("only a process that another test starts has a task")
	}
	sheet.Pace() // as the command does
	began, open := time.Now(), spent{}
	err := task(t.Context(), func() { open = since(began) })
	all := since(began)
	fmt.Printf("\nopen=%d %d\nall=%d %d\npeak=%d\n", open.cpu, open.wall, all.cpu, all.wall, peakMemory(t))
	if err != nil {
		fmt.Printf("refusal=%q\n", err)
	}
}

// since gives the processor time that this process has had, and the clock's.
func since(began time.Time) spent {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return spent{}
	}
	return spent{cpu: time.Duration(u.Utime.Nano() + u.Stime.Nano()), wall: time.Since(began)}
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

func openTask(ctx context.Context, opened func()) error {
	defer opened()
	_, err := Open(ctx, measuredFile, sheet.Options{})
	return err
}

func readTask(ctx context.Context, opened func()) error {
	table, err := Open(ctx, measuredFile, sheet.Options{})
	opened()
	if err != nil {
		return err
	}
	for r, err := range table.Rows(ctx) {
		if err != nil {
			return err
		}
		if len(r.Cells) != benchColumns {
			return fmt.Errorf("row %d has %d cells", r.Number, len(r.Cells))
		}
	}
	return nil
}

func writeTask(ctx context.Context, opened func()) error {
	table, err := Open(ctx, measuredFile, sheet.Options{})
	opened()
	if err != nil {
		return err
	}
	return table.Patch(ctx, packed{}, benchResultColumns(), benchResults(table.(interface{ lines() int }).lines()))
}

// saveTask is writeTask with everything that the end of a run does around it:
// the copy is brought to disk, read back and put in the sheet's own place, of
// which a backup is made.
func saveTask(ctx context.Context, opened func()) error {
	const own = "own.xlsx"
	path, err := filepath.EvalSymlinks(measuredFile)
	if err == nil {
		err = os.Link(path, own) // what takes its place leaves the other name alone
	}
	if err != nil {
		return err
	}
	table, err := Open(ctx, own, sheet.Options{})
	opened()
	if err != nil {
		return err
	}
	return sheet.Save(ctx, table, own, benchResultColumns(), benchResults(table.(interface{ lines() int }).lines()), sheet.SaveOptions{BackupDir: "backups"})
}

func (t *table) lines() int { return t.rows }

func readExcelizeTask(_ context.Context, opened func()) (err error) {
	f, err := excelize.OpenFile(measuredFile)
	opened()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	list, err := f.Rows(f.GetSheetList()[0])
	if err != nil {
		return err
	}
	for list.Next() {
		if _, err := list.Columns(excelize.Options{RawCellValue: true}); err != nil {
			return err
		}
	}
	return errors.Join(list.Error(), list.Close())
}

func writeExcelizeTask(_ context.Context, opened func()) (err error) {
	f, err := excelize.OpenFile(measuredFile)
	opened()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	name := f.GetSheetList()[0]
	rows, err := f.Rows(name)
	if err != nil {
		return err
	}
	last := 0
	for rows.Next() {
		last++
	}
	if err := rows.Close(); err != nil {
		return err
	}
	for r, values := range benchResults(last - 1) {
		for i, v := range values {
			if err := f.SetCellValue(name, cellName(r, benchColumns+i), v.Text); err != nil {
				return err
			}
		}
	}
	return f.Write(io.Discard)
}

// BenchmarkFigures gives processor seconds, seconds on the clock (the medians of
// both) and peak memory of reading, of writing back and of a whole save, ours
// beside excelize. Each task has a process of its own. all- is with opening the
// file, which checks the whole of it; without open- it is what came after. A
// million rows take PAYSHEET_BENCH_MILLION=1; excelize then needs more than 17 GB
// to write, and does so only for PAYSHEET_BENCH_MILLION=excelize.
func BenchmarkFigures(b *testing.B) {
	benchOver(b, func(b *testing.B, path string, rows int) {
		b.Helper()
		for _, task := range []string{"read", "read-excelize", "write", "write-excelize", "save"} {
			b.Run(task, func(b *testing.B) {
				if task == "write-excelize" && rows >= 1_000_000 && os.Getenv("PAYSHEET_BENCH_MILLION") != "excelize" {
					b.Skip("needs more than 17 GB of memory")
				}
				runs := map[string][]time.Duration{}
				peak := 0
				for b.Loop() {
					m := measure(b, task, path)
					if m.refusal != "" {
						b.Fatal(m.refusal)
					}
					for name, took := range map[string]time.Duration{"open-cpu-s": m.open.cpu, "open-s": m.open.wall, "all-cpu-s": m.all.cpu, "all-s": m.all.wall} {
						runs[name] = append(runs[name], took)
					}
					peak = max(peak, m.peak)
				}
				for name, took := range runs {
					b.ReportMetric(median(took).Seconds(), name)
				}
				b.ReportMetric(float64(peak)/1e6, "peak-MB")
				b.ReportMetric(0, "ns/op") // each figure above says what it is of
			})
		}
	})
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}
