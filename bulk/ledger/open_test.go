package ledger

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func reader(t *testing.T, dir string) *Ledger {
	t.Helper()
	l, err := Open(t.Context(), dir, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func TestTheSecondWriterIsToldOfTheFirst(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := open(t, dir)
	_, err := Open(t.Context(), dir, Options{Clock: steady(), Who: "Kamal"})
	var locked *LockedError
	if !errors.As(err, &locked) {
		t.Fatalf("got %v, want a *LockedError", err)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	if locked.Who != "Nimali" || locked.PID != os.Getpid() || locked.Host != host || locked.Since.IsZero() {
		t.Errorf("got %+v", locked)
	}
	if text := locked.Error(); !strings.Contains(text, "Nimali on "+host) {
		t.Errorf("it says %q", text)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
}

func TestReadingWhileAnotherWrites(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writer := open(t, dir)
	put(t, writer, entry(t, "INV-1"), Known, 1)
	l := reader(t, dir)
	if e := one(t, l, "INV-1"); e.State != Known {
		t.Errorf("it is %s", e.State)
	}
	if err := writer.Observe(t.Context(), entry(t, "INV-1").Key, link(t, 1), ""); err != nil {
		t.Fatal(err)
	}
	put(t, writer, entry(t, "INV-2"), Uncertain, 0)
	count := 0
	for _, err := range l.Entries(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		count++
	}
	if n, err := l.Verify(t.Context()); count != 2 || n != 4 || err != nil {
		t.Errorf("%d entries, %d events, %v", count, n, err)
	}
	if err := l.Begin(t.Context(), entry(t, "INV-3")); !errors.Is(err, ErrReadOnly) {
		t.Errorf("got %v, want ErrReadOnly", err)
	}
}

func TestReadingAfterTheWriterIsGone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writer := open(t, dir)
	put(t, writer, entry(t, "INV-1"), Known, 1)
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if e := one(t, reader(t, dir), "INV-1"); e.State != Known {
		t.Errorf("it is %s", e.State)
	}
}

func TestReadingWhatIsNotThere(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "none")
	l := reader(t, dir)
	found, err := l.Lookup(t.Context(), "", "INV-1")
	n, verr := l.Verify(t.Context())
	runs, rerr := l.Runs(t.Context())
	byID, ierr := l.ByLinkID(t.Context(), "onepay", "x")
	events, herr := l.History(t.Context(), Key{})
	if err := errors.Join(err, verr, rerr, ierr, herr); err != nil || n != 0 || len(found)+len(runs)+len(byID)+len(events) > 0 {
		t.Errorf("an empty ledger holds something, or fails: %v", err)
	}
	for e, err := range l.Entries(t.Context(), Filter{}) {
		t.Errorf("an empty ledger holds %+v, %v", e, err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("reading made the folder: %v", err)
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "odd %41?name #1", ".paysheet")
	open(t, dir)
	for name, want := range map[string]fs.FileMode{".": 0o700, fileName: 0o600, fileName + "-wal": 0o600, lockFile: 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", name, info.Mode().Perm(), want)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, ".gitignore"))
	if err != nil || string(text) != "*\n" {
		t.Errorf(".gitignore: %q, %v", text, err)
	}
	old := t.TempDir()
	if err := MakeFolder(old); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(old, ".gitignore")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that was there got a .gitignore: %v", err)
	}
	if err := MakeFolder(filepath.Join(dir, fileName)); err == nil {
		t.Error("a file passed as a folder")
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		spoil func(path string) error
		want  error
	}{
		"no database": {func(path string) error { return os.WriteFile(path, []byte("an invoice list"), 0o600) }, ErrCorrupt},
		"overwritten": {func(path string) error {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			copy(text[len(text)/2:], bytes.Repeat([]byte{0xa5}, len(text)/4))
			return os.WriteFile(path, text, 0o600)
		}, ErrCorrupt},
		"cut off":         {func(path string) error { return os.Truncate(path, 3*4096) }, ErrCorrupt},
		"somebody else's": {func(path string) error { return raw(path, "PRAGMA application_id = 7") }, ErrCorrupt},
		"newer":           {func(path string) error { return raw(path, "PRAGMA user_version = 99") }, ErrNewer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			l := open(t, dir)
			for i := range 50 {
				put(t, l, entry(t, "INV-"+string(rune('A'+i))), Known, i)
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, fileName)
			if err := tc.spoil(path); err != nil {
				t.Fatal(err)
			}
			for _, opts := range []Options{{ReadOnly: true}, {Clock: steady()}, {Clock: steady()}} {
				_, err := Open(t.Context(), dir, opts)
				if !errors.Is(err, tc.want) || !strings.Contains(err.Error(), path) {
					t.Errorf("read-only %v: got %v, want %v that names the file", opts.ReadOnly, err, tc.want)
				}
			}
		})
	}
}

// raw changes a ledger as somebody with a database shell would.
func raw(path, text string, args ...any) error {
	db, err := sql.Open("sqlite", dsn(path, "mode=rw"))
	if err != nil {
		return err
	}
	_, err = db.Exec(text, args...)
	return errors.Join(err, db.Close())
}

func TestVersions(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]bool{
		"3.51.2": false, "3.51.3": true, "3.53.4": true, "4.0.0": true, "3.6.99": false, "3.52": true, "3.51": false, "": false, "x.y.z": false,
	} {
		if got := atLeast(version, leastSQLite); got != want {
			t.Errorf("%q: got %v, want %v", version, got, want)
		}
	}
}

// A first run that was killed while it made the file leaves a journal beside it
// that SQLite must play back before anybody can read.
func TestReadingAfterTheMakingWasCutOff(t *testing.T) {
	t.Parallel()
	making, dir := t.TempDir(), t.TempDir()
	db, err := sql.Open("sqlite", filepath.Join(making, fileName))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	for _, statement := range []string{
		"CREATE TABLE filler (text TEXT)", "PRAGMA cache_size = 2", "BEGIN IMMEDIATE", migrations()[0],
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) INSERT INTO filler SELECT hex(randomblob(2000)) FROM n",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	for _, name := range []string{fileName, fileName + "-journal"} {
		content, err := os.ReadFile(filepath.Join(making, name))
		if err != nil || len(content) == 0 {
			t.Fatalf("%s: %d bytes, %v", name, len(content), err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// What is left is a table that is none of ours, so the file is refused for
	// what it is and not for its journal.
	_, err = Open(t.Context(), dir, Options{ReadOnly: true})
	if err == nil || !strings.Contains(err.Error(), "not paysheet's") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, fileName+"-journal")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the journal is still there: %v", err)
	}
}
