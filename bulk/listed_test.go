package bulk

import (
	"testing"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// TestListedAlready: another ledger made links at a provider that takes a used
// reference again. They are found before the first create, by reading the list
// once.
func TestListedAlready(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{Find: providers.FindScan})
	first, second, third := b.item(t, "INV-1", Create), b.item(t, "INV-2", Create), b.item(t, "INV-3", Create)
	for _, made := range []providers.Link{
		{ID: "elsewhere-1", Reference: "INV-1", URL: "https://pay.example/1", Status: providers.Active, Amount: money(t, "100.00 LKR")},
		{ID: "elsewhere-2", Reference: "INV-2", URL: "https://pay.example/2", Status: providers.Active, Amount: money(t, "200.00 LKR")},
	} {
		b.stand.links[made.Reference] = made
	}
	results, err := b.runner.Apply(t.Context(), each(first, second, third))
	if err != nil {
		t.Fatal(err)
	}
	if b.stand.creates != 1 || b.stand.lists != 1 {
		t.Errorf("%d creates after %d lists, want 1 after 1", b.stand.creates, b.stand.lists)
	}
	for i, want := range []struct {
		outcome Outcome
		state   ledger.State
	}{{Adopted, ledger.Known}, {Uncertain, ledger.Uncertain}, {Created, ledger.Known}} {
		if got := results[i]; got.Outcome != want.outcome || b.state(t, got.Reference) != want.state {
			t.Errorf("%s: got %s (%s), the ledger says %s; want %s and %s", got.Reference, got.Outcome, got.Note, b.state(t, got.Reference), want.outcome, want.state)
		}
	}
}

// TestNotListed: nothing is sent to a provider that cannot tell all that it has.
func TestNotListed(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{Find: providers.FindScan})
	b.stand.onList = func(cursor string) error {
		if cursor == "" {
			return nil
		}
		return fail(providers.Unavailable, "not now")
	}
	results, err := b.runner.Apply(t.Context(), each(b.item(t, "INV-1", Create)))
	if err != nil || results[0].Outcome != Failed || b.stand.creates != 0 || b.state(t, "INV-1") != "" {
		t.Errorf("got %s %q and %v after %d creates, want failed after none", results[0].Outcome, results[0].Note, err, b.stand.creates)
	}
	b.stand.onList = nil
	results, err = b.runner.Apply(t.Context(), each(b.item(t, "INV-1", Create)))
	if err != nil || results[0].Outcome != Created {
		t.Errorf("got %s and %v, want created once the list can be read", results[0].Outcome, err)
	}
}
