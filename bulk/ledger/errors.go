package ledger

import (
	"errors"
	"fmt"
	"time"
)

// Errors that callers act on, with errors.Is.
var (
	// ErrExists: the ledger knows something that forbids what was asked. The
	// error is an *ExistsError with the entry found.
	ErrExists = errors.New("the ledger already has an entry in the way")
	// ErrMissing: the ledger has no entry under this key.
	ErrMissing = errors.New("the ledger has no such entry")
	// ErrState: the entry is not in a state that allows the operation. The error
	// is a *StateError.
	ErrState = errors.New("the entry's state does not allow this")
	// ErrPoisoned: an earlier write failed, so what the file holds is not
	// certain; nothing more is written until the ledger is opened again.
	ErrPoisoned = errors.New("the ledger could not be written and takes nothing more")
	// ErrReadOnly: the ledger was opened for reading.
	ErrReadOnly = errors.New("the ledger is open for reading only")
	// ErrClosed: the ledger was closed.
	ErrClosed = errors.New("the ledger is closed")
	// ErrCorrupt: the file is damaged or is no ledger.
	ErrCorrupt = errors.New("the ledger is damaged")
	// ErrNewer: a newer paysheet wrote the ledger.
	ErrNewer = errors.New("the ledger was written by a newer paysheet")
	// ErrNetworkFolder: the folder is on a network share, where SQLite's
	// write-ahead log does not work (sqlite.org/wal.html: all processes must be
	// on the same host) and locks are not reliable.
	ErrNetworkFolder = errors.New("the ledger cannot be kept on a network share")
)

// ExistsError is an ErrExists: Found is the entry in the way and Why one
// sentence for people, without a full stop.
type ExistsError struct {
	Found Entry
	Why   string
}

// Error gives the key found and why it is in the way.
func (e *ExistsError) Error() string { return fmt.Sprintf("%s: %s", e.Found.Key, e.Why) }

// Unwrap makes errors.Is(err, ErrExists) hold.
func (e *ExistsError) Unwrap() error { return ErrExists }

// StateError is an ErrState: an operation that the state of Found forbids.
type StateError struct {
	Op    string // "finish", "observe", …
	Found Entry
}

// Error names the entry, its state and the operation.
func (e *StateError) Error() string {
	return fmt.Sprintf("%s is %s in the ledger, which does not allow %s", e.Found.Key, e.Found.State, e.Op)
}

// Unwrap makes errors.Is(err, ErrState) hold.
func (e *StateError) Unwrap() error { return ErrState }

// LockedError says who has the ledger open for writing. Its fields are empty
// where the owner could not be read.
type LockedError struct {
	Path  string    // the lock file
	Who   string    // the person
	Host  string    // the machine
	PID   int       // the process
	Since time.Time // when it opened the ledger
}

// Error names the owner.
func (e *LockedError) Error() string {
	if e.Host == "" {
		return fmt.Sprintf("the ledger is in use by another process (%s)", e.Path)
	}
	who := e.Who
	if who == "" {
		who = "somebody"
	}
	return fmt.Sprintf("the ledger is in use by %s on %s, process %d, since %s (%s)",
		who, e.Host, e.PID, e.Since.UTC().Format(time.RFC3339), e.Path)
}

// BrokenError is what Verify found first: Seq is the number of the event that
// is broken or missing, 0 where an entry or run has none.
type BrokenError struct {
	Seq  int64
	What string
}

// Error says what is broken and where.
func (e *BrokenError) Error() string {
	if e.Seq == 0 {
		return "the ledger's chain is broken: " + e.What
	}
	return fmt.Sprintf("the ledger's chain is broken at event %d: %s", e.Seq, e.What)
}
