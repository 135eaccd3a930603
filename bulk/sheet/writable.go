package sheet

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
)

// Writable tells, before anything is asked of anybody, whether Save could write
// a file: its folder must take a new file. The error names the folder.
func Writable(dst string) error {
	if real, err := filepath.EvalSymlinks(dst); err == nil {
		dst = real
	}
	if info, err := os.Stat(dst); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder: name a file", dst)
	}
	probe, err := os.CreateTemp(filepath.Dir(dst), ".paysheet-probe-*")
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", dst, err)
	}
	closed := probe.Close()
	if err := os.Remove(probe.Name()); err != nil {
		return fmt.Errorf("%s cannot be written: %w", dst, err)
	}
	return closed
}

// Rehearse finds out, before anything is asked of anybody, whether the result
// columns of rows (in rising order) could be written: it goes through the whole
// table as Patch does and keeps nothing. The errors are those of Patch.
func Rehearse(ctx context.Context, t Table, columns []string, rows iter.Seq[int]) error {
	blank := make([]Value, len(columns))
	return t.Patch(ctx, io.Discard, columns, func(yield func(int, []Value) bool) {
		for row := range rows {
			if !yield(row, blank) {
				return
			}
		}
	})
}
