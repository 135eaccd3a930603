package sheet_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"paysheet/bulk/sheet"
)

// BenchmarkHold is what locking and unlocking a sheet adds to a run.
func BenchmarkHold(b *testing.B) {
	path := filepath.Join(b.TempDir(), "s.csv")
	for b.Loop() {
		held, err := sheet.Hold(path, aHolder("run"))
		if err != nil {
			b.Fatal(err)
		}
		if err := held.Release(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBackup is what the copy at a run's start costs: for a content that is
// there already, and for one that is new.
func BenchmarkBackup(b *testing.B) {
	for name, size := range map[string]int{"1MB": 1 << 20, "50MB": 50 << 20} {
		folder := b.TempDir()
		path := filepath.Join(folder, "s.csv")
		if err := os.WriteFile(path, bytes.Repeat([]byte("x"), size), 0o600); err != nil {
			b.Fatal(err)
		}
		b.Run(name+"/known", func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				if _, err := sheet.Backup(b.Context(), path, filepath.Join(folder, "known")); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/new", func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				copied, err := sheet.Backup(b.Context(), path, filepath.Join(folder, "new"))
				if err != nil {
					b.Fatal(err)
				}
				if err := os.Remove(copied); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
