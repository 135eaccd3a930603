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

	group    []*operation // what is in the open transaction
	flusher  *flusher
	flushing bool // it has a group
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
	if s.unready != nil {
		return s.unready
	}
	return s.flushApart(ctx)
}

// flushApart takes the fsync of each commit from SQLite to the flusher. All else
// stays SQLite's: NORMAL still syncs the journal and the file around a checkpoint.
// A journal that another process left is folded first: it may have frames whose
// fsync failed, which no later one brings to the disk, and all behind them would
// be lost with them.
func (s *session) flushApart(ctx context.Context) (err error) {
	if _, err := s.conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return fmt.Errorf("folding the ledger's journal: %w", err)
	}
	var path string // where SQLite has the file, which stands behind a symbolic link
	if err := s.conn.QueryRowContext(ctx, "SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&path); err != nil {
		return fmt.Errorf("looking for the ledger's journal: %w", err)
	}
	if s.flusher, err = newFlusher(path + "-wal"); err != nil {
		return err
	}
	if _, err := s.conn.ExecContext(ctx, "PRAGMA synchronous = NORMAL"); err != nil {
		return fmt.Errorf("leaving the fsync to the flusher: %w", err)
	}
	return nil
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
	if s.flusher != nil {
		errs = append(errs, s.flusher.wal.Close())
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
	for quiet := 0; quiet < patience && len(l.queue) == 0; quiet++ {
		runtime.Gosched()
	}
}

// serve is the one writer. It carries changes out as they come in, in one
// transaction, and commits those as soon as the commit before is on the disk: so
// many callers pay for one fsync, and nobody waits for it who has work to do.
// Nothing is written into a damaged file; checking ends once nobody wants to write.
func (l *Ledger) serve(ctx, checking context.Context, s *session) {
	defer func() {
		l.ended = s.close()
		close(l.stopped)
	}()
	if l.unchecked {
		s.poison = checkWhole(checking, s.conn, l.path)
	}
	go s.flusher.run()
	defer close(s.flusher.todo)
	queue := l.queue
	for queue != nil || len(s.group) > 0 || s.flushing {
		if len(s.group) > 0 && !s.flushing {
			// Whoever is in the group waits, so that the queue runs empty.
			if l.gather(); len(l.queue) == 0 {
				s.commit(ctx)
				continue
			}
		}
		select {
		case o, more := <-queue:
			if !more {
				queue = nil
				continue
			}
			s.carryOut(ctx, o)
		case err := <-s.flusher.done:
			s.flushing = false
			l.unsynced = l.unsynced || err != nil
			s.fail(ctx, err)
		}
	}
}

// carryOut makes one change in the transaction that is open, or opens one. A
// refused operation fails alone; a failed write fails all of the transaction and
// ends the session.
func (s *session) carryOut(ctx context.Context, o *operation) {
	s.group = append(s.group, o)
	if s.poison == nil && len(s.group) == 1 {
		if _, err := s.begin.ExecContext(ctx); err != nil {
			// Nothing was written, and a later one may go through.
			o.err = fmt.Errorf("the ledger cannot be written now: %w", err)
			s.answer(nil)
			return
		}
	}
	if s.poison != nil {
		s.answer(s.poison)
		return
	}
	var failed *writeError
	if o.err = o.do(ctx, s); errors.As(o.err, &failed) {
		s.fail(ctx, failed)
	}
}

// commit ends the transaction and hands its changes to the flusher, which tells
// their callers.
func (s *session) commit(ctx context.Context) {
	if _, err := s.end.ExecContext(ctx); err != nil {
		s.fail(ctx, err)
		return
	}
	s.flushing = true
	s.flusher.todo <- s.group
	s.group = nil
}

// fail ends the session for good, because after a failed write or fsync nobody
// knows what the disk holds. Without an error it does nothing.
func (s *session) fail(ctx context.Context, err error) {
	if err == nil {
		return
	}
	// SQLite may have taken it back itself, so this one's error says nothing.
	_, _ = s.conn.ExecContext(ctx, "ROLLBACK")
	s.poison = fmt.Errorf("%w: %w", ErrPoisoned, err)
	s.answer(s.poison)
}

// answer tells everybody in the group what became of it.
func (s *session) answer(err error) {
	answer(s.group, err)
	s.group = nil
}

// writeError marks a failure of the database itself, as against a refusal.
type writeError struct{ err error }

func (e *writeError) Error() string { return e.err.Error() }
func (e *writeError) Unwrap() error { return e.err }

func failure(doing string, err error) error {
	return &writeError{fmt.Errorf("%s: %w", doing, err)}
}
