package providertest

import (
	"testing"

	"paysheet/providers"
)

// inState makes a link and brings it into a state; false where a test cannot.
func (a account) inState(t *testing.T, n int, state providers.Status) (providers.Link, providers.LinkRequest, bool) {
	t.Helper()
	req := a.request(t, a.reference(n))
	if state == providers.PartiallyPaid {
		if !a.can.Partial.Allowed || !a.can.TellsPaid {
			return providers.Link{}, req, false
		}
		req, _ = a.inParts(t)
		req.Reference = a.reference(n)
	}
	if state == providers.Draft || state == providers.Cancelled {
		return providers.Link{}, req, false // no wish of a caller leads there and leaves the link as it is
	}
	link := a.made(t, req)
	var err error
	switch state {
	case providers.PartiallyPaid:
		err = a.Pay(link.URL, req.MinPartial.Number())
	case providers.Paid:
		err = a.Pay(link.URL, "")
	case providers.Expired:
		err = a.Expire(link.URL)
	case providers.Active, providers.Draft, providers.Cancelled:
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := a.read(t, link.ID); got.Status != state {
		t.Errorf("the link was to be %s and is %s", state, got.Status)
	}
	return link, req, true
}

// updateFromEveryState holds Capabilities.UpdateFrom to its word.
func (x trial) updateFromEveryState() {
	t, a := x.T, x.payable(x.T)
	for n, state := range a.can.UpdateFrom {
		link, req, ok := a.inState(t, n, state)
		if !ok {
			continue
		}
		want := req
		for _, field := range a.can.Update {
			if field == providers.FieldDescription || field == providers.FieldExpires {
				want = a.changed(t, want, field)
			}
		}
		if _, err := a.Update(t.Context(), link.ID, want); err != nil {
			t.Errorf("update of a link that is %s: %v", state, err)
			continue
		}
		a.echoes(t, a.read(t, link.ID), want)
	}
}

// cancelFromEveryState holds Capabilities.CancelFrom to its word.
func (x trial) cancelFromEveryState() {
	t, a := x.T, x.payable(x.T)
	for n, state := range a.can.CancelFrom {
		link, _, ok := a.inState(t, n, state)
		if !ok {
			continue
		}
		if _, err := a.Cancel(t.Context(), link.ID); err != nil {
			t.Errorf("cancel of a link that is %s: %v", state, err)
			continue
		}
		if got := a.read(t, link.ID); got.Status.Payable() {
			t.Errorf("a link that was %s is %s after its cancel", state, got.Status)
		}
	}
}
