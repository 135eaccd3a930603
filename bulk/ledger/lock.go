package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// lockFile is the name of the lock beside the ledger.
const lockFile = "ledger.lock"

// owner is what the lock file says of whoever holds it.
type owner struct {
	Who   string    `json:"who"`
	Host  string    `json:"host"`
	PID   int       `json:"pid"`
	Since time.Time `json:"since"`
}

// lock is the right to write. The kernel frees it when the process ends, so a
// killed owner never has to be cleared away; the file itself stays.
type lock struct {
	flock *flock.Flock
	path  string
}

func takeLock(dir string, me owner) (*lock, error) {
	path := filepath.Join(dir, lockFile)
	if err := makeFile(path); err != nil {
		return nil, fmt.Errorf("locking the ledger: %w", err)
	}
	l := &lock{flock.New(path, flock.SetPermissions(0o600), flock.SetFlag(os.O_CREATE|os.O_RDWR)), path}
	got, err := l.flock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking the ledger: %w", err)
	}
	if !got {
		return nil, lockedBy(path)
	}
	text, err := json.Marshal(me)
	if err == nil {
		err = os.WriteFile(path, append(text, '\n'), 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("writing who holds the ledger: %w", errors.Join(err, l.flock.Unlock()))
	}
	return l, nil
}

// HeldBy tells who has the ledger of a state folder open for writing, as a
// *LockedError; nil where nobody has. It writes nothing and waits for nobody.
func HeldBy(dir string) error {
	path := filepath.Join(dir, lockFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	look := flock.New(path, flock.SetFlag(os.O_RDONLY))
	got, err := look.TryRLock()
	switch {
	case err != nil:
		return fmt.Errorf("looking at the ledger's lock: %w", err)
	case !got:
		return lockedBy(path)
	}
	if err := look.Close(); err != nil {
		return fmt.Errorf("looking at the ledger's lock: %w", err)
	}
	return nil
}

func lockedBy(path string) error {
	o := ownerOf(path)
	return &LockedError{Path: path, Who: clean(o.Who), Host: clean(o.Host), PID: o.PID, Since: o.Since}
}

// ownerOf reads who a lock file names; nobody where it cannot be read.
func ownerOf(path string) (o owner) {
	text, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(text, &o) != nil {
		return owner{}
	}
	return o
}

// release empties the file first, so that it never names an owner that is gone.
func (l *lock) release() error {
	err := os.Truncate(l.path, 0)
	if err := errors.Join(err, l.flock.Unlock()); err != nil {
		return fmt.Errorf("unlocking the ledger: %w", err)
	}
	return nil
}
