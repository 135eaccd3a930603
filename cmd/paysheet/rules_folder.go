package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// rulesFolder is the folder of a rules file as the rules see it. What they load
// and read must lie in it: a link that leads out is refused. The rules file
// itself is where the user said, a link or a pipe as it may be.
type rulesFolder struct{ dir, main string }

// folderOf gives a rules file's folder, and its name within.
func folderOf(path string) (fs.FS, string) {
	main := filepath.Base(path)
	return rulesFolder{dir: filepath.Dir(path), main: main}, main
}

// Open opens the rules, or an ordinary file or a folder below theirs.
func (r rulesFolder) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	plain := filepath.Join(r.dir, filepath.FromSlash(name))
	info, err := os.Stat(plain)
	if err != nil {
		return nil, err // the caller names the file
	}
	if name == r.main {
		return os.Open(plain)
	}
	if !info.Mode().IsRegular() && !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("it is no ordinary file")}
	}
	file, err := os.OpenInRoot(r.dir, filepath.FromSlash(name))
	if err != nil && !errors.Is(err, fs.ErrPermission) {
		// It is there and yet not below the folder.
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("it is a link that leads out of the rules folder: put the file itself there")}
	}
	return file, err
}
