package sheet

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestSaveRemovesWhatDeadRunsLeft(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "in.csv")
	table := newFake(t, path, "x")
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	dead := deadProcess(t)
	files := map[string]struct {
		stays bool
		age   time.Duration
	}{
		fmt.Sprintf(".in.csv.paysheet-%s-%d-aa.tmp", hostMark(), dead):        {stays: false},
		fmt.Sprintf(".in.csv.paysheet-%s-%d-aa.tmp", hostMark(), os.Getpid()): {stays: true, age: 48 * time.Hour},
		fmt.Sprintf(".in.csv.paysheet-%s-%d-aa.tmp", "otherone", dead):        {stays: true, age: time.Hour},
		fmt.Sprintf(".in.csv.paysheet-%s-%d-aa.tmp", "otherold", dead):        {stays: false, age: 25 * time.Hour},
		fmt.Sprintf(".other.csv.paysheet-%s-%d-aa.tmp", hostMark(), dead):     {stays: true},
		".in.csv.paysheet-notes.txt":                                          {stays: true},
	}
	for name, f := range files {
		full := filepath.Join(folder, name)
		if err := os.WriteFile(full, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(full, now.Add(-f.age), now.Add(-f.age)); err != nil {
			t.Fatal(err)
		}
	}
	if err := Save(t.Context(), table, path, nil, oneResult, SaveOptions{Now: now}); err != nil {
		t.Fatal(err)
	}
	left := names(t, folder)
	for name, f := range files {
		if slices.Contains(left, name) != f.stays {
			t.Errorf("%s: there %v, want %v", name, !f.stays, f.stays)
		}
	}
}

// deadProcess gives the id of a process that has ended and was waited for.
func deadProcess(t *testing.T) int {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid
}

// TestSaveSurvivesKill kills a process that saves without end, and finds the
// old or the new file, whole, each time.
func TestSaveSurvivesKill(t *testing.T) {
	if os.Getenv("PAYSHEET_TEST_SAVE_LOOP") != "" {
		saveLoop(t, "in.csv") // in the folder in which it was started
	}
	t.Parallel()
	path := filepath.Join(t.TempDir(), "in.csv")
	table := newFake(t, path, "old\n")
	saved := 0
	for i := range 20 {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSaveSurvivesKill$")
		cmd.Env = append(os.Environ(), "PAYSHEET_TEST_SAVE_LOOP=1")
		cmd.Dir = filepath.Dir(path)
		ready, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(ready, make([]byte, 1+i%4)); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed
		switch got := content(t, path); {
		case len(got) == len("old\n"):
		case len(got) == len("old\n")+loopSize+len("\n"):
			saved++
		default:
			t.Fatalf("the file has %d bytes, neither the old nor the new", len(got))
		}
	}
	t.Logf("killed 20 times, %d times behind a finished save", saved)
	if err := Save(t.Context(), table, filepath.Join(filepath.Dir(path), "in.csv"), nil, oneResult, SaveOptions{}); err != nil && !errors.Is(err, ErrChanged) {
		t.Fatal(err)
	}
	if got := names(t, filepath.Dir(path)); !slices.Equal(got, []string{"in.csv"}) {
		t.Errorf("killed runs left %v behind", got)
	}
}

// saveLoop saves until it is killed. It tells that it is in the middle of
// writing by one byte on stdout.
func saveLoop(t *testing.T, path string) {
	t.Helper()
	sum := sha256.Sum256([]byte("old\n"))
	table := &fake{info: Info{Path: path + ".source", Digest: hex.EncodeToString(sum[:])}, content: []byte("old\n")}
	table.fail = func(w io.Writer) error {
		chunk := bytes.Repeat([]byte("x"), loopSize/64)
		for i := range 64 {
			if i == 32 {
				fmt.Print(".")
			}
			if _, err := w.Write(chunk); err != nil {
				return err
			}
		}
		_, err := w.Write([]byte("\n"))
		return err
	}
	for {
		if err := Save(t.Context(), table, path, nil, oneResult, SaveOptions{}); err != nil {
			t.Fatal(err)
		}
	}
}
