package sheet

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Backup copies a file into a folder under the name of its content, so that the
// same content is there only once, and gives the copy's path. The folder is
// made where it is missing; the copy is for its owner alone, because it has
// customers' data, and the folder for its owner or for the group that the
// folder above is shared with.
func Backup(ctx context.Context, path, folder string) (string, error) {
	if err := makeBackups(folder, filepath.Dir(folder)); err != nil {
		return "", err
	}
	digest, err := digestOf(ctx, path)
	if err != nil {
		return "", err
	}
	known, err := prefixed(folder, backupPrefix(digest))
	if err != nil {
		return "", err
	}
	if known != "" {
		known = filepath.Join(folder, known)
		if held, err := digestOf(ctx, known); err == nil && held == digest {
			return known, nil
		}
	}
	return copyBackup(ctx, path, folder)
}

func backupPrefix(digest string) string { return digest[:12] + "-" }

func copyBackup(ctx context.Context, path, folder string) (copied string, err error) {
	src, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = src.Close() }() // only read from
	out, err := os.CreateTemp(folder, ".paysheet-backup-*.tmp")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(out.Name()) // the error that led here says more
		}
	}()
	digest, err := copyHashed(ctx, out, src)
	if err == nil {
		err = out.Sync()
	}
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return "", fmt.Errorf("copying %s: %w", path, err)
	}
	copied = filepath.Join(folder, backupPrefix(digest)+filepath.Base(path))
	if err = rename(ctx, out.Name(), copied); err != nil {
		return "", err
	}
	return copied, syncFolder(folder)
}

// prefixed gives the name of a file in a folder that begins so, empty for none.
func prefixed(folder, prefix string) (string, error) {
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), prefix) && e.Type().IsRegular() {
			return e.Name(), nil
		}
	}
	return "", err
}
