package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// idleReaders is how many connections that read are kept for the next question;
// each create asks one, and opening a connection costs more than the question.
const idleReaders = 8

// fileName is the ledger's name in its folder.
const fileName = "ledger.db"

// Options says how a ledger is opened.
type Options struct {
	Clock    func() time.Time // needed unless ReadOnly
	Who      string           // the person, as the lock and every event name them
	ReadOnly bool             // reads what another process may be writing
}

// Ledger is an open ledger. Its methods may be called from many goroutines.
// It must be closed.
type Ledger struct {
	path     string
	who      string
	host     string
	clock    func() time.Time
	readOnly bool
	lock     *lock
	rw       *sql.DB // the writer's one connection; nil when ReadOnly
	ro       *sql.DB // the readers' connections; nil for a ledger that is not there
	lookup   *sql.Stmt
	byLink   *sql.Stmt
	received *sql.Stmt
	refs     *references

	unchecked bool               // too large to be checked by Open
	hurry     context.CancelFunc // ends the check that goes on beside; of a writer

	mu      sync.RWMutex // held for reading by whoever puts something into queue
	closed  bool
	queue   chan *operation
	stopped chan struct{} // closed when the writer has ended
	// Both are read after stopped.
	ended    error // what closing its connection gave
	unsynced bool  // an fsync failed: nobody knows how much of the journal is there
}

// Open opens the ledger in a folder on a local disk; the file is ledger.db.
//
// For writing it makes folder and file where they are missing (for the owner
// alone), brings the schema up to date and holds ledger.lock until Close; a
// second process gets a *LockedError that names the first. ReadOnly needs no
// lock, and a ledger that is not there reads as an empty one. A damaged file
// gives ErrCorrupt, one of a later schema ErrNewer, and for writing a folder on
// a network share ErrNetworkFolder.
func Open(ctx context.Context, dir string, opts Options) (*Ledger, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the ledger: %w", err)
	}
	l := &Ledger{
		path: filepath.Join(abs, fileName), who: clean(opts.Who), clock: opts.Clock, readOnly: opts.ReadOnly,
		refs: newReferences(),
	}
	if opts.ReadOnly {
		err = l.openReader(ctx, true)
	} else {
		err = l.openWriter(ctx, abs)
	}
	if err != nil {
		return nil, errors.Join(err, l.release(ctx))
	}
	return l, nil
}

func (l *Ledger) openWriter(ctx context.Context, dir string) error {
	if l.clock == nil {
		return errors.New("opening the ledger: a writer needs a clock")
	}
	if _, err := CheckFolder(dir); err != nil {
		return err
	}
	if err := MakeFolder(dir); err != nil {
		return err
	}
	if err := takesFiles(dir); err != nil {
		return err
	}
	host, err := os.Hostname()
	if err != nil {
		return fmt.Errorf("opening the ledger: %w", err)
	}
	l.host = host
	l.lock, err = takeLock(dir, owner{Who: l.who, Host: host, PID: os.Getpid(), Since: l.clock().UTC()})
	if err != nil {
		return err
	}
	// The file is made here because SQLite would give it to everybody who can
	// enter the folder; its companions take over the mode.
	if err := makeFile(l.path); err != nil {
		return fmt.Errorf("opening the ledger: %w", err)
	}
	if err := takesWrites(l.path); err != nil {
		return err
	}
	session, err := l.openSession(ctx)
	if err != nil {
		return err
	}
	if err := l.openReader(ctx, false); err != nil {
		return errors.Join(err, session.close())
	}
	l.queue, l.stopped = make(chan *operation, queueLength), make(chan struct{})
	work := context.WithoutCancel(ctx)
	checking, hurry := context.WithCancel(work)
	l.hurry = hurry
	go l.serve(work, checking, session)
	return nil
}

// openSession opens the one connection that writes.
func (l *Ledger) openSession(ctx context.Context) (*session, error) {
	db, err := sql.Open("sqlite", dsn(l.path, "mode=rw", "_pragma=busy_timeout(5000)",
		"_pragma=synchronous(FULL)", "_pragma=fullfsync(1)", "_pragma=checkpoint_fullfsync(1)"))
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", l.path, err)
	}
	l.rw = db
	db.SetMaxOpenConns(2) // the writer holds one for good
	if err := checkSQLite(ctx, db, l.path); err != nil {
		return nil, err
	}
	version, err := l.checkFile(ctx, db)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", l.path, err)
	}
	s := &session{ledger: l, conn: conn, open: map[Key]*record{}}
	if err := s.prepare(ctx, version); err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", l.path, err), s.close())
	}
	return s, nil
}

// openReader opens the connections that read. A ledger that is not there, or
// has nothing in it yet, stays nil and reads as empty.
func (l *Ledger) openReader(ctx context.Context, check bool) error {
	if _, err := os.Stat(l.path); check && errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return fmt.Errorf("opening the ledger: %w", err)
	}
	db, err := sql.Open("sqlite", dsn(l.path, "mode=ro", "_pragma=busy_timeout(5000)", "_pragma=query_only(1)"))
	if err != nil {
		return fmt.Errorf("opening %s: %w", l.path, err)
	}
	if check {
		version, err := l.checkReader(ctx, db)
		if interrupted(err) {
			if err = l.rollBack(ctx); err == nil {
				version, err = l.checkReader(ctx, db)
			}
		}
		if err != nil || version == 0 {
			return errors.Join(err, db.Close())
		}
	}
	l.ro = db
	db.SetMaxIdleConns(idleReaders)
	return l.prepareReads(ctx, db)
}

// prepareReads prepares what is asked for every row.
func (l *Ledger) prepareReads(ctx context.Context, db *sql.DB) (err error) {
	if l.lookup, err = db.PrepareContext(ctx, selectByInvoice); err == nil {
		l.byLink, err = db.PrepareContext(ctx, selectByLink)
	}
	if err == nil {
		l.received, err = db.PrepareContext(ctx, selectReceipts)
	}
	if err != nil {
		return fmt.Errorf("opening %s: %w", l.path, err)
	}
	return nil
}

// interrupted tells of a file whose making was cut off, which a connection that
// only reads cannot put right.
func interrupted(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code() == sqlite3.SQLITE_READONLY_ROLLBACK
}

// rollBack has SQLite undo a transaction that a dead process left half written.
// It takes SQLite's own locks, so a live process is never in its way.
func (l *Ledger) rollBack(ctx context.Context) (err error) {
	db, err := sql.Open("sqlite", dsn(l.path, "mode=rw", "_pragma=busy_timeout(5000)", "_pragma=synchronous(FULL)"))
	if err != nil {
		return fmt.Errorf("opening %s: %w", l.path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var tables int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return unreadable(l.path, err)
	}
	return nil
}

func (l *Ledger) checkReader(ctx context.Context, db *sql.DB) (int, error) {
	if err := checkSQLite(ctx, db, l.path); err != nil {
		return 0, err
	}
	version, err := l.checkFile(ctx, db)
	if err != nil {
		return 0, err
	}
	if version > 0 && version < len(migrations()) {
		return 0, fmt.Errorf("%s has the older schema %d: run a command that writes, such as refresh, to bring it up to date",
			l.path, version)
	}
	return version, nil
}

// dsn writes a path as the URI that SQLite reads, whatever characters it has.
func dsn(path string, params ...string) string {
	path = filepath.ToSlash(path)
	if path[0] != '/' {
		path = "/" + path // C:/… on Windows
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: strings.Join(params, "&")}
	return u.String()
}
