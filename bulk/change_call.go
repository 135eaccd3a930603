package bulk

import (
	"context"
	"fmt"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// update changes a link in place, after a fresh look that it still can be.
func (r *Runner) update(ctx context.Context, account *Account, item Item) (Result, error) {
	seen, err := r.refresh(ctx, account, item)
	if err != nil || !seen.Checked || seen.Outcome == Uncertain {
		return seen, err
	}
	if seen.Link.Status != item.Known.Link.Status {
		seen.Outcome = Held
		seen.Note = fmt.Sprintf("not changed: the link is %s now; run apply again", seen.Link.Status)
		seen.StillOpen = seen.Link.Status.Payable()
		return seen, nil
	}
	link, err := account.Provider.Update(ctx, item.Known.Link.ID, item.Request)
	r.denied(account, err)
	if interrupted(ctx, err) {
		return notAttempted(item), nil
	}
	if err != nil {
		seen.Outcome, seen.StillOpen = Failed, seen.Link.Status.Payable()
		seen.Note = "the link could not be changed: " + failure(account, err)
		if providers.KindOf(err) == providers.Uncertain {
			seen.Outcome = Uncertain
			seen.Note = "the change was not answered (" + failure(account, err) + "): run apply again"
		}
		return seen, nil
	}
	seen.Link, seen.Outcome = merged(seen.Link, link), Updated
	seen.Note = "changed " + ChangeWords(item.Changes)
	if wrong := mismatch(item.Request, link); wrong != "" {
		seen.Outcome = Uncertain
		seen.Note = fmt.Sprintf("%s took the change but answers with another link: %s; look at id %s in the dashboard", account.Title, wrong, item.Known.Link.ID)
		return seen, nil
	}
	entry := r.entry(account, &item)
	entry.Key, entry.Link, entry.Reason = item.Known.Key, seen.Link, seen.Note
	return seen, r.Ledger.Amend(detach(ctx), entry)
}

// replace takes a link back and makes another in its place: look, write down
// that it is being replaced, cancel, look again that it is gone and unpaid, and
// only then create. A run that is cut off anywhere is gone on with by the next.
func (r *Runner) replace(ctx context.Context, account *Account, item Item) (Result, error) {
	old := r.accountOf(item.Known)
	if old == nil {
		return r.without(item), nil
	}
	seen, err := r.refresh(ctx, old, item)
	if err != nil || !seen.Checked || seen.Outcome == Uncertain {
		return seen, err
	}
	if MoneyCame(seen.Link) {
		return heldBecause(seen, wasPaid), nil
	}
	if seen.Link.Status.Payable() || seen.Link.Status == providers.Draft {
		result, gone, err := r.retire(ctx, old, item, seen)
		if err != nil || !gone {
			return result, err
		}
	}
	return r.succeed(ctx, account, item, seen)
}

// succeed makes the link that takes the place of one that is gone.
func (r *Runner) succeed(ctx context.Context, account *Account, item Item, gone Result) (Result, error) {
	next := item
	next.Action, next.Known, next.Previous = Create, nil, gone.Link.URL
	result, err := r.create(ctx, account, &next)
	result.Action = Replace
	switch result.Outcome {
	case Created, Adopted:
		result.Outcome = Replaced
		result.Note = "send the new link: the old one is cancelled (" + item.Reason + ")"
		if gone.Link.Status == providers.Expired {
			result.Note = "send the new link: the old one has expired"
		}
	case Failed, NotAttempted:
		result.Note = "the old link is taken back and the new one is not made yet (" + result.Note + "): run apply again"
	default:
	}
	return result, err
}

// retire takes the old link back; gone tells that nobody can pay it any more.
func (r *Runner) retire(ctx context.Context, old *Account, item Item, seen Result) (result Result, gone bool, err error) {
	key := item.Known.Key
	if err := r.Ledger.Retire(detach(ctx), key, true, "to be replaced: "+item.Reason); err != nil {
		return notAttempted(item), false, err
	}
	id := item.Known.Link.ID
	_, err = old.Provider.Cancel(ctx, id)
	r.denied(old, err)
	if err != nil {
		seen.Outcome, seen.StillOpen = Failed, true
		seen.Note = "the old link could not be taken back, so no other was made: " + failure(old, err)
		if interrupted(ctx, err) || providers.Is(err, providers.Uncertain) || providers.Is(err, providers.Unavailable) {
			return seen, false, nil // it may be gone; the next run looks and goes on
		}
		return seen, false, r.Ledger.Retire(detach(ctx), key, false, seen.Note)
	}
	link, err := r.get(ctx, old, id)
	if err != nil {
		seen.Outcome, seen.StillOpen = Failed, true
		seen.Note = "the old link was taken back but could not be read again, so no other was made yet: run apply again (" + failure(old, err) + ")"
		return seen, false, nil
	}
	seen.Link = merged(seen.Link, link)
	if err := r.Ledger.Observe(detach(ctx), key, seen.Link, "taken back to be replaced"); err != nil {
		return notAttempted(item), false, err
	}
	if MoneyCame(link) || link.Status.Payable() {
		blocked := wasPaid
		if !MoneyCame(link) {
			blocked = "it is still " + string(link.Status)
		}
		held := heldBecause(seen, blocked)
		return held, false, r.Ledger.Retire(detach(ctx), key, false, held.Note)
	}
	return seen, true, nil
}

// wasPaid is why a link that should make room is kept.
const wasPaid = "something was paid on it"

func heldBecause(seen Result, why string) Result {
	seen.Outcome = Held
	seen.Note = "not replaced: " + why + "; look at the link and at the sheet's amount"
	seen.StillOpen = seen.Link.Status.Payable()
	return seen
}

// accountOf gives the account that made an entry, nil where it is configured no more.
func (r *Runner) accountOf(e *ledger.Entry) *Account {
	for _, account := range r.Accounts {
		if account.Scope == e.Scope {
			return account
		}
	}
	return nil
}

// alarm looks once more at the links that were replaced: money that came in on
// one belongs to an invoice that has another link.
func (r *Runner) alarm(ctx context.Context, result Result) (Result, error) {
	if result.Outcome == NotAttempted {
		return result, nil
	}
	for i := range result.Retired {
		retired := &result.Retired[i]
		account := r.accountOf(retired)
		if account == nil {
			continue
		}
		link, err := r.get(ctx, account, retired.Link.ID)
		if err != nil {
			continue // the row's own link is told; the retired one is looked at again next time
		}
		link, note := merged(retired.Link, link), ""
		if MoneyCame(link) {
			note = fmt.Sprintf("money came in on the replaced link %s (%s at %s) as well: compare both before anything is refunded", retired.Link.ID, link.Status, account.Title)
			result.Outcome, result.Late, result.Note = Uncertain, true, note
		}
		if err := r.Ledger.Observe(detach(ctx), retired.Key, link, note); err != nil {
			return result, err
		}
		unread, err := r.receive(ctx, account, retired.Key, link)
		if err != nil {
			return result, err
		}
		if unread != "" {
			result.Note += "; " + unread
		}
	}
	return result, nil
}

// late tells of a link that is itself one that was replaced, as a refresh of the
// whole ledger comes by it, and that was paid all the same.
func (r *Runner) late(ctx context.Context, account *Account, result Result) (Result, error) {
	known := result.Known
	if len(result.Retired) > 0 || result.Outcome != Refreshed || !MoneyCame(result.Link) {
		return result, nil
	}
	entries, err := r.Ledger.Lookup(detach(ctx), known.Namespace, known.Reference)
	if err != nil {
		return result, fmt.Errorf("reading the ledger for %s: %w", known.Reference, err)
	}
	for i := range entries {
		if by := &entries[i]; by.Link.ID != "" && by.Key != known.Key && replaced(known, by) {
			result.Outcome, result.Late = Uncertain, true
			result.Note = fmt.Sprintf("money came in on link %s at %s, whose place link %s at %s took: compare both before anything is refunded",
				known.Link.ID, account.Title, by.Link.ID, by.Account)
			return result, nil
		}
	}
	return result, nil
}

// tell asks the provider to write to the customer, once the link is durable. A
// failure is told and never touches the link. A link that an earlier run asked
// for is told of too: that run never came so far.
func (r *Runner) tell(ctx context.Context, account *Account, result Result) Result {
	q := result.Request
	fresh := result.Outcome == Created || result.Outcome == Replaced || result.Action == Resolve && result.Outcome == Adopted
	if !fresh || q.Notify == (providers.Notify{}) || !account.Capabilities.Notifies {
		return result
	}
	before := ""
	if result.Note != "" {
		before = result.Note + "; "
	}
	if address, unsafe := webAddress(result.Link.URL); unsafe != "" || strange(account, address) != "" {
		result.Note = before + "the customer was not written to"
		return result
	}
	if _, err := account.Provider.Update(ctx, result.Link.ID, q); err != nil {
		r.denied(account, err)
		result.Note = before + "the link is made, but " + account.Title + " did not confirm that it wrote to the customer: " + failure(account, err)
		return result
	}
	result.Note = before + account.Title + " was asked to write to the customer"
	return result
}
