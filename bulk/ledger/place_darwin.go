package ledger

import (
	"strings"
	"syscall"
)

// placeOf asks the kernel for the file system's name (statfs(2) of macOS).
func placeOf(dir string) place {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(dir, &stat); err != nil {
		return place{} // nothing is known; opening the file says what is wrong
	}
	var name strings.Builder
	for _, c := range stat.Fstypename {
		if c == 0 {
			break
		}
		name.WriteByte(byte(c))
	}
	switch kind := name.String(); {
	case kind == "nfs", kind == "smbfs", kind == "afpfs", kind == "webdav":
		return place{name: strings.ToUpper(strings.TrimSuffix(kind, "fs")), network: true}
	case strings.Contains(kind, "fuse"):
		return place{name: "FUSE", warn: true}
	default:
		return place{}
	}
}
