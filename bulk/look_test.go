package bulk

import (
	"strings"
	"testing"

	"paysheet/providers"
)

// linked makes a link through the runner and gives the item as the next plan
// would have it.
func (b *bench) linked(t *testing.T, action Action) Item {
	t.Helper()
	if result := b.one(t, b.item(t, "INV-1", Create)); result.Outcome != Created {
		t.Fatalf("setting up: %s %s", result.Outcome, result.Note)
	}
	return b.item(t, "INV-1", action)
}

func (b *bench) set(t *testing.T, status providers.Status, paid string) {
	t.Helper()
	link := b.stand.links["INV-1"]
	link.Status = status
	if paid != "" {
		link.Paid = money(t, paid)
	}
	b.stand.links["INV-1"] = link
}

func TestLooking(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		action  Action
		open    bool
		amount  string // the sheet's
		status  providers.Status
		paid    string
		outcome Outcome
		stays   bool // link still open afterwards
		note    string
	}{
		{"refresh", Refresh, false, "100.00 LKR", providers.Paid, "100.00 LKR", Refreshed, false, ""},
		{"refresh with the balance in the sheet", Refresh, false, "60.00 LKR", providers.PartiallyPaid, "40.00 LKR", Kept, false, "open 60.00 LKR of 100.00 LKR"},
		{"held for an amount that turns out to be the balance", Hold, true, "60.00 LKR", providers.PartiallyPaid, "40.00 LKR", Kept, false, "open 60.00"},
		{"held for another amount", Hold, true, "61.00 LKR", providers.PartiallyPaid, "40.00 LKR", Held, true, "link still open at acme"},
		{"skipped and still open", Skip, true, "100.00 LKR", providers.Active, "", Skipped, true, "link still open at acme"},
		{"skipped and paid since", Skip, true, "100.00 LKR", providers.Paid, "100.00 LKR", Skipped, false, "settled"},
		{"cancelled", Cancel, false, "100.00 LKR", providers.Active, "", Cancelled, false, "settled"},
		{"paid before the cancel", Cancel, false, "100.00 LKR", providers.Paid, "100.00 LKR", Skipped, false, "not taken back"},
		{"partly paid before the cancel", Cancel, false, "100.00 LKR", providers.PartiallyPaid, "1.00 LKR", Skipped, true, "not taken back"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, providers.Capabilities{})
			item := b.linked(t, test.action)
			item.Amount, item.StillOpen, item.Reason = money(t, test.amount), test.open, "settled"
			b.set(t, test.status, test.paid)
			result := b.one(t, item)
			if result.Outcome != test.outcome || result.StillOpen != test.stays || !strings.Contains(result.Note, test.note) {
				t.Errorf("got %s (still open %v) %q, want %s (still open %v) %q",
					result.Outcome, result.StillOpen, result.Note, test.outcome, test.stays, test.note)
			}
			want := test.status
			if test.outcome == Cancelled {
				want = providers.Cancelled
			}
			if result.Link.Status != want || !result.Checked {
				t.Errorf("the result says %q (checked %v), the provider %q", result.Link.Status, result.Checked, want)
			}
			if b.stand.creates != 1 {
				t.Errorf("looking made %d links", b.stand.creates-1)
			}
		})
	}
}

func TestAdopt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		amount  string
		id      string
		outcome Outcome
		note    string
	}{
		{"all agrees", "100.00 LKR", "id-INV-1", Adopted, "agrees"},
		{"another amount", "90.00 LKR", "id-INV-1", Uncertain, "its amount is 90.00 LKR, not 100.00 LKR"},
		{"no such link", "100.00 LKR", "id-none", Uncertain, "could not be checked"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, providers.Capabilities{})
			b.stand.links["INV-1"] = providers.Link{ID: "id-INV-1", URL: "https://pay.example/1", Reference: "INV-1", Status: providers.Active, Amount: money(t, test.amount)}
			item := b.item(t, "INV-1", Adopt)
			item.SheetLink = test.id
			result := b.one(t, item)
			if result.Outcome != test.outcome || !strings.Contains(result.Note, test.note) {
				t.Errorf("got %s %q, want %s %q", result.Outcome, result.Note, test.outcome, test.note)
			}
			if b.stand.creates != 0 {
				t.Errorf("adopting made a link")
			}
		})
	}
}
