package bulk

import (
	"context"
	"slices"
	"strings"
	"testing"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// replaceItem is what the next plan would make of a linked row whose amount changed.
func (b *bench) replaceItem(t *testing.T) Item {
	t.Helper()
	item := b.linked(t, Replace)
	item.Amount = money(t, "60.00 LKR")
	item.Request = providers.LinkRequest{Reference: "INV-1-2", Amount: item.Amount}
	item.Generation, item.Reason = 2, "amount: 100.00 LKR → 60.00 LKR"
	return item
}

func (b *bench) payable() int {
	n := 0
	for _, link := range b.stand.links {
		if link.Status.Payable() {
			n++
		}
	}
	return n
}

func TestReplace(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{})
	result := b.one(t, b.replaceItem(t))
	if result.Outcome != Replaced || result.Previous != "https://pay.example/INV-1" || result.Link.URL != "https://pay.example/INV-1-2" {
		t.Errorf("got %s %q, %q in place of %q", result.Outcome, result.Note, result.Link.URL, result.Previous)
	}
	if b.payable() != 1 || b.stand.links["INV-1"].Status != providers.Cancelled {
		t.Errorf("%d links can be paid: %v", b.payable(), b.stand.links)
	}
	entries, err := b.book.Lookup(t.Context(), "", "INV-1")
	if err != nil || len(entries) != 2 || entries[1].Previous != "https://pay.example/INV-1" {
		t.Errorf("the ledger has %+v (%v)", entries, err)
	}
}

func TestReplaceLeavesWhatWasPaid(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{})
	item := b.replaceItem(t)
	b.set(t, providers.PartiallyPaid, "1.00 LKR")
	result := b.one(t, item)
	if result.Outcome != Held || !strings.Contains(result.Note, "paid") || b.stand.creates != 1 || !result.StillOpen {
		t.Errorf("got %s %q after %d creates", result.Outcome, result.Note, b.stand.creates)
	}
}

// TestReplaceThatWasPaidWhileItWasCancelled: the look after the cancel decides.
func TestReplaceThatWasPaidWhileItWasCancelled(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{})
	item := b.replaceItem(t)
	b.stand.onGet = func(link providers.Link) (providers.Link, error) {
		if link.Status == providers.Cancelled {
			link.Paid = money(t, "100.00 LKR")
		}
		return link, nil
	}
	result := b.one(t, item)
	if result.Outcome != Held || b.stand.creates != 1 {
		t.Errorf("got %s %q after %d creates", result.Outcome, result.Note, b.stand.creates)
	}
}

// TestReplaceCutOff stops after the cancel and lets the next plan go on.
func TestReplaceCutOff(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{})
	item := b.replaceItem(t)
	b.stand.onCreate = func(int, providers.LinkRequest, providers.Link) (providers.Link, error) {
		return providers.Link{}, fail(providers.Unavailable, "connection refused")
	}
	if result := b.one(t, item); result.Outcome != Failed || !strings.Contains(result.Note, "not made yet") || b.payable() != 0 {
		t.Fatalf("got %s %q", result.Outcome, result.Note)
	}
	entries, err := b.book.Lookup(t.Context(), "", "INV-1")
	if err != nil {
		t.Fatal(err)
	}
	w := wish{mode: ModeApply, verdict: 1, account: b.runner.Accounts["acme"], amount: item.Amount, request: item.Request}
	m := remember(entries, w.account)
	m.mineCan = &providers.Capabilities{}
	next := decide(w, m)
	if next.action != Create || next.generation != 2 || next.previous != "https://pay.example/INV-1" {
		t.Errorf("the next run would %s generation %d in place of %q (%s)", next.action, next.generation, next.previous, next.reason)
	}
	// Cut off one step earlier: the first generation is gone and nothing was begun.
	m = remember(entries[:1], w.account)
	m.mineCan = &providers.Capabilities{}
	if next := decide(w, m); next.action != Replace || next.generation != 2 {
		t.Errorf("the next run would %s generation %d (%s)", next.action, next.generation, next.reason)
	}
}

func TestPaymentOnAReplacedLinkIsAnAlarm(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{})
	if result := b.one(t, b.replaceItem(t)); result.Outcome != Replaced {
		t.Fatal(result.Note)
	}
	b.set(t, providers.Paid, "100.00 LKR") // the retired one, late
	entries, err := b.book.Lookup(t.Context(), "", "INV-1")
	if err != nil {
		t.Fatal(err)
	}
	item := b.item(t, "INV-1", Refresh)
	item.Amount, item.Retired = money(t, "60.00 LKR"), entries[:1]
	look := func(what, note string, asked int, want ...providers.Payment) {
		t.Helper()
		result := b.one(t, item)
		if result.Outcome != Uncertain || !strings.Contains(result.Note, "replaced link id-INV-1") || !strings.HasSuffix(result.Note, note) {
			t.Errorf("%s: got %s %q", what, result.Outcome, result.Note)
		}
		known, err := b.book.Receipts(t.Context(), entries[0].Key)
		if err != nil || b.stand.asked != asked || !slices.Equal(known, want) {
			t.Errorf("%s: asked %d times, want %d; known %+v, %v", what, b.stand.asked, asked, known, err)
		}
	}
	look("a provider that does not tell payments", "is refunded", 0)
	b.runner.Accounts["acme"].Capabilities.TellsPayments = true
	b.stand.onPayments = fail(providers.Unavailable, "not now")
	look("payments that cannot be read", "its payments could not be read (not now): the next refresh asks again", 1)
	b.stand.onPayments, b.stand.payments = nil, map[string][]providers.Payment{"id-INV-1": {came(t, "P1", "100")}}
	look("payments told", "is refunded", 2, came(t, "P1", "100"))
	look("payments known", "is refunded", 2, came(t, "P1", "100"))
}

// TestPaymentOnAReplacedLinkSeenAlone: a refresh of the ledger comes by the old
// link as an item of its own.
func TestPaymentOnAReplacedLinkSeenAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{})
	if result := b.one(t, b.replaceItem(t)); result.Outcome != Replaced {
		t.Fatal(result.Note)
	}
	alone := func() Result {
		entries, err := b.book.Lookup(t.Context(), "", "INV-1")
		if err != nil {
			t.Fatal(err)
		}
		item := b.item(t, "INV-1", Refresh)
		item.Known = &entries[0]
		return b.one(t, item)
	}
	if result := alone(); result.Outcome != Refreshed || result.Late {
		t.Errorf("nothing was paid: got %s %q", result.Outcome, result.Note)
	}
	b.set(t, providers.Paid, "100.00 LKR")
	for range 2 {
		result := alone()
		if result.Outcome != Uncertain || !result.Late || !strings.Contains(result.Note, "whose place link id-INV-1-2 at acme took") {
			t.Errorf("got %s %q", result.Outcome, result.Note)
		}
		if result.Link.Status != providers.Paid {
			t.Errorf("the link is told as %s", result.Link.Status)
		}
	}
}

// changing is a stand that can change amounts.
type changing struct{ *stand }

func (c changing) Update(_ context.Context, id string, req providers.LinkRequest) (providers.Link, error) {
	for reference, link := range c.links {
		if link.ID == id {
			link.Amount = req.Amount
			c.links[reference] = link
			return link, nil
		}
	}
	return providers.Link{}, fail(providers.NotFound, "no such link")
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{})
	item := b.linked(t, Update)
	b.runner.Accounts["acme"].Provider = changing{b.stand}
	item.Amount = money(t, "60.00 LKR")
	item.Request, item.Changes = providers.LinkRequest{Reference: "INV-1", Amount: item.Amount}, []Change{{"amount", "100.00 LKR", "60.00 LKR"}}
	result := b.one(t, item)
	if result.Outcome != Updated || !strings.Contains(result.Note, "60.00 LKR") || b.stand.creates != 1 {
		t.Errorf("got %s %q", result.Outcome, result.Note)
	}
	if known := b.item(t, "INV-1", Refresh).Known; known.Amount != item.Amount || known.State != ledger.Known {
		t.Errorf("the ledger says %s %s", known.State, known.Amount)
	}
	// The next plan sees nothing to change.
	if fields, _ := changed(b.item(t, "INV-1", Refresh).Known, item.Request); len(fields) != 0 {
		t.Errorf("after the update %v still differ", fields)
	}
}
