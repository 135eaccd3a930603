package ledger

import (
	"slices"
	"testing"
)

// TestUses: what an account was when it made links, and how many are open.
func TestUses(t *testing.T) {
	t.Parallel()
	l := open(t, t.TempDir())
	if uses, err := l.Uses(t.Context()); err != nil || len(uses) != 0 {
		t.Fatalf("a new ledger: %v, %v", uses, err)
	}
	refused, uncertain, made, other := entry(t, "INV-1"), entry(t, "INV-2"), entry(t, "INV-3"), entry(t, "INV-4")
	other.Merchant = "APP2"
	for _, step := range []struct {
		entry   Entry
		outcome Outcome
	}{
		{refused, Outcome{State: Refused}},
		{uncertain, Outcome{State: Uncertain}},
		{made, Outcome{State: Known, Link: link(t, 1)}},
		{other, Outcome{State: Known, Link: link(t, 2)}},
	} {
		if err := l.Begin(t.Context(), step.entry); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Finish(t.Context(), step.entry.Key, step.outcome); err != nil {
			t.Fatal(err)
		}
	}
	uses, err := l.Uses(t.Context())
	want := []Use{{"colombo", made.Scope, 3, 2}, {"colombo", other.Scope, 1, 1}}
	if err != nil || !slices.Equal(uses, want) {
		t.Fatalf("got %+v, %v", uses, err)
	}
	// What Uses counts as open is what Entry.Open says.
	open := 0
	for e, err := range l.Entries(t.Context(), Filter{Open: true}) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Open() {
			open++
		}
	}
	if open != uses[0].Open+uses[1].Open {
		t.Errorf("%d entries are open by Entry.Open", open)
	}
}
