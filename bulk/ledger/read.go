package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"sync"
)

// newest orders the entries of one reference, the newest link last.
const newest = "ORDER BY generation, id"

// pageSize is how many entries Entries reads at once. It keeps no transaction
// open between pages, so that a slow caller never holds up a checkpoint.
const pageSize = 500

const selectEntries = "SELECT " + columnList + " FROM entries "

const selectByReference = selectEntries + "WHERE namespace = ? AND reference = ? " + newest

const selectByLink = selectEntries + "WHERE provider = ? AND link_id = ? AND link_id <> '' " + newest

const selectByInvoice = selectEntries + "WHERE namespace = ?1 AND reference = ?2 UNION ALL " +
	selectEntries + "WHERE namespace = ?1 AND sheet_reference = ?2 AND sheet_reference <> '' AND reference <> ?2 " + newest

// Lookup gives everything known of a reference in a namespace: every scope and
// every generation, the newest generation last. Entries whose SheetReference it
// is are among them. It costs next to nothing for a
// reference that the ledger has never seen. A ReadOnly ledger may miss a
// reference that another process put in after this one's first Lookup.
func (l *Ledger) Lookup(ctx context.Context, namespace, reference string) ([]Entry, error) {
	if l.ro == nil {
		return nil, nil
	}
	may, err := l.refs.has(ctx, l.ro, namespace, reference)
	if err != nil || !may {
		return nil, err
	}
	return decode(scan(l.lookup.QueryContext(ctx, namespace, reference)))
}

// ByLinkID gives the entries that hold a provider's link.
func (l *Ledger) ByLinkID(ctx context.Context, provider, id string) ([]Entry, error) {
	if l.ro == nil || id == "" {
		return nil, nil
	}
	return decode(scan(l.byLink.QueryContext(ctx, provider, id)))
}

// Entries gives the entries that the filter takes, in the order in which they
// came into the ledger. It reads page by page, so it sees changes made while
// the caller works. An error ends it.
func (l *Ledger) Entries(ctx context.Context, f Filter) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		if l.ro == nil {
			return
		}
		for last := int64(0); ; {
			page, err := scan(l.ro.QueryContext(ctx, selectEntries+
				"WHERE id > ?1 AND (?2 = '' OR account = ?2) AND (?3 = '' OR run = ?3) ORDER BY id LIMIT ?4",
				last, f.Account, f.Run, pageSize))
			if err != nil {
				yield(Entry{}, fmt.Errorf("reading the ledger: %w", err))
				return
			}
			for _, r := range page {
				last = r.id
				e, err := r.entry()
				if err != nil {
					yield(Entry{}, err)
					return
				}
				if f.takes(e) && !yield(e, nil) {
					return
				}
			}
			if len(page) < pageSize {
				return
			}
		}
	}
}

// each calls do for every row and closes the rows.
func each(rows *sql.Rows, do func(*sql.Rows) error) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// scan reads records to the end and closes the rows.
func scan(rows *sql.Rows, err error) (all []*record, _ error) {
	if err != nil {
		return nil, err
	}
	err = each(rows, func(rows *sql.Rows) error {
		r := new(record)
		all = append(all, r)
		return rows.Scan(r.places()...)
	})
	return all, err
}

func decode(all []*record, err error) ([]Entry, error) {
	if err != nil {
		return nil, fmt.Errorf("reading the ledger: %w", err)
	}
	entries := make([]Entry, 0, len(all))
	for _, r := range all {
		e, err := r.entry()
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// mostReferences is how many references are remembered in memory; a larger
// ledger is asked each time.
const mostReferences = 4_000_000

// references remembers which references the ledger may know, as hashes, so
// that a first run over a million rows asks the database nothing. It may say
// yes for one that the ledger does not know, never no for one that it does: so
// the hashes can be short, which takes half the memory.
type references struct {
	mu     sync.RWMutex
	loaded bool
	all    bool // too many to remember: every answer is yes
	seed   maphash.Seed
	set    map[uint32]struct{}
}

func newReferences() *references {
	return &references{seed: maphash.MakeSeed(), set: map[uint32]struct{}{}}
}

func (r *references) hash(namespace, reference string) uint32 {
	return uint32(maphash.Comparable(r.seed, [2]string{namespace, reference}))
}

// has loads the set on its first call.
func (r *references) has(ctx context.Context, db *sql.DB, namespace, reference string) (bool, error) {
	h := r.hash(namespace, reference)
	r.mu.RLock()
	_, found := r.set[h]
	loaded, all := r.loaded, r.all
	r.mu.RUnlock()
	if loaded {
		return found || all, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.loaded {
		if err := r.load(ctx, db, nil); err != nil {
			return false, err
		}
		r.loaded = true
	}
	_, found = r.set[h]
	return found || r.all, nil
}

// add remembers a reference that is about to be written. Whoever calls it has
// called has before, so the set is loaded.
func (r *references) add(namespace, reference string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.set[r.hash(namespace, reference)] = struct{}{}
}
