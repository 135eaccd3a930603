package providertest

import (
	"testing"

	"paysheet/providers"
)

// findAmongMany makes more links than any list gives at once.
func (x trial) findAmongMany() {
	t, s := x.T, x.suite
	a := s.account(t)
	if a.can.Find != providers.FindScan {
		t.Skip("it need not look through a list")
	}
	s.standIn(t, "makes 105 links")
	const many = 105
	each(many, func(n int) {
		if _, err := a.Create(t.Context(), a.request(t, a.reference(n))); err != nil {
			t.Errorf("create %d: %v", n, err)
		}
	})
	listed := a.list(t)
	for n := range many {
		if listed[a.reference(n)] == "" {
			t.Errorf("the list does not have link %d", n)
		}
	}
	if len(listed) != many {
		t.Errorf("the list has %d references, want %d", len(listed), many)
	}
	for _, n := range []int{0, 49, 50, 99, 100, many - 1} {
		if got, err := a.Find(t.Context(), a.reference(n)); err != nil || got.Reference != a.reference(n) {
			t.Errorf("find %d: %+v, %v", n, got, err)
		}
	}
}

// list gives the id of each reference that the list shows.
func (a account) list(t *testing.T) map[string]string {
	t.Helper()
	ids := map[string]string{}
	for link, err := range providers.Links(t.Context(), a) {
		if err != nil {
			t.Fatalf("list: %v", err)
		}
		ids[link.Reference] = link.ID
	}
	return ids
}

// listShowsEveryState holds a provider with a list to showing links that are over,
// and one without to saying so.
func (x trial) listShowsEveryState() {
	t, s := x.T, x.suite
	a := s.account(t)
	if a.can.Find != providers.FindScan {
		_, err := a.List(t.Context(), "")
		a.failed(t, "list", err, providers.Unsupported)
		return
	}
	links := map[string]providers.Link{}
	for n := range 3 {
		links[a.reference(n)] = a.made(t, a.request(t, a.reference(n)))
	}
	if a.Pay != nil {
		if err := a.Pay(links[a.reference(0)].URL, ""); err != nil {
			t.Fatal(err)
		}
	}
	if a.Expire != nil {
		if err := a.Expire(links[a.reference(1)].URL); err != nil {
			t.Fatal(err)
		}
	}
	listed := a.list(t)
	for reference, link := range links {
		if listed[reference] != link.ID {
			t.Errorf("the list has %q under %s, want %q", listed[reference], reference, link.ID)
		}
	}
}
