package proof

import (
	"os"
	"strconv"
	"testing"
)

// size reads a size from the environment; without one it is small enough for
// every run of the tests.
func size(t *testing.T, name string, small int) int {
	t.Helper()
	text := os.Getenv("PAYSHEET_PROOF_" + name)
	if text == "" {
		return small
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		t.Fatalf("PAYSHEET_PROOF_%s = %q: write a whole number", name, text)
	}
	return n
}

// folder makes a folder that is gone after the test: on a file system in
// memory where the machine has one, because none of these tests cuts the power
// and a shared disk would only make them slow.
func folder(t *testing.T) string {
	t.Helper()
	parent := os.Getenv("PAYSHEET_PROOF_DIR")
	if info, err := os.Stat("/dev/shm"); parent == "" && err == nil && info.IsDir() {
		parent = "/dev/shm"
	}
	if parent == "" {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(parent, "paysheet-proof-") //nolint:usetesting // t.TempDir cannot be told where
	if err != nil {
		return t.TempDir() // a /dev/shm that takes nothing
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
