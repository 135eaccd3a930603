package ledger

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestALedgerBehindASymbolicLink(t *testing.T) {
	t.Parallel()
	dir, behind := t.TempDir(), t.TempDir()
	if err := os.Symlink(filepath.Join(behind, fileName), filepath.Join(dir, fileName)); err != nil {
		t.Skip(err)
	}
	l := open(t, behind)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	// What the link's own folder has under the journal's name is not the journal.
	other := filepath.Join(dir, fileName+"-wal")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l = open(t, dir)
	if err := l.write(func(_ context.Context, s *session) error {
		flushed, err := s.flusher.wal.Stat()
		if err != nil {
			return err
		}
		journal, err := os.Stat(filepath.Join(behind, fileName+"-wal"))
		if err == nil && !os.SameFile(flushed, journal) {
			err = errors.New("another file than the journal is brought to the disk")
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

// A journal that did not get to the disk is not copied into the ledger, where no
// checksum would tell that the file system dropped some of it.
func TestAFailedJournalIsNotFolded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := open(t, dir)
	put(t, l, entry(t, "INV-1"), Known, 1)
	if err := l.write(loseDisk); err != nil {
		t.Fatal(err)
	}
	if err := l.Begin(t.Context(), entry(t, "INV-2")); !errors.Is(err, ErrPoisoned) {
		t.Fatalf("got %v, want ErrPoisoned", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	journal := filepath.Join(dir, fileName+"-wal")
	info, err := os.Stat(journal)
	if err != nil {
		t.Fatal(err)
	}
	// The disk lost the end of what it was given.
	if err := os.Truncate(journal, info.Size()-4096); err != nil {
		t.Fatal(err)
	}
	l = open(t, dir)
	if info, err := os.Stat(journal); err != nil || info.Size() != 0 {
		t.Errorf("what was left in the journal is not folded when it is opened: %v, %v", info, err)
	}
	if got := one(t, l, "INV-1"); got.State != Known {
		t.Errorf("after opening again it is %s", got.State)
	}
	if found, err := l.Lookup(t.Context(), "", "INV-2"); err != nil || len(found) != 0 {
		t.Errorf("an intent that was lost: %+v, %v", found, err)
	}
	if _, err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if err := l.Begin(t.Context(), entry(t, "INV-2")); err != nil {
		t.Error(err)
	}
}
