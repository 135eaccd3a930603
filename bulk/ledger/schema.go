package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"modernc.org/sqlite" // the driver, pure Go so that one binary runs everywhere
	sqlite3 "modernc.org/sqlite/lib"
)

// applicationID marks the file as paysheet's ("pays"), as SQLite's file format
// provides for (PRAGMA application_id).
const applicationID = 0x70617973

// leastSQLite is the first version without the WAL-reset corruption that
// sqlite.org describes for 3.7.0 to 3.51.2 (release notes of 3.51.3, 2026-03-13).
const leastSQLite = "3.51.3"

// migrations gives the steps from an empty file to the present schema; step n
// makes version n+1 and sets user_version so. A step that was ever released is
// never edited.
func migrations() []string { return []string{firstSchema, sheetReferences, payees, receipts} }

const firstSchema = `
PRAGMA application_id = 0x70617973;
PRAGMA user_version = 1;
CREATE TABLE schema_version (
	version INTEGER PRIMARY KEY,
	at      INTEGER NOT NULL
) STRICT;
CREATE TABLE entries (
	id                INTEGER PRIMARY KEY,
	seq               INTEGER NOT NULL,
	checked           INTEGER NOT NULL,
	provider          TEXT NOT NULL,
	environment       TEXT NOT NULL,
	host              TEXT NOT NULL,
	merchant          TEXT NOT NULL,
	namespace         TEXT NOT NULL,
	reference         TEXT NOT NULL,
	generation        INTEGER NOT NULL CHECK (generation > 0),
	state             TEXT NOT NULL CHECK (state IN ('intent', 'known', 'refused', 'uncertain')),
	account           TEXT NOT NULL,
	sent              TEXT NOT NULL,
	amount            TEXT NOT NULL,
	currency          TEXT NOT NULL,
	asked_description TEXT NOT NULL,
	asked_expires     TEXT NOT NULL,
	asked_min_partial TEXT NOT NULL,
	terms             TEXT NOT NULL,
	link_id           TEXT NOT NULL,
	link_url          TEXT NOT NULL,
	link_reference    TEXT NOT NULL,
	link_status       TEXT NOT NULL,
	link_amount       TEXT NOT NULL,
	link_paid         TEXT NOT NULL,
	link_min_partial  TEXT NOT NULL,
	link_expires      TEXT NOT NULL,
	link_created      INTEGER NOT NULL,
	run               TEXT NOT NULL,
	sheet             TEXT NOT NULL,
	sheet_row         INTEGER NOT NULL,
	attempts          INTEGER NOT NULL,
	answer            TEXT NOT NULL,
	reason            TEXT NOT NULL,
	previous          TEXT NOT NULL,
	retiring          INTEGER NOT NULL,
	began             INTEGER NOT NULL,
	changed           INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX entries_key
	ON entries (namespace, reference, generation, provider, environment, host, merchant);
CREATE INDEX entries_link ON entries (provider, link_id) WHERE link_id <> '';
CREATE TABLE events (
	seq  INTEGER PRIMARY KEY,
	hash TEXT NOT NULL,
	body TEXT NOT NULL
) STRICT;
CREATE TABLE runs (
	id    TEXT PRIMARY KEY,
	first INTEGER NOT NULL,
	seq   INTEGER NOT NULL,
	body  TEXT NOT NULL
) STRICT;
`

// sheetReferences keeps, beside the reference that a link was sent with, the one
// that the sheet has where the rules gave another.
const sheetReferences = `
PRAGMA user_version = 2;
ALTER TABLE entries ADD COLUMN sheet_reference TEXT NOT NULL DEFAULT '';
CREATE INDEX entries_sheet_reference ON entries (namespace, sheet_reference) WHERE sheet_reference <> '';
`

// payees lets a customer be known again; see PayeeKey.
const payees = `
PRAGMA user_version = 3;
ALTER TABLE entries ADD COLUMN payee TEXT NOT NULL DEFAULT '';
CREATE INDEX entries_payee ON entries (payee) WHERE payee <> '';
`

// receipts are the payments that came in on links; see Ledger.Receive.
const receipts = `
PRAGMA user_version = 4;
CREATE TABLE receipts (
	id       INTEGER PRIMARY KEY,
	seq      INTEGER NOT NULL UNIQUE,
	entry    INTEGER NOT NULL REFERENCES entries (id),
	payment  TEXT NOT NULL CHECK (payment <> ''),
	refund   INTEGER NOT NULL CHECK (refund IN (0, 1)),
	amount   TEXT NOT NULL,
	currency TEXT NOT NULL,
	at       INTEGER NOT NULL,
	method   TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX receipts_payment ON receipts (entry, payment, refund);
`

// checkSQLite refuses a library with a known way of damaging the file.
func checkSQLite(ctx context.Context, db *sql.DB, path string) error {
	var version string
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return unreadable(path, err)
	}
	if !atLeast(version, leastSQLite) {
		return fmt.Errorf("SQLite %s can damage a ledger, %s or later is needed: build paysheet with a later modernc.org/sqlite",
			version, leastSQLite)
	}
	return nil
}

// atLeast compares dotted version numbers.
func atLeast(version, least string) bool {
	have, want := strings.Split(version, "."), strings.Split(least, ".")
	for i := range want {
		if i >= len(have) {
			return false
		}
		h, errH := strconv.Atoi(have[i])
		w, errW := strconv.Atoi(want[i])
		if errH != nil || errW != nil {
			return false
		}
		if h != w {
			return h > w
		}
	}
	return true
}

// checkFile refuses a file that is something else and a schema from the future,
// and a damaged file where it is not too large to be read for it. It gives the
// schema's version, 0 for an empty file.
func (l *Ledger) checkFile(ctx context.Context, db *sql.DB) (int, error) {
	path := l.path
	info, err := os.Stat(path)
	if err != nil {
		return 0, fmt.Errorf("opening the ledger: %w", err)
	}
	if l.unchecked = info.Size() > checkedAtOnce; !l.unchecked {
		if err := checkWhole(ctx, db, path); err != nil {
			return 0, err
		}
	}
	var app, version, tables int
	for question, answer := range map[string]*int{
		"PRAGMA application_id": &app, "PRAGMA user_version": &version, "SELECT count(*) FROM sqlite_schema": &tables,
	} {
		if err := db.QueryRowContext(ctx, question).Scan(answer); err != nil {
			return 0, unreadable(path, err)
		}
	}
	switch {
	case tables == 0:
		return 0, nil
	case app != applicationID:
		return 0, damaged(path, errors.New("it is a database, but not paysheet's"))
	case version > len(migrations()):
		return 0, fmt.Errorf("%s: %w: it has schema %d and this one knows %d: use the paysheet that wrote it, or a newer one",
			path, ErrNewer, version, len(migrations()))
	}
	return version, nil
}

// checkedAtOnce is up to which size a ledger is checked from end to end when it
// is opened: some 30,000 links and an eighth of a second. A larger one is checked
// before the first change, beside what the program does until then, and by
// Verify; what is only read says by itself that a page is damaged.
const checkedAtOnce = 64 << 20

// checkWhole reads the whole file and refuses one that is damaged.
func checkWhole(ctx context.Context, db interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}, path string,
) error {
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return unreadable(path, err)
	}
	if verdict != "ok" {
		return damaged(path, errors.New(verdict))
	}
	return nil
}

// unreadable tells damage from a file that only cannot be opened now.
func unreadable(path string, err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff { // the primary result code (sqlite.org/rescode.html)
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			return damaged(path, err)
		}
	}
	return fmt.Errorf("reading %s: %w", path, err)
}

func damaged(path string, err error) error {
	return fmt.Errorf("%s: %w (%w): put back a copy from before, or move it away and take its links in again with adopt",
		path, ErrCorrupt, err)
}

// migrate brings the schema up to date in one transaction, so that no reader
// ever meets a file that is half-way.
func migrate(ctx context.Context, conn *sql.Conn, version int, at int64) error {
	if version == len(migrations()) {
		return nil
	}
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := migrateSteps(ctx, conn, version, at)
	if err == nil {
		_, err = conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		_, undo := conn.ExecContext(ctx, "ROLLBACK")
		return errors.Join(fmt.Errorf("bringing the ledger to schema %d: %w", len(migrations()), err), undo)
	}
	return nil
}

func migrateSteps(ctx context.Context, conn *sql.Conn, version int, at int64) error {
	for n, step := range migrations() {
		if n < version {
			continue
		}
		if _, err := conn.ExecContext(ctx, step); err != nil {
			return err
		}
		if _, err := conn.ExecContext(ctx, "INSERT INTO schema_version (version, at) VALUES (?, ?)", n+1, at); err != nil {
			return err
		}
	}
	return nil
}
