package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// What lies beside the rules is read, and nothing else, however it is named.
func TestRulesFolder(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("making links needs a right that few have there")
	}
	outside, inside := t.TempDir(), t.TempDir()
	write := func(folder, name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	link := func(target, name string) {
		t.Helper()
		if err := os.Symlink(target, filepath.Join(inside, name)); err != nil {
			t.Fatal(err)
		}
	}
	write(outside, "rules.star", "rules")
	write(outside, "limits.csv", "secret")
	write(inside, "own.csv", "own")
	link(filepath.Join(outside, "rules.star"), "rules.star") // the user said so
	link(filepath.Join(outside, "limits.csv"), "limits.csv")
	link(outside, "folder")
	link("own.csv", "within.csv")
	folder, file := folderOf(filepath.Join(inside, "rules.star"))
	for name, want := range map[string]string{
		file: "rules", "own.csv": "own", "within.csv": "own",
		"limits.csv": "! leads out of the rules folder", "folder/limits.csv": "! leads out of the rules folder",
		"nope.csv": "! no such file", "../x.csv": "! invalid argument", "folder": "! leads out of the rules folder",
	} {
		text, err := fs.ReadFile(folder, name)
		if about, fails := strings.CutPrefix(want, "! "); fails {
			if err == nil || !strings.Contains(err.Error(), about) {
				t.Errorf("%s: got %q, %v", name, text, err)
			}
			continue
		}
		if string(text) != want || err != nil {
			t.Errorf("%s: got %q, %v", name, text, err)
		}
	}
	if _, err := folder.Open("nope.csv"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v is not fs.ErrNotExist", err)
	}
	if names, err := fs.ReadDir(folder, "."); err != nil || len(names) != 5 {
		t.Errorf("the folder holds %v, %v", names, err)
	}
}
