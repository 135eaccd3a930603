package bulk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// Finding is what a person found out about a create that was not answered: the
// link's id, or, without one, that no link was made.
type Finding struct {
	LinkID string
	Who    string // the person
	Reason string // why nothing was made; needed without a LinkID
}

// UnsettledError says why a finding does not settle a row; nothing is recorded.
type UnsettledError struct{ Why string }

// Error gives the reason as one sentence.
func (e *UnsettledError) Error() string { return e.Why }

func unsettled(format string, args ...any) error {
	return &UnsettledError{fmt.Sprintf(format, args...)}
}

// SettleByHand records what a person found out about an item that a plan of any
// mode calls Resolve. A link is read at its provider and taken only if all that is
// echoed agrees: amount, currency and reference. That nothing was made is taken
// from the settle window's end on, and only where the provider, if it can be
// asked, has nothing either. The error is an *UnsettledError where the finding
// does not hold, else the ledger's.
func (r *Runner) SettleByHand(ctx context.Context, item Item, f Finding) (Result, error) {
	if item.Action != Resolve || item.Known == nil {
		return Result{}, unsettled("row %d (%s) is not uncertain in this ledger: there is nothing to settle", item.Row, item.Reference)
	}
	account := r.Accounts[item.Account]
	if account == nil {
		return Result{}, unsettled("%s", accountGone(item.Known))
	}
	if r.refused == nil {
		r.refuseNobody()
	}
	item.Request.Reference, item.Request.Amount = item.Known.Sent, item.Known.Amount
	if f.LinkID != "" {
		return r.settleWith(ctx, account, item, f)
	}
	return r.settleWithout(ctx, account, item, f)
}

// settleWith takes the link that a person named.
func (r *Runner) settleWith(ctx context.Context, account *Account, item Item, f Finding) (Result, error) {
	link, err := r.get(ctx, account, f.LinkID)
	if err != nil {
		return Result{}, unsettled("link %s could not be read at %s (%s)", f.LinkID, account.Title, failure(account, err))
	}
	if wrong := unlike(item.Request, link); wrong != "" {
		return Result{}, unsettled("link %s is not the one that was asked for: %s", f.LinkID, wrong)
	}
	entry := *item.Known
	entry.Link, entry.Run = link, r.Run
	entry.Reason = fmt.Sprintf("settled by %s: it is link %s", f.Who, link.ID)
	if err := r.settleEntry(ctx, item, entry); err != nil {
		return Result{}, err
	}
	result := Result{Item: item, Outcome: Adopted, Link: link, Label: account.Label, Checked: true, Note: entry.Reason}
	result.Previous = entry.Previous
	return result, nil
}

func (r *Runner) settleEntry(ctx context.Context, item Item, entry ledger.Entry) error {
	if item.Known.State == ledger.Known { // a draft
		return r.Ledger.Observe(detach(ctx), entry.Key, entry.Link, entry.Reason)
	}
	err := r.Ledger.Adopt(detach(ctx), entry)
	var exists *ledger.ExistsError
	if errors.As(err, &exists) {
		return unsettled("link %s is the link of %s in this ledger: %s", entry.Link.ID, exists.Found.Reference, exists.Why)
	}
	return err
}

// settleWithout records that nothing was made.
func (r *Runner) settleWithout(ctx context.Context, account *Account, item Item, f Finding) (Result, error) {
	asked, known := r.Clock(), item.Known
	if known.State == ledger.Known {
		return Result{}, unsettled("link %s exists at %s: run apply, which finishes it", known.Link.ID, account.Title)
	}
	// What a person saw counts like a look-up that found nothing: not before the
	// slowest create must be over.
	from := known.Changed.Add(account.settle())
	if asked.Before(from) {
		return Result{}, unsettled("the create may still arrive at %s: look in its dashboard again after %s", account.Title, r.toldExactly(from))
	}
	if err := r.nothingThere(ctx, account, item); err != nil {
		return Result{}, err
	}
	why := fmt.Sprintf("no link was made, says %s: %s", f.Who, Clean(f.Reason))
	if err := r.refuse(ctx, known.Key, why); err != nil {
		return Result{}, err
	}
	item.Known = nil
	return Result{Item: item, Outcome: NotAttempted, Note: why + "; apply makes one if the row still wants it"}, nil
}

// nothingThere asks the provider whatever it can be asked.
func (r *Runner) nothingThere(ctx context.Context, account *Account, item Item) error {
	if id := item.Known.Link.ID; id != "" {
		link, err := r.get(ctx, account, id)
		switch {
		case providers.Is(err, providers.NotFound), err == nil && link.Status == providers.Cancelled:
			return nil
		case err != nil:
			return unsettled("%s answered once with link %s, which could not be read now (%s)", account.Title, id, failure(account, err))
		default:
			return unsettled("%s answered with link %s, which is %s: take it back in the dashboard first", account.Title, id, link.Status)
		}
	}
	if account.Capabilities.Find == providers.FindNone {
		return nil
	}
	link, err := account.Provider.Find(ctx, item.Request.Reference)
	r.denied(account, err)
	switch {
	case providers.Is(err, providers.NotFound):
		return nil
	case err == nil:
		return unsettled("%s has link %s for it: run apply, which takes it over", account.Title, link.ID)
	default:
		return unsettled("%s could not be asked about it (%s)", account.Title, failure(account, err))
	}
}

// toldExactly gives an instant for people to the next full second.
func (r *Runner) toldExactly(at time.Time) string {
	return r.inZone(at.Round(0).Add(time.Second - 1).Truncate(time.Second)).Format("2006-01-02 15:04:05 (-07:00)")
}
