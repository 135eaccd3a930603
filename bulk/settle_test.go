package bulk

import (
	"context"
	"testing"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// halting is a ledger under which the run is stopped just before a create is
// sent again.
type halting struct {
	Book
	stop context.CancelFunc
}

func (h halting) Rebegin(ctx context.Context, e ledger.Entry) error {
	h.stop()
	return h.Book.Rebegin(ctx, e)
}

// unanswered begins a create in the ledger, as a run that was killed leaves it.
func (b *bench) unanswered(t *testing.T) Item {
	t.Helper()
	item := b.item(t, "INV-1", Create)
	if err := b.book.Begin(t.Context(), b.runner.entry(b.runner.Accounts["acme"], &item)); err != nil {
		t.Fatal(err)
	}
	return b.item(t, "INV-1", Resolve)
}

func TestStoppedBeforeItIsSentAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{Find: providers.FindExact, RefusesDuplicates: true})
	item := b.unanswered(t)
	ctx, stop := context.WithCancel(t.Context())
	b.runner.Ledger = halting{b.book, stop}
	results, err := b.runner.Apply(ctx, each(item))
	if err != nil || results[0].Outcome != Uncertain || b.stand.creates != 0 {
		t.Errorf("got %s and %v after %d creates, want uncertain and no fault after none", results[0].Outcome, err, b.stand.creates)
	}
}

func TestStoppedBeforeItIsLookedFor(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{Find: providers.FindScan})
	item := b.unanswered(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	results, err := b.runner.Apply(ctx, each(item, b.item(t, "INV-2", Create)))
	if err != nil || results[0].Outcome != Uncertain || results[1].Outcome != NotAttempted {
		t.Errorf("got %s, %s and %v, want uncertain and not attempted: a link may exist for the first", results[0].Outcome, results[1].Outcome, err)
	}
}

// TestAnotherLinkStandsInTheWay: the provider answered with a link that does not
// agree and later denies it. One odd row must not end the run.
func TestAnotherLinkStandsInTheWay(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{Find: providers.FindExact, RefusesDuplicates: true})
	item := b.unanswered(t)
	odd := ledger.Outcome{State: ledger.Uncertain, Link: providers.Link{ID: "odd", URL: "https://pay.example/odd"}, Reason: "another amount"}
	if _, err := b.book.Finish(t.Context(), item.Known.Key, odd); err != nil {
		t.Fatal(err)
	}
	results, err := b.runner.Apply(t.Context(), each(b.item(t, "INV-1", Resolve), b.item(t, "INV-2", Create)))
	if err != nil {
		t.Fatalf("the run ended: %v", err)
	}
	if results[0].Outcome != Uncertain || results[1].Outcome != Created || b.stand.creates != 1 {
		t.Errorf("got %s and %s after %d creates", results[0].Outcome, results[1].Outcome, b.stand.creates)
	}
}

// TestOnlyTheSheetKnows: another machine's ledger sent the create.
func TestOnlyTheSheetKnows(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{Find: providers.FindScan})
	item := b.item(t, "INV-1", Resolve)
	item.Reason = "not answered"
	result := b.one(t, item)
	if result.Outcome != Uncertain || result.Note != "not answered" || result.Label != "acme" || b.stand.creates+b.stand.finds != 0 {
		t.Errorf("got %s %q at %q after %d calls", result.Outcome, result.Note, result.Label, b.stand.creates+b.stand.finds)
	}
}

func TestRefusedCredentialsSettleNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{Find: providers.FindScan})
	item := b.unanswered(t)
	b.runner.Accounts["acme"].Concurrency = 1
	b.stand.onFind = func(providers.Link, bool) (providers.Link, error) {
		return providers.Link{}, fail(providers.Denied, "bad key")
	}
	results, err := b.runner.Apply(t.Context(), each(item, item, item, item, item))
	if err != nil || b.stand.finds != deniedLimit {
		t.Fatalf("%d look-ups and %v", b.stand.finds, err)
	}
	for _, result := range results {
		if result.Outcome != Uncertain {
			t.Errorf("got %s %q, want uncertain: a link may exist", result.Outcome, result.Note)
		}
	}
}
