package main

import (
	"runtime"
	"runtime/debug"
	"strings"
)

// release is the version that a release build is given by the linker
// (-X main.release=1.2.3); other builds say what Go itself put into them.
var release string //nolint:gochecknoglobals // the linker can only set a package variable

// build is what a binary knows of how it was made. Empty texts are not known.
type build struct {
	version, revision, date, golang string
	modified                        bool // from sources that differ from the revision
}

// thisBuild reads the build data of this binary: the date is the revision's, so
// that the same sources give the same bytes whenever they are built.
func thisBuild() build {
	b := build{version: release, golang: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if b.version == "" {
		b.version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.revision = fingerprint(s.Value)
		case "vcs.time":
			b.date = s.Value
		case "vcs.modified":
			b.modified = s.Value == "true"
		default:
		}
	}
	return b
}

// String gives the build in one line: "1.2.3 (revision 1a2b3c4d5e6f of
// 2026-11-20T10:00:00Z, go1.26.8 linux/amd64)".
func (b build) String() string {
	var words []string
	if b.revision != "" {
		revision := "revision " + b.revision
		if b.modified {
			revision += " with changes"
		}
		if b.date != "" {
			revision += " of " + b.date
		}
		words = append(words, revision)
	}
	words = append(words, b.golang+" "+runtime.GOOS+"/"+runtime.GOARCH)
	name := b.version
	if name == "" {
		name = "unknown"
	}
	return name + " (" + strings.Join(words, ", ") + ")"
}

// version is the build in short, as a run's record in the ledger has it.
func version() string {
	b := thisBuild()
	words := []string{b.version}
	if b.version == "" {
		words[0] = "unknown"
	}
	if b.revision != "" {
		words = append(words, b.revision)
	}
	return strings.Join(append(words, b.golang), " ")
}
