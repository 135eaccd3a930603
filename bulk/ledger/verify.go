package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Head gives the number and hash of the last event; 0 and "" for a ledger
// without any. Whoever keeps it elsewhere can later prove that nothing before
// it was changed or cut off.
func (l *Ledger) Head(ctx context.Context) (seq int64, hash string, err error) {
	if l.ro == nil {
		return 0, "", nil
	}
	err = l.ro.QueryRowContext(ctx, "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").Scan(&seq, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", fmt.Errorf("reading the chain's head: %w", err)
	}
	return seq, hash, nil
}

// Verify proves that every event follows the one before, that none is missing,
// and that entries, receipts and runs are as their last events left them. It gives the
// number of events read, and a *BrokenError for the first that is not right.
// Somebody who can write the file can also compute a whole new chain: only a
// Head kept elsewhere shows that.
func (l *Ledger) Verify(ctx context.Context) (n int64, err error) {
	if l.ro == nil {
		return 0, nil
	}
	tx, err := l.ro.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return 0, fmt.Errorf("reading the ledger: %w", err)
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	if l.unchecked {
		if err := checkWhole(ctx, tx, l.path); err != nil {
			return 0, err
		}
	}
	v := &verifier{renewed: map[int64]bool{}}
	for _, part := range []func(context.Context, *sql.Tx) error{v.chain, v.entries, v.receipts, v.runs, v.absent} {
		if err := part(ctx, tx); err != nil {
			return v.last.Seq, err
		}
	}
	if v.broken != nil {
		return v.last.Seq, v.broken
	}
	return v.last.Seq, nil
}

// verifier remembers, a bit for each event, which were followed by a later one
// about the same entry or run, and how many entries, receipts and runs are still
// to come.
type verifier struct {
	last     Event
	overtake []uint64
	entry    int64
	receipt  int64
	renewed  map[int64]bool // receipts' events that a later one of the same payment replaced
	run      int64
	broken   *BrokenError // the earliest that is not as its last event left it
	cut      bool         // the chain's end is gone
}

// keep keeps the earliest of what is broken, and gives back every other error.
func (v *verifier) keep(err error) error {
	var broken *BrokenError
	if !errors.As(err, &broken) {
		return err
	}
	switch {
	case v.cut:
	case broken.Seq > v.last.Seq:
		// Without the end of the chain the events before it look like last ones.
		v.cut = true
		v.broken = &BrokenError{v.last.Seq + 1, fmt.Sprintf("it is missing with what followed: the ledger still shows what event %d did", broken.Seq)}
	case v.broken == nil || broken.Seq < v.broken.Seq:
		v.broken = broken
	}
	return nil
}

func (v *verifier) chain(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT seq, hash, body FROM events ORDER BY seq")
	if err != nil {
		return fmt.Errorf("reading the events: %w", err)
	}
	return each(rows, func(rows *sql.Rows) error {
		var seq int64
		var hash, body string
		if err := rows.Scan(&seq, &hash, &body); err != nil {
			return err
		}
		return v.follow(seq, hash, body)
	})
}

// follow checks one event against the one before.
func (v *verifier) follow(seq int64, hash, body string) error {
	if seq != v.last.Seq+1 {
		return &BrokenError{v.last.Seq + 1, "it is missing"}
	}
	if hashOf([]byte(body)) != hash {
		return &BrokenError{seq, "its content was changed"}
	}
	var e Event
	if err := json.Unmarshal([]byte(body), &e); err != nil {
		return &BrokenError{seq, "its content cannot be read"}
	}
	if e.Seq != seq || e.Prev != v.last.Hash || e.Before < 0 || e.Before >= seq {
		return &BrokenError{seq, "it does not follow the event before it"}
	}
	e.Hash = hash
	v.last = e
	v.overtake = append(v.overtake, make([]uint64, max(0, int(seq/64)+1-len(v.overtake)))...)
	v.count(e)
	return nil
}

// count notes what an event is about.
func (v *verifier) count(e Event) {
	switch {
	case e.Receipt == nil:
	case e.Receipt.Renewed == 0:
		v.receipt++
	default:
		v.renewed[e.Receipt.Renewed] = true
	}
	switch {
	case e.Before > 0:
		v.overtake[e.Before/64] |= 1 << (e.Before % 64)
	case e.Key != nil:
		v.entry++
	case e.Review != nil || e.Approval != nil: // whole in themselves
	default:
		v.run++
	}
}

// current tells whether an event is the last one about its entry or run.
func (v *verifier) current(seq int64) bool {
	return seq > 0 && seq <= v.last.Seq && v.overtake[seq/64]&(1<<(seq%64)) == 0
}

func (v *verifier) entries(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT "+columnList+", coalesce(body, '') FROM entries "+
		"LEFT JOIN (SELECT seq AS event, body FROM events) ON event = seq ORDER BY id")
	if err != nil {
		return fmt.Errorf("reading the entries: %w", err)
	}
	return each(rows, func(rows *sql.Rows) error {
		var r record
		var body string
		if err := rows.Scan(append(r.places(), &body)...); err != nil {
			return err
		}
		v.entry--
		return v.keep(v.entryIsAsLeft(&r, body))
	})
}

func (v *verifier) entryIsAsLeft(r *record, body string) error {
	digest, err := r.digest()
	if err != nil {
		return err
	}
	var e Event
	if body == "" || json.Unmarshal([]byte(body), &e) != nil || !v.current(r.seq) ||
		e.Key == nil || *e.Key != r.key() || e.Row256 != digest {
		return &BrokenError{r.seq, fmt.Sprintf("entry %s is not as this event left it", r.key())}
	}
	return nil
}

func (v *verifier) runs(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT r.id, r.seq, r.body, coalesce(e.body, '') FROM runs r LEFT JOIN events e ON e.seq = r.seq ORDER BY r.first")
	if err != nil {
		return fmt.Errorf("reading the runs: %w", err)
	}
	return each(rows, func(rows *sql.Rows) error {
		var id, run, body string
		var seq int64
		if err := rows.Scan(&id, &seq, &run, &body); err != nil {
			return err
		}
		v.run--
		var e Event
		if body == "" || json.Unmarshal([]byte(body), &e) != nil || !v.current(seq) || e.Run != id || e.Row256 != hashOf([]byte(run)) {
			return v.keep(&BrokenError{seq, "run " + id + " is not as this event left it"})
		}
		return nil
	})
}

// absent looks for the event of an entry, a receipt or a run that was deleted,
// where there are fewer than the events made.
func (v *verifier) absent(ctx context.Context, tx *sql.Tx) error {
	if v.entry == 0 && v.receipt == 0 && v.run == 0 {
		return nil
	}
	rows, err := tx.QueryContext(ctx, `SELECT body, seq IN (SELECT seq FROM entries UNION ALL SELECT seq FROM runs),
		seq IN (SELECT seq FROM receipts) FROM events ORDER BY seq`)
	if err != nil {
		return fmt.Errorf("reading the events: %w", err)
	}
	err = each(rows, func(rows *sql.Rows) error {
		var body string
		var row, receipt bool
		var e Event
		if err := rows.Scan(&body, &row, &receipt); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &e); err != nil {
			return err
		}
		return v.keep(v.leftBehind(e, row, receipt))
	})
	if err == nil && v.broken == nil {
		v.broken = &BrokenError{0, fmt.Sprintf("by the events %d entries, %d receipts and %d runs are missing", v.entry, v.receipt, v.run)}
	}
	return err
}

// leftBehind tells of an event whose entry, receipt or run is not there. row and
// receipt tell that an entry or a run, and a receipt, names it as its last.
func (v *verifier) leftBehind(e Event, row, receipt bool) error {
	switch {
	case e.Receipt != nil && !receipt && !v.renewed[e.Seq]:
		return &BrokenError{e.Seq, "the receipt that this event left is missing"}
	case row || !v.current(e.Seq):
		return nil
	case e.Key != nil:
		return &BrokenError{e.Seq, fmt.Sprintf("entry %s, which this event left, is missing", *e.Key)}
	case e.Review != nil || e.Approval != nil: // in no other table
		return nil
	default:
		return &BrokenError{e.Seq, "run " + e.Run + ", which this event left, is missing"}
	}
}

// History gives the events about one entry, the oldest first; empty where the
// ledger has no such entry.
func (l *Ledger) History(ctx context.Context, key Key) ([]Event, error) {
	if l.ro == nil {
		return nil, nil
	}
	var seq int64
	err := l.ro.QueryRowContext(ctx, "SELECT seq FROM entries WHERE namespace = ? AND reference = ? AND generation = ? "+
		"AND provider = ? AND environment = ? AND host = ? AND merchant = ?", key.Namespace, key.Reference, key.Generation,
		key.Provider, key.Environment, key.Host, key.Merchant).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	var events []Event
	for err == nil && seq > 0 {
		var e Event
		var body string
		if err = l.ro.QueryRowContext(ctx, "SELECT hash, body FROM events WHERE seq = ?", seq).Scan(&e.Hash, &body); err != nil {
			break
		}
		if err = json.Unmarshal([]byte(body), &e); err == nil && e.Before >= seq {
			err = &BrokenError{seq, "it does not follow the event before it"}
		}
		events = append(events, e)
		seq = e.Before
	}
	if err != nil {
		return nil, fmt.Errorf("reading the history of %s: %w", key, err)
	}
	slices.Reverse(events)
	return events, nil
}
