package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
)

const (
	// queueLength bounds what waits while a commit runs; more callers than that
	// wait to get in.
	queueLength = 1024
	// checkpointPages is how far the journal grows (64 MiB) before SQLite folds
	// it into the file: the default of 1000 folds a busy run's sixteen times as often.
	checkpointPages = 16000
)

// operation is one change that a caller waits for. do checks everything in Go
// before it writes, so that its refusal leaves nothing to take back; err is
// that refusal, or the group's failure.
type operation struct {
	do   func(ctx context.Context, s *session) error
	err  error
	done chan struct{}
}

// session is the writer's side of the database; only the writer touches it.
type session struct {
	ledger *Ledger
	conn   *sql.Conn
	insert *sql.Stmt // a new entry
	update *sql.Stmt // a changed entry
	tell   *sql.Stmt // an entry of whose link there is news
	touch  *sql.Stmt // an entry that was only read again
	append *sql.Stmt // an event
	find   *sql.Stmt // the entries of a reference

	holding    *sql.Stmt // how many entries have a link
	begin, end *sql.Stmt // of a transaction

	prepared []*sql.Stmt // all of them
	unready  error       // why one of them could not be prepared

	open   map[Key]*record // intents of this process, as written: Finish need not read them
	seq    int64           // the chain's head
	hash   string
	run    string // the run that is going on
	poison error  // set for good once a write has failed
}

func (s *session) prepare(ctx context.Context, version int) error {
	if err := migrate(ctx, s.conn, version, s.ledger.clock().UnixNano()); err != nil {
		return err
	}
	var mode string
	if err := s.conn.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode); err != nil {
		return fmt.Errorf("turning on write-ahead logging: %w", err)
	}
	if !strings.EqualFold(mode, "wal") {
		return fmt.Errorf("write-ahead logging is not possible here (mode %s): keep the state folder on a local disk", mode)
	}
	if _, err := s.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", checkpointPages)); err != nil {
		return fmt.Errorf("setting the checkpoint: %w", err)
	}
	err := s.conn.QueryRowContext(ctx, "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").Scan(&s.seq, &s.hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("reading the chain's head: %w", err)
	}
	names := strings.Split(columnList, ", ")
	marks := strings.Repeat(", ?", len(names))[2:]
	s.insert = s.statement(ctx, "INSERT INTO entries ("+columnList+") VALUES ("+marks+")")
	s.update = s.statement(ctx, "UPDATE entries SET "+strings.Join(names[1:], " = ?, ")+" = ? WHERE id = ?")
	s.tell = s.statement(ctx, "UPDATE entries SET "+strings.ReplaceAll(toldList, ",", " = ?,")+" = ? WHERE id = ?")
	s.touch = s.statement(ctx, "UPDATE entries SET checked = ? WHERE id = ?")
	s.append = s.statement(ctx, "INSERT INTO events (seq, hash, body) VALUES (?, ?, ?)")
	s.find = s.statement(ctx, selectByReference)
	s.holding = s.statement(ctx, "SELECT count(*) FROM entries WHERE provider = ? AND link_id = ? AND link_id <> ''")
	s.begin = s.statement(ctx, "BEGIN IMMEDIATE")
	s.end = s.statement(ctx, "COMMIT")
	return s.unready
}

// statement prepares what close closes; a failure is kept in unready.
func (s *session) statement(ctx context.Context, text string) *sql.Stmt {
	stmt, err := s.conn.PrepareContext(ctx, text)
	if err != nil {
		s.unready = fmt.Errorf("preparing the ledger: %w", err)
		return nil
	}
	s.prepared = append(s.prepared, stmt)
	return stmt
}

func (s *session) close() error {
	var errs []error
	for _, stmt := range s.prepared {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, s.conn.Close())...)
}

// write queues one change and waits until it is durable or refused. ctx is
// looked at before the queue only: what came of a call is recorded even while
// the program is being stopped.
func (l *Ledger) write(do func(context.Context, *session) error) error {
	if l.readOnly {
		return ErrReadOnly
	}
	o := &operation{do: do, done: make(chan struct{})}
	l.mu.RLock()
	if l.closed {
		l.mu.RUnlock()
		return ErrClosed
	}
	l.queue <- o
	l.mu.RUnlock()
	<-o.done
	return o.err
}

// patience is how often in a row the writer lets others run without a change
// coming in: some microseconds, which is little beside a commit.
const patience = 50

// gather lets those whom the last commit set free queue their next change:
// without it every second group of a few callers would have one member. To
// yield once is too little where another core picks the writer up at once.
func (l *Ledger) gather() {
	for quiet, seen := 0, len(l.queue); quiet < patience; quiet++ {
		runtime.Gosched()
		if now := len(l.queue); now > seen {
			quiet, seen = 0, now
		}
	}
}

// serve is the one writer. Everything that queued up while the last commit ran
// shares the next one, so many callers pay for one fsync. Nothing is written into
// a damaged file; checking ends once nobody wants to write.
func (l *Ledger) serve(ctx, checking context.Context, s *session) {
	defer func() {
		l.ended = s.close()
		close(l.stopped)
	}()
	if l.unchecked {
		s.poison = checkWhole(checking, s.conn, l.path)
	}
	group := make([]*operation, 0, queueLength)
	for first := range l.queue {
		l.gather()
		group = append(group[:0], first)
		for len(group) < queueLength && len(l.queue) > 0 {
			group = append(group, <-l.queue)
		}
		s.commit(ctx, group)
	}
}

// commit runs a group in one transaction and tells each caller. A refused
// operation fails alone; a failed write fails all and ends the session,
// because after a failed fsync nobody knows what the disk holds.
func (s *session) commit(ctx context.Context, group []*operation) {
	defer func() {
		for _, o := range group {
			close(o.done)
		}
	}()
	err := s.poison
	if err == nil {
		err = s.transact(ctx, group)
	}
	if err != nil {
		for _, o := range group {
			o.err = err
		}
	}
}

func (s *session) transact(ctx context.Context, group []*operation) error {
	if _, err := s.begin.ExecContext(ctx); err != nil {
		return fmt.Errorf("the ledger cannot be written now: %w", err)
	}
	var failed *writeError
	for _, o := range group {
		if o.err = o.do(ctx, s); errors.As(o.err, &failed) {
			break
		}
	}
	err := error(nil)
	if failed != nil {
		err = failed
	} else {
		_, err = s.end.ExecContext(ctx)
	}
	if err != nil {
		// SQLite may have taken it back itself, so this one's error says nothing.
		_, _ = s.conn.ExecContext(ctx, "ROLLBACK")
		s.poison = fmt.Errorf("%w: %w", ErrPoisoned, err)
		return s.poison
	}
	return nil
}

// writeError marks a failure of the database itself, as against a refusal.
type writeError struct{ err error }

func (e *writeError) Error() string { return e.err.Error() }
func (e *writeError) Unwrap() error { return e.err }

func failure(doing string, err error) error {
	return &writeError{fmt.Errorf("%s: %w", doing, err)}
}
