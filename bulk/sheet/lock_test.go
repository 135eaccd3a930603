package sheet

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLockedBy(t *testing.T) {
	t.Parallel()
	office := make([]byte, 165)
	copy(office, "\x05Nuwan")
	copy(office[54:], "\x05\x00N\x00u\x00w\x00a\x00n\x00")
	for _, c := range []struct {
		name, lock, content, owner string
		locked                     bool
	}{
		{"nobody", "", "", "", false},
		{"excel", "~$in.xlsx", string(office), "Nuwan", true},
		{"excel, short", "~$in.xlsx", "\x03Ana", "Ana", true},
		{"excel, damaged", "~$in.xlsx", "\xff", "somebody", true},
		{"libreoffice", ".~lock.in.xlsx#", "Ana Silva,ana,laptop,22.11.2026 10:00,file:///home/ana/.config;", "Ana Silva on laptop", true},
		{"libreoffice, no name", ".~lock.in.xlsx#", ",ana,laptop,22.11.2026 10:00,file:///x;", "ana on laptop", true},
		{"control characters", ".~lock.in.xlsx#", "A\x1b[31mna,ana,,,;", "A[31mna", true},
		{"another file", "~$other.xlsx", "\x03Ana", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			if c.lock != "" {
				if err := os.WriteFile(filepath.Join(folder, c.lock), []byte(c.content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			owner, locked := LockedBy(filepath.Join(folder, "in.xlsx"))
			if owner != c.owner || locked != c.locked {
				t.Errorf("LockedBy = %q, %v, want %q, %v", owner, locked, c.owner, c.locked)
			}
		})
	}
}
