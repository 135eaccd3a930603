package sheet_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paysheet/bulk/sheet"
)

// TestHoldIsNeverEmpty: whoever sees the lock sees who has it, at any instant.
func TestHoldIsNeverEmpty(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "invoices.csv")
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 200 {
			held, err := sheet.Hold(path, aHolder("one"))
			if err != nil {
				t.Error(err)
				return
			}
			if err := held.Release(); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	for {
		select {
		case <-done:
			return
		default:
		}
		text, err := os.ReadFile(sheet.HoldPath(path))
		if err == nil && !strings.Contains(string(text), `"run":"one"`) {
			t.Fatalf("the lock says %q", text)
		}
	}
}

// TestHoldLeavesNothing: neither the holder nor the one who came second leaves a
// file of its own behind.
func TestHoldLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "invoices.csv")
	held, err := sheet.Hold(path, aHolder("one"))
	if err != nil {
		t.Fatal(err)
	}
	var by *sheet.HeldError
	if _, err := sheet.Hold(path, sheet.Holder{Run: "two", Since: time.Now()}); !errors.As(err, &by) || by.Holder.Run != "one" {
		t.Fatalf("the second got %v", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the sheet stand %v, %v; want the lock alone", entries, err)
	}
	if err := held.Release(); err != nil {
		t.Fatal(err)
	}
}
