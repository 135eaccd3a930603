package bulk

import (
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
	// retired is the newest earlier generation that made a link.
	retired *ledger.Entry
	// mineCan and otherCan are what the accounts of mine and other can do; nil
	// where the config no longer has the account.
	mineCan, otherCan *providers.Capabilities
	// entries is everything that the ledger has on the reference.
	entries []ledger.Entry
	// holder is another reference under which the ledger has the link that the
	// row names.
	holder *ledger.Entry
}

// knows tells that a link's id is one of the reference's own.
func (m memory) knows(id string) bool {
	return slices.ContainsFunc(m.entries, func(e ledger.Entry) bool { return e.Link.ID == id })
}

// gave tells that an address was that of one of the reference's links.
func (m memory) gave(url string) bool {
	return slices.ContainsFunc(m.entries, func(e ledger.Entry) bool { return url == e.Link.URL || url == e.Previous })
}

// recall asks the ledger for what it knows of a reference, from the point of
// view of the account that the row wants.
func (p *Planner) recall(ctx context.Context, reference string, w wish) (memory, error) {
	if reference == "" {
		return memory{}, nil
	}
	namespaces := p.namespaces
	if w.account != nil {
		namespaces = []string{w.account.Scope.Namespace}
	}
	var entries []ledger.Entry
	for _, namespace := range namespaces {
		found, err := p.Memory.Lookup(ctx, namespace, reference)
		if err != nil {
			return memory{}, fmt.Errorf("reading the ledger for %s: %w", reference, err)
		}
		entries = append(entries, found...)
	}
	m := remember(entries, w.account)
	m.mineCan, m.otherCan = p.can(m.mine), p.can(m.other)
	if w.account == nil || w.claim.id == "" || m.knows(w.claim.id) {
		return m, nil
	}
	holders, err := p.Memory.ByLinkID(ctx, w.account.Scope.Provider, w.claim.id)
	if err != nil {
		return m, fmt.Errorf("reading the ledger for link %s: %w", w.claim.id, err)
	}
	for i := range holders {
		if holders[i].Scope == w.account.Scope && holders[i].Reference != reference {
			m.holder = &holders[i]
		}
	}
	return m, nil
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
			m.succeed(e)
		case live(e):
			m.other = e
		}
	}
	return m
}

// mattersMore tells which of two entries a row without an account is about: one
// that is live before one that is not, then the newer.
func mattersMore(e, than *ledger.Entry) bool {
	if live(e) != live(than) {
		return live(e)
	}
	return e.Generation >= than.Generation
}

// succeed takes an entry of the account in question if it is the newest so far.
func (m *memory) succeed(e *ledger.Entry) {
	if m.mine != nil && e.Generation <= m.mine.Generation {
		return
	}
	if m.mine != nil && m.mine.Link.ID != "" {
		m.retired = m.mine
	}
	m.mine = e
}
