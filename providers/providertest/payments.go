package providertest

import (
	"slices"
	"testing"
	"time"

	"paysheet/providers"
)

// payments holds a provider that tells them to the amount, the id and the time, and
// one that does not to saying so.
func (x trial) payments() {
	t, s := x.T, x.suite
	a := s.account(t)
	req := a.request(t, a.reference(1))
	link := a.made(t, req)
	if !a.can.TellsPayments {
		_, err := a.Payments(t.Context(), link.ID)
		a.failed(t, "payments", err, providers.Unsupported)
		return
	}
	if list := a.receipts(t, link.ID); len(list) > 0 {
		t.Errorf("%+v on a link that nobody paid", list)
	}
	if _, err := a.Payments(t.Context(), "NO-SUCH-LINK"); err == nil {
		t.Error("the payments of a link that is not there")
	}
	if a.Pay != nil {
		a.paidOnce(t, link, req)
	}
}

// paidOnce pays a link, and another beside it, and looks at what is told.
func (a account) paidOnce(t *testing.T, link providers.Link, req providers.LinkRequest) {
	t.Helper()
	other := a.made(t, a.request(t, a.reference(2)))
	for _, url := range []string{link.URL, other.URL} {
		if err := a.Pay(url, ""); err != nil {
			t.Fatal(err)
		}
	}
	list := a.receipts(t, link.ID)
	if len(list) != 1 {
		t.Fatalf("%d payments, want 1: %+v", len(list), list)
	}
	got := list[0]
	if got.Refund || got.Amount != req.Amount || got.Method == "" || !got.At.Equal(a.Clock().Truncate(time.Second)) {
		t.Errorf("payment %+v, want %s at %s by some way", got, req.Amount, a.Clock())
	}
	if again := a.receipts(t, link.ID); !slices.Equal(list, again) {
		t.Errorf("first %+v, then %+v", list, again)
	}
}

// paymentsInParts pays a link in three parts.
func (x trial) paymentsInParts() {
	t, s := x.T, x.suite
	a := s.payable(t)
	if !a.can.TellsPayments || !a.can.Partial.Allowed {
		t.Skip("it does not tell payments, or has no parts")
	}
	req, part := a.inParts(t)
	link := a.made(t, req)
	for range 2 {
		if err := a.Pay(link.URL, part.Number()); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Pay(link.URL, ""); err != nil {
		t.Fatal(err)
	}
	list := a.receipts(t, link.ID)
	if sum, err := providers.Received(list); err != nil || len(list) != 3 || sum != req.Amount {
		t.Errorf("%d payments of %s (%v), want 3 of %s", len(list), sum, err, req.Amount)
	}
}

// receipts gives payments that must be told, each fit for a ledger and told once.
func (a account) receipts(t *testing.T, id string) []providers.Payment {
	t.Helper()
	list, err := a.Payments(t.Context(), id)
	if err != nil {
		t.Fatalf("payments of %s: %v", id, err)
	}
	seen := map[string]bool{}
	for _, one := range list {
		if err := one.Check(); err != nil {
			t.Error(err)
		}
		if one.Method != providers.Method(one.Method) || seen[one.ID] {
			t.Errorf("%+v is told twice or has no way of paying", one)
		}
		seen[one.ID] = true
	}
	return list
}
