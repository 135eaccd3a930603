package sheet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// fake is a table that is patched by adding a line for each result.
type fake struct {
	info    Info
	content []byte
	fail    func(w io.Writer) error // instead of the results
	verify  error
}

func newFake(t *testing.T, path, content string) *fake {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o640); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(content))
	return &fake{info: Info{Path: path, Digest: hex.EncodeToString(sum[:])}, content: []byte(content)}
}

func (f *fake) Info() Info                                 { return f.info }
func (f *fake) Rows(context.Context) iter.Seq2[Row, error] { return func(func(Row, error) bool) {} }

func (f *fake) Verify(_ context.Context, path string) error {
	_, err := os.Stat(path)
	return errors.Join(err, f.verify)
}
func (f *fake) Close() error { return nil }
func (f *fake) Patch(_ context.Context, w io.Writer, _ []string, results iter.Seq2[int, []Value]) error {
	if _, err := w.Write(f.content); err != nil {
		return err
	}
	if f.fail != nil {
		return f.fail(w)
	}
	for row, values := range results {
		if _, err := fmt.Fprintf(w, "%d %s\n", row, values[0].Text); err != nil {
			return err
		}
	}
	return nil
}

func oneResult(yield func(int, []Value) bool) { yield(2, []Value{{Text: "done"}}) }

// names lists a folder.
func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestSaveInPlace(t *testing.T) {
	t.Parallel()
	folder, backups := t.TempDir(), filepath.Join(t.TempDir(), "state", "backups")
	path := filepath.Join(folder, "in.xlsx")
	table := newFake(t, path, "old\n")
	if err := Save(t.Context(), table, path, []string{"A"}, oneResult, SaveOptions{BackupDir: backups}); err != nil {
		t.Fatal(err)
	}
	if got := content(t, path); got != "old\n2 done\n" {
		t.Errorf("the file holds %q", got)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v, want 0640", info.Mode(), err)
	}
	if got := names(t, folder); !slices.Equal(got, []string{"in.xlsx"}) {
		t.Errorf("the folder holds %v", got)
	}
	want := table.info.Digest[:12] + "-in.xlsx"
	if got := names(t, backups); !slices.Equal(got, []string{want}) {
		t.Fatalf("backups %v, want %s", got, want)
	}
	if got := content(t, filepath.Join(backups, want)); got != "old\n" {
		t.Errorf("the backup holds %q", got)
	}
	if info, err := os.Stat(filepath.Join(backups, want)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup has mode %v, %v", info.Mode(), err)
	}
}

func TestSaveBackupOnlyOnce(t *testing.T) {
	t.Parallel()
	folder, backups := t.TempDir(), t.TempDir()
	table := newFake(t, filepath.Join(folder, "in.csv"), "old\n")
	out := filepath.Join(folder, "out.csv")
	for range 2 {
		if err := os.WriteFile(out, []byte("same"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Save(t.Context(), table, out, nil, oneResult, SaveOptions{BackupDir: backups}); err != nil {
			t.Fatal(err)
		}
	}
	if got := names(t, backups); len(got) != 1 || !strings.HasSuffix(got[0], "-out.csv") {
		t.Errorf("backups %v, want one", got)
	}
}

func TestSaveNewFileHasModeOfUmask(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	probe := filepath.Join(folder, "probe")
	if err := os.WriteFile(probe, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	want, err := os.Stat(probe)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(folder, "out.csv")
	if err := Save(t.Context(), newFake(t, filepath.Join(folder, "in.csv"), "x"), out, nil, oneResult, SaveOptions{}); err != nil {
		t.Fatal(err)
	}
	if got, err := os.Stat(out); err != nil || got.Mode() != want.Mode() {
		t.Errorf("mode %v, %v, want %v", got.Mode(), err, want.Mode())
	}
}

func TestSaveFollowsLinks(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, link := filepath.Join(folder, "in.csv"), filepath.Join(t.TempDir(), "link.csv")
	table := newFake(t, path, "old\n")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if err := Save(t.Context(), table, link, nil, oneResult, SaveOptions{}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link became %v, %v", info.Mode(), err)
	}
	if got := content(t, path); got != "old\n2 done\n" {
		t.Errorf("the file holds %q", got)
	}
}

// TestSaveFailures makes each step fail; the file and its folder stay as they
// were.
func TestSaveFailures(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	for _, c := range []struct {
		name    string
		prepare func(t *testing.T, table *fake, path string) (ctx context.Context)
		want    error
		extra   string // a file that is there before and after
	}{
		{name: "disk full", want: syscall.ENOSPC, prepare: func(t *testing.T, table *fake, _ string) context.Context {
			t.Helper()
			table.fail = func(w io.Writer) error {
				_, err := w.Write(bytes.Repeat([]byte("x"), 1<<20))
				return errors.Join(err, &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC})
			}
			return t.Context()
		}},
		{name: "patch refuses", want: boom, prepare: func(t *testing.T, table *fake, _ string) context.Context {
			t.Helper()
			table.fail = func(io.Writer) error { return boom }
			return t.Context()
		}},
		{name: "copy cannot be read back", want: boom, prepare: func(t *testing.T, table *fake, _ string) context.Context {
			t.Helper()
			table.verify = boom
			return t.Context()
		}},
		{name: "changed since", want: ErrChanged, prepare: func(t *testing.T, table *fake, _ string) context.Context {
			t.Helper()
			table.info.Digest = strings.Repeat("0", 64)
			return t.Context()
		}},
		{name: "open in Excel", want: ErrLocked, extra: "~$in.xlsx", prepare: func(t *testing.T, _ *fake, path string) context.Context {
			t.Helper()
			lock := filepath.Join(filepath.Dir(path), "~$in.xlsx")
			if err := os.WriteFile(lock, []byte("\x04Nuwanxx"), 0o600); err != nil {
				t.Fatal(err)
			}
			return t.Context()
		}},
		{name: "interrupted", want: context.Canceled, prepare: func(t *testing.T, table *fake, _ string) context.Context {
			t.Helper()
			ctx, cancel := context.WithCancel(t.Context())
			table.fail = func(io.Writer) error { cancel(); return nil }
			return ctx
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "in.xlsx")
			table := newFake(t, path, "old\n")
			ctx := c.prepare(t, table, path)
			before := names(t, filepath.Dir(path))
			err := Save(ctx, table, path, nil, oneResult, SaveOptions{BackupDir: t.TempDir()})
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if got := content(t, path); got != "old\n" {
				t.Errorf("the file holds %q", got)
			}
			if got := names(t, filepath.Dir(path)); !slices.Equal(got, before) {
				t.Errorf("the folder holds %v, before %v", got, before)
			}
		})
	}
}

func TestSaveRefusesTargets(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	table := newFake(t, filepath.Join(folder, "in.csv"), "x")
	if err := Save(t.Context(), table, folder, nil, oneResult, SaveOptions{}); err == nil {
		t.Error("a folder was replaced")
	}
	missing := filepath.Join(folder, "no", "out.csv")
	if err := Save(t.Context(), table, missing, nil, oneResult, SaveOptions{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v for a folder that does not exist", err)
	}
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		t.Log("read-only files and folders are not tested: root may write to them")
		return
	}
	marked := filepath.Join(folder, "marked.csv")
	if err := os.WriteFile(marked, nil, 0o400); err != nil {
		t.Fatal(err)
	}
	if err := Writable(marked); !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("error %v for a read-only file", err)
	}
	closed := filepath.Join(t.TempDir(), "closed")
	if err := os.Mkdir(closed, 0o500); err != nil {
		t.Fatal(err)
	}
	if err := Save(t.Context(), table, filepath.Join(closed, "out.csv"), nil, oneResult, SaveOptions{}); !errors.Is(err, os.ErrPermission) {
		t.Errorf("error %v for a read-only folder", err)
	}
}

const loopSize = 4 << 20
