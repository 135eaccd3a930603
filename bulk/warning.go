package bulk

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"paysheet/bulk/ledger"
)

// WarningKind is a kind of thing that looks wrong in a plan without being a
// reason to stop it.
type WarningKind string

// The kinds.
const (
	// OtherSheet is a row whose link was made for another sheet over the same
	// amount, while the row itself does not name that link; or one to be made
	// whose reference and amount another namespace has.
	OtherSheet WarningKind = "other sheet"
	// UnusualAmount is a new link over far more or less than its customer was
	// asked for before; see unusual.
	UnusualAmount WarningKind = "unusual amount"
	// NewPayee is a new link for a customer who was never asked for anything,
	// where the ledger knows customers at all.
	NewPayee WarningKind = "new payee"
	// StrangeHost is an account whose calls go to a host that its provider is not
	// known for. It is of the run and not of a row, so Warnings never finds it.
	StrangeHost WarningKind = "strange host"
)

// WarningKinds lists every kind, the most pressing first.
func WarningKinds() []WarningKind {
	return []WarningKind{OtherSheet, UnusualAmount, NewPayee, StrangeHost}
}

// Warning is everything of one kind in a plan: how many rows, and some of them.
type Warning struct {
	Kind     WarningKind
	Rows     int
	Examples []Suspect // at most so many as Warnings.Keep
}

// Suspect is one row of a warning.
type Suspect struct {
	Item Item
	Why  string // one clause without a full stop
}

// PastBills is what warnings need of the ledger; *ledger.Ledger is one.
type PastBills interface {
	Lookup(ctx context.Context, namespace, reference string) ([]ledger.Entry, error)
	Billed(ctx context.Context, payee string, most int) ([]ledger.Bill, error)
}

// Warnings looks at a plan's items for what seems wrong.
type Warnings struct {
	Past  PastBills
	Sheet string // the path of the sheet that is planned
	// Namespaces are all that the ledger has, by account name, for references
	// that stand in another one too.
	Namespaces map[string]string
	// Payees tells that the ledger knows customers; without it nobody is new.
	Payees bool
	Keep   int // examples of each kind
	// Each, if not nil, is told what seems wrong with the item that Add looks at.
	Each func(kind WarningKind, why string)

	found map[WarningKind]*Warning
	bills map[string][]ledger.Bill // of customers that were looked up
}

const (
	pastBills = 12      // bills of one customer that are compared with, the latest
	mostBills = 100_000 // customers whose bills are remembered
)

// Add looks at one item. An error is the ledger's.
func (w *Warnings) Add(ctx context.Context, item Item) error {
	switch item.Action {
	case Refresh, Keep, Hold:
		if from := w.otherSheet(item); from != "" {
			w.say(OtherSheet, item, "its link was made for "+from)
		}
		return nil
	case Create:
		if err := w.elsewhere(ctx, item); err != nil {
			return err
		}
		return w.payee(ctx, item)
	default:
		return nil
	}
}

// otherSheet gives the sheet that a row's link was made for where that is
// another one and the row does not name the link itself: a sheet that paysheet
// wrote, or a copy of it, does.
func (w *Warnings) otherSheet(item Item) string {
	e := item.Known
	if e == nil || e.State != ledger.Known || !item.Unlisted || e.Amount != item.Amount || e.Sheet == "" || sameFile(e.Sheet, w.Sheet) {
		return ""
	}
	return fmt.Sprintf("row %d of %s", e.Row, e.Sheet)
}

// sameFile tells that two paths name one sheet, as far as they show: runs start
// in different folders, so the shorter path has to be the end of the longer.
func sameFile(a, b string) bool {
	a, b = filepath.ToSlash(filepath.Clean(a)), filepath.ToSlash(filepath.Clean(b))
	return a == b || strings.HasSuffix(a, "/"+b) || strings.HasSuffix(b, "/"+a)
}

// elsewhere looks for the same reference and amount in another namespace: these
// number alike on purpose, but rarely over the same amount.
func (w *Warnings) elsewhere(ctx context.Context, item Item) error {
	own := w.Namespaces[item.Account]
	var looked []string
	for _, namespace := range w.Namespaces {
		if namespace == own || slices.Contains(looked, namespace) {
			continue
		}
		looked = append(looked, namespace)
		entries, err := w.Past.Lookup(ctx, namespace, item.Reference)
		if err != nil {
			return fmt.Errorf("reading the ledger for %s: %w", item.Reference, err)
		}
		for i := range entries {
			if e := &entries[i]; e.State != ledger.Refused && e.Amount == item.Request.Amount {
				w.say(OtherSheet, item, fmt.Sprintf("the same reference and amount went to %s, row %d of %s", e.Account, e.Row, e.Sheet))
				return nil
			}
		}
	}
	return nil
}

// payee looks at what the row's customer was asked for before.
func (w *Warnings) payee(ctx context.Context, item Item) error {
	if !w.Payees || item.Payee == "" {
		return nil
	}
	bills, known := w.bills[item.Payee]
	if !known {
		var err error
		if bills, err = w.Past.Billed(ctx, item.Payee, pastBills); err != nil {
			return err
		}
		if w.bills == nil || len(w.bills) >= mostBills {
			w.bills = map[string][]ledger.Bill{}
		}
		w.bills[item.Payee] = bills
	}
	if len(bills) == 0 {
		w.say(NewPayee, item, item.Request.Customer.Name)
		return nil
	}
	if why := unusual(item.Request.Amount, bills); why != "" {
		w.say(UnusualAmount, item, why)
	}
	return nil
}

func (w *Warnings) say(kind WarningKind, item Item, why string) {
	one := w.found[kind]
	if one == nil {
		one = &Warning{Kind: kind}
		if w.found == nil {
			w.found = map[WarningKind]*Warning{}
		}
		w.found[kind] = one
	}
	one.Rows++
	if w.Each != nil {
		w.Each(kind, why)
	}
	if len(one.Examples) < w.Keep {
		one.Examples = append(one.Examples, Suspect{item, why})
	}
}

// Found gives what seems wrong, the most pressing first.
func (w *Warnings) Found() []Warning {
	var all []Warning
	for _, kind := range WarningKinds() {
		if one := w.found[kind]; one != nil {
			all = append(all, *one)
		}
	}
	return all
}
