package providertest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
)

// today is the run's date where the provider keeps its calendar.
func (a account) today(t *testing.T) providers.Date {
	t.Helper()
	zone := time.UTC
	if a.can.ExpiryZone != "" {
		var err error
		if zone, err = time.LoadLocation(a.can.ExpiryZone); err != nil {
			t.Fatalf("ExpiryZone: %v", err)
		}
	}
	return providers.DateOf(a.Clock().In(zone))
}

// request is a plain invoice that the provider takes.
func (a account) request(t *testing.T, reference string) providers.LinkRequest {
	t.Helper()
	return providers.LinkRequest{
		Reference:   reference,
		Amount:      a.amount(t, "1500", a.can.Currencies[0]),
		Description: "Invoice " + reference,
		Expires:     a.today(t).AddDays(a.days()),
		Customer:    providers.Customer{Name: "Asha Perera", Email: "asha@example.com", Phone: "+91 98765 43210"},
	}
}

// made creates a link that must come about.
func (a account) made(t *testing.T, req providers.LinkRequest) providers.Link {
	t.Helper()
	if problems := a.can.Check(req, a.today(t)); len(problems) > 0 {
		t.Fatalf("the suite's own request is refused: %v", problems)
	}
	link, err := a.Create(t.Context(), req)
	if err != nil {
		t.Fatalf("create of %s: %v", req.Reference, err)
	}
	return link
}

// read gets a link that must be there.
func (a account) read(t *testing.T, id string) providers.Link {
	t.Helper()
	link, err := a.Get(t.Context(), id)
	if err != nil {
		t.Fatalf("get of %s: %v", id, err)
	}
	return link
}

// holds checks how many links the provider holds of a reference, and skips the
// question where nobody can tell.
func (a account) holds(t *testing.T, reference string, want int) {
	t.Helper()
	if a.Stored == nil {
		return
	}
	if got := len(a.Stored(reference)); got != want {
		t.Errorf("the provider holds %d links of %s, want %d", got, reference, want)
	}
}

// failed checks that an error is of one of the kinds and well made.
func (a account) failed(t *testing.T, what string, err error, kinds ...providers.Kind) {
	t.Helper()
	_ = a.failure(t, what, err, kinds...)
}

// failure is failed with the error to look further into.
func (a account) failure(t *testing.T, what string, err error, kinds ...providers.Kind) *providers.Error {
	t.Helper()
	var e *providers.Error
	if !errors.As(err, &e) {
		t.Errorf("%s: %v is no *providers.Error, want %v", what, err, kinds)
		return &providers.Error{}
	}
	if !slices.Contains(kinds, e.Kind) {
		t.Errorf("%s: %v is %s, want %v", what, err, e.Kind, kinds)
	}
	if e.Provider != a.name || e.Op == "" || e.Message == "" || strings.HasSuffix(e.Message, ".") {
		t.Errorf("%s: the error is badly made: %#v", what, e)
	}
	return e
}

func money(t *testing.T, amount string, currency providers.Currency) providers.Money {
	t.Helper()
	m, err := providers.ParseMoney(amount, string(currency))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// reference gives the nth reference of a clause. It has a hyphen, as those of
// replaced links have.
func (a account) reference(n int) string { return fmt.Sprintf("%s-%05d", a.mark, n) }
