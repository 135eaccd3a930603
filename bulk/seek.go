package bulk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// resolve settles a create whose answer an earlier run never saw.
func (r *Runner) resolve(ctx context.Context, account *Account, item Item) (Result, error) {
	known := item.Known
	if known == nil { // only the sheet knows of it: see doubt
		return Result{Item: item, Outcome: Uncertain, Label: account.Label, Note: item.Reason}, nil
	}
	item.Request.Reference, item.Request.Amount = known.Sent, known.Amount
	result := fromKnown(item)
	result.Outcome, result.Label = Uncertain, account.Label
	result.Note = r.uncertainNote(account, item, nil)
	if account.Capabilities.FindCompletes && !r.sameWish(item) {
		result.Note = fmt.Sprintf("an earlier create at %s was not answered; looking for it would make a half-made link payable, which this row does not ask for: look in the dashboard for reference %s and settle the row with paysheet resolve --row %d, or run apply while the row still wants the link",
			account.Title, item.Request.Reference, item.Row) + otherAmount(item)
		return result, nil
	}
	if account.Capabilities.Find != providers.FindNone {
		as := Adopted
		if _, own := r.gaveUp.Load(known.Key); own {
			as = Created // the create was this run's
		}
		return r.seek(ctx, account, item, result, as)
	}
	if known.Link.ID == "" {
		return result, nil
	}
	// The provider named a link but it did not agree; it may have been put right.
	link, err := r.get(ctx, account, known.Link.ID)
	if err != nil {
		return result, nil //nolint:nilerr // nothing is known but what was: the note says what to do
	}
	return r.took(ctx, account, &item, link, Adopted)
}

// seek looks for the link of a lost create. A hit is proof. A miss is proof only
// once the slowest create must be over; until then a provider that refuses a
// used reference may be asked to make the link again.
func (r *Runner) seek(ctx context.Context, account *Account, item Item, lost Result, as Outcome) (Result, error) {
	asked, before := r.Clock(), lost.Link.ID
	var heard providers.Witness
	link, err := account.Provider.Find(providers.WithWitness(ctx, &heard), item.Request.Reference)
	item.answer = heard.Digest()
	r.denied(account, err)
	account.turn.leave()
	switch {
	case err == nil:
		return r.took(ctx, account, &item, link, as)
	case providers.Is(err, providers.NotFound):
		return r.missing(ctx, account, item, lost, asked)
	case providers.KindOf(err) == providers.Uncertain:
		// Find completes a create, so it can itself be cut off half-way.
		if link.ID != "" {
			lost.Link = link
		}
		lost.Note = fmt.Sprintf("%s has the link but did not confirm it (%s): run apply again", account.Title, failure(account, err))
	default:
		lost.Note = fmt.Sprintf("the create was not answered and %s could not be asked about it (%s): run apply again", account.Title, failure(account, err))
	}
	return lost, r.unsure(ctx, account, item, lost, before)
}

// missing is a look-up, begun at an instant, that found nothing.
func (r *Runner) missing(ctx context.Context, account *Account, item Item, lost Result, asked time.Time) (Result, error) {
	before, window := lost.Link.ID, r.window(account, item)
	switch {
	case before != "":
		lost.Note = fmt.Sprintf("%s finds no link under %s, but it answered once with id %s: look at it in the dashboard, then settle it with paysheet resolve", account.Title, item.Request.Reference, before)
	case account.Capabilities.RefusesDuplicates && r.sameWish(item):
		return r.sendAgain(ctx, account, item, lost)
	case item.Action != Create && window.over(asked):
		// A create of this very call is never settled so: one that is lost again
		// and again would be sent without end.
		return r.absent(ctx, account, item)
	default:
		lost.open = r.opened(account, item, window)
		lost.Note = fmt.Sprintf("%s has no link under %s yet, but the lost create may still arrive: run apply again after %s, or apply --wait",
			account.Title, item.Request.Reference, r.told(window.next(r.Clock()))) + otherAmount(item)
	}
	return lost, r.unsure(ctx, account, item, lost, before)
}

// unsure writes down that a create is still open, unless the ledger has it so
// already: writing it again would move the instant from which the settle window
// is counted. before is the link's id as the ledger has it.
func (r *Runner) unsure(ctx context.Context, account *Account, item Item, lost Result, before string) error {
	if lost.Link.ID == before && (item.Action == Create || item.Known.State != ledger.Intent) {
		return nil
	}
	return r.learn(ctx, account, &item, ledger.Outcome{State: ledger.Uncertain, Link: lost.Link, Answer: item.answer, Reason: lost.Note})
}

// sameWish tells that the row still wants the very link that was asked for.
func (r *Runner) sameWish(item Item) bool { return item.Action == Create || item.Same }

// absent settles a create of which it is proven that it made nothing, and makes
// the link now if the row still wants it.
func (r *Runner) absent(ctx context.Context, account *Account, item Item) (Result, error) {
	key := r.key(account, &item)
	why := fmt.Sprintf("%s has no link under %s, and the create that was not answered must be over by now: it made nothing", account.Title, item.Request.Reference)
	if err := r.refuse(ctx, key, why); err != nil {
		return notAttempted(item), err
	}
	same := r.sameWish(item)
	item.Known, item.Generation = nil, key.Generation
	if same {
		item.Action = Create
		return r.create(ctx, account, &item)
	}
	result := Result{Item: item, Outcome: Skipped, Note: why}
	if item.Wanted {
		result.Outcome, result.Note = Held, why+"; run apply again for the link that the row asks for now"
	}
	return result, nil
}

// refuse writes down that it is proven that nothing was made.
func (r *Runner) refuse(ctx context.Context, key ledger.Key, why string) error {
	outcome := ledger.Outcome{State: ledger.Refused, Reason: why}
	now, err := r.Ledger.Finish(detach(ctx), key, outcome)
	if err == nil && now.State == ledger.Uncertain {
		// An answer to the last of several tries says nothing of the others, so the
		// ledger keeps such an entry open; this proof is about all of them.
		err = r.finish(ctx, key, outcome)
	}
	return err
}

// learn writes down what was found out about an item's create.
func (r *Runner) learn(ctx context.Context, account *Account, item *Item, outcome ledger.Outcome) error {
	if item.Action == Create || item.Known == nil || item.Known.State != ledger.Known {
		return r.finish(ctx, r.key(account, item), outcome)
	}
	// A draft is known already, and only its state can be news.
	if outcome.State != ledger.Known {
		return nil
	}
	return r.Ledger.Observe(detach(ctx), item.Known.Key, outcome.Link, outcome.Reason)
}

// sendAgain repeats a create whose reference the provider refuses to use twice.
// lost is the result where nothing is sent.
func (r *Runner) sendAgain(ctx context.Context, account *Account, item Item, lost Result) (Result, error) {
	if !account.turn.enter(ctx) {
		return lost, nil // the first create is as open as before
	}
	entry := r.entry(account, &item)
	entry.Key = r.key(account, &item)
	began := r.Clock()
	err := r.Ledger.Rebegin(ctx, entry)
	account.turn.wrote(r.Clock().Sub(began))
	switch {
	case err == nil:
	case errors.Is(err, ledger.ErrExists), errors.Is(err, ledger.ErrState):
		lost.Note = "an earlier create was not answered and is not sent again: " + Clean(err.Error())
		return lost, nil
	case stopped(ctx):
		return lost, nil // the first create is as open as before
	default:
		return lost, err
	}
	result, _, err := r.send(ctx, account, &item)
	if result.Outcome == NotAttempted || result.Outcome == Failed {
		// The first create is still open, whatever became of the second; the
		// ledger keeps such an entry uncertain too.
		result.Outcome, result.Label = Uncertain, account.Label
		result.Note = "an earlier create was not answered and the second try did not settle it (" + result.Note + "): run apply again"
	}
	return result, err
}

// uncertainNote says what to do about a create whose outcome nobody knows.
func (r *Runner) uncertainNote(account *Account, item Item, err error) string {
	cause := "an earlier create was not answered"
	if err != nil {
		cause = failure(account, err)
	}
	if account.Capabilities.Find != providers.FindNone {
		return cause + ": run apply again to look for it"
	}
	about := ""
	if item.Known != nil && !item.Known.Began.IsZero() && item.Action != Create {
		about = " made about " + r.told(item.Known.Began)
	}
	note := fmt.Sprintf("%s: a link may exist; look in the %s dashboard for reference %s over %s%s before anything else is done with this invoice, then settle the row: paysheet resolve --row %d with --link-id ID if it is there, with --not-created --reason WHY if it is not",
		cause, account.Title, item.Request.Reference, item.Request.Amount, about, item.Row)
	return note + otherAmount(item)
}

// otherAmount tells that the row asks for another amount than the create that is
// open; empty where it does not.
func otherAmount(item Item) string {
	if !item.Wanted || item.Action == Create || item.Known == nil || item.Amount.IsNone() || item.Amount == item.Known.Amount {
		return ""
	}
	return fmt.Sprintf(" (it asked for %s; the sheet says %s now, which is not asked for until this is settled)", item.Known.Amount, item.Amount)
}
