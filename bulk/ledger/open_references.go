package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"paysheet/providers"
)

// OpenReference is a reference that has an open link (see Entry.Open).
type OpenReference struct {
	Namespace string
	Reference string
	// SheetReference is the one that the sheet had where the rules gave another.
	SheetReference string
}

// selectReferences gives every reference, and whether its entry is Open.
const selectReferences = "SELECT namespace, reference, sheet_reference, " +
	"state IN (?1, ?2) OR state = ?3 AND link_status IN (?4, ?5, ?6, '') FROM entries"

// OpenReferences hands each reference with an open link to visit, once for each
// of its links. It reads nothing else of an entry, which takes a tenth of what
// Entries takes; no other call of the ledger is made from visit.
func (l *Ledger) OpenReferences(ctx context.Context, visit func(OpenReference)) error {
	if l.ro == nil {
		return nil
	}
	return l.refs.each(ctx, l.ro, visit)
}

// each goes through all references. As that is what loading them takes, they are
// loaded by the way.
func (r *references) each(ctx context.Context, db *sql.DB, visit func(OpenReference)) error {
	r.mu.Lock()
	if !r.loaded {
		defer r.mu.Unlock()
		err := r.load(ctx, db, visit)
		r.loaded = err == nil
		return err
	}
	r.mu.Unlock() // so that nobody else waits for this
	return r.scan(ctx, db, func(ref OpenReference, open bool) {
		if open {
			visit(ref)
		}
	})
}

// load remembers all references, unless they are too many, and hands those with
// an open link to visit.
func (r *references) load(ctx context.Context, db *sql.DB, visit func(OpenReference)) error {
	var count int64
	if err := db.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM entries").Scan(&count); err != nil {
		return fmt.Errorf("counting the ledger's entries: %w", err)
	}
	r.all = count > mostReferences
	if r.all && visit == nil {
		return nil
	}
	return r.scan(ctx, db, func(ref OpenReference, open bool) {
		if open && visit != nil {
			visit(ref)
		}
		if r.all {
			return
		}
		r.set[r.hash(ref.Namespace, ref.Reference)] = struct{}{}
		if ref.SheetReference != "" {
			r.set[r.hash(ref.Namespace, ref.SheetReference)] = struct{}{}
		}
	})
}

func (r *references) scan(ctx context.Context, db *sql.DB, visit func(ref OpenReference, open bool)) error {
	rows, err := db.QueryContext(ctx, selectReferences, string(Intent), string(Uncertain), string(Known),
		string(providers.Active), string(providers.PartiallyPaid), string(providers.Draft))
	if err != nil {
		return fmt.Errorf("reading the ledger's references: %w", err)
	}
	return each(rows, func(rows *sql.Rows) error {
		var ref OpenReference
		var open bool
		err := rows.Scan(&ref.Namespace, &ref.Reference, &ref.SheetReference, &open)
		if err == nil {
			visit(ref, open)
		}
		return err
	})
}
