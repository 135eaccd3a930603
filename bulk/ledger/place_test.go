package ledger

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPlacesOfALedger(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dir    string
		place  place
		refuse bool
		warn   string
	}{
		"a disk":              {"/srv/books/.paysheet", place{}, false, ""},
		"NFS":                 {"/mnt/share/.paysheet", place{name: "NFS", network: true}, true, "NFS"},
		"SMB":                 {"/mnt/share/.paysheet", place{name: "SMB", network: true}, true, "SMB"},
		"FUSE":                {"/mnt/f/.paysheet", place{name: "FUSE", warn: true}, false, "FUSE"},
		"OneDrive":            {"/home/a/OneDrive/x/.paysheet", place{}, false, "OneDrive"},
		"OneDrive of a firm":  {"/Users/a/OneDrive - Lanka Ltd/.paysheet", place{}, false, "OneDrive"},
		"OneDrive on a Mac":   {"/Users/a/Library/CloudStorage/OneDrive-Lanka/.paysheet", place{}, false, "OneDrive"},
		"Dropbox":             {"/home/a/Dropbox/.paysheet", place{}, false, "Dropbox"},
		"Dropbox on a Mac":    {"/Users/a/Library/CloudStorage/Dropbox-Lanka/.paysheet", place{}, false, "Dropbox"},
		"Dropbox of a firm":   {"/home/a/Dropbox (Lanka)/.paysheet", place{}, false, "Dropbox"},
		"Google Drive":        {"/home/a/Google Drive/.paysheet", place{}, false, "Google Drive"},
		"iCloud":              {"/Users/a/Library/Mobile Documents/com~apple~CloudDocs/x", place{}, false, "iCloud"},
		"a name like it":      {"/home/a/onedriver/dropboxes/.paysheet", place{}, false, ""},
		"FUSE inside Dropbox": {"/home/a/Dropbox/.paysheet", place{name: "FUSE", warn: true}, false, "FUSE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.place.client = syncClient(c.dir)
			warnings, err := judge(c.dir, c.place)
			if c.refuse != errors.Is(err, ErrNetworkFolder) {
				t.Fatalf("error %v", err)
			}
			text := strings.Join(warnings, "\n")
			if err != nil {
				text = err.Error()
			}
			if c.warn == "" && text != "" || !strings.Contains(text, c.warn) {
				t.Errorf("said %q, not of %q", text, c.warn)
			}
			if text != "" && !strings.Contains(text, "state = ") {
				t.Errorf("%q shows no way round", text)
			}
		})
	}
}

// The folder of a test is a plain one, and one that is not there yet is judged
// by its parent.
func TestCheckFolder(t *testing.T) {
	t.Parallel()
	warnings, err := CheckFolder(filepath.Join(t.TempDir(), "not", "there", "yet"))
	if err != nil || len(warnings) > 0 {
		t.Errorf("%q, %v", warnings, err)
	}
	warnings, err = CheckFolder(filepath.Join(t.TempDir(), "Dropbox", "state"))
	if err != nil || len(warnings) != 1 {
		t.Errorf("%q, %v", warnings, err)
	}
	into, link := filepath.Join(t.TempDir(), "Dropbox"), filepath.Join(t.TempDir(), "books")
	if err := os.Mkdir(into, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(into, link); err != nil {
		t.Skip("no symbolic links here")
	}
	if warnings, err = CheckFolder(filepath.Join(link, "state")); err != nil || len(warnings) != 1 {
		t.Errorf("by a link: %q, %v", warnings, err)
	}
}
