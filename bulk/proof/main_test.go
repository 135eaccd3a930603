package proof

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestMain(m *testing.M) {
	code := m.Run()
	_ = os.Remove(filepath.Join(os.TempDir(), fmt.Sprintf("paysheet-proof-%d", os.Getpid()))) // what binary built
	os.Exit(code)
}
