package ledger

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestUnwritable: what cannot be written is named before anything is asked of
// anybody. The user root may write everything, so that the test needs another.
func TestUnwritable(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("skipped: root may write what is read-only")
	}
	for name, c := range map[string]struct {
		path string
		mode os.FileMode
		want string
	}{
		"the folder": {".", 0o500, "takes no new file"},
		"the file":   {fileName, 0o400, "cannot be written"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := open(t, dir).Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(filepath.Join(dir, c.path), c.mode); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
			_, err := Open(t.Context(), dir, Options{Clock: time.Now, Who: "asha"})
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), dir) {
				t.Errorf("got %v", err)
			}
		})
	}
}
