//go:build !unix

package sheet

import (
	"context"
	"io/fs"
	"os"
	"time"
)

// syncFolder does nothing: Windows has no way to sync a folder, and brings a
// rename to disk with its journal.
func syncFolder(string) error { return nil }

// keepOwner does nothing: a file takes its rights from its folder.
func keepOwner(string, fs.FileInfo) {}

// isAlive tells whether a process runs on this machine.
func isAlive(pid int) bool {
	process, err := os.FindProcess(pid) // opens the process, so it fails for one that is gone
	if err != nil {
		return false
	}
	return process.Release() == nil
}

// rename replaces a file in one step. A virus scanner or an indexer that looks
// at the file makes it fail for a moment, so it is tried again for a second.
func rename(ctx context.Context, from, to string) error {
	var err error
	for range 10 {
		if err = os.Rename(from, to); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(100 * time.Millisecond):
		}
	}
	return err
}
