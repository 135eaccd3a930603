package bulk

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
)

// refreshed makes a link and gives a function that looks at it as it is then, with
// what was paid and the payments told of it.
func refreshed(t *testing.T, caps providers.Capabilities) (b *bench, look func(status providers.Status, paid string, told ...providers.Payment) Result) {
	t.Helper()
	b = newBench(t, caps)
	if made := b.one(t, b.item(t, "INV-1", Create)); made.Outcome != Created {
		t.Fatalf("%+v", made)
	}
	return b, func(status providers.Status, paid string, told ...providers.Payment) Result {
		t.Helper()
		b.stand.onGet = func(link providers.Link) (providers.Link, error) {
			link.Status, link.Paid = status, providers.Money{}
			if paid != "" {
				link.Paid = money(t, paid+" LKR")
			}
			return link, nil
		}
		b.stand.payments = map[string][]providers.Payment{"id-INV-1": told}
		return b.one(t, b.item(t, "INV-1", Refresh))
	}
}

func came(t *testing.T, id, amount string) providers.Payment {
	t.Helper()
	return providers.Payment{ID: id, At: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC), Method: "UPI", Amount: money(t, amount+" LKR")}
}

// TestPaymentsAreAskedForOnce: one call for each time that somebody paid.
func TestPaymentsAreAskedForOnce(t *testing.T) {
	t.Parallel()
	b, look := refreshed(t, providers.Capabilities{TellsPaid: true, TellsPayments: true})
	first, second := came(t, "P1", "40"), came(t, "P2", "60")
	for _, step := range []struct {
		status providers.Status
		paid   string
		told   []providers.Payment
		asked  int
		known  []providers.Payment
	}{
		{providers.Active, "0", nil, 0, nil},
		{providers.PartiallyPaid, "40", []providers.Payment{first}, 1, []providers.Payment{first}},
		{providers.PartiallyPaid, "40", []providers.Payment{first}, 1, []providers.Payment{first}},
		{providers.Paid, "100", []providers.Payment{first}, 2, []providers.Payment{first}}, // the list lags behind
		{providers.Paid, "100", []providers.Payment{first, second}, 3, []providers.Payment{first, second}},
		{providers.Paid, "100", []providers.Payment{first, second}, 3, []providers.Payment{first, second}},
	} {
		result := look(step.status, step.paid, step.told...)
		known, err := b.book.Receipts(t.Context(), b.item(t, "INV-1", Refresh).Known.Key)
		if err != nil || result.Outcome != Refreshed || b.stand.asked != step.asked || !slices.Equal(known, step.known) {
			t.Errorf("%s %s: %s (%s), asked %d times, want %d; known %+v, %v", step.status, step.paid, result.Outcome, result.Note, b.stand.asked, step.asked, known, err)
		}
	}
}

func TestPaymentsOfAProviderThatDoesNotTell(t *testing.T) {
	t.Parallel()
	b, look := refreshed(t, providers.Capabilities{})
	if result := look(providers.Paid, ""); result.Outcome != Refreshed || result.Note != "" || b.stand.asked != 0 {
		t.Errorf("%s %q, asked %d times", result.Outcome, result.Note, b.stand.asked)
	}
}

// TestPaymentsThatCannotBeRead keep the state that was read, and say so.
func TestPaymentsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	noID, dollars := came(t, "", "100"), came(t, "P1", "100")
	dollars.Amount = money(t, "100 USD")
	for what, test := range map[string]struct {
		told []providers.Payment
		err  error
		want string
	}{
		"an error":         {nil, fail(providers.Unavailable, "connection reset"), "connection reset"},
		"refused":          {nil, fail(providers.Denied, "insufficient scope"), "insufficient scope"},
		"no provider's":    {nil, errors.New("broken"), "broken"},
		"no id":            {[]providers.Payment{noID}, nil, "has no id"},
		"another currency": {[]providers.Payment{dollars}, nil, "in USD"},
	} {
		b, look := refreshed(t, providers.Capabilities{TellsPayments: true})
		b.stand.onPayments = test.err
		result := look(providers.Paid, "", test.told...)
		if result.Outcome != Refreshed || result.Link.Status != providers.Paid || !strings.Contains(result.Note, test.want) || !strings.Contains(result.Note, "next refresh") {
			t.Errorf("%s: %s %s %q", what, result.Outcome, result.Link.Status, result.Note)
		}
		if e := b.item(t, "INV-1", Refresh).Known; e.Link.Status != providers.Paid {
			t.Errorf("%s: the ledger has %s", what, e.Link.Status)
		}
		// Once they can be read they are.
		b.stand.onPayments = nil
		if result = look(providers.Paid, "", came(t, "P1", "100")); result.Note != "" {
			t.Errorf("%s: then %q", what, result.Note)
		}
		if known, err := b.book.Receipts(t.Context(), b.item(t, "INV-1", Refresh).Known.Key); err != nil || len(known) != 1 {
			t.Errorf("%s: then %+v, %v", what, known, err)
		}
	}
}
