package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Backup writes a whole copy of the ledger to a file, replacing what was there
// in one step. The copy is a ledger of its own: put back as ledger.db it goes
// on where this one stood. It holds every change that was durable when Backup
// was called. Its folder must be there; the copy is for its owner alone.
func (l *Ledger) Backup(ctx context.Context, path string) (err error) {
	if l.ro == nil {
		return errors.New("there is no ledger to copy yet")
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("copying the ledger: %s is no file: name a file such as ledger-copy.db", path)
	} else if err == nil {
		if own, err := os.Stat(l.path); err == nil && os.SameFile(own, info) {
			return fmt.Errorf("copying the ledger: %s is the ledger itself: name another file", path)
		}
	}
	// SQLite writes only into a file that is missing or empty; one made here
	// belongs to its owner alone from its first byte.
	file, err := os.CreateTemp(filepath.Dir(path), ".paysheet-ledger-*.tmp")
	if err != nil {
		return fmt.Errorf("copying the ledger: %w", err)
	}
	temp := file.Name()
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("copying the ledger to %s: %w", path, err), os.Remove(temp))
		}
	}()
	if err = file.Close(); err != nil {
		return err
	}
	if err = l.vacuumInto(ctx, temp); err != nil {
		return err
	}
	if err = syncPath(temp); err != nil {
		return err
	}
	return os.Rename(temp, path)
}

// vacuumInto has a connection of its own: the readers' may not write anywhere,
// which SQLite takes to forbid this too.
func (l *Ledger) vacuumInto(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", dsn(l.path, "mode=ro", "_pragma=busy_timeout(5000)"))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", path)
	return errors.Join(err, db.Close())
}

// syncPath brings a file to disk.
func syncPath(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
