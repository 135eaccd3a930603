// Package samples holds one folder for each task that a user has: a sheet, the
// rules, and the plan that they give. This package is only the test that makes
// the sheets and runs every folder with the program itself.
package samples

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var (
	update  = flag.Bool("update", false, "write the sheets and the expected plans anew")
	program string // the built paysheet, set once before any test
)

func TestMain(m *testing.M) { os.Exit(prepare(m)) }

// prepare makes the sheets if asked, builds the program, and runs the tests.
func prepare(m *testing.M) int {
	flag.Parse()
	fail := func(err error) int {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if *update {
		if err := writeSheets(); err != nil {
			return fail(err)
		}
	}
	folder, err := os.MkdirTemp("", "paysheet-samples")
	if err != nil {
		return fail(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	program = filepath.Join(folder, "paysheet")
	if out, err := exec.CommandContext(context.Background(), "go", "build", "-o", program, "paysheet/cmd/paysheet").CombinedOutput(); err != nil {
		return fail(fmt.Errorf("building the program: %w\n%s", err, out))
	}
	return m.Run()
}

// TestWatchesTheProgram opens every source file of the program, so that go test
// does not take a result from its cache that an older program gave. It counts
// only what a test opens, not what TestMain does.
func TestWatchesTheProgram(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		return f.Close()
	})
	if err != nil {
		t.Fatal(err)
	}
}

// planned is the day on which the expected plans were made.
const planned = "2026-08-03"

// sample is a folder and what its run must come to.
type sample struct {
	name, sheet string
	exit        int            // of plan and of every apply
	outcomes    map[string]int // of the first apply
}

func all() []sample {
	return []sample{
		{"month-end", "invoices.xlsx", 0, map[string]int{"created": 234, "skipped": 40, "held": 11}},
		{"broken-rows", "invoices.xlsx", 3, map[string]int{"created": 2, "skipped": 4, "held": 2, "rejected": 31}},
		{"partial-payments", "invoices.xlsx", 0, map[string]int{"created": 12}},
		{"choose-provider", "invoices.csv", 0, map[string]int{"created": 11, "held": 1}},
		{"refresh", "invoices.csv", 0, map[string]int{"created": 6, "skipped": 1}},
	}
}

// TestSamples plans each sample, compares the plan with the expected one,
// applies it against the sandbox, and applies the result once more, which must
// make nothing.
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, s := range all() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			folder := copied(t, s.name)
			plan, exit := paysheet(t, folder, "plan", "--sandbox", "-v", "--as-of", planned, s.sheet)
			if exit != s.exit {
				t.Errorf("plan ended with %d, want %d", exit, s.exit)
			}
			compare(t, filepath.Join(s.name, "plan.txt"), plan)
			first := apply(t, folder, s.sheet, "links"+filepath.Ext(s.sheet), s.exit)
			for outcome, n := range s.outcomes {
				if got := first.count(outcome); got != n {
					t.Errorf("%d rows are %s, want %d", got, outcome, n)
				}
			}
			if got, want := len(first.Rows), sum(s.outcomes); got != want {
				t.Errorf("%d rows have an outcome, want %d", got, want)
			}
			again := apply(t, folder, "links"+filepath.Ext(s.sheet), "again"+filepath.Ext(s.sheet), s.exit)
			if n := again.count("created"); n != 0 {
				t.Errorf("the second run made %d links", n)
			}
			if got := again.count("refreshed"); got != s.outcomes["created"] {
				t.Errorf("the second run refreshed %d links, want %d", got, s.outcomes["created"])
			}
		})
	}
}

// TestEveryFolderIsRun: a sample that no test runs would rot.
func TestEveryFolderIsRun(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	// script/reference holds the first to its table; the second has tests of its own.
	known := map[string]bool{"reference": true, scheduled: true}
	for _, s := range all() {
		known[s.name] = true
	}
	for _, name := range rulesSamples() {
		known[name] = true
	}
	for _, entry := range entries {
		if entry.IsDir() && !known[entry.Name()] {
			t.Errorf("no test runs the folder %s", entry.Name())
		}
	}
}

func sum(counts map[string]int) int {
	n := 0
	for _, count := range counts {
		n += count
	}
	return n
}
