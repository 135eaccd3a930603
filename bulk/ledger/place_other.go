//go:build !linux && !darwin

package ledger

import "strings"

// placeOf knows only what a path says: on Windows two backslashes begin the
// name of a share (Microsoft, UNC paths).
func placeOf(dir string) place {
	if strings.HasPrefix(dir, `\\`) && !strings.HasPrefix(dir, `\\?\`) && !strings.HasPrefix(dir, `\\.\`) {
		return place{name: "SMB", network: true}
	}
	return place{}
}
