package bulk

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// slowBook is a ledger whose results wait, and which counts what is begun.
type slowBook struct {
	Book
	mu          sync.Mutex
	begun       int // intents whose calls are not answered
	most        int
	unwritten   int // tasks that are begun and not written down
	mostOfThese int
	release     chan struct{}
}

func (b *slowBook) Begin(ctx context.Context, e ledger.Entry) error {
	b.mu.Lock()
	b.begun++
	b.unwritten++
	b.most, b.mostOfThese = max(b.most, b.begun), max(b.mostOfThese, b.unwritten)
	b.mu.Unlock()
	return b.Book.Begin(ctx, e)
}

func (b *slowBook) Finish(ctx context.Context, key ledger.Key, o ledger.Outcome) (ledger.Entry, error) {
	<-b.release
	b.mu.Lock()
	b.unwritten--
	b.mu.Unlock()
	return b.Book.Finish(ctx, key, o)
}

// A call needs no place while its result is written down, but no create is begun
// before there is one for its call.
func TestResultsAreWrittenDownBesideTheNextCalls(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{Find: providers.FindNone})
	b.runner.Accounts["acme"].Concurrency = 3
	book := &slowBook{Book: b.book, release: make(chan struct{})}
	b.runner.Ledger = book
	b.stand.onCreate = func(n int, _ providers.LinkRequest, made providers.Link) (providers.Link, error) {
		book.mu.Lock()
		book.begun--
		book.mu.Unlock()
		if n == 4 { // comes only if the first three gave their places up
			close(book.release)
		}
		return made, nil
	}
	var items []Item
	for i := range 60 {
		items = append(items, b.item(t, fmt.Sprintf("INV-%02d", i), Create))
	}
	results, err := b.runner.Apply(t.Context(), each(items...))
	if err != nil || len(results) != len(items) {
		t.Fatalf("got %d results and %v", len(results), err)
	}
	for _, result := range results {
		if result.Outcome != Created {
			t.Errorf("%s: %s %q", result.Reference, result.Outcome, result.Note)
		}
	}
	if book.most > 3 || book.mostOfThese > 6 {
		t.Errorf("%d creates were begun for 3 places, and %d were not written down at once", book.most, book.mostOfThese)
	}
}

// A slow disk is made up for by intents that are written ahead of their calls,
// and by no more of them than that takes.
func TestPlacesFollowTheDiskAndTheCalls(t *testing.T) {
	t.Parallel()
	const calls = 4
	turns := newTurns(calls)
	for _, phase := range []struct {
		name         string
		intent, call time.Duration
		want         int // places
	}{
		{"a clock that stands still", 0, 0, calls},
		{"a call over the Internet", 2 * time.Millisecond, 400 * time.Millisecond, calls},
		{"a slow disk", 150 * time.Millisecond, 400 * time.Millisecond, calls + 1},
		{"a disk as slow as the calls", 2 * time.Millisecond, 2 * time.Millisecond, 2 * calls},
		{"calls that take nothing", 2 * time.Millisecond, time.Microsecond, 2 * calls},
		{"a clock that is set back while intents are written", -time.Hour, time.Second, calls},
		{"and while calls are made", time.Second, -time.Hour, calls},
		{"and the Internet again", 2 * time.Millisecond, 400 * time.Millisecond, calls},
	} {
		for range 400 {
			task := &turn{turns: turns}
			if !task.enter(t.Context()) {
				t.Fatal("no place")
			}
			task.wrote(phase.intent)
			task.answered(phase.call)
			task.leave()
		}
		var held []*turn
		for len(turns.places) < cap(turns.places) {
			held = append(held, &turn{turns: turns})
			held[len(held)-1].enter(t.Context())
		}
		if len(held) != phase.want {
			t.Errorf("%s: %d places, want %d", phase.name, len(held), phase.want)
		}
		for _, task := range held {
			task.leave()
		}
	}
}

// farAway takes a while for each create, as a provider on the network does.
type farAway struct {
	providers.Provider
	takes time.Duration
}

func (f farAway) Create(ctx context.Context, req providers.LinkRequest) (providers.Link, error) {
	time.Sleep(f.takes)
	return f.Provider.Create(ctx, req)
}

// BenchmarkLatency holds 300 creates at a provider that takes 50 ms, 16 at once,
// against the 19 rounds of 50 ms that they take if nothing else does.
func BenchmarkLatency(b *testing.B) {
	const rows, atOnce, takes = 300, 16, 50 * time.Millisecond
	for b.Loop() {
		bench := newBench(b, providers.Capabilities{Find: providers.FindNone})
		account := bench.runner.Accounts["acme"]
		account.Concurrency, account.Provider = atOnce, farAway{account.Provider, takes}
		var items []Item
		for i := range rows {
			items = append(items, bench.item(b, fmt.Sprintf("INV-%03d", i), Create))
		}
		began := time.Now()
		if results, err := bench.runner.Apply(b.Context(), each(items...)); err != nil || len(results) != rows {
			b.Fatalf("%d results, %v", len(results), err)
		}
		ideal := (rows + atOnce - 1) / atOnce * takes
		b.ReportMetric(float64(time.Since(began))/float64(ideal), "x-ideal")
	}
}

func TestALinkIsNeverTwoInvoices(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{Find: providers.FindNone})
	b.stand.onCreate = func(_ int, _ providers.LinkRequest, made providers.Link) (providers.Link, error) {
		made.ID, made.Reference = "id-of-all", ""
		return made, nil
	}
	if first := b.one(t, b.item(t, "INV-1", Create)); first.Outcome != Created {
		t.Fatalf("the first is %s %q", first.Outcome, first.Note)
	}
	second := b.one(t, b.item(t, "INV-2", Create))
	if second.Outcome != Uncertain || second.Link.URL != "" || !strings.Contains(second.Note, "is the link of INV-1") {
		t.Errorf("the second is %s with %q: %q", second.Outcome, second.Link.URL, second.Note)
	}
	if known := b.item(t, "INV-2", Resolve).Known; known.State != ledger.Uncertain || known.Link.ID != "" {
		t.Errorf("the ledger has the second as %s with %q", known.State, known.Link.ID)
	}
}
