package bulk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

func TestCreateOutcomes(t *testing.T) {
	t.Parallel()
	exact := providers.Capabilities{Find: providers.FindExact, RefusesDuplicates: true}
	scan := providers.Capabilities{Find: providers.FindScan}
	blind := providers.Capabilities{Find: providers.FindNone}
	lost := func(n int, _ providers.LinkRequest, _ providers.Link) (providers.Link, error) {
		if n == 1 {
			return providers.Link{}, fail(providers.Uncertain, "no answer")
		}
		return providers.Link{}, errors.New("asked once too often")
	}
	lostButMade := func(int, providers.LinkRequest, providers.Link) (providers.Link, error) {
		return providers.Link{ID: "made"}, fail(providers.Uncertain, "no answer")
	}
	tests := []struct {
		name     string
		caps     providers.Capabilities
		onCreate func(int, providers.LinkRequest, providers.Link) (providers.Link, error)
		outcome  Outcome
		state    ledger.State
		creates  int
		note     string
	}{
		{"made", exact, nil, Created, ledger.Known, 1, ""},
		{"lost but made, can be asked", exact, lostButMade, Created, ledger.Known, 1, ""},
		{"lost but made, found by listing", scan, lostButMade, Created, ledger.Known, 1, ""},
		{"lost but made, nobody can be asked", blind, lostButMade, Uncertain, ledger.Uncertain, 1, "look in the Stand dashboard for reference INV-1 over 100.00 LKR"},
		{"lost before it was made, duplicates refused", exact, func(n int, _ providers.LinkRequest, made providers.Link) (providers.Link, error) {
			if n == 1 {
				return providers.Link{}, fail(providers.Uncertain, "no answer")
			}
			return made, nil
		}, Created, ledger.Known, 2, ""},
		{"lost before it was made, found by listing", scan, lost, Uncertain, ledger.Uncertain, 1, "the lost create may still arrive"},
		{"refused", exact, func(int, providers.LinkRequest, providers.Link) (providers.Link, error) {
			return providers.Link{}, fail(providers.Invalid, "amount too small")
		}, Failed, ledger.Refused, 1, "amount too small"},
		{"never arrived", exact, func(int, providers.LinkRequest, providers.Link) (providers.Link, error) {
			return providers.Link{}, fail(providers.Unavailable, "connection refused")
		}, Failed, ledger.Refused, 1, "connection refused"},
		{"another amount came back", exact, func(_ int, _ providers.LinkRequest, made providers.Link) (providers.Link, error) {
			made.Amount = money(t, "10.00 LKR")
			return made, nil
		}, Uncertain, ledger.Uncertain, 1, "its amount is 10.00 LKR, not 100.00 LKR"},
		{"another reference came back", exact, func(_ int, _ providers.LinkRequest, made providers.Link) (providers.Link, error) {
			made.Reference = "INV-2"
			return made, nil
		}, Uncertain, ledger.Uncertain, 1, `its reference is "INV-2"`},
		{"an address that must not be shown", exact, func(_ int, _ providers.LinkRequest, made providers.Link) (providers.Link, error) {
			made.URL = "javascript:alert(1)"
			return made, nil
		}, Uncertain, ledger.Uncertain, 1, "withheld"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, test.caps)
			b.stand.onCreate = test.onCreate
			result := b.one(t, b.item(t, "INV-1", Create))
			if result.Outcome != test.outcome || !strings.Contains(result.Note, test.note) {
				t.Errorf("got %s %q, want %s %q", result.Outcome, result.Note, test.outcome, test.note)
			}
			if got := b.state(t, "INV-1"); got != test.state {
				t.Errorf("the ledger says %s, want %s", got, test.state)
			}
			if b.stand.creates != test.creates {
				t.Errorf("%d creates were sent, want %d", b.stand.creates, test.creates)
			}
			if strings.Contains(result.Link.URL, "javascript") {
				t.Errorf("the address reached the result: %s", result.Link.URL)
			}
		})
	}
}

func TestConflictIsLookedAt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		there   providers.Link
		outcome Outcome
		note    string
	}{
		{"the same", providers.Link{ID: "x", URL: "https://pay.example/x", Reference: "INV-1", Status: providers.Active, Amount: money(t, "100.00 LKR")}, Adopted, "already at Stand"},
		{"another amount", providers.Link{ID: "x", URL: "https://pay.example/x", Reference: "INV-1", Status: providers.Active, Amount: money(t, "7.00 LKR")}, Uncertain, "7.00 LKR, not 100.00 LKR"},
		{"cancelled", providers.Link{ID: "x", URL: "https://pay.example/x", Reference: "INV-1", Status: providers.Cancelled, Amount: money(t, "100.00 LKR")}, Held, "--recreate makes another"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, providers.Capabilities{Find: providers.FindExact, RefusesDuplicates: true})
			b.stand.links["INV-1"] = test.there
			result := b.one(t, b.item(t, "INV-1", Create))
			if result.Outcome != test.outcome || !strings.Contains(result.Note, test.note) {
				t.Errorf("got %s %q, want %s %q", result.Outcome, result.Note, test.outcome, test.note)
			}
		})
	}
}

// TestResolveAfterCrash begins a create, forgets it as a kill would, and looks
// what the next run does.
func TestResolveAfterCrash(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		caps    providers.Capabilities
		made    bool
		wanted  bool
		outcome Outcome
		creates int
	}{
		{"found by reference", providers.Capabilities{Find: providers.FindExact, RefusesDuplicates: true}, true, true, Adopted, 0},
		{"not there, sent again", providers.Capabilities{Find: providers.FindExact, RefusesDuplicates: true}, false, true, Created, 1},
		{"not there and no longer wanted", providers.Capabilities{Find: providers.FindExact, RefusesDuplicates: true}, false, false, Uncertain, 0},
		{"found by listing", providers.Capabilities{Find: providers.FindScan}, true, true, Adopted, 0},
		{"not there by listing", providers.Capabilities{Find: providers.FindScan}, false, true, Uncertain, 0},
		{"nobody to ask", providers.Capabilities{Find: providers.FindNone}, true, true, Uncertain, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, test.caps)
			item := b.item(t, "INV-1", Create)
			if err := b.book.Begin(t.Context(), b.runner.entry(b.runner.Accounts["acme"], &item)); err != nil {
				t.Fatal(err)
			}
			if test.made {
				b.stand.links["INV-1"] = providers.Link{ID: "id-INV-1", URL: "https://pay.example/1", Reference: "INV-1", Status: providers.Active, Amount: item.Amount}
			}
			item = b.item(t, "INV-1", Resolve)
			item.Wanted, item.Same = test.wanted, test.wanted
			result := b.one(t, item)
			if result.Outcome != test.outcome || b.stand.creates != test.creates {
				t.Errorf("got %s %q after %d creates, want %s after %d", result.Outcome, result.Note, b.stand.creates, test.outcome, test.creates)
			}
			if len(b.stand.links) > 1 {
				t.Errorf("%d links exist", len(b.stand.links))
			}
		})
	}
}

func TestResultsKeepTheOrderOfTheRows(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{Find: providers.FindNone})
	var items []Item
	for i := range 200 {
		item := b.item(t, fmt.Sprintf("INV-%03d", i), Create)
		item.Row = i + 2
		if i%7 == 0 {
			item.Action = Skip
		}
		items = append(items, item)
	}
	done := 0
	b.runner.Done = func(Result) { done++ }
	results, err := b.runner.Apply(t.Context(), each(items...))
	if err != nil || len(results) != len(items) || done != len(items) {
		t.Fatalf("got %d results, %d done, %v", len(results), done, err)
	}
	for i, result := range results {
		if result.Row != i+2 || result.Reference != items[i].Reference {
			t.Fatalf("result %d is row %d %s", i, result.Row, result.Reference)
		}
	}
}

func TestInterruptFinishesWhatIsInFlight(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{Find: providers.FindNone})
	b.runner.Accounts["acme"].Concurrency = 1
	ctx, cancel := context.WithCancel(t.Context())
	b.stand.onCreate = func(n int, _ providers.LinkRequest, made providers.Link) (providers.Link, error) {
		if n == 3 {
			cancel() // Ctrl-C while the third is at the provider
		}
		return made, nil
	}
	var items []Item
	for i := range 50 {
		items = append(items, b.item(t, fmt.Sprintf("INV-%d", i), Create))
	}
	results, err := b.runner.Apply(ctx, each(items...))
	if err != nil || len(results) != len(items) {
		t.Fatalf("got %d results and %v", len(results), err)
	}
	counts := map[Outcome]int{}
	for _, result := range results {
		counts[result.Outcome]++
	}
	if b.stand.creates < 3 || counts[Created] != b.stand.creates || counts[NotAttempted] != len(items)-b.stand.creates {
		t.Errorf("%d creates were sent, and the results are %v", b.stand.creates, counts)
	}
}

func TestRefusedCredentialsEndTheCalls(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{Find: providers.FindNone})
	b.runner.Accounts["acme"].Concurrency = 1
	b.stand.onCreate = func(int, providers.LinkRequest, providers.Link) (providers.Link, error) {
		return providers.Link{}, fail(providers.Denied, "bad key")
	}
	var items []Item
	for i := range 20 {
		items = append(items, b.item(t, fmt.Sprintf("INV-%d", i), Create))
	}
	results, err := b.runner.Apply(t.Context(), each(items...))
	if err != nil || b.stand.creates != deniedLimit {
		t.Fatalf("%d creates were sent, want %d (%v)", b.stand.creates, deniedLimit, err)
	}
	for _, result := range results {
		if result.Outcome != Failed || !strings.Contains(result.Note, "acme") {
			t.Errorf("got %s %q", result.Outcome, result.Note)
		}
	}
}

// deaf is a ledger that cannot be written.
type deaf struct{ Book }

func (deaf) Begin(context.Context, ledger.Entry) error { return ledger.ErrPoisoned }

func TestNothingIsSentWithoutALedger(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{})
	item := b.item(t, "INV-1", Create)
	b.runner.Ledger = deaf{b.book}
	results, err := b.runner.Apply(t.Context(), each(item, item))
	if !errors.Is(err, ledger.ErrPoisoned) || b.stand.creates != 0 || len(results) != 2 {
		t.Errorf("got %v, %d creates, %d results", err, b.stand.creates, len(results))
	}
}
