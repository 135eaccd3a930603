package bulk

import (
	"context"
	"fmt"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// receive asks for the payments on a link on which money came in, where its
// provider tells them and those in the ledger do not make up what was paid. So
// it costs one call for each time that somebody paid, not for each look. unread
// says why they could not be read; the error is the ledger's.
func (r *Runner) receive(ctx context.Context, account *Account, key ledger.Key, link providers.Link) (unread string, err error) {
	if !account.Capabilities.TellsPayments || !MoneyCame(link) {
		return "", nil
	}
	known, err := r.Ledger.Receipts(detach(ctx), key)
	if err != nil || makeUp(known, link) {
		return "", err
	}
	payments, err := account.Provider.Payments(ctx, link.ID)
	if err == nil {
		err = fit(payments, link)
	}
	switch {
	case err == nil:
		return "", r.Ledger.Receive(detach(ctx), key, payments)
	case interrupted(ctx, err):
		return "", nil
	default:
		return "its payments could not be read (" + failure(account, err) + "): the next refresh asks again", nil
	}
}

// received is receive for a row's own link.
func (r *Runner) received(ctx context.Context, account *Account, result Result) (Result, error) {
	unread, err := r.receive(ctx, account, result.Known.Key, result.Link)
	if unread != "" && result.Note == "" {
		result.Note = fmt.Sprintf("the link is %s, but %s", result.Link.Status, unread)
	}
	return result, err
}

// MoneyCame tells that something was paid on a link.
func MoneyCame(link providers.Link) bool {
	return link.Status == providers.Paid || link.Status == providers.PartiallyPaid || link.Paid.Sign() > 0
}

// makeUp tells that payments come to what was paid on a link, as far as that is
// told. A link that is paid, by a provider that does not say how much, was paid
// in full.
func makeUp(payments []providers.Payment, link providers.Link) bool {
	want := link.Paid
	if want.IsNone() && link.Status == providers.Paid {
		want = link.Amount
	}
	sum, err := providers.Received(payments)
	return err == nil && len(payments) > 0 && sum == want
}

// fit refuses payments that cannot be those of the link: without an id or an
// amount, or in another currency.
func fit(payments []providers.Payment, link providers.Link) error {
	for _, p := range payments {
		if err := p.Check(); err != nil {
			return err
		}
		if c := link.Amount.Currency(); c != "" && p.Amount.Currency() != c {
			return fmt.Errorf("payment %s is in %s and the link in %s", p.ID, p.Amount.Currency(), c)
		}
	}
	return nil
}
