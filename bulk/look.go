package bulk

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// refresh reads a link's state.
func (r *Runner) refresh(ctx context.Context, account *Account, item Item) (Result, error) {
	result := fromKnown(item)
	result.Label = account.Label
	link, err := r.get(ctx, account, item.Known.Link.ID)
	if err != nil {
		if interrupted(ctx, err) {
			return notAttempted(item), nil
		}
		result.Outcome = Failed
		result.Note = "the link's state could not be read: " + failure(account, err)
		if providers.Is(err, providers.NotFound) {
			result.Note = fmt.Sprintf("%s knows no link %s any more: look in its dashboard", account.Title, item.Known.Link.ID)
		}
		return result, nil
	}
	result.Outcome, result.Link, result.Checked = Refreshed, merged(item.Known.Link, link), true
	if item.Amount != item.Known.Amount && !item.Amount.IsNone() && isBalance(item.Amount, result.Link, item.Known.Amount) {
		result.Outcome = Kept
		result.Note = fmt.Sprintf("open %s of %s", item.Amount, item.Known.Amount)
	}
	if odd := oddPayment(item.Known, result.Link); odd != "" {
		result.Note = odd
	}
	if wrong := drifted(item.Known, link); wrong != "" {
		result.Outcome = Uncertain
		result.Note = fmt.Sprintf("the link at %s is not the one that was made: %s; look at id %s in the dashboard", account.Title, wrong, link.ID)
		return result, nil
	}
	if result, err = r.late(ctx, account, result); err != nil {
		return result, err
	}
	if err := r.Ledger.Observe(detach(ctx), item.Known.Key, result.Link, result.Note); err != nil {
		return result, err
	}
	return r.received(ctx, account, result)
}

// lookAgain reads the link of a row that wants none, or another amount, before
// anybody is told that it is still open: it may have been paid since.
func (r *Runner) lookAgain(ctx context.Context, account *Account, item Item) (Result, error) {
	seen, err := r.refresh(ctx, account, item)
	if err != nil || seen.Outcome == NotAttempted {
		return seen, err
	}
	if seen.Outcome == Kept && item.Action == Hold {
		seen.StillOpen = false // the changed amount is the open balance
		return seen, nil
	}
	if seen.Checked {
		item.StillOpen = seen.Link.Status.Payable()
	}
	result := r.without(item)
	result.Link, result.Checked, result.Label = seen.Link, seen.Checked, seen.Label
	if item.Action == Hold && item.Wanted && seen.Link.Status == providers.Paid {
		result.Outcome, result.Note = Kept, "paid"
	}
	return result, nil
}

// cancel takes a link back, after a fresh look that nobody has paid it since.
func (r *Runner) cancel(ctx context.Context, account *Account, item Item) (Result, error) {
	result, err := r.refresh(ctx, account, item)
	if err != nil || !result.Checked || result.Outcome == Uncertain {
		return result, err
	}
	if result.Link.Status != providers.Active && result.Link.Status != providers.Draft {
		result.Outcome = Skipped
		result.Note = fmt.Sprintf("%s; the link is %s and is not taken back", item.Reason, result.Link.Status)
		result.StillOpen = result.Link.Status.Payable()
		return result, nil
	}
	link, err := account.Provider.Cancel(ctx, item.Known.Link.ID)
	r.denied(account, err)
	switch {
	case err == nil && link.Status == providers.Cancelled:
		result.Outcome, result.Link, result.Note = Cancelled, merged(item.Known.Link, link), item.Reason
		return result, r.Ledger.Observe(detach(ctx), item.Known.Key, result.Link, result.Note)
	case interrupted(ctx, err):
		return notAttempted(item), nil
	case err == nil:
		result.Outcome, result.StillOpen = Failed, true
		result.Note = fmt.Sprintf("%s took the cancellation but still says %s: look at id %s in the dashboard", account.Title, link.Status, item.Known.Link.ID)
	default:
		result.Outcome, result.StillOpen = Failed, true
		result.Note = "the link could not be taken back: " + failure(account, err)
	}
	return result, nil
}

func (r *Runner) get(ctx context.Context, account *Account, id string) (providers.Link, error) {
	link, err := account.Provider.Get(ctx, id)
	r.denied(account, err)
	account.turn.leave()
	return link, err
}

// merged keeps what an earlier answer told and this one leaves out.
func merged(old, fresh providers.Link) providers.Link {
	if _, unsafe := webAddress(fresh.URL); unsafe != "" {
		fresh.URL = old.URL
	}
	if fresh.Expires.IsZero() {
		fresh.Expires = old.Expires
	}
	if fresh.Paid.IsNone() {
		fresh.Paid = old.Paid
	}
	if fresh.Reference == "" {
		fresh.Reference = old.Reference
	}
	if fresh.Amount.IsNone() {
		fresh.Amount = old.Amount
	}
	return fresh
}

// mismatch compares what a provider echoes with what was asked, and gives the
// differences with both figures; empty where all that is echoed agrees.
func mismatch(asked providers.LinkRequest, got providers.Link) string {
	switch {
	case !got.Amount.IsNone() && got.Amount != asked.Amount:
		return fmt.Sprintf("its amount is %s, not %s", got.Amount, asked.Amount)
	case got.Reference != "" && got.Reference != asked.Reference:
		return fmt.Sprintf("its reference is %q, not %q", Clean(got.Reference), asked.Reference)
	default:
		return ""
	}
}

// drifted compares a link read now with the one that was made.
func drifted(e *ledger.Entry, got providers.Link) string {
	return mismatch(providers.LinkRequest{Amount: e.Amount, Reference: e.Sent}, got)
}

// webAddress reads an address. unsafe says why it must not be put in front of a
// customer; empty where it may.
func webAddress(address string) (u *url.URL, unsafe string) {
	u, err := url.Parse(address)
	switch {
	case err != nil || Clean(address) != address:
		return nil, "it is no plain web address"
	case u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return nil, "it is no http or https address"
	case u.User != nil:
		return nil, "it carries a user name"
	default:
		return u, ""
	}
}

// strange warns of a link address that is not encrypted or is at a host that
// the provider is not known for; empty where there is nothing to say. It is
// written into the sheet all the same: providers change their short domains.
func strange(account *Account, u *url.URL) string {
	if account.Familiar == nil {
		return ""
	}
	loopback := u.Hostname() == "localhost" || strings.HasPrefix(u.Hostname(), "127.")
	switch {
	case u.Scheme == "http" && !loopback:
		return "look at the link before it is sent: its address is not encrypted (http)"
	case !account.Familiar(u.Hostname()):
		return fmt.Sprintf("look at the link before it is sent: %s is not known for %s", account.Title, u.Hostname())
	default:
		return ""
	}
}
