package all

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"paysheet/bulk/sheet"
)

// TestSavesSurviveAFullDisk saves on a small disk that has ever more room left,
// from none to enough: each time the sheet is the old one, byte by byte, and the
// error says that there is no room, or it is the new one, whole.
func TestSavesSurviveAFullDisk(t *testing.T) {
	t.Parallel()
	const rows = 4000
	for _, format := range []string{"xlsx", "csv"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			disk := smallDisk(t)
			path := victimSheet(t, disk, format, rows)
			if err := save(t.Context(), path, "first", rows, sheet.SaveOptions{}, io.Discard); err != nil {
				t.Fatal(err)
			}
			times := kills(t) / 2
			needed := int64(len(read(t, path)))*2 + 64<<10 // the new sheet and a backup of the old one
			full, whole := 0, 0
			for i := range times {
				before := read(t, path)
				backups := filepath.Join(disk, "backups")
				leaveRoom(t, disk, needed*int64(i)/int64(times-1))
				generation := "save " + strconv.Itoa(i)
				err := save(t.Context(), path, generation, rows, sheet.SaveOptions{BackupDir: backups}, io.Discard)
				switch {
				case err == nil:
					whole++
					if got := oneGeneration(t, path, rows); got != generation {
						t.Fatalf("the sheet holds the results of %q, not of %q", got, generation)
					}
				case !errors.Is(err, syscall.ENOSPC):
					t.Fatalf("save %d: %v", i, err)
				default:
					full++
					if !bytes.Equal(read(t, path), before) {
						t.Fatalf("save %d failed and changed the sheet: %v", i, err)
					}
				}
				left, err := filepath.Glob(filepath.Join(disk, ".*.tmp"))
				if err != nil || len(left) > 0 {
					t.Fatalf("save %d left %v behind, %v", i, left, err)
				}
				if err := os.RemoveAll(backups); err != nil {
					t.Fatal(err)
				}
			}
			t.Logf("%d saves: %d found the disk full and left the sheet alone, %d were whole", times, full, whole)
			if full == 0 || whole == 0 {
				t.Errorf("the disk was full %d times and had room %d times", full, whole)
			}
		})
	}
}

// TestNothingIsSavedOnAReadOnlyDisk finds out before anything is asked of
// anybody, and when it became so meanwhile.
func TestNothingIsSavedOnAReadOnlyDisk(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t)
	path := victimSheet(t, disk, "xlsx", victimRows)
	before := read(t, path)
	if err := sheet.Writable(path); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	err := sheet.Writable(path)
	if !errors.Is(err, syscall.EROFS) || !strings.Contains(err.Error(), disk) || strings.Contains(err.Error(), "probe") {
		t.Errorf("writable: %v", err)
	}
	err = save(t.Context(), path, "late", victimRows, sheet.SaveOptions{}, io.Discard)
	if !errors.Is(err, syscall.EROFS) || !bytes.Equal(read(t, path), before) {
		t.Errorf("saving: %v", err)
	}
}

// TestNothingIsSavedOverAReadOnlyFile: a folder that takes new files is not
// enough. A file that is mounted read-only is so for root too.
func TestNothingIsSavedOverAReadOnlyFile(t *testing.T) {
	t.Parallel()
	path := victimSheet(t, t.TempDir(), "xlsx", victimRows)
	if err := sheet.Writable(path); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount(path, path, "", syscall.MS_BIND, ""); err != nil {
		t.Skipf("a file cannot be mounted here (%v), so a read-only one was not tried", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(path, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	if err := syscall.Mount(path, path, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	err := sheet.Writable(path)
	if !errors.Is(err, syscall.EROFS) || !strings.Contains(err.Error(), "allow writing to it, or name another file with -o") {
		t.Errorf("writable: %v", err)
	}
}

// smallDisk mounts a file system in memory, which takes a privilege.
func smallDisk(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("a small disk cannot be mounted here (%v), so a full one was not tried", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// leaveRoom fills the disk until so many bytes are left.
func leaveRoom(t *testing.T, disk string, room int64) {
	t.Helper()
	ballast := filepath.Join(disk, "ballast")
	if err := os.Remove(ballast); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var free syscall.Statfs_t
	if err := syscall.Statfs(disk, &free); err != nil {
		t.Fatal(err)
	}
	fill := max(0, int64(free.Bavail)*free.Bsize-room)
	if err := os.WriteFile(ballast, make([]byte, fill), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
