package bulk

import (
	"context"
	"fmt"

	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
)

// aliasKey is a reference of the sheet in a namespace.
type aliasKey struct{ namespace, reference string }

// findAlike looks in the ledger, once, for open links whose reference differs
// from one of the sheet's only in case, space or punctuation. It keeps those that
// do, which are few.
func (p *Planner) findAlike(ctx context.Context) error {
	p.alike = map[aliasKey][]string{}
	if p.Mode != ModeApply {
		return nil
	}
	err := p.Memory.OpenReferences(ctx, func(open ledger.OpenReference) {
		for _, text := range [2]string{open.Reference, open.SheetReference} {
			if text == "" {
				continue
			}
			for _, row := range p.duplicates.Alike(text) {
				key := aliasKey{open.Namespace, row}
				p.alike[key] = append(p.alike[key], open.Reference)
			}
		}
	})
	if err != nil {
		return fmt.Errorf("looking for references that look alike: %w", err)
	}
	return nil
}

// openAlike says that a reference of the ledger looks like an item's, but is
// another one, and has an open link; empty for none.
func (p *Planner) openAlike(row invoice.Row, item *Item, w wish) string {
	if len(p.alike) == 0 || w.account == nil {
		return ""
	}
	own, _ := row.Text(string(invoice.Reference))
	form := invoice.Lookalike(item.Reference)
	for _, other := range p.alike[aliasKey{w.account.Scope.Namespace, own}] {
		if other != item.Reference && invoice.Lookalike(other) == form {
			return fmt.Sprintf("reference %q looks like %q, which has an open link: write it the same way if it is the same invoice, else let the rules give it another reference", item.Reference, other)
		}
	}
	return ""
}
