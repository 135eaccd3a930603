package ledger

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"paysheet/providers"
)

// steady is a clock that moves one second at each look.
func steady() func() time.Time {
	var n atomic.Int64
	start := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	return func() time.Time { return start.Add(time.Duration(n.Add(1)) * time.Second) }
}

func open(tb testing.TB, dir string) *Ledger {
	tb.Helper()
	l, err := Open(tb.Context(), dir, Options{Clock: steady(), Who: "Nimali"})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := l.Close(); err != nil {
			tb.Error(err)
		}
	})
	return l
}

func money(tb testing.TB, amount, currency string) providers.Money {
	tb.Helper()
	m, err := providers.ParseMoney(amount, currency)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func entry(tb testing.TB, reference string) Entry {
	tb.Helper()
	return Entry{
		Key: Key{
			Scope:     Scope{Provider: "onepay", Environment: "production", Host: "api.onepay.lk", Merchant: "APP1"},
			Reference: reference, Generation: 1,
		},
		Account: "colombo", Sent: reference, Amount: money(tb, "150000.00", "LKR"), Terms: "t1",
		Asked: Asked{Description: Digest("Invoice " + reference), Expires: providers.Date{Year: 2026, Month: 12, Day: 31}},
		Run:   "r1", Sheet: "invoices.xlsx", Row: 7,
	}
}

func link(tb testing.TB, n int) providers.Link {
	tb.Helper()
	return providers.Link{
		ID: fmt.Sprintf("L%06d", n), URL: fmt.Sprintf("https://pay.example/%06d", n), Status: providers.Active,
		Amount: money(tb, "150000.00", "LKR"), Expires: providers.Date{Year: 2026, Month: 12, Day: 31},
		Created: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC),
	}
}

func one(tb testing.TB, l *Ledger, reference string) Entry {
	tb.Helper()
	found, err := l.Lookup(tb.Context(), "", reference)
	if err != nil {
		tb.Fatal(err)
	}
	if len(found) != 1 {
		tb.Fatalf("%d entries for %s, want 1", len(found), reference)
	}
	return found[0]
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := open(t, dir)
	e := entry(t, "INV-1")
	if err := l.Begin(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if got := one(t, l, "INV-1"); got.State != Intent || got.Amount != e.Amount || got.Asked != e.Asked || got.Began.IsZero() {
		t.Fatalf("after Begin: %+v", got)
	}
	made, err := l.Finish(t.Context(), e.Key, Outcome{State: Known, Link: link(t, 1), Answer: "abc"})
	if err != nil {
		t.Fatal(err)
	}
	if made.Link != link(t, 1) {
		t.Fatalf("got %+v, want %+v", made.Link, link(t, 1))
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = open(t, dir)
	if got := one(t, l, "INV-1"); got != made {
		t.Fatalf("after opening again: got %+v, want %+v", got, made)
	}
	if n, err := l.Verify(t.Context()); n != 2 || err != nil {
		t.Fatalf("Verify: %d, %v", n, err)
	}
}
