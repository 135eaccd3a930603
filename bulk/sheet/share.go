package sheet

import (
	"errors"
	"io/fs"
	"os"
)

// groupWrites is the bit by which a folder lets its group make files in it.
const groupWrites = 0o020

// shared tells that a folder was given to a group to write in, which somebody
// did on purpose: what paysheet makes in it is then for the group as well.
func shared(folder string) bool {
	info, err := os.Stat(folder)
	return err == nil && info.Mode().Perm()&groupWrites != 0
}

// makeBackups makes the folder of the backups where it is missing: for its
// owner alone, or for the group too where the folder above is shared.
func makeBackups(folder, above string) error {
	_, err := os.Stat(folder)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if !shared(above) {
		return nil
	}
	return os.Chmod(folder, fs.ModeSetgid|0o770) // whatever the umask took
}
