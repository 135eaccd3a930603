package sheet

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// A table read from a copy replaces the file again and again, as long as the
// file is what was written last.
func TestReplaceExpectsWhatWasWrittenLast(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "s.csv")
	original := newFake(t, path, "one\n")
	backups := filepath.Join(folder, "backups")
	copied, err := Backup(t.Context(), path, backups)
	if err != nil {
		t.Fatal(err)
	}
	base := newFake(t, copied, "one\n")
	none := func(func(int, []Value) bool) {}
	last := original.info.Digest
	for _, text := range []string{"a", "b"} {
		some := func(yield func(int, []Value) bool) { yield(2, []Value{{Text: text}}) }
		last, err = Replace(t.Context(), base, path, []string{"X"}, some, SaveOptions{Expect: last})
		if err != nil {
			t.Fatal(err)
		}
		if now, err := digestOf(t.Context(), path); err != nil || now != last {
			t.Fatalf("the digest given is %s, the file's %s (%v)", last, now, err)
		}
	}
	if err := os.WriteFile(path, []byte("somebody's own\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Replace(t.Context(), base, path, []string{"X"}, none, SaveOptions{Expect: last}); !errors.Is(err, ErrChanged) {
		t.Errorf("a changed file was replaced: %v", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "somebody's own\n" {
		t.Errorf("the file is now %q (%v)", text, err)
	}
}

func TestBackupKeepsEachContentOnce(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, backups := filepath.Join(folder, "s.csv"), filepath.Join(folder, "backups")
	seen := map[string]bool{}
	for _, content := range []string{"one", "two", "one", "two"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		copied, err := Backup(t.Context(), path, backups)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(copied); err != nil || string(text) != content {
			t.Errorf("the copy of %q holds %q (%v)", content, text, err)
		}
		seen[copied] = true
	}
	entries, err := os.ReadDir(backups)
	if err != nil || len(entries) != 2 || len(seen) != 2 {
		t.Errorf("%d files for two contents (%v)", len(entries), err)
	}
}
