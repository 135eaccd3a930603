package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// place is what is known of the file system under a folder.
type place struct {
	name    string // "NFS"; empty where it is not known or a plain disk
	network bool   // shared between machines: refused
	warn    bool   // a file system in a program, which may be anything
	client  string // the sync client whose folder it seems to be in; empty for none
}

// CheckFolder looks at where a ledger would stand. It gives one sentence for
// each thing a person should know of the folder, and an error that wraps
// ErrNetworkFolder where no ledger may be written. A folder that is not there
// yet is judged by the one that it would be made in.
func CheckFolder(dir string) (warnings []string, err error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("state folder: %w", err)
	}
	there := existing(abs)
	p := placeOf(there)
	if p.client = syncClient(abs); p.client == "" {
		p.client = syncClient(there) // the path may lead into it
	}
	return judge(abs, p)
}

func judge(dir string, p place) (warnings []string, err error) {
	if p.network {
		return nil, fmt.Errorf(`%w: %s is on %s, where a crash or a second machine can damage it: write state = "FOLDER" with a folder on this machine's own disk into paysheet.toml (the sheet may stay where it is; ledger_backup = "FILE" keeps a copy on the share)`,
			ErrNetworkFolder, dir, p.name)
	}
	if p.warn {
		warnings = append(warnings, fmt.Sprintf(`the state folder %s is on %s: if that reaches another machine, move it to this machine's own disk with state = "FOLDER" in paysheet.toml`, dir, p.name))
	}
	if p.client != "" {
		warnings = append(warnings, fmt.Sprintf(`the state folder %s looks like it is inside %s, which can put back an old copy of the ledger or tear it: keep it outside with state = "FOLDER" in paysheet.toml`, dir, p.client))
	}
	return warnings, nil
}

// existing gives the nearest folder above that is there.
func existing(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil {
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			break
		}
		dir = parent
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		return real
	}
	return dir
}

// syncClient names the sync client whose folder a path seems to be in, by the
// names that the clients give their folders: OneDrive and "OneDrive - Company",
// Dropbox and "Dropbox (Company)", Google Drive and "My Drive", iCloud Drive.
func syncClient(dir string) string {
	for word := range strings.FieldsFuncSeq(dir, func(r rune) bool { return r == '/' || r == filepath.Separator }) {
		name := strings.ToLower(word)
		switch {
		case name == "onedrive", strings.HasPrefix(name, "onedrive -"), strings.HasPrefix(name, "onedrive-"):
			return "OneDrive"
		case name == "dropbox", strings.HasPrefix(name, "dropbox ("), strings.HasPrefix(name, "dropbox-"):
			return "Dropbox"
		case name == "google drive", name == "googledrive", name == "my drive", strings.HasPrefix(name, "googledrive-"):
			return "Google Drive"
		case name == "com~apple~clouddocs", name == "icloud drive", name == "iclouddrive":
			return "iCloud Drive"
		case name == "nextcloud", name == "owncloud", name == "syncthing":
			return word
		}
	}
	return ""
}
