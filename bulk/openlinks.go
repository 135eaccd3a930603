package bulk

import (
	"cmp"
	"context"
	"hash/maphash"
	"iter"
	"path/filepath"
	"slices"

	"paysheet/bulk/ledger"
)

// Entries is what a reader of the whole ledger needs; *ledger.Ledger is one.
type Entries interface {
	Entries(ctx context.Context, f ledger.Filter) iter.Seq2[ledger.Entry, error]
}

// LedgerItems gives an item for every link of the ledger that a refresh looks
// at, and for every create whose answer is not known: a refresh without a sheet.
// past says why a link is not looked at any more, empty for one that is. An
// error is the ledger's and ends it.
func LedgerItems(ctx context.Context, entries Entries, accounts map[string]*Account, past func(*ledger.Entry) string) iter.Seq2[Item, error] {
	names := map[ledger.Scope]string{}
	for name, a := range accounts {
		names[a.Scope] = name
	}
	return func(yield func(Item, error) bool) {
		for e, err := range entries.Entries(ctx, ledger.Filter{}) {
			if err != nil {
				yield(Item{}, err)
				return
			}
			item := Item{
				Row: e.Row, Reference: e.Reference, SheetReference: e.SheetReference, Action: Refresh, Reason: "look at " + e.Account,
				Account: names[e.Scope], Amount: e.Amount, Generation: e.Generation, Known: &e,
			}
			switch {
			case e.State == ledger.Refused:
				continue
			case unresolved(&e):
				item.Action, item.Reason = Resolve, "an earlier create at "+e.Account+" was not answered; it is looked for"
			case past(&e) != "":
				continue
			}
			if !yield(item, nil) {
				return
			}
		}
	}
}

// Absent finds the open links that a sheet asked for and that no row of it asks
// for any more: somebody took the row out, or next month's rows came in its
// place. Its size is eight bytes a row.
type Absent struct {
	// Other, if not nil, is told by Links of the open links that other sheets asked
	// for and no row of this one does: the same sheet under another name too.
	Other func(*ledger.Entry)
	seed  maphash.Seed
	seen  []uint64 // in order once Links was called
}

// NewAbsent makes one that has seen no row.
func NewAbsent() *Absent { return &Absent{seed: maphash.MakeSeed()} }

// See notes that a row stands in the sheet, whatever is to be done with it.
func (a *Absent) See(item Item) {
	if reference := cmp.Or(item.SheetReference, item.Reference); reference != "" {
		a.seen = append(a.seen, maphash.String(a.seed, reference))
	}
}

// Links gives the open links that were last asked for from this sheet and whose
// reference was not seen, in the order in which they were made. Paths in the
// ledger are those that the runs were given; from are the folders against which
// relative ones are read. An error is the ledger's and ends it.
func (a *Absent) Links(ctx context.Context, entries Entries, sheet string, from ...string) iter.Seq2[ledger.Entry, error] {
	return func(yield func(ledger.Entry, error) bool) {
		inOrder := false
		for e, err := range entries.Entries(ctx, ledger.Filter{Open: true}) {
			if err != nil {
				yield(ledger.Entry{}, err)
				return
			}
			own := e.Sheet != "" && samePath(e.Sheet, sheet, from)
			if !own && (e.Sheet == "" || a.Other == nil) {
				continue
			}
			if !inOrder { // most sheets have no link yet
				slices.Sort(a.seen)
				inOrder = true
			}
			_, seen := slices.BinarySearch(a.seen, maphash.String(a.seed, cmp.Or(e.SheetReference, e.Reference)))
			switch {
			case seen:
			case !own:
				a.Other(&e)
			case !yield(e, nil):
				return
			}
		}
	}
}

// samePath tells that a path, read against any of the folders, is this one.
func samePath(path, absolute string, from []string) bool {
	if filepath.IsAbs(path) {
		return filepath.Clean(path) == absolute
	}
	for _, folder := range from {
		if filepath.Join(folder, path) == absolute {
			return true
		}
	}
	return false
}
