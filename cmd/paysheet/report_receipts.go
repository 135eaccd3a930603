package main

import (
	"context"

	"paysheet/bulk/ledger"
	"paysheet/bulk/report"
	"paysheet/providers"
)

// receipts gives the payments that the ledger has of a link. One on which nothing
// was ever paid is not looked up.
func (r *reportReader) receipts(ctx context.Context, e *ledger.Entry) ([]report.Receipt, error) {
	if e.State != ledger.Known || e.Link.Status == providers.Active && e.Link.Paid.Sign() == 0 && e.Reason == "" {
		return nil, nil
	}
	payments, err := r.s.ledger.Receipts(ctx, e.Key)
	list := make([]report.Receipt, 0, len(payments))
	for _, p := range payments {
		list = append(list, report.Receipt{Payment: p, Day: r.day(p.At)})
	}
	return list, err
}

// capabilities gives those of an account at a provider. Where the config has none
// any more, nobody knows what the provider told, so that a sum counts as told and
// not as payments.
func (r *reportReader) capabilities(provider string) providers.Capabilities {
	for _, account := range r.s.accounts {
		if account.Scope.Provider == provider {
			return account.Capabilities
		}
	}
	return providers.Capabilities{TellsPaid: true}
}
