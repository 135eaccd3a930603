package payu

import (
	"errors"
	"fmt"
	"strings"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

// sums are the amounts of a link; the zero Money is one that is not told.
type sums struct{ total, paid, due, least providers.Money }

// sums reads a link's amounts. The total is what the payer owes; the older list
// calls it amount, and some answers give the sub-amount alone.
func (r result) sums(currency string) (s sums, err error) {
	for _, each := range []struct {
		to    *providers.Money
		texts []rest.Text
	}{
		{&s.total, []rest.Text{r.TotalAmount, r.Amount, r.SubAmount}},
		{&s.paid, []rest.Text{r.TotalCollected, r.AmountCollected}},
		{&s.due, []rest.Text{r.DueAmount}},
		{&s.least, []rest.Text{r.MinAmount}},
	} {
		for _, text := range each.texts {
			if text == "" {
				continue
			}
			m, err := text.Money(currency)
			if err != nil {
				return s, fmt.Errorf("its amount %q cannot be read", text)
			}
			*each.to = m
			break
		}
	}
	if s.total.IsNone() && !r.OpenAmount {
		return s, errors.New("it has no amount")
	}
	return s, nil
}

// status puts the state into paysheet's words from what either generation tells:
// what was collected decides before any word, then the word, then active. A
// state that no document names is empty.
func (r result) status(s sums, past bool) providers.Status {
	word := strings.ToLower(strings.TrimSpace(r.Status))
	off := word == "inactive" || (r.Active != nil && !*r.Active)
	state, known := map[string]providers.Status{
		"active": providers.Active, "inactive": providers.Active, "partially paid": providers.Active, "partially_paid": providers.Active,
		"paid": providers.Paid, "expired": providers.Expired, "deactivated": providers.Cancelled, "cancelled": providers.Cancelled,
	}[word]
	if word == "" && r.Active != nil {
		state, known = providers.Active, true
	}
	switch {
	case s.whole():
		return providers.Paid
	case !known:
		return ""
	case state != providers.Active:
		return state
	case off && past:
		return providers.Expired
	case off:
		return providers.Cancelled
	case s.paid.Sign() > 0:
		return providers.PartiallyPaid
	}
	return providers.Active
}

// whole tells that all was paid. An open amount has no total, and nothing is due
// on it before anything was paid.
func (s sums) whole() bool {
	if s.total.Sign() <= 0 {
		return false
	}
	if order, err := s.paid.Cmp(s.total); err == nil && order >= 0 {
		return true
	}
	return !s.due.IsNone() && s.due.Sign() == 0
}
