package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// MakeFolder makes a state folder that only its owner can enter, with a
// .gitignore of "*" in it so that git ignores what runs leave behind. A folder
// that exists already is left as it is.
func MakeFolder(dir string) error {
	switch info, err := os.Stat(dir); {
	case err == nil && !info.IsDir():
		return fmt.Errorf("state folder %s: a file of that name is in the way", dir)
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("state folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("state folder: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("*\n"), 0o600); err != nil {
		return fmt.Errorf("state folder: %w", err)
	}
	return nil
}

// takesFiles refuses a folder that takes no new file: SQLite makes its journal
// beside the ledger, and says less about it.
func takesFiles(dir string) error {
	probe, err := os.CreateTemp(dir, ".paysheet-probe-*")
	if err != nil {
		return fmt.Errorf("the state folder %s takes no new file, so no ledger can be kept there: %w", dir, reason(err))
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// takesWrites refuses a ledger that cannot be written.
func takesWrites(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("the ledger %s cannot be written: %w", path, reason(err))
	}
	return file.Close()
}

// reason gives what the system says without the name of a file.
func reason(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}
