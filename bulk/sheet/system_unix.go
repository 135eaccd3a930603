//go:build unix

package sheet

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// syncFolder brings a rename to disk. File systems that cannot (some network
// ones) answer EINVAL, and there is nothing more to do on them.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	err = folder.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	return errors.Join(err, folder.Close())
}

// keepOwner gives a file the owner of another. Only root may give a file away;
// for anybody else it stays the one who saves.
func keepOwner(path string, old fs.FileInfo) {
	if stat, ok := old.Sys().(*syscall.Stat_t); ok {
		_ = os.Lchown(path, int(stat.Uid), int(stat.Gid)) // see above
	}
}

// isAlive tells whether a process runs on this machine.
func isAlive(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	err = process.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, fs.ErrPermission)
}

// rename replaces a file in one step.
func rename(_ context.Context, from, to string) error { return os.Rename(from, to) }
