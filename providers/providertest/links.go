package providertest

import (
	"slices"
	"strings"
	"testing"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

func (x trial) createGivesAPayableLink() {
	t, s := x.T, x.suite
	a := s.account(t)
	req := a.request(t, a.reference(1))
	link := a.made(t, req)
	if err := rest.CheckLinkURL(link.URL); err != nil {
		t.Errorf("url %q: %v", link.URL, err)
	}
	if link.ID == "" || !link.Status.Payable() {
		t.Errorf("id %q, status %q", link.ID, link.Status)
	}
	a.echoes(t, link, req)
	a.holds(t, req.Reference, 1)
}

// echoes checks that whatever the provider echoes is what was asked for.
func (a account) echoes(t *testing.T, link providers.Link, req providers.LinkRequest) {
	t.Helper()
	if link.Reference != "" && link.Reference != req.Reference {
		t.Errorf("reference %q, want %q", link.Reference, req.Reference)
	}
	if !link.Amount.IsNone() && link.Amount != req.Amount {
		t.Errorf("amount %s, want %s", link.Amount, req.Amount)
	}
	if link.Description != "" && link.Description != req.Description {
		t.Errorf("description %q, want %q", link.Description, req.Description)
	}
	if !link.Expires.IsZero() && link.Expires != req.Expires {
		t.Errorf("expires %s, want %s", link.Expires, req.Expires)
	}
}

func (x trial) getEqualsCreate() {
	t, s := x.T, x.suite
	a := s.account(t)
	req := a.request(t, a.reference(1))
	link := a.made(t, req)
	got := a.read(t, link.ID)
	a.echoes(t, got, req)
	if got.ID != link.ID || got.URL != link.URL || got.Status != link.Status {
		t.Errorf("get %+v\ncreate %+v", got, link)
	}
	if got.Paid.Sign() != 0 {
		t.Errorf("%s is paid of a link that nobody paid", got.Paid)
	}
}

func (x trial) findByReference() {
	t, s := x.T, x.suite
	a := s.account(t)
	var made providers.Link
	for n := range 3 {
		link := a.made(t, a.request(t, a.reference(n)))
		if n == 1 {
			made = link
		}
	}
	got, err := a.Find(t.Context(), a.reference(1))
	if a.can.Find == providers.FindNone {
		a.failed(t, "find", err, providers.Unsupported)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != made.ID || got.URL != made.URL || got.Reference != a.reference(1) {
		t.Errorf("found %+v, made %+v", got, made)
	}
}

func (x trial) findNothing() {
	t, s := x.T, x.suite
	a := s.account(t)
	a.made(t, a.request(t, a.reference(10)))
	want := providers.NotFound
	if a.can.Find == providers.FindNone {
		want = providers.Unsupported
	}
	for _, missing := range []string{a.reference(2), a.reference(1), strings.TrimSuffix(a.reference(10), "0"), strings.ToLower(a.reference(10))} {
		_, err := a.Find(t.Context(), missing)
		a.failed(t, "find of "+missing, err, want)
	}
}

func (x trial) usedReference() {
	t, s := x.T, x.suite
	a := s.account(t)
	first := a.made(t, a.request(t, a.reference(1)))
	again, err := a.Create(t.Context(), a.request(t, a.reference(1)))
	if a.can.RefusesDuplicates {
		a.failed(t, "second create", err, providers.Conflict)
		a.holds(t, a.reference(1), 1)
		return
	}
	if err == nil && again.ID == first.ID {
		t.Error("the second create gave the first link: RefusesDuplicates or an idempotent create should say so")
	}
}

func (x trial) longestReference() {
	t, s := x.T, x.suite
	a := s.account(t)
	length := a.can.MaxReference
	if length == 0 {
		length = 40
	}
	short := a.reference(1)
	req := a.request(t, short+strings.Repeat("7", length-len(short)))
	a.echoes(t, a.made(t, req), req)
	a.holds(t, req.Reference, 1)
}

func (x trial) longestDescription() {
	t, s := x.T, x.suite
	a := s.account(t)
	length := a.can.MaxDescription
	if length == 0 {
		length = 255
	}
	req := a.request(t, a.reference(1))
	req.Description = strings.Repeat("abcde ", length/6) + strings.Repeat("z", length%6)
	req.Description = strings.TrimSuffix(req.Description, " ") + strings.Repeat("!", length-len(strings.TrimSuffix(req.Description, " ")))
	link := a.made(t, req)
	a.echoes(t, a.read(t, link.ID), req)
}

func (x trial) everyScript() {
	t, s := x.T, x.suite
	a := s.account(t)
	for n, text := range []string{"රු. ගෙවීම", "பணம் செலுத்து", "भुगतान हेतु", "Año nuevo, señor Muñoz", "発票 第12号", "فاتورة رقم", "a < b & \"c\" 'd' \\ e", "🧾 receipt"} {
		req := a.request(t, a.reference(n))
		req.Description, req.Customer.Name = text, text
		got := a.read(t, a.made(t, req).ID)
		a.echoes(t, got, req)
	}
}

func (x trial) amountsToTheLastDigit() {
	t, s := x.T, x.suite
	a := s.account(t)
	n := 0
	for _, currency := range a.currencies() {
		amounts := []string{"1", "49990", "123456", "999999"}
		if currency.Digits() == 2 {
			amounts = []string{"1.10", "1234.05", "70000.99", "999999.01", "100"}
		}
		if a.real() {
			amounts = a.leastAmounts(t, currency)
		}
		for _, amount := range amounts {
			n++
			req := a.request(t, a.reference(n))
			req.Amount = money(t, amount, currency)
			link := a.made(t, req)
			a.echoes(t, link, req)
			a.echoes(t, a.read(t, link.ID), req)
			a.arrived(t, req)
		}
	}
}

// arrived checks what the provider itself holds.
func (a account) arrived(t *testing.T, req providers.LinkRequest) {
	t.Helper()
	if a.Stored == nil {
		return
	}
	for _, link := range a.Stored(req.Reference) {
		if got := money(t, link.Amount, providers.Currency(link.Currency)); got != req.Amount {
			t.Errorf("%s arrived as %s, want %s", req.Reference, got, req.Amount)
		}
	}
}

func (x trial) expiryRoundTrip() {
	t, s := x.T, x.suite
	a := s.account(t)
	today := a.today(t)
	days := []providers.Date{today.AddDays(1), today.AddDays(21), today.AddMonths(2), {Year: today.Year, Month: 12, Day: 31}}
	if a.real() && !slices.Contains(a.can.CancelFrom, providers.Active) {
		days = days[:1] // they stay payable
	}
	for n, last := range days {
		req := a.request(t, a.reference(n))
		req.Expires = last
		link := a.made(t, req)
		if got := a.read(t, link.ID); link.Expires != last || got.Expires != last {
			t.Errorf("asked for %s, create says %s, get says %s", last, link.Expires, got.Expires)
		}
	}
}

func (x trial) withoutExpiry() {
	t, s := x.T, x.suite
	a := s.account(t)
	req := a.request(t, a.reference(1))
	req.Expires = providers.Date{}
	link := a.made(t, req)
	if !link.Status.Payable() || (!link.Expires.IsZero() && link.Expires.Before(a.today(t))) {
		t.Errorf("status %s, expires %s", link.Status, link.Expires)
	}
}

func (x trial) nobodyIsTold() {
	t, s := x.T, x.suite
	a := s.account(t)
	req := a.request(t, a.reference(1))
	link := a.made(t, req)
	if len(a.can.Update) > 0 {
		if _, err := a.Update(t.Context(), link.ID, req); err != nil {
			t.Errorf("update: %v", err)
		}
	}
	if a.Stored == nil {
		return
	}
	told := slices.Concat(notified(a.Stored(req.Reference))...)
	if len(told) > 0 {
		t.Errorf("the payer was told over %v without being asked to", told)
	}
}

func notified(links []Stored) [][]string {
	var all [][]string
	for _, link := range links {
		all = append(all, link.Notified)
	}
	return all
}
