package ledger

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// Working gives the run that another process is carrying out over this ledger
// now; ok is false where there is none. It is for a ReadOnly ledger: a writer
// holds the lock itself. What a run that was killed left behind is no work,
// because the kernel frees a lock with its process.
func (l *Ledger) Working(ctx context.Context) (run Run, ok bool, err error) {
	if !l.readOnly || l.ro == nil {
		return Run{}, false, nil
	}
	path := filepath.Join(filepath.Dir(l.path), lockFile)
	held, err := heldByAnother(path)
	if err != nil || !held {
		return Run{}, false, err
	}
	last, err := readRuns(l.ro.QueryContext(ctx, "SELECT seq, body FROM runs ORDER BY first DESC LIMIT 1"))
	if err != nil {
		return Run{}, false, fmt.Errorf("reading the runs: %w", err)
	}
	if len(last) == 0 || !last[0].run.Ended.IsZero() {
		return Run{}, false, nil
	}
	run = last[0].run
	host, err := os.Hostname()
	if err != nil {
		return Run{}, false, fmt.Errorf("reading the runs: %w", err)
	}
	// The file cannot be read on Windows while it is locked; elsewhere it says
	// who holds the lock, which need not be whoever began the last run.
	owner := ownerOf(path)
	return run, run.Host == host && (owner.PID == 0 || owner.PID == run.PID), nil
}

// heldByAnother tells that a process holds the lock. A file that was given back
// is empty, so it is tried only where somebody holds it or was killed.
func heldByAnother(path string) (bool, error) {
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return false, nil //nolint:nilerr // no lock file means no lock
	}
	probe := flock.New(path, flock.SetFlag(os.O_RDONLY))
	free, err := probe.TryRLock()
	if err != nil {
		return false, fmt.Errorf("looking at the ledger's lock: %w", err)
	}
	if free {
		err = probe.Unlock()
	}
	if err != nil {
		return false, fmt.Errorf("looking at the ledger's lock: %w", err)
	}
	return !free, probe.Close()
}
