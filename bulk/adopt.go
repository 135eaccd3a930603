package bulk

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// adopt takes over a link that the sheet names, if the provider agrees to all of it.
func (r *Runner) adopt(ctx context.Context, account *Account, item Item) (Result, error) {
	result := fromKnown(item)
	result.Outcome, result.Label, result.Link.ID = Uncertain, account.Label, item.SheetLink
	link, err := r.get(ctx, account, item.SheetLink)
	if err != nil {
		if interrupted(ctx, err) {
			return notAttempted(item), nil
		}
		result.Note = fmt.Sprintf("the sheet names link %s, which could not be checked at %s (%s)", item.SheetLink, account.Title, failure(account, err))
		return result, nil
	}
	item = successor(account, item, link)
	if wrong := unlike(item.Request, link); wrong != "" {
		result.Note = fmt.Sprintf("the sheet names link %s, but at %s it is another: %s", item.SheetLink, account.Title, wrong)
		return result, nil
	}
	entry := r.entry(account, &item)
	entry.State, entry.Link, entry.Reason = ledger.Known, link, "taken over from the sheet"
	if item.Claimed {
		entry.Asked, entry.Terms = ledger.Asked{}, "" // nobody knows what was asked for
	}
	err = r.Ledger.Adopt(detach(ctx), entry)
	var exists *ledger.ExistsError
	switch {
	case errors.As(err, &exists):
		result.Outcome = Held
		result.Note = fmt.Sprintf("the sheet names link %s, which is not taken over: %s", item.SheetLink, exists.Why)
		if exists.Found.Reference != item.Reference {
			result.Note = heldBy(item.SheetLink, &exists.Found)
		}
		return result, nil
	case err != nil:
		return notAttempted(item), err
	}
	result.Item, result.Outcome, result.Link, result.Checked = item, Adopted, link, true
	result.Note = "the link was in the sheet and agrees with " + account.Title
	return result, nil
}

// successor takes a link for the later generation that its reference says it is,
// where the row itself tells that it took another's place.
func successor(account *Account, item Item, link providers.Link) Item {
	digits, later := strings.CutPrefix(link.Reference, account.sent(item.Reference, 1)+"-")
	n, err := strconv.Atoi(digits)
	if !later || err != nil || n < 2 || itoa(n) != digits || item.Previous == "" || item.Known != nil {
		return item
	}
	item.Generation, item.Request.Reference = n, link.Reference
	return item
}

// unlike says what keeps a link from being taken over, with both figures; empty
// where all that its provider echoes agrees.
func unlike(asked providers.LinkRequest, link providers.Link) string {
	if wrong := mismatch(asked, link); wrong != "" {
		return wrong
	}
	if _, unsafe := webAddress(link.URL); link.URL != "" && unsafe != "" {
		return "its address is withheld because " + unsafe
	}
	if link.Status == providers.Draft {
		return "it is a draft, which nobody can pay yet"
	}
	return ""
}

// second looks at a link that the sheet names beside the one that the ledger
// has: if it is the invoice's too, there are two.
func (r *Runner) second(ctx context.Context, account *Account, result Result) Result {
	if result.SheetLink == "" || result.Action == Adopt || result.Known == nil || result.Outcome == NotAttempted {
		return result
	}
	link, err := r.get(ctx, account, result.SheetLink)
	if err != nil || drifted(result.Known, link) != "" || link.ID == result.Known.Link.ID {
		return result // it is none of this invoice's
	}
	if link.Status.Payable() || link.Status == providers.Paid || link.Paid.Sign() > 0 {
		result.Outcome = Uncertain
		result.Note = fmt.Sprintf("the sheet named link %s, which %s has for this invoice too (%s over %s) beside %s of this ledger: take one of them back before a customer pays both",
			result.SheetLink, account.Title, link.Status, link.Amount, result.Known.Link.ID)
	}
	return result
}
