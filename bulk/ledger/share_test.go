//go:build unix

package ledger

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestASharedFolderMakesASharedLedger: whoever lets a group write into the
// folder wants the group to work with the ledger; nobody else does.
func TestASharedFolderMakesASharedLedger(t *testing.T) {
	t.Parallel()
	for folder, want := range map[fs.FileMode]fs.FileMode{0o700: 0o600, 0o755: 0o600, 0o770: 0o660, 0o775: 0o660} {
		dir := t.TempDir()
		if err := os.Chmod(dir, folder); err != nil {
			t.Fatal(err)
		}
		l := open(t, dir)
		put(t, l, entry(t, "INV-1"), Known, 1)
		for _, name := range []string{fileName, lockFile, fileName + "-wal", fileName + "-shm"} {
			info, err := os.Stat(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if got := info.Mode().Perm(); got != want {
				t.Errorf("in a folder of mode %o, %s has mode %o, want %o", folder, name, got, want)
			}
		}
	}
}
