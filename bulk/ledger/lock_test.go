package ledger

import (
	"errors"
	"testing"
	"time"
)

// TestHeldBy looks at a ledger that is free, held, and free again.
func TestHeldBy(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := HeldBy(dir); err != nil {
		t.Fatalf("a folder without a ledger: %v", err)
	}
	l, err := Open(t.Context(), dir, Options{Clock: time.Now, Who: "asha"})
	if err != nil {
		t.Fatal(err)
	}
	var held *LockedError
	if err := HeldBy(dir); !errors.As(err, &held) || held.Who != "asha" {
		t.Errorf("while it is open: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := HeldBy(dir); err != nil {
		t.Errorf("after it was closed: %v", err)
	}
}
