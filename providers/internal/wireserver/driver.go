package wireserver

import (
	"maps"
	"strings"
	"testing"
	"time"

	"paysheet/providers"

	"github.com/google/go-cmp/cmp"
)

// Settings gives an account's settings from usual values and changes to them.
func Settings(tb testing.TB, def providers.Definition, usual, changes map[string]string) providers.Settings {
	tb.Helper()
	values := maps.Clone(usual)
	maps.Copy(values, changes)
	s, err := providers.NewSettings(def.Table(), values)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// Open opens an account whose time zone is UTC.
func Open(tb testing.TB, def providers.Definition, s providers.Settings, clock func() time.Time) providers.Provider {
	tb.Helper()
	p, err := def.Open(providers.Account{Name: "test", Settings: s, Clock: clock, Zone: time.UTC})
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// Pairs gives "name", "value", "name", "value" as values by name.
func Pairs(words ...string) map[string]string {
	values := map[string]string{}
	for i := 0; i < len(words); i += 2 {
		values[words[i]] = words[i+1]
	}
	return values
}

// Money reads an amount that must be one.
func Money(tb testing.TB, number, currency string) providers.Money {
	tb.Helper()
	m, err := providers.ParseMoney(number, currency)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// Same fails the test where two links differ, and tells in what.
func Same(t *testing.T, got, want providers.Link) {
	t.Helper()
	money := cmp.Comparer(func(a, b providers.Money) bool { return a == b })
	instant := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	if diff := cmp.Diff(want, got, money, instant); diff != "" {
		t.Errorf("link (-want +got):\n%s", diff)
	}
}

// Failed fails the test unless an error is of the wanted kind, in the kind's words,
// and names the provider and the operation; "" wants no error.
func Failed(t *testing.T, provider, op string, err error, want string) {
	t.Helper()
	got := ""
	if err != nil {
		got = providers.KindOf(err).String()
	}
	if got != want {
		t.Errorf("%s: %q (%v), want %q", op, got, err, want)
	}
	if err != nil && !strings.HasPrefix(err.Error(), provider+" "+op+": ") {
		t.Errorf("%s: %v", op, err)
	}
}
