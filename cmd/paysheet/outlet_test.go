package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fullDisk takes a few bytes and then no more.
type fullDisk struct{ room int }

func (f *fullDisk) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errors.New("no space left")
	}
	return len(p), nil
}

// TestOutputThatIsCutOff is a failure where a disk is full, and nothing to tell
// where a reader has seen enough.
func TestOutputThatIsCutOff(t *testing.T) {
	t.Parallel()
	sheet := filepath.Join(t.TempDir(), "invoices.csv")
	write(t, sheet, "Invoice Number,Currency,Balance Due,Account,Description,Expires\nINV-1,LKR,500,onepay,A,2036-01-31\n")
	for _, args := range [][]string{{"plan", "--sandbox", sheet}, {"plan", "--sandbox", "--json", sheet}, {"help"}, {"providers"}, {"schema", "plan"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			var errs bytes.Buffer
			e := env{in: strings.NewReader(""), out: &fullDisk{20}, err: &errs, clock: time.Now, getenv: func(string) string { return "" }}
			if code := run(t.Context(), e, args); code != exitFailed || strings.Count(errs.String(), "no space left") != 1 {
				t.Errorf("a full disk: exit %d, and it says %q", code, errs.String())
			}
			reader, writer, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			_ = reader.Close()
			defer func() { _ = writer.Close() }()
			errs.Reset()
			e.out = writer
			if code := run(t.Context(), e, args); code != exitDone || errs.Len() > 0 {
				t.Errorf("a reader that has gone: exit %d, and it says %q", code, errs.String())
			}
		})
	}
}

// TestWithoutPipe keeps every other error.
func TestWithoutPipe(t *testing.T) {
	t.Parallel()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = reader.Close()
	_, gone := writer.WriteString("x")
	_ = writer.Close()
	unsaved := errors.New("the sheet is not written")
	out := &outlet{err: gone}
	if got := out.judge(errors.Join(unsaved, fmt.Errorf("printing: %w", gone))); !errors.Is(got, unsaved) || brokenPipe(got) {
		t.Errorf("%v", got)
	}
	if got := out.judge(gone); got != nil {
		t.Errorf("%v", got)
	}
	if got := (&outlet{}).judge(unsaved); !errors.Is(got, unsaved) {
		t.Errorf("%v", got)
	}
}
