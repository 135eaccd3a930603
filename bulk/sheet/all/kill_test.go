package all

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"paysheet/bulk/sheet"
)

const (
	// victimMark tells a process of the test binary to save without end.
	victimMark = "PAYSHEET_SAVE_VICTIM"
	victimRows = 400
	// A victim tells its progress at every so many rows.
	victimStep = 20
)

// kills is how often a save is killed: a hundred times, or as often as
// PAYSHEET_PROOF_SAVES says (1,000 before a release).
func kills(t *testing.T) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("PAYSHEET_PROOF_SAVES")); err == nil && n > 0 {
		return n
	}
	if testing.Short() {
		return 10
	}
	return 100
}

// TestSavesSurviveKills kills processes that write results into a workbook and
// into a CSV file, at every stage of it, and finds a whole file each time: all
// results are of one save.
func TestSavesSurviveKills(t *testing.T) {
	if name := os.Getenv(victimMark); name != "" {
		victim(t, map[string]string{"xlsx": "sheet.xlsx", "csv": "sheet.csv"}[name])
	}
	t.Parallel()
	for _, format := range []string{"xlsx", "csv"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			path := victimSheet(t, t.TempDir(), format, victimRows)
			generations := map[string]int{}
			times := kills(t) / 2
			for i := range times {
				killOne(t, format, filepath.Dir(path), i)
				generations[oneGeneration(t, path, victimRows)]++
			}
			t.Logf("killed %d times; %d different saves were found whole", times, len(generations))
			if err := save(t.Context(), path, "last", victimRows, sheet.SaveOptions{}, io.Discard); err != nil {
				t.Fatal(err)
			}
			if got := oneGeneration(t, path, victimRows); got != "last" {
				t.Errorf("the sheet holds the results of %q", got)
			}
			left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*.tmp"))
			if err != nil || len(left) > 0 {
				t.Errorf("killed runs left %v behind, %v", left, err)
			}
		})
	}
}

// killOne starts a victim and kills it a little after it got so far.
func killOne(t *testing.T, format, folder string, i int) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-test.run=^TestSavesSurviveKills$")
	cmd.Env = append(os.Environ(), victimMark+"="+format)
	cmd.Dir = folder
	progress, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(progress, make([]byte, 1+i%(3*victimRows/victimStep))); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Duration(i%11) * time.Millisecond) // spreads the kills over verifying and renaming
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed
}

// victim saves until it is killed.
func victim(t *testing.T, path string) {
	t.Helper()
	for {
		err := save(t.Context(), path, strconv.FormatInt(time.Now().UnixNano(), 36), victimRows, sheet.SaveOptions{}, os.Stdout)
		if err != nil {
			t.Fatal(err)
		}
	}
}

// save writes one generation of results and tells its progress.
func save(ctx context.Context, path, generation string, rows int, opts sheet.SaveOptions, progress io.Writer) error {
	table, err := Open(ctx, path, sheet.Options{})
	if err != nil {
		return err
	}
	results := func(yield func(int, []sheet.Value) bool) {
		for row := 2; row < 2+rows; row++ {
			if row%victimStep == 0 {
				_, _ = io.WriteString(progress, ".")
			}
			if !yield(row, []sheet.Value{{Text: generation}, {Text: strconv.Itoa(row), Number: true}}) {
				return
			}
		}
	}
	err = sheet.Save(ctx, table, path, []string{"Link Status", "Link Paid"}, results, opts)
	return errors.Join(err, table.Close())
}

func victimSheet(t *testing.T, folder, format string, rows int) string {
	t.Helper()
	path := filepath.Join(folder, "sheet."+format)
	if format == "csv" {
		text := "Ref,Amount\r\n" + strings.Repeat("\"INV\",1.50\r\n", rows)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for row := range rows + 1 {
		values := []any{"INV", 1.5}
		if row == 0 {
			values = []any{"Ref", "Amount"}
		}
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", row+1), &values); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// oneGeneration gives the save whose results the sheet holds, in every row;
// empty where it is as it was.
func oneGeneration(t *testing.T, path string, want int) string {
	t.Helper()
	table, err := Open(t.Context(), path, sheet.Options{})
	if err != nil {
		t.Fatalf("the sheet cannot be read any more: %v", err)
	}
	defer func() { _ = table.Close() }()
	rows, generation := 0, ""
	for row, err := range table.Rows(t.Context()) {
		if err != nil {
			t.Fatalf("the sheet cannot be read any more: %v", err)
		}
		got := row.Cell(2).Text
		if rows++; rows == 1 {
			generation = got
		}
		paid := row.Cell(3).Text
		if got != generation || row.Cell(0).Text != "INV" || (got != "") != (paid == strconv.Itoa(row.Number)) {
			t.Fatalf("row %d holds %q, %q of save %q and %q", row.Number, row.Cell(0).Text, got, generation, paid)
		}
	}
	if rows != want {
		t.Fatalf("there are %d rows of %d", rows, want)
	}
	return generation
}
