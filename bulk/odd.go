package bulk

import (
	"fmt"
	"strings"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// How the notes on money begin that went another way than it was asked for.
const (
	paidTooMuch = "paid too much: "
	paidBack    = "paid back: "
)

// oddPayment says what is odd about the money on a link as it is now: more than
// was asked for, or less than at an earlier look. No provider tells of a refund
// or a chargeback on the link itself, so a sum that fell is how either is seen.
// It stays told until the sum changes again. Empty where nothing is odd.
func oddPayment(e *ledger.Entry, now providers.Link) string {
	before := e.Link
	if order, err := now.Paid.Cmp(e.Amount); err == nil && order > 0 {
		return fmt.Sprintf("%s%s came in on a link over %s: refund the difference or set it off, as agreed with the customer", paidTooMuch, now.Paid, e.Amount)
	}
	order, err := now.Paid.Cmp(before.Paid)
	switch {
	case err == nil && !before.Paid.IsNone() && order < 0:
		return fmt.Sprintf("%s%s was paid and %s is left, after a refund or a chargeback: look at id %s in the dashboard", paidBack, before.Paid, now.Paid, e.Link.ID)
	case before.Status == providers.Paid && now.Status != providers.Paid:
		return fmt.Sprintf("%sthe link was paid and is %s now, after a refund or a chargeback: look at id %s in the dashboard", paidBack, now.Status, e.Link.ID)
	case strings.HasPrefix(e.Reason, paidBack) && now.Status == before.Status && now.Paid == before.Paid:
		return e.Reason
	default:
		return ""
	}
}
