package script

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sync"

	"go.starlark.net/syntax"
)

// byteOrderMark is what some editors on Windows put before UTF-8.
const byteOrderMark = "\ufeff"

// files is what was read from the rules folder, kept for messages, for the
// digest and for compiling the same bytes again with a trace.
type files struct {
	fsys    fs.FS
	content map[string][]byte // without a byte order mark
	sums    map[string]string // of what was read, with it
	order   []string
	closed  bool // after Compile nothing more is read

	mu     sync.Mutex // guards parsed, which messages fill
	parsed map[string]*syntax.File
}

func (f *files) read(name string, most int) ([]byte, error) {
	if content, ok := f.content[name]; ok {
		return content, nil
	}
	if f.closed {
		return nil, fmt.Errorf("%s was not read when the rules were compiled: read files at the top of the rules, not inside a function", name)
	}
	content, err := f.open(name, most)
	if err != nil {
		return nil, err
	}
	if f.sums == nil {
		f.sums = map[string]string{}
	}
	f.sums[name] = sum(content)
	content = bytes.TrimPrefix(content, []byte(byteOrderMark))
	f.content[name] = content
	f.order = append(f.order, name)
	return content, nil
}

// open reads a file that may be of any kind and of any length.
func (f *files) open(name string, most int) ([]byte, error) {
	file, err := f.fsys.Open(name)
	if err != nil {
		return nil, f.unreadable(name, err)
	}
	content, err := io.ReadAll(io.LimitReader(file, int64(most)+1))
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, f.unreadable(name, err)
	}
	if len(content) > most {
		return nil, fmt.Errorf("%s is larger than %d KiB", name, most>>10)
	}
	return content, nil
}

// unreadable says why a file cannot be had, and which one may have been meant.
func (f *files) unreadable(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &missingFileError{text: fmt.Sprintf("there is no file %s in the rules folder%s", name, f.alike(name)), cause: err}
	}
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return fmt.Errorf("%s cannot be read: %w", name, err)
}

// alike names the file of the same kind whose name is nearest.
func (f *files) alike(name string) string {
	entries, err := fs.ReadDir(f.fsys, path.Dir(name))
	if err != nil {
		return ""
	}
	var names []string
	for _, entry := range entries {
		if path.Ext(entry.Name()) == path.Ext(name) {
			names = append(names, path.Join(path.Dir(name), entry.Name()))
		}
	}
	return didYouMean("", name, names)
}

// missingFileError says so in other words than the system's, which it wraps.
type missingFileError struct {
	text  string
	cause error
}

// Error names the file and the nearest one that is there.
func (e *missingFileError) Error() string { return e.text }

// Unwrap gives the system's error.
func (e *missingFileError) Unwrap() error { return e.cause }
