package bulk

import (
	"context"
	"strings"
	"sync"
	"testing"

	"paysheet/bulk/ledger"
	"paysheet/bulk/spool"
	"paysheet/providers"
)

// undoBench has run r1 make some links and run r2 one, at a provider that can
// take back what is active.
func undoBench(t *testing.T, references ...string) *bench {
	t.Helper()
	b := newBench(t, providers.Capabilities{Find: providers.FindExact, CancelFrom: []providers.Status{providers.Active}})
	b.run(t, "r1", references...)
	b.run(t, "r2", "other")
	return b
}

func (b *bench) run(t *testing.T, run string, references ...string) {
	t.Helper()
	b.runner.Run = run
	if err := b.book.StartRun(t.Context(), ledger.Run{ID: run, Command: "apply"}); err != nil {
		t.Fatal(err)
	}
	var items []Item
	for _, reference := range references {
		items = append(items, b.item(t, reference, Create))
	}
	if _, err := b.runner.Apply(t.Context(), each(items...)); err != nil {
		t.Fatal(err)
	}
	if err := b.book.EndRun(t.Context(), run, ledger.Summary{}); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) undo(t *testing.T, run string) *UndoPlan {
	t.Helper()
	plan, err := PlanUndo(t.Context(), b.book, b.runner.Accounts, run, spool.New(nil))
	if err != nil {
		t.Fatal(err)
	}
	b.runner.Run = "undo"
	if err := b.book.StartRun(t.Context(), ledger.Run{ID: "undo", Command: "undo"}); err != nil {
		t.Fatal(err)
	}
	if err := b.runner.Undo(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	return plan
}

func linksOf(t *testing.T, plan *UndoPlan) (all []Undoing) {
	t.Helper()
	for each, err := range plan.Links() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, each)
	}
	return all
}

// bucketOf gives the bucket and the reason of one reference.
func bucketOf(t *testing.T, plan *UndoPlan, reference string) (Bucket, string) {
	t.Helper()
	for _, each := range linksOf(t, plan) {
		if each.Item.Reference == reference {
			return each.Bucket, each.Why
		}
	}
	t.Fatalf("%s is in no bucket", reference)
	return "", ""
}

// observe puts what a provider says of a link into the ledger, and to the stand.
func (b *bench) observe(t *testing.T, reference string, change func(*providers.Link)) {
	t.Helper()
	known := b.item(t, reference, Refresh).Known
	link := known.Link
	change(&link)
	if err := b.book.Observe(t.Context(), known.Key, link, ""); err != nil {
		t.Fatal(err)
	}
	b.stand.links[reference] = link
}

func TestUndoSortsEveryLinkOfARun(t *testing.T) {
	t.Parallel()
	b := undoBench(t, "plain", "paid", "part", "gone", "expired", "changed", "late")
	b.observe(t, "paid", func(l *providers.Link) { l.Status = providers.Paid })
	b.observe(t, "part", func(l *providers.Link) {
		l.Status, l.Expires = providers.PartiallyPaid, providers.Date{Year: 2036, Month: 1, Day: 31}
	})
	b.observe(t, "gone", func(l *providers.Link) { l.Status = providers.Cancelled })
	b.observe(t, "expired", func(l *providers.Link) { l.Status = providers.Expired })
	changed := b.item(t, "changed", Refresh).Known
	if err := b.book.StartRun(t.Context(), ledger.Run{ID: "r3"}); err != nil {
		t.Fatal(err)
	}
	again := *changed
	again.Asked.Description = ledger.Digest("another")
	if err := b.book.Amend(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	// Paid since the last look: nobody knows yet.
	late := b.stand.links["late"]
	late.Status = providers.Paid
	b.stand.links["late"] = late

	plan := b.undo(t, "r1")
	for reference, want := range map[string]struct {
		bucket Bucket
		why    string
	}{
		"plain":   {TakenBack, ""},
		"paid":    {LeftAlone, "paid"},
		"part":    {LeftAlone, "stays payable until 2036-01-31"},
		"gone":    {LeftAlone, "cancelled already"},
		"expired": {LeftAlone, "expired"},
		"changed": {LeftAlone, "run r3 changed it since"},
		"late":    {LeftAlone, "paid by now"},
	} {
		if bucket, why := bucketOf(t, plan, reference); bucket != want.bucket || !strings.Contains(why, want.why) {
			t.Errorf("%s: %s (%s), not %s (%s)", reference, bucket, why, want.bucket, want.why)
		}
	}
	if n := len(linksOf(t, plan)); n != 7 {
		t.Errorf("%d links, one of them of another run", n)
	}
	if e := b.item(t, "plain", Refresh).Known; e.Link.Status != providers.Cancelled {
		t.Errorf("the ledger says %s of what was taken back", e.Link.Status)
	}
	if e := b.item(t, "other", Refresh).Known; e.Link.Status != providers.Active {
		t.Errorf("the link of another run is %s", e.Link.Status)
	}
}

// A provider that cannot take back an active link leaves it payable, and the
// undo says until when and asks nothing of it.
func TestUndoOfWhatCannotBeTakenBack(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{CancelFrom: []providers.Status{providers.Expired}})
	b.run(t, "r1", "a")
	b.observe(t, "a", func(l *providers.Link) { l.Expires = providers.Date{Year: 2036, Month: 1, Day: 31} })
	gets := b.stand.gets
	plan := b.undo(t, "r1")
	if bucket, why := bucketOf(t, plan, "a"); bucket != StaysOpen || !strings.Contains(why, "payable until 2036-01-31") {
		t.Errorf("%s: %s", bucket, why)
	}
	if b.stand.gets != gets || b.stand.links["a"].Status != providers.Active {
		t.Error("the provider was asked")
	}
}

func TestUndoOfAnUnansweredCreate(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{Find: providers.FindNone, CancelFrom: []providers.Status{providers.Active}})
	b.stand.onCreate = func(int, providers.LinkRequest, providers.Link) (providers.Link, error) {
		return providers.Link{ID: "made"}, fail(providers.Uncertain, "no answer")
	}
	b.run(t, "r1", "a")
	plan := b.undo(t, "r1")
	if bucket, why := bucketOf(t, plan, "a"); bucket != NotUndone || !linksOf(t, plan)[0].Unknown || !strings.Contains(why, "resolve") {
		t.Errorf("%s: %s", bucket, why)
	}
}

// A link that a run only took over is somebody else's work.
func TestUndoLeavesAdoptedLinks(t *testing.T) {
	t.Parallel()
	b := undoBench(t, "a")
	item := b.item(t, "b", Create)
	e := b.runner.entry(b.runner.Accounts["acme"], &item)
	e.Run, e.Link = "r1", providers.Link{ID: "id-b", URL: "https://pay.example/b", Status: providers.Active}
	if err := b.book.Adopt(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	plan := b.undo(t, "r1")
	if bucket, why := bucketOf(t, plan, "b"); bucket != LeftAlone || !strings.Contains(why, "took it over") {
		t.Errorf("%s: %s", bucket, why)
	}
}

// What a run took back itself is counted: nobody can bring it to life again.
func TestUndoCountsWhatItCannotRestore(t *testing.T) {
	t.Parallel()
	b := undoBench(t, "a")
	if err := b.book.StartRun(t.Context(), ledger.Run{ID: "r3"}); err != nil {
		t.Fatal(err)
	}
	b.observe(t, "a", func(l *providers.Link) { l.Status = providers.Cancelled })
	plan, err := PlanUndo(t.Context(), b.book, b.runner.Accounts, "r3", spool.New(nil))
	if err != nil || plan.Retired != 1 || len(linksOf(t, plan)) != 0 {
		t.Errorf("%+v, %v", plan, err)
	}
}

func TestUndoInterrupted(t *testing.T) {
	t.Parallel()
	b := undoBench(t, "a", "b")
	plan, err := PlanUndo(t.Context(), b.book, b.runner.Accounts, "r1", spool.New(nil))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.runner.Undo(ctx, plan); err != nil {
		t.Fatal(err)
	}
	if n := plan.Count(NotUndone); n != 2 {
		t.Errorf("%d of 2 are told as not attempted", n)
	}
	if b.stand.links["a"].Status != providers.Active {
		t.Error("a link was taken back after the stop")
	}
}

// SoFar may be read while results come in; each row is there at most once.
func TestSoFarWhileARunGoesOn(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{})
	var items []Item
	for n := range 200 {
		item := b.item(t, "ref-"+itoa(n), Create)
		item.Row = n + 2
		items = append(items, item)
	}
	started := make(chan struct{}, len(items))
	b.runner.Done = func(Result) { started <- struct{}{} }
	var reader sync.WaitGroup
	reader.Go(func() {
		for range items {
			<-started
			last := 0
			for r, err := range b.runner.SoFar().All() {
				if err != nil {
					t.Error(err)
					break
				}
				if r.Row <= last || r.Outcome != Created {
					t.Errorf("row %d after %d is %q", r.Row, last, r.Outcome)
				}
				last = r.Row
			}
		}
	})
	if _, err := b.runner.Apply(t.Context(), each(items...)); err != nil {
		t.Fatal(err)
	}
	reader.Wait()
	if n := b.runner.SoFar().Len(); n != len(items) {
		t.Errorf("%d of %d at the end", n, len(items))
	}
}
