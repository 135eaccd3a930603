package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Close waits until everything queued is durable, folds the journal into the
// file and gives up the lock. Closing twice is harmless.
func (l *Ledger) Close() error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil
	}
	l.closed = true
	if l.queue != nil {
		if len(l.queue) == 0 { // nothing is written any more
			l.hurry()
		}
		close(l.queue)
	}
	l.mu.Unlock()
	if l.stopped != nil {
		<-l.stopped
	}
	return l.release(context.Background())
}

// release closes whatever is open. The last connection to go folds the journal, and
// one that may not write cannot. A journal whose fsync failed is left for the next
// Open, which reads it up to its first damaged frame: folding looks at no checksum.
func (l *Ledger) release(ctx context.Context) error {
	var errs []error
	for _, stmt := range []*sql.Stmt{l.lookup, l.byLink, l.received} {
		if stmt != nil {
			errs = append(errs, stmt.Close())
		}
	}
	if l.ro != nil && !l.unsynced {
		errs = append(errs, l.ro.Close())
	}
	if l.rw != nil {
		if l.stopped != nil {
			errs = append(errs, l.ended)
			if !l.unsynced {
				_, err := l.rw.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
				errs = append(errs, err)
			}
		}
		errs = append(errs, l.rw.Close())
	}
	if l.ro != nil && l.unsynced {
		errs = append(errs, l.ro.Close())
	}
	if l.lock != nil {
		errs = append(errs, l.lock.release())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing the ledger: %w", err)
	}
	return nil
}
