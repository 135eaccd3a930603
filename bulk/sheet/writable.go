package sheet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
)

// Writable tells, before anything is asked of anybody, whether Save could write
// a file: its folder must take a new file, and the file, where there is one, must
// not be read-only. The error names the folder or the file.
func Writable(dst string) error {
	if real, err := filepath.EvalSymlinks(dst); err == nil {
		dst = real
	}
	if err := replaceable(dst); err != nil {
		return err
	}
	folder := filepath.Dir(dst)
	switch info, err := os.Stat(folder); {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s cannot be written: there is no folder %s; make it, or name a file in another one (%w)", dst, folder, fs.ErrNotExist)
	case err != nil:
		return fmt.Errorf("%s cannot be written: %w", dst, err)
	case !info.IsDir():
		return fmt.Errorf("%s cannot be written: %s is no folder", dst, folder)
	}
	probe, err := os.CreateTemp(folder, ".paysheet-probe-*")
	if err != nil {
		return fmt.Errorf("%s cannot be written: its folder %s takes no new file: %w", dst, folder, cause(err))
	}
	closed := probe.Close()
	if err := os.Remove(probe.Name()); err != nil {
		return fmt.Errorf("%s cannot be written: its folder %s lets no file be removed: %w", dst, folder, cause(err))
	}
	return closed
}

// replaceable tells whether a file that is there may be replaced. What it is
// comes first: to open a pipe for writing waits for a reader.
func replaceable(dst string) error {
	info, err := os.Stat(dst)
	switch {
	case err != nil:
		return nil //nolint:nilerr // a file that is not there stops nothing, and of its folder Writable tells more
	case info.IsDir():
		return fmt.Errorf("%s is a folder: name a file", dst)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a file: name a file to write to", dst)
	}
	file, err := os.OpenFile(dst, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("%s cannot be written, so it may be read-only (%w): allow writing to it, or name another file with -o", dst, cause(err))
	}
	return file.Close()
}

// cause gives what the system says without the name of a file that nobody knows.
func cause(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// Rehearse finds out, before anything is asked of anybody, whether the result
// columns of rows could be written: it goes through the whole table as Patch
// does and keeps nothing. rows are in rising order, each with whether its values
// yield. The errors are those of Patch.
func Rehearse(ctx context.Context, t Table, columns []string, rows iter.Seq2[int, bool]) error {
	firm, yielding := make([]Value, len(columns)), make([]Value, len(columns))
	for i := range yielding {
		yielding[i].Yields = true
	}
	return t.Patch(ctx, io.Discard, columns, func(yield func(int, []Value) bool) {
		for row, yields := range rows {
			blank := firm
			if yields {
				blank = yielding
			}
			if !yield(row, blank) {
				return
			}
		}
	})
}
