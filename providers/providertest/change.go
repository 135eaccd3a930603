package providertest

import (
	"slices"
	"testing"

	"paysheet/providers"
)

// payable is a site on which a payer can be played; the clause is skipped elsewhere.
func (s *suite) payable(t *testing.T) account {
	t.Helper()
	a := s.account(t)
	if a.Pay == nil || a.Expire == nil {
		t.Skip("only a stand-in lets a test pay a link or end it")
	}
	return a
}

// inParts is a request that may be paid in parts, and its least part.
func (a account) inParts(t *testing.T) (providers.LinkRequest, providers.Money) {
	t.Helper()
	req := a.request(t, a.reference(1))
	if len(a.can.Partial.Above) > 0 {
		above := a.can.Partial.Above[0]
		total, err := above.Add(a.amount(t, above.Number(), above.Currency()))
		if err != nil {
			t.Fatal(err)
		}
		req.Amount, req.MinPartial = total, above
		return req, above
	}
	req.MinPartial = a.amount(t, "500", req.Amount.Currency())
	return req, req.MinPartial
}

func (x trial) partPayments() {
	t, s := x.T, x.suite
	a := s.account(t)
	req, part := a.inParts(t)
	if !a.can.Partial.Allowed {
		if len(a.can.Check(req, a.today(t))) == 0 {
			t.Error("Check lets a part-payment pass")
		}
		return
	}
	link := a.made(t, req)
	if got := a.read(t, link.ID); !got.MinPartial.IsNone() && got.MinPartial != part {
		t.Errorf("least part %s, want %s", got.MinPartial, part)
	}
	if a.Pay == nil {
		return
	}
	if err := a.Pay(link.URL, part.Number()); err != nil {
		t.Fatal(err)
	}
	got := a.read(t, link.ID)
	if !got.Status.Payable() {
		t.Errorf("after a part: status %s", got.Status)
	}
	if a.can.TellsPaid && (got.Status != providers.PartiallyPaid || got.Paid != part) {
		t.Errorf("after a part: status %s, paid %s, want %s", got.Status, got.Paid, part)
	}
}

func (x trial) paidInFull() {
	t, s := x.T, x.suite
	a := s.payable(t)
	req := a.request(t, a.reference(1))
	link := a.made(t, req)
	if err := a.Pay(link.URL, ""); err != nil {
		t.Fatal(err)
	}
	got := a.read(t, link.ID)
	if got.Status != providers.Paid || !got.Status.Settled() {
		t.Errorf("status %s", got.Status)
	}
	if got.Paid != req.Amount { // that a link is paid tells that all of it is
		t.Errorf("paid %s, want %s", got.Paid, req.Amount)
	}
}

func (x trial) expired() {
	t, s := x.T, x.suite
	a := s.payable(t)
	link := a.made(t, a.request(t, a.reference(1)))
	if err := a.Expire(link.URL); err != nil {
		t.Fatal(err)
	}
	if got := a.read(t, link.ID); got.Status != providers.Expired {
		t.Errorf("status %s", got.Status)
	}
}

// changed is a request that differs from another in one field.
func (a account) changed(t *testing.T, req providers.LinkRequest, field providers.Field) providers.LinkRequest {
	t.Helper()
	switch field {
	case providers.FieldAmount:
		more, err := req.Amount.Add(a.amount(t, "250", req.Amount.Currency()))
		if err != nil {
			t.Fatal(err)
		}
		req.Amount = more
	case providers.FieldReference:
		req.Reference += "-B"
	case providers.FieldDescription:
		req.Description = "Corrected: " + req.Description
	case providers.FieldExpires:
		req.Expires = req.Expires.AddDays(7)
	case providers.FieldMinPartial:
		req.MinPartial = a.amount(t, "300", req.Amount.Currency())
	case providers.FieldEmail:
		req.Customer.Email = "other@example.com"
	case providers.FieldPhone:
		req.Customer.Phone = "+91 98765 00000"
	case providers.FieldReturnURL:
		req.ReturnURL = "https://example.com/thanks"
	default:
		t.Fatalf("the suite does not know the field %q", field)
	}
	return req
}

func (x trial) updateEveryField() {
	t, s := x.T, x.suite
	a := s.account(t)
	for n, field := range a.can.Update {
		req := a.request(t, a.reference(n))
		link := a.made(t, req)
		want := a.changed(t, req, field)
		got, err := a.Update(t.Context(), link.ID, want)
		if err != nil {
			t.Errorf("%s: %v", field, err)
			continue
		}
		if got.ID != link.ID || !got.Status.Payable() {
			t.Errorf("%s: update gave %+v", field, got)
		}
		after := a.read(t, link.ID)
		a.echoes(t, got, want)
		a.echoes(t, after, want)
		if after.URL != link.URL {
			t.Errorf("%s: the URL changed from %s to %s", field, link.URL, after.URL)
		}
		if field == providers.FieldMinPartial && !after.MinPartial.IsNone() && after.MinPartial != want.MinPartial {
			t.Errorf("least part %s, want %s", after.MinPartial, want.MinPartial)
		}
	}
}

func (x trial) updateLeavesTheRest() {
	t, s := x.T, x.suite
	a := s.account(t)
	if len(a.can.Update) == 0 {
		t.Skip("it updates nothing")
	}
	req := a.request(t, a.reference(1))
	link := a.made(t, req)
	all, want := req, req
	for _, field := range []providers.Field{providers.FieldAmount, providers.FieldReference, providers.FieldDescription, providers.FieldExpires} {
		all = a.changed(t, all, field)
		if slices.Contains(a.can.Update, field) {
			want = a.changed(t, want, field)
		}
	}
	if _, err := a.Update(t.Context(), link.ID, all); err != nil {
		t.Fatal(err)
	}
	a.echoes(t, a.read(t, link.ID), want)
}

func (x trial) updateUnsupported() {
	t, s := x.T, x.suite
	a := s.account(t)
	if len(a.can.Update) > 0 {
		t.Skip("it updates something")
	}
	req := a.request(t, a.reference(1))
	_, err := a.Update(t.Context(), a.made(t, req).ID, req)
	a.failed(t, "update", err, providers.Unsupported)
}

// cancellable makes a link in a state from which it can be taken back.
func (a account) cancellable(t *testing.T) providers.Link {
	t.Helper()
	link := a.made(t, a.request(t, a.reference(1)))
	if slices.Contains(a.can.CancelFrom, providers.Active) {
		return link
	}
	if a.Expire == nil || !slices.Contains(a.can.CancelFrom, providers.Expired) {
		t.Skip("a test cannot bring a link here into a state from which it can be taken back")
	}
	if err := a.Expire(link.URL); err != nil {
		t.Fatal(err)
	}
	return link
}

func (x trial) cancelThenGet() {
	t, s := x.T, x.suite
	a := s.account(t)
	link := a.cancellable(t)
	got, err := a.Cancel(t.Context(), link.ID)
	if err != nil || got.Status != providers.Cancelled || got.ID != link.ID {
		t.Fatalf("cancel gave %+v, %v", got, err)
	}
	if got := a.read(t, link.ID); got.Status != providers.Cancelled {
		t.Errorf("get after it: %s", got.Status)
	}
	if a.Pay != nil && a.Pay(link.URL, "") == nil {
		t.Error("a cancelled link was paid")
	}
}

func (x trial) cancelTwice() {
	t, s := x.T, x.suite
	a := s.account(t)
	link := a.cancellable(t)
	for n := range 2 {
		if got, err := a.Cancel(t.Context(), link.ID); err != nil || got.Status != providers.Cancelled {
			t.Errorf("cancel %d: %+v, %v", n+1, got, err)
		}
	}
}

func (x trial) cancelRefused() {
	t, s := x.T, x.suite
	a := s.payable(t)
	paid := a.made(t, a.request(t, a.reference(1)))
	if err := a.Pay(paid.URL, ""); err != nil {
		t.Fatal(err)
	}
	_, err := a.Cancel(t.Context(), paid.ID)
	a.failed(t, "cancel of a paid link", err, providers.Conflict)
	if got := a.read(t, paid.ID); got.Status != providers.Paid {
		t.Errorf("the paid link is now %s", got.Status)
	}
	if slices.Contains(a.can.CancelFrom, providers.Active) {
		return
	}
	active := a.made(t, a.request(t, a.reference(2)))
	_, err = a.Cancel(t.Context(), active.ID)
	a.failed(t, "cancel of an active link", err, providers.Conflict)
	if got := a.read(t, active.ID); !got.Status.Payable() {
		t.Errorf("the active link is now %s", got.Status)
	}
}

func (x trial) unknownLink() {
	t, s := x.T, x.suite
	a := s.account(t)
	a.made(t, a.request(t, a.reference(1)))
	const nowhere = "000000000000000000000000"
	_, err := a.Get(t.Context(), nowhere)
	a.failed(t, "get", err, providers.NotFound)
	_, err = a.Cancel(t.Context(), nowhere)
	a.failed(t, "cancel", err, providers.NotFound)
	if len(a.can.Update) > 0 {
		_, err = a.Update(t.Context(), nowhere, a.request(t, a.reference(2)))
		a.failed(t, "update", err, providers.NotFound)
	}
}
