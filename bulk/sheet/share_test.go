//go:build unix

package sheet_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"paysheet/bulk/sheet"
)

// TestBackupsAreSharedAsTheirFolderIs looks at who can reach the backups.
func TestBackupsAreSharedAsTheirFolderIs(t *testing.T) {
	t.Parallel()
	for folder, want := range map[fs.FileMode]fs.FileMode{0o700: 0o700, 0o755: 0o700, 0o770: 0o770} {
		state := t.TempDir()
		path := filepath.Join(state, "invoices.csv")
		if err := os.WriteFile(path, []byte("Number\nINV-1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(state, folder); err != nil {
			t.Fatal(err)
		}
		copied, err := sheet.Backup(t.Context(), path, filepath.Join(state, "backups"))
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Dir(copied))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("in a folder of mode %o the backups have mode %o, want %o", folder, got, want)
		}
		file, err := os.Stat(copied)
		if err != nil || file.Mode().Perm() != 0o600 {
			t.Errorf("a backup has mode %v, %v", file.Mode(), err)
		}
	}
}
