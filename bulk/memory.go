package bulk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// memory is what the ledger knows of a reference.
type memory struct {
	// mine is the newest generation at the account in question; for a row whose
	// rules choose no account, the newest that matters anywhere.
	mine *ledger.Entry
	// other is a generation at another account that is live, paid or unresolved.
	other *ledger.Entry
	// retired are the earlier links of the reference whose place mine took.
	retired []ledger.Entry
	// mineCan and otherCan are what the accounts of mine and other can do; nil
	// where the config no longer has the account.
	mineCan, otherCan *providers.Capabilities
	// entries is everything that the ledger has on the reference.
	entries []ledger.Entry
	// renamed is a live link of the same row of the sheet under another reference,
	// which the rules gave it before or do not give it any more.
	renamed *ledger.Entry
	// holder is another reference under which the ledger has the link that the
	// row names.
	holder *ledger.Entry
	// alike says that another reference with an open link differs from the row's
	// only in case, space or punctuation; empty where none does.
	alike string
}

// knows tells that a link's id is one of the reference's own.
func (m memory) knows(id string) bool {
	return slices.ContainsFunc(m.entries, func(e ledger.Entry) bool { return e.Link.ID == id })
}

// strange tells that the row names a link that is none of the reference's own.
func (m memory) strange(c claim) bool { return c.link() && (c.id == "" || !m.knows(c.id)) }

// gave tells that an address was that of one of the reference's links.
func (m memory) gave(url string) bool {
	return slices.ContainsFunc(m.entries, func(e ledger.Entry) bool { return url == e.Link.URL || url == e.Previous })
}

// recall asks the ledger for what it knows of an item's reference, from the point
// of view of the account that the row wants. An item without an account takes
// the reference that its link was made under.
func (p *Planner) recall(ctx context.Context, item *Item, w wish) (memory, error) {
	if item.Reference == "" {
		return memory{}, nil
	}
	own, renamed, err := p.entries(ctx, item, w)
	if err != nil {
		return memory{}, err
	}
	if w.account == nil {
		m := remember(append(own, renamed...), nil)
		if m.mine != nil && m.mine.Reference != item.Reference {
			item.Reference, item.SheetReference = m.mine.Reference, item.Reference
		}
		m.mineCan = p.can(m.mine)
		return m, nil
	}
	m := remember(own, w.account)
	m.entries = slices.Concat(own, renamed)
	if i := slices.IndexFunc(renamed, func(e ledger.Entry) bool { return live(&e) }); i >= 0 {
		m.renamed = &renamed[i]
	}
	m.mineCan, m.otherCan = p.can(m.mine), p.can(m.other)
	m.holder, err = p.holder(ctx, item, w, m)
	return m, err
}

// holder looks for the link that the row names under another reference.
func (p *Planner) holder(ctx context.Context, item *Item, w wish, m memory) (*ledger.Entry, error) {
	if w.claim.id == "" || m.knows(w.claim.id) {
		return nil, nil
	}
	holders, err := p.Memory.ByLinkID(ctx, w.account.Scope.Provider, w.claim.id)
	if err != nil {
		return nil, fmt.Errorf("reading the ledger for link %s: %w", w.claim.id, err)
	}
	for i := range holders {
		if holders[i].Scope == w.account.Scope && holders[i].Reference != item.Reference {
			return &holders[i], nil
		}
	}
	return nil, nil
}

// entries gives what the ledger has under an item's reference, and what it has
// for the same row of the sheet under another one.
func (p *Planner) entries(ctx context.Context, item *Item, w wish) (own, renamed []ledger.Entry, err error) {
	namespaces := p.namespaces
	if w.account != nil {
		namespaces = []string{w.account.Scope.Namespace}
	}
	for _, namespace := range namespaces {
		found, err := p.lookup(ctx, namespace, item.Reference)
		if err != nil {
			return nil, nil, err
		}
		if item.SheetReference != "" {
			more, err := p.lookup(ctx, namespace, item.SheetReference)
			if err != nil {
				return nil, nil, err
			}
			found = append(found, slices.DeleteFunc(more, func(e ledger.Entry) bool { return e.Reference == item.Reference })...)
		}
		for _, e := range found {
			switch {
			case e.Reference == item.Reference:
				own = append(own, e)
			case p.sameRow(e, item, w.claim):
				renamed = append(renamed, e)
			}
		}
	}
	return own, renamed, nil
}

func (p *Planner) lookup(ctx context.Context, namespace, reference string) ([]ledger.Entry, error) {
	found, err := p.Memory.Lookup(ctx, namespace, reference)
	if err != nil {
		return nil, fmt.Errorf("reading the ledger for %s: %w", reference, err)
	}
	return found, nil
}

// sameRow tells that an entry under another reference was made for an item's row.
// Where two rows have one reference and the rules tell them apart, only the link
// that the row names is surely its own.
func (p *Planner) sameRow(e ledger.Entry, item *Item, c claim) bool {
	sheets := cmp.Or(item.SheetReference, item.Reference)
	if cmp.Or(e.SheetReference, e.Reference) != sheets {
		return false
	}
	return len(p.duplicates.Exact(sheets)) < 2 || e.Link.ID != "" && e.Link.ID == c.id
}

// can gives what the account of an entry can do, nil where it is configured no more.
func (p *Planner) can(e *ledger.Entry) *providers.Capabilities {
	if e == nil || p.byScope[e.Scope] == nil {
		return nil
	}
	return &p.byScope[e.Scope].Capabilities
}

// remember picks what matters out of everything the ledger has on a reference.
func remember(entries []ledger.Entry, account *Account) memory {
	m := memory{entries: entries}
	for i := range entries {
		e := &entries[i]
		switch {
		case account == nil:
			if m.mine == nil || mattersMore(e, m.mine) {
				m.mine = e
			}
		case e.Scope == account.Scope:
			if m.mine == nil || e.Generation > m.mine.Generation {
				m.mine = e
			}
		case live(e):
			m.other = e
		}
	}
	m.retired = before(entries, m.mine)
	return m
}

// before gives the links whose place a link took.
func before(entries []ledger.Entry, mine *ledger.Entry) (retired []ledger.Entry) {
	for i := range entries {
		if e := &entries[i]; mine != nil && e.Link.ID != "" && replaced(e, mine) {
			retired = append(retired, *e)
		}
	}
	return retired
}

// replaced tells that one link took the place of another: by its generation at
// the same account, by time where the invoice was moved to another one.
func replaced(old, by *ledger.Entry) bool {
	if old.Scope == by.Scope && old.Reference == by.Reference {
		return old.Generation < by.Generation
	}
	return old.Began.Before(by.Began)
}

// mattersMore tells which of two entries a row without an account is about: one
// that is live before one that is not, then the newer.
func mattersMore(e, than *ledger.Entry) bool {
	if live(e) != live(than) {
		return live(e)
	}
	if e.Scope != than.Scope {
		return !e.Began.Before(than.Began)
	}
	return e.Generation >= than.Generation
}

// unresolved tells that nobody knows whether the create of this entry made a link.
func unresolved(e *ledger.Entry) bool {
	return e.State == ledger.Intent || e.State == ledger.Uncertain ||
		(e.State == ledger.Known && e.Link.Status == providers.Draft)
}

// live tells that an entry forbids a link for its reference anywhere else: it
// can be paid, was paid, or nobody knows.
func live(e *ledger.Entry) bool {
	if unresolved(e) {
		return true
	}
	return e.State == ledger.Known && (e.Link.Status.Payable() || e.Link.Status == providers.Paid)
}
