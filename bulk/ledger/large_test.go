package ledger

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestALargeLedgerIsCheckedBeforeItsFirstChange: whoever only reads does not wait
// for the check of a large file, and nobody writes into a damaged one.
func TestALargeLedgerIsCheckedBeforeItsFirstChange(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, fileName)
	l := open(t, dir)
	for i := range 20 {
		put(t, l, entry(t, "INV-"+string(rune('A'+i))), Known, i)
	}
	if err := errors.Join(l.Close(), raw(path, "CREATE TABLE filler (bytes BLOB)"), raw(path, "INSERT INTO filler VALUES (zeroblob(?))", checkedAtOnce+1)); err != nil {
		t.Fatal(err)
	}
	whole := open(t, dir)
	if _, err := whole.Verify(t.Context()); err != nil || !whole.unchecked {
		t.Errorf("a large file, checked late %v: %v", whole.unchecked, err)
	}
	if err := whole.StartRun(t.Context(), Run{ID: "1"}); err != nil {
		t.Error(err)
	}
	if err := whole.Close(); err != nil {
		t.Error(err)
	}

	spoilIndex(t, path)
	reader, err := Open(t.Context(), dir, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Verify(t.Context()); !errors.Is(err, ErrCorrupt) {
		t.Errorf("a damaged index was verified: %v", err)
	}
	idle, err := Open(t.Context(), dir, Options{Clock: steady()})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(reader.Close(), idle.Close()); err != nil {
		t.Errorf("closed before anything was written: %v", err)
	}
	writer, err := Open(t.Context(), dir, Options{Clock: steady()})
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.StartRun(t.Context(), Run{ID: "2"}); !errors.Is(err, ErrCorrupt) {
		t.Errorf("a run over a damaged file: %v", err)
	}
	_ = writer.Close() // what it says of a damaged file is not at issue here
}

// spoilIndex writes over the first page of the index of links.
func spoilIndex(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(path, "mode=ro"))
	if err != nil {
		t.Fatal(err)
	}
	var page, size int64
	err = db.QueryRow("SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = 'entries_link'").Scan(&page, &size)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteAt(bytes.Repeat([]byte{0xa5}, int(size)), (page-1)*size)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
}
