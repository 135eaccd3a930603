package bulk

import (
	"context"
	"strings"
	"testing"
	"time"

	"paysheet/bulk/ledger"
	"paysheet/providers"
	"paysheet/providers/providertest"
)

// windowBench is a bench whose clock the test moves and whose provider lists
// links, with a settle window of two minutes.
func windowBench(t *testing.T, caps providers.Capabilities) (*bench, *providertest.Clock) {
	t.Helper()
	h := providertest.NewClock(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	caps.Settle = 2 * time.Minute
	b := newBench(t, caps)
	book, err := ledger.Open(t.Context(), t.TempDir(), ledger.Options{Clock: h.Now, Who: "tester"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = book.Close() })
	b.book, b.runner.Ledger, b.runner.Clock, b.runner.Zone = book, book, h.Now, time.FixedZone("", 5*3600+1800)
	return b, h
}

// next is the runner of a later process on the same ledger.
func (b *bench) next() {
	old := b.runner
	b.runner = &Runner{Accounts: old.Accounts, Ledger: b.book, Clock: old.Clock, Zone: old.Zone, Run: "r2", Sheet: old.Sheet}
}

// lose makes the first n creates vanish on their way.
func (b *bench) lose(n int) {
	b.stand.onCreate = func(call int, _ providers.LinkRequest, made providers.Link) (providers.Link, error) {
		if call <= n {
			return providers.Link{}, fail(providers.Uncertain, "no answer")
		}
		return made, nil
	}
}

// TestSettleWindow loses a create and asks again after a while, in a later
// process: what a look-up that finds nothing proves depends on when it is made.
func TestSettleWindow(t *testing.T) {
	t.Parallel()
	scan := providers.Capabilities{Find: providers.FindScan}
	exact := providers.Capabilities{Find: providers.FindExact, RefusesDuplicates: true}
	const slack = 2 * clockError
	tests := []struct {
		name    string
		caps    providers.Capabilities
		crash   bool // the earlier process was killed in the create
		after   time.Duration
		same    bool
		outcome Outcome
		state   ledger.State
		creates int
	}{
		{"listed, at once", scan, false, 0, true, Uncertain, ledger.Uncertain, 1},
		{"listed, after the window but not its slack", scan, false, 2*time.Minute + slack - time.Second, true, Uncertain, ledger.Uncertain, 1},
		{"listed, after window and slack", scan, false, 2*time.Minute + slack, true, Created, ledger.Known, 2},
		{"listed, after window and slack, no longer wanted", scan, false, 2*time.Minute + slack, false, Skipped, ledger.Refused, 1},
		{"listed, killed, before it may have left", scan, true, 2*time.Minute + slack, true, Uncertain, ledger.Uncertain, 0},
		{"listed, killed, long ago", scan, true, 2*time.Minute + slack + longestLead, true, Created, ledger.Known, 1},
		{"duplicates refused, at once", exact, true, 0, true, Created, ledger.Known, 1},
		{"duplicates refused, no longer wanted, at once", exact, true, 0, false, Uncertain, ledger.Uncertain, 0},
		{"duplicates refused, no longer wanted, long ago", exact, true, 2*time.Minute + slack + longestLead, false, Skipped, ledger.Refused, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b, h := windowBench(t, test.caps)
			b.lose(1)
			if test.crash {
				b.lose(0)
				b.unanswered(t)
			} else if first := b.one(t, b.item(t, "INV-1", Create)); first.Outcome != Uncertain {
				t.Fatalf("setting up: %s %s", first.Outcome, first.Note)
			}
			h.Move(test.after)
			b.next()
			item := b.item(t, "INV-1", Resolve)
			item.Wanted, item.Same = test.same, test.same
			result := b.one(t, item)
			if result.Outcome != test.outcome || b.stand.creates != test.creates {
				t.Errorf("got %s %q after %d creates, want %s after %d", result.Outcome, result.Note, b.stand.creates, test.outcome, test.creates)
			}
			if got := b.state(t, "INV-1"); got != test.state {
				t.Errorf("the ledger says %s, want %s", got, test.state)
			}
			if len(b.stand.links) > 1 {
				t.Errorf("%d links exist", len(b.stand.links))
			}
		})
	}
}

// TestAskingEarlyDoesNotMoveTheWindow: somebody who runs again every minute
// gets through in the end.
func TestAskingEarlyDoesNotMoveTheWindow(t *testing.T) {
	t.Parallel()
	b, h := windowBench(t, providers.Capabilities{Find: providers.FindScan})
	b.lose(1)
	result := b.one(t, b.item(t, "INV-1", Create))
	if want := "run apply again after 2026-11-21 14:42 (+05:30)"; !strings.Contains(result.Note, want) {
		t.Errorf("the note does not say %q: %s", want, result.Note)
	}
	for minute := 1; minute <= 12; minute++ {
		h.Move(time.Minute)
		b.next()
		item := b.item(t, "INV-1", Resolve)
		item.Same = true
		result = b.one(t, item)
		if minute < 12 && (result.Outcome != Uncertain || !strings.Contains(result.Note, "14:42")) {
			t.Fatalf("after %d minutes: %s %s", minute, result.Outcome, result.Note)
		}
	}
	if result.Outcome != Created || b.stand.creates != 2 {
		t.Errorf("after twelve minutes: %s %q, %d creates", result.Outcome, result.Note, b.stand.creates)
	}
}

// TestALateCreateIsFoundNotRepeated: what arrives within the window is adopted.
func TestALateCreateIsFoundNotRepeated(t *testing.T) {
	t.Parallel()
	b, h := windowBench(t, providers.Capabilities{Find: providers.FindScan})
	b.lose(1)
	item := b.item(t, "INV-1", Create)
	b.one(t, item)
	h.Move(90 * time.Second)
	b.stand.links["INV-1"] = providers.Link{ID: "late", URL: "https://pay.example/late", Reference: "INV-1", Status: providers.Active, Amount: item.Amount}
	h.Move(time.Hour)
	b.next()
	item = b.item(t, "INV-1", Resolve)
	item.Same = true
	if result := b.one(t, item); result.Outcome != Adopted || result.Link.ID != "late" || b.stand.creates != 1 {
		t.Errorf("got %s %q with %s after %d creates", result.Outcome, result.Note, result.Link.ID, b.stand.creates)
	}
}

func TestWaitingForTheWindow(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		lost    int
		late    bool // the lost create arrives while the run waits
		stop    bool // the run is interrupted while it waits
		outcome Outcome
		creates int
		waits   int
	}{
		{"it never arrived", 1, false, false, Created, 2, 1},
		{"it arrived meanwhile", 1, true, false, Created, 1, 1},
		{"its repetition is lost too", 2, false, false, Created, 3, 2},
		{"it is lost for ever", 99, false, false, Uncertain, 1 + waitRounds, waitRounds},
		{"interrupted", 1, false, true, Uncertain, 1, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b, h := windowBench(t, providers.Capabilities{Find: providers.FindScan})
			b.lose(test.lost)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			told, done, waits := "", 0, 0
			b.runner.Wait = true
			b.runner.Waiting = func(reason string, _ time.Duration) { told = reason }
			b.runner.Done = func(Result) { done++ }
			b.runner.Sleep = func(ctx context.Context, d time.Duration) error {
				if d != 2*time.Minute {
					t.Errorf("waits %s", d)
				}
				waits++
				if test.stop {
					cancel()
					return ctx.Err()
				}
				if test.late {
					made := b.item(t, "INV-1", Create)
					b.stand.links["INV-1"] = providers.Link{ID: "late", URL: "https://pay.example/late", Reference: "INV-1", Status: providers.Active, Amount: made.Amount}
				}
				h.Move(d)
				return nil
			}
			results, err := b.runner.Apply(ctx, each(b.item(t, "INV-1", Create), b.item(t, "INV-2", Skip)))
			if err != nil || len(results) != 2 || done != 2 {
				t.Fatalf("got %d results, %d done and %v", len(results), done, err)
			}
			if results[0].Outcome != test.outcome || b.stand.creates != test.creates || waits != test.waits {
				t.Errorf("got %s %q after %d creates and %d waits", results[0].Outcome, results[0].Note, b.stand.creates, waits)
			}
			if !strings.Contains(told, "until 2026-11-21 14:3") {
				t.Errorf("the wait is told as %q", told)
			}
		})
	}
}

// TestSoFarIsNeverWrittenTo: a result that was given away stays as it was when
// a later one takes its place.
func TestSoFarIsNeverWrittenTo(t *testing.T) {
	t.Parallel()
	b, h := windowBench(t, providers.Capabilities{Find: providers.FindScan})
	b.lose(1)
	var before *Results
	b.runner.Wait = true
	b.runner.Sleep = func(_ context.Context, d time.Duration) error {
		before = b.runner.SoFar()
		h.Move(d)
		return nil
	}
	results, err := b.runner.Apply(t.Context(), each(b.item(t, "INV-1", Create)))
	if err != nil || results[0].Outcome != Created || before.Len() != 1 {
		t.Fatalf("got %v, %v", err, results)
	}
	if first, err := before.At(0); err != nil || first.Outcome != Uncertain {
		t.Errorf("what was given away is %v now, %v", first, err)
	}
}
