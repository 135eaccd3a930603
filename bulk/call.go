package bulk

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// create makes a link: intent durable, call, result durable.
func (r *Runner) create(ctx context.Context, account *Account, item *Item) (Result, error) {
	listed, err := r.isListed(ctx, account, item.Request.Reference)
	if err != nil {
		return r.unlisted(ctx, account, *item, err), nil
	}
	if !account.turn.enter(ctx) {
		return notAttempted(*item), nil
	}
	began := r.Clock()
	if err := r.Ledger.Begin(ctx, r.entry(account, item)); err != nil {
		return r.notBegun(ctx, *item, err)
	}
	account.turn.wrote(r.Clock().Sub(began))
	if listed {
		return r.takeListed(ctx, account, *item)
	}
	result, lost, err := r.send(ctx, account, item)
	if err != nil || !lost || account.Capabilities.Find == providers.FindNone {
		return result, err
	}
	// The answer was lost but the provider can be asked, so ask at once: what
	// Find sees is proof, whereas a miss this early proves nothing by itself.
	return r.seek(ctx, account, *item, result, Created)
}

// notBegun is a create that the ledger did not let through. Nothing was sent.
func (r *Runner) notBegun(ctx context.Context, item Item, err error) (Result, error) {
	var exists *ledger.ExistsError
	switch {
	case errors.As(err, &exists):
		result := r.without(item)
		result.Known = &exists.Found
		result.Outcome = Held
		result.Note = "not sent: " + exists.Why + "; run apply again"
		return result, nil
	case stopped(ctx):
		return notAttempted(item), nil
	default:
		return notAttempted(item), err
	}
}

// send makes the create call itself and writes down what came of it. lost tells
// that no answer came; an answer that does not agree is uncertain but not lost.
func (r *Runner) send(ctx context.Context, account *Account, item *Item) (result Result, lost bool, err error) {
	request := item.Request
	request.Notify = providers.Notify{} // nobody is written to before the link is durable
	var heard providers.Witness
	sent := r.Clock()
	link, err := account.Provider.Create(providers.WithWitness(ctx, &heard), request)
	account.turn.answered(r.Clock().Sub(sent))
	item.answer = heard.Digest()
	r.denied(account, err)
	account.turn.leave()
	switch {
	case err == nil:
		result, err = r.took(ctx, account, item, link, Created)
		return result, false, err
	case providers.Is(err, providers.Conflict):
		result, err = r.conflict(ctx, account, *item, err)
		return result, false, err
	}
	key := r.key(account, item)
	result = Result{Item: *item, Label: account.Label}
	switch {
	case providers.KindOf(err) == providers.Uncertain:
		r.gaveUp.Store(key, r.Clock())
		result.Outcome, result.Link = Uncertain, link
		result.Note = r.uncertainNote(account, *item, err)
		return result, true, r.finish(ctx, key, ledger.Outcome{State: ledger.Uncertain, Answer: item.answer, Link: link, Reason: result.Note})
	case interrupted(ctx, err):
		return notAttempted(*item), false, r.finish(ctx, key, ledger.Outcome{State: ledger.Refused, Answer: item.answer, Reason: "stopped before it was sent"})
	default:
		result.Label = ""
		result.Outcome = Failed
		result.Note = failure(account, err)
		return result, false, r.finish(ctx, key, ledger.Outcome{State: ledger.Refused, Answer: item.answer, Reason: result.Note})
	}
}

// conflict: the provider already has this reference. Somebody made that link:
// an earlier run of this ledger that it forgot, another machine, or a person.
func (r *Runner) conflict(ctx context.Context, account *Account, item Item, cause error) (Result, error) {
	result := Result{Item: item, Outcome: Failed, Note: failure(account, cause)}
	state := ledger.Refused
	if account.Capabilities.Find != providers.FindNone {
		link, err := account.Provider.Find(ctx, item.Request.Reference)
		switch {
		case err == nil && link.Status == providers.Cancelled:
			return r.spent(ctx, account, item, link)
		case err == nil:
			return r.took(ctx, account, &item, link, Adopted)
		case !providers.Is(err, providers.NotFound):
			state, result.Outcome = ledger.Uncertain, Uncertain
			result.Note = fmt.Sprintf("%s says that %s is taken but could not be asked about it (%s): run apply again", account.Title, item.Request.Reference, failure(account, err))
		}
	}
	return result, r.finish(ctx, r.key(account, &item), ledger.Outcome{State: state, Answer: item.answer, Reason: result.Note})
}

// spent: the reference was used for a link that is cancelled, and its provider
// takes no second one. It is written down, so that the next generation can be
// asked for.
func (r *Runner) spent(ctx context.Context, account *Account, item Item, link providers.Link) (Result, error) {
	result, err := r.took(ctx, account, &item, link, Adopted)
	if err == nil && result.Outcome == Adopted {
		result.Outcome = Held
		result.Note = fmt.Sprintf("%s already has a cancelled link under %s and takes no second one: apply --recreate makes another", account.Title, item.Request.Reference)
	}
	return result, err
}

// took compares a link with what was asked and writes it down: known if all
// that the provider echoes agrees, uncertain with both figures if not.
func (r *Runner) took(ctx context.Context, account *Account, item *Item, link providers.Link, as Outcome) (Result, error) {
	result := Result{Item: *item, Outcome: as, Link: link, Label: account.Label, Checked: true}
	state := ledger.Known
	if wrong := mismatch(item.Request, link); wrong != "" {
		state, result.Outcome = ledger.Uncertain, Uncertain
		result.Note = fmt.Sprintf("%s answered with another link than was asked for: %s; look at it in the dashboard (id %s)", account.Title, wrong, link.ID)
	}
	address, unsafe := webAddress(link.URL)
	if unsafe != "" {
		state, result.Outcome = ledger.Uncertain, Uncertain
		result.Note = fmt.Sprintf("%s answered with a link address that is withheld because %s; look at id %s in the dashboard", account.Title, unsafe, link.ID)
		link.URL, result.Link.URL = "", ""
	}
	if result.Note == "" {
		result.Note = strange(account, address)
	}
	if result.Note == "" && as == Adopted {
		result.Note = "the link was already at " + account.Title + " and was taken over"
	}
	err := r.learn(ctx, account, item, ledger.Outcome{State: state, Link: link, Answer: item.answer, Reason: result.Note, Sole: true})
	var exists *ledger.ExistsError
	if errors.As(err, &exists) {
		return r.taken(ctx, account, item, link, exists.Found)
	}
	return result, err
}

// taken: the link that a provider has for an invoice is another's, or the invoice
// has another. The reference sent may be two invoices'.
func (r *Runner) taken(ctx context.Context, account *Account, item *Item, link providers.Link, found ledger.Entry) (Result, error) {
	result := Result{Item: *item, Outcome: Uncertain}
	result.Note = fmt.Sprintf("%s has link %s under %s, but that is the link of %s: give one of the two invoices another reference",
		account.Title, link.ID, item.Request.Reference, found.Reference)
	if found.Reference == item.Reference {
		result.Note = fmt.Sprintf("%s has link %s under %s, but the ledger has link %s for it: look at both in the dashboard",
			account.Title, link.ID, item.Request.Reference, found.Link.ID)
	}
	return result, r.learn(ctx, account, item, ledger.Outcome{State: ledger.Uncertain, Answer: item.answer, Reason: result.Note})
}

// finish writes down what came of a call; it is not stopped with the run.
func (r *Runner) finish(ctx context.Context, key ledger.Key, outcome ledger.Outcome) error {
	_, err := r.Ledger.Finish(detach(ctx), key, outcome)
	return err
}

// detach keeps a result from being lost because the run was told to stop.
func detach(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

func (r *Runner) key(account *Account, item *Item) ledger.Key {
	if item.Known != nil && item.Action != Create {
		return item.Known.Key
	}
	return ledger.Key{Scope: account.Scope, Reference: item.Reference, Generation: max(1, item.Generation)}
}

func (r *Runner) entry(account *Account, item *Item) ledger.Entry {
	return ledger.Entry{
		Key: r.key(account, item), State: ledger.Intent, Account: account.Label,
		Sent: item.Request.Reference, Amount: item.Request.Amount,
		Asked: asked(&item.Request), Terms: terms(&item.Request), Run: r.Run, Sheet: r.Sheet, Row: item.Row,
		SheetReference: item.SheetReference, Payee: item.Payee, Previous: item.Previous,
	}
}

func asked(q *providers.LinkRequest) ledger.Asked {
	return ledger.Asked{Description: ledger.Digest(q.Description), Expires: q.Expires, MinPartial: q.MinPartial}
}

// terms gives a digest of everything that was asked for, to tell a change. The
// expiry is left out: moving dates alone are never a change.
func terms(q *providers.LinkRequest) string {
	text := make([]byte, 0, 256)
	for _, part := range [...]string{
		q.Reference, q.Amount.String(), q.Description, q.MinPartial.String(),
		q.Customer.Name, q.Customer.Email, q.Customer.Phone, q.ReturnURL,
	} {
		text = append(strconv.AppendQuote(text, part), ' ')
	}
	return ledger.Digest(string(append(text, q.FailureURL...)))
}

// failure gives a provider's error as a clause for a note.
func failure(account *Account, err error) string {
	var e *providers.Error
	text := err.Error()
	if errors.As(err, &e) {
		text = e.Message
		if text == "" && e.Err != nil {
			text = e.Err.Error()
		}
		if e.Kind == providers.Denied {
			text = "the credentials were refused (" + text + "): check account " + account.Name
		}
	}
	return Clean(text)
}
