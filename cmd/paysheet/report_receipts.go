package main

import (
	"context"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/bulk/report"
	"paysheet/providers"
)

// link completes a row by what follows from its link.
func (r *reportReader) link(ctx context.Context, row *report.Row) (err error) {
	e := row.Known
	row.Seen, row.Checked = r.day(e.Changed), r.day(e.Checked)
	can := r.capabilities(e.Provider)
	row.Inferred, row.Tells = !can.TellsPaid, can.TellsPayments
	row.Receipts, err = r.receipts(ctx, e)
	return err
}

// replaced gives the links on which money came in although they were replaced.
func (r *reportReader) replaced(ctx context.Context, retired []ledger.Entry) (list []report.Row, err error) {
	for i := range retired {
		old := report.Row{Known: &retired[i]}
		if !bulk.MoneyCame(old.Known.Link) {
			continue
		}
		if err := r.link(ctx, &old); err != nil {
			return nil, err
		}
		list = append(list, old)
	}
	return list, nil
}

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
