package sheet_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paysheet/bulk/sheet"
)

func aHolder(run string) sheet.Holder {
	return sheet.Holder{Who: "asha", Run: run, State: "/state", Since: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)}
}

func TestHoldKeepsTheSecondAway(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "invoices.csv")
	if err := os.WriteFile(path, []byte("a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	held, err := sheet.Hold(path, aHolder("one"))
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "same.csv")
	if err := os.Symlink(path, link); err != nil {
		t.Skip("no symbolic links here")
	}
	_, err = sheet.Hold(link, aHolder("two"))
	var by *sheet.HeldError
	if !errors.As(err, &by) || by.Holder.Who != "asha" || by.Holder.Run != "one" {
		t.Fatalf("a second hold over a link gave %v", err)
	}
	if !strings.Contains(err.Error(), "2026-11-21T08:00:00Z") {
		t.Errorf("%q does not say since when", err)
	}
	if err := held.Release(); err != nil {
		t.Fatal(err)
	}
	if _, err := sheet.HeldBy(path); !errors.Is(err, sheet.ErrNotHeld) {
		t.Errorf("after the release: %v", err)
	}
}

// Of many that start together exactly one gets the sheet.
func TestHoldIsGivenOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "invoices.csv")
	var got atomic.Int32
	var group sync.WaitGroup
	for n := range 32 {
		group.Go(func() {
			if _, err := sheet.Hold(path, aHolder(string(rune('a'+n)))); err == nil {
				got.Add(1)
			}
		})
	}
	group.Wait()
	if got.Load() != 1 {
		t.Errorf("%d of 32 hold the sheet", got.Load())
	}
}

func TestHeldByTellsWhetherTheOwnerIsGone(t *testing.T) {
	t.Parallel()
	dead := exec.CommandContext(t.Context(), "true")
	if err := dead.Run(); err != nil {
		t.Skip("cannot start a process here")
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		host            string
		pid             int
		gone, elsewhere bool
	}{
		"ended here":            {host, dead.Process.Pid, true, false},
		"runs here":             {host, os.Getppid(), false, false},
		"our own number reused": {host, os.Getpid(), true, false},
		"another machine":       {host + "-other", dead.Process.Pid, false, true},
		"says nothing":          {"", 0, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "s.csv")
			h := aHolder("x")
			h.Host, h.PID = c.host, c.pid
			text, err := json.Marshal(h)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(sheet.HoldPath(path), text, 0o600); err != nil {
				t.Fatal(err)
			}
			by, err := sheet.HeldBy(path)
			if err != nil {
				t.Fatal(err)
			}
			if by.Gone != c.gone || by.Elsewhere() != c.elsewhere {
				t.Errorf("gone %v, elsewhere %v", by.Gone, by.Elsewhere())
			}
			if err := by.Free(); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Lstat(by.Path); !errors.Is(err, os.ErrNotExist) {
				t.Error("the lock is still there")
			}
		})
	}
}

// A lock that changed hands is not taken from its new owner.
func TestReleaseAndFreeLeaveAnothersLock(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "s.csv")
	first, err := sheet.Hold(path, aHolder("first"))
	if err != nil {
		t.Fatal(err)
	}
	seen, err := sheet.HeldBy(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(sheet.HoldPath(path)); err != nil {
		t.Fatal(err)
	}
	if _, err := sheet.Hold(path, aHolder("second")); err != nil {
		t.Fatal(err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	var by *sheet.HeldError
	if err := seen.Free(); !errors.As(err, &by) || by.Holder.Run != "second" {
		t.Errorf("freeing what changed hands: %v", err)
	}
	if by, err := sheet.HeldBy(path); err != nil || by.Holder.Run != "second" {
		t.Errorf("the second owner lost its lock: %v", err)
	}
}

// What somebody wrote into a lock never moves a terminal's cursor.
func TestHeldErrorIsPrintable(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "s.csv")
	if err := os.WriteFile(sheet.HoldPath(path), []byte(`{"who":"a\u001b[2Jb","host":"h\u202e","run":"r","pid":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	by, err := sheet.HeldBy(path)
	if err != nil {
		t.Fatal(err)
	}
	if text := by.Error(); strings.ContainsAny(text, "\x1b\u202e") {
		t.Errorf("%q", text)
	}
}
