package bulk

import (
	"context"
	"fmt"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// listed is what an account's list showed in this run.
type listed struct {
	turn chan struct{} // has room for one: who is in may read and fill
	// references are those of its links, whatever became of them; nil until the list
	// was read to its end.
	references map[string]bool
}

// isListed tells whether a provider that neither refuses a used reference nor
// can be asked for one has a link under it already, which another ledger made or
// one that is lost. The list is read once a run, before its first create; what
// comes into it later is this run's own.
func (r *Runner) isListed(ctx context.Context, account *Account, reference string) (bool, error) {
	if account.Capabilities.Find != providers.FindScan || account.Capabilities.RefusesDuplicates {
		return false, nil
	}
	kept, _ := r.listings.LoadOrStore(account.Name, &listed{turn: make(chan struct{}, 1)})
	l := kept.(*listed)
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	var err error
	if l.references == nil {
		l.references, err = references(ctx, account.Provider)
		r.denied(account, err)
	}
	return l.references[reference], err
}

// references reads a provider's whole list; nil with an error.
func references(ctx context.Context, p providers.Provider) (map[string]bool, error) {
	found := map[string]bool{}
	for link, err := range providers.Links(ctx, p) {
		if err != nil {
			return nil, err
		}
		found[link.Reference] = true
	}
	return found, nil
}

// unlisted is a create that was not sent because its provider could not be asked
// what it has.
func (r *Runner) unlisted(ctx context.Context, account *Account, item Item, err error) Result {
	if interrupted(ctx, err) {
		return notAttempted(item)
	}
	return Result{Item: item, Outcome: Failed, Note: fmt.Sprintf(
		"nothing was sent, because %s could not be asked whether it has a link under %s already (%s): run apply again",
		account.Title, item.Request.Reference, failure(account, err))}
}

// takeListed takes over the link that the list showed for a create that has
// begun, if it is what would have been asked for.
func (r *Runner) takeListed(ctx context.Context, account *Account, item Item) (Result, error) {
	link, err := account.Provider.Find(ctx, item.Request.Reference)
	r.denied(account, err)
	switch {
	case err == nil && link.Status == providers.Cancelled:
		return r.spent(ctx, account, item, link)
	case err == nil:
		return r.took(ctx, account, &item, link, Adopted)
	}
	result := Result{Item: item, Outcome: Uncertain, Label: account.Label, Link: link, Note: fmt.Sprintf(
		"%s has a link under %s already, which could not be taken over (%s): run apply again", account.Title, item.Request.Reference, failure(account, err))}
	return result, r.finish(ctx, r.key(account, &item), ledger.Outcome{State: ledger.Uncertain, Link: link, Reason: result.Note})
}
