package ledger

import (
	"fmt"
	"os"
)

// flusher brings commits to the disk while the writer carries out the changes of
// the next one. A journal in WAL mode is read up to its first damaged frame
// (sqlite.org/fileformat2.html, section 4), so that its fsync makes this commit and
// all before it durable, whoever calls it: with synchronous = FULL SQLite does the
// same at the end of a commit, and the writer would wait (sqlite.org/pragma.html,
// synchronous).
type flusher struct {
	wal  *os.File
	sync func() error      // of wal; tests have it fail
	todo chan []*operation // a committed group
	done chan error        // what came of its fsync
}

func newFlusher(journal string) (*flusher, error) {
	// The journal lives as long as a connection does. It carries no lock of
	// SQLite's, which closing it would give up.
	wal, err := os.OpenFile(journal, os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("opening the ledger's journal: %w", err)
	}
	return &flusher{wal: wal, sync: wal.Sync, todo: make(chan []*operation), done: make(chan error, 1)}, nil
}

// run flushes one group after the other and tells those who wait for it.
func (f *flusher) run() {
	for group := range f.todo {
		err := f.sync()
		if err != nil {
			answer(group, fmt.Errorf("%w: %w", ErrPoisoned, err))
		} else {
			answer(group, nil)
		}
		f.done <- err
	}
}

// answer tells callers what became of their changes: err, or if there is none what
// each came to by itself.
func answer(group []*operation, err error) {
	for _, o := range group {
		if err != nil {
			o.err = err
		}
		close(o.done)
	}
}
