package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// makeFile makes a file of the ledger where it is missing: for its owner alone,
// or for the group too where the folder lets the group write, which somebody did
// on purpose so that several people work with one ledger.
func makeFile(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := os.Stat(filepath.Dir(path))
	if err == nil && info.Mode().Perm()&0o020 != 0 {
		err = file.Chmod(0o660) // whatever the umask took
	}
	return errors.Join(err, file.Close())
}
