package sheet

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A temporary file is called .NAME.paysheet-HOST-PID-RANDOM.tmp, so that a later
// run can tell whether the one that made it is still alive. HOST is a digest
// of the machine's name, because folders are shared.
const tempMark = ".paysheet-"

func tempPrefix(target string) string { return "." + filepath.Base(target) + tempMark }

func hostMark() string {
	name, err := os.Hostname()
	if err != nil {
		name = ""
	}
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:4])
}

// createTemp makes the temporary file, readable for its owner only while it is
// being written. mode is what a new file has in this folder.
func createTemp(target string) (file *os.File, mode fs.FileMode, err error) {
	random := make([]byte, 6)
	rand.Read(random) // never fails, says package crypto/rand
	name := fmt.Sprintf("%s%s-%d-%s.tmp", tempPrefix(target), hostMark(), os.Getpid(), hex.EncodeToString(random))
	name = filepath.Join(filepath.Dir(target), name)
	file, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // the system then tells what the umask leaves of 0644; it is made 0600 before a byte is in it
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err == nil {
		err = file.Chmod(0o600)
		if errors.Is(err, errors.ErrUnsupported) {
			err = nil // a file system without modes
		}
	}
	if err != nil {
		return nil, 0, errors.Join(err, file.Close(), os.Remove(name))
	}
	return file, info.Mode().Perm(), nil
}

// removeStale removes what runs that died left beside the target. What cannot
// be removed stays: it harms nobody.
func removeStale(target string, now time.Time) {
	prefix, folder := tempPrefix(target), filepath.Dir(target)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), prefix)
		if ok && e.Type().IsRegular() && isStale(e, rest, now) {
			_ = os.Remove(filepath.Join(folder, e.Name())) // see above
		}
	}
}

// isStale reads HOST-PID-RANDOM.tmp.
func isStale(e fs.DirEntry, rest string, now time.Time) bool {
	parts := strings.Split(rest, "-")
	if len(parts) != 3 || !strings.HasSuffix(rest, ".tmp") {
		return false // not ours
	}
	pid, err := strconv.Atoi(parts[1])
	if err != nil {
		return false
	}
	if parts[0] == hostMark() {
		return !isAlive(pid)
	}
	info, err := e.Info()
	return err == nil && !now.IsZero() && now.Sub(info.ModTime()) > 24*time.Hour
}
