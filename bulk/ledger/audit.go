package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// leastPrefix is how many digits of a hash name an event without its number.
const leastPrefix = 12

// Events gives the chain from an event number on, in order, page by page. An
// event that cannot be read ends it with a *BrokenError.
func (l *Ledger) Events(ctx context.Context, from int64) iter.Seq2[Event, error] {
	return l.events(ctx, "SELECT seq, hash, body FROM events WHERE seq > ?1 ORDER BY seq LIMIT ?2", max(from, 1)-1)
}

// EventsOf gives the events of one run, in order: its start and end, and every
// change of an entry in between. Nothing for a run that the ledger has not.
func (l *Ledger) EventsOf(ctx context.Context, run string) iter.Seq2[Event, error] {
	first := int64(1)
	if l.ro != nil {
		err := l.ro.QueryRowContext(ctx, "SELECT first FROM runs WHERE id = ?", run).Scan(&first)
		if err != nil {
			return func(yield func(Event, error) bool) {
				if !errors.Is(err, sql.ErrNoRows) {
					yield(Event{}, fmt.Errorf("reading run %s: %w", run, err))
				}
			}
		}
	}
	return l.events(ctx, "SELECT seq, hash, body FROM events WHERE seq > ?1 AND body ->> '$.run' = ?3 ORDER BY seq LIMIT ?2", first-1, run)
}

// events pages through a query whose first argument is the last number read and
// whose second is the size of a page.
func (l *Ledger) events(ctx context.Context, query string, last int64, more ...any) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for l.ro != nil {
			page, err := readEvents(l.ro.QueryContext(ctx, query, append([]any{last, pageSize}, more...)...))
			if err != nil {
				yield(Event{}, fmt.Errorf("reading the events: %w", err))
				return
			}
			for _, e := range page {
				last = e.Seq
				if !yield(e, nil) {
					return
				}
			}
			if len(page) < pageSize {
				return
			}
		}
	}
}

func readEvents(rows *sql.Rows, err error) (all []Event, _ error) {
	if err != nil {
		return nil, err
	}
	err = each(rows, func(rows *sql.Rows) error {
		var seq int64
		var hash, body string
		if err := rows.Scan(&seq, &hash, &body); err != nil {
			return err
		}
		var e Event
		if json.Unmarshal([]byte(body), &e) != nil || e.Seq != seq {
			return &BrokenError{seq, "its content cannot be read"}
		}
		e.Hash = hash
		all = append(all, e)
		return nil
	})
	return all, err
}

// FindRun gives one run; ErrMissing where the ledger has none of this id.
func (l *Ledger) FindRun(ctx context.Context, id string) (Run, error) {
	if l.ro == nil {
		return Run{}, fmt.Errorf("run %s: %w", id, ErrMissing)
	}
	stored, err := readRuns(l.ro.QueryContext(ctx, "SELECT seq, body FROM runs WHERE id = ?", id))
	if err != nil {
		return Run{}, fmt.Errorf("reading run %s: %w", id, err)
	}
	if len(stored) == 0 {
		return Run{}, fmt.Errorf("run %s: %w", id, ErrMissing)
	}
	return stored[0].run, nil
}

// Search gives the entries that a text names: by reference (the sheet's own or
// as it was sent), by the provider's link id, or by the link's address, the
// retired one included.
func (l *Ledger) Search(ctx context.Context, text string) ([]Entry, error) {
	if l.ro == nil || text == "" {
		return nil, nil
	}
	return decode(scan(l.ro.QueryContext(ctx, selectEntries+
		"WHERE ?1 IN (reference, sent, link_id, link_url, previous) ORDER BY namespace, reference, generation, id", text)))
}

// FormatHead gives a head as VerifyHead reads it: 124:9f86d081…; empty for a
// ledger without events.
func FormatHead(seq int64, hash string) string {
	if seq == 0 {
		return ""
	}
	return strconv.FormatInt(seq, 10) + ":" + hash
}

// VerifyHead proves that the chain still holds a head that was kept elsewhere,
// given as FormatHead writes it or as a hash alone (its first 12 digits are
// enough). Together with Verify it shows that nothing up to that head was
// changed, and nothing cut off after it was noted. A *BrokenError names what is
// missing; any other error is about the text or the file.
func (l *Ledger) VerifyHead(ctx context.Context, head string) error {
	seq, hash, err := parseHead(head)
	if err != nil {
		return err
	}
	last, _, err := l.Head(ctx)
	if err != nil {
		return err
	}
	if seq > 0 {
		return l.headAt(ctx, seq, last, hash)
	}
	missing := &BrokenError{0, fmt.Sprintf("none of the %d events has the hash %s: the chain was cut before that event or written anew", last, hash)}
	if l.ro == nil {
		return missing
	}
	var found int64
	err = l.ro.QueryRowContext(ctx, "SELECT seq FROM events WHERE substr(hash, 1, length(?1)) = ?1 LIMIT 1", hash).Scan(&found)
	if errors.Is(err, sql.ErrNoRows) {
		return missing
	}
	if err != nil {
		return fmt.Errorf("looking for the head: %w", err)
	}
	return nil
}

// parseHead reads NUMBER:HASH, or a hash alone, which gives number 0.
func parseHead(head string) (seq int64, hash string, err error) {
	number, hash, numbered := strings.Cut(strings.ToLower(strings.TrimSpace(head)), ":")
	if numbered {
		if seq, err = strconv.ParseInt(number, 10, 64); err == nil && seq < 1 {
			err = strconv.ErrRange
		}
	} else {
		hash = number
	}
	if err != nil || len(hash) < leastPrefix || len(hash) > 64 || strings.Trim(hash, "0123456789abcdef") != "" {
		return 0, "", fmt.Errorf("%q is no head: give what a run printed, such as 124:9f86d081884c…", head)
	}
	return seq, hash, nil
}

func (l *Ledger) headAt(ctx context.Context, seq, last int64, hash string) error {
	if seq > last {
		return &BrokenError{last + 1, fmt.Sprintf("it is missing: the chain ends at event %d, and the head that was kept is event %d", last, seq)}
	}
	var found string
	if err := l.ro.QueryRowContext(ctx, "SELECT hash FROM events WHERE seq = ?", seq).Scan(&found); errors.Is(err, sql.ErrNoRows) {
		return &BrokenError{seq, "it is missing"}
	} else if err != nil {
		return fmt.Errorf("looking for the head: %w", err)
	}
	if !strings.HasPrefix(found, hash) {
		return &BrokenError{seq, "it has not the hash that was kept: the chain was written anew"}
	}
	return nil
}
