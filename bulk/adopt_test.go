package bulk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// there puts a link into the provider that nobody here made.
func (b *bench) there(t *testing.T, id, reference, amount string) {
	t.Helper()
	b.stand.links[id] = providers.Link{ID: id, URL: "https://pay.example/" + id, Reference: reference, Status: providers.Active, Amount: money(t, amount)}
}

func TestAdoptTakesWhatAgrees(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		prepare    func(*testing.T, *bench, *Item)
		outcome    Outcome
		generation int
		note       string
	}{
		{"another reference's link at the provider", func(t *testing.T, b *bench, _ *Item) {
			t.Helper()
			b.there(t, "X", "INV-9", "100.00 LKR")
		}, Uncertain, 0, `its reference is "INV-9", not "INV-1"`},
		{"another currency", func(t *testing.T, b *bench, _ *Item) {
			t.Helper()
			b.there(t, "X", "INV-1", "100.00 USD")
		}, Uncertain, 0, "its amount is 100.00 USD, not 100.00 LKR"},
		{"a provider that echoes nothing but the id", func(_ *testing.T, b *bench, _ *Item) {
			b.stand.links["X"] = providers.Link{ID: "X", URL: "https://pay.example/x", Status: providers.Active}
		}, Adopted, 1, "agrees"},
		{"a draft", func(_ *testing.T, b *bench, _ *Item) {
			b.stand.links["X"] = providers.Link{ID: "X", Status: providers.Draft}
		}, Uncertain, 0, "draft"},
		{"an address that must not be shown", func(_ *testing.T, b *bench, _ *Item) {
			b.stand.links["X"] = providers.Link{ID: "X", URL: "javascript:alert(1)", Status: providers.Active}
		}, Uncertain, 0, "withheld"},
		{"a link that took another's place", func(t *testing.T, b *bench, item *Item) {
			t.Helper()
			b.there(t, "X", "INV-1-3", "100.00 LKR")
			item.Previous = "https://pay.example/old"
		}, Adopted, 3, "agrees"},
		{"the link of an invoice whose reference looks like a later one", func(t *testing.T, b *bench, _ *Item) {
			t.Helper()
			b.there(t, "X", "INV-1-3", "100.00 LKR")
		}, Uncertain, 0, `"INV-1-3"`},
		{"held under another reference by a provider that echoes none", func(t *testing.T, b *bench, _ *Item) {
			t.Helper()
			b.stand.links["X"] = providers.Link{ID: "X", URL: "https://pay.example/x", Status: providers.Active}
			taken := b.item(t, "INV-7", Adopt)
			taken.SheetLink, taken.Row = "X", 8
			if first := b.one(t, taken); first.Outcome != Adopted {
				t.Fatalf("setting up: %s %s", first.Outcome, first.Note)
			}
		}, Held, 0, "the link of INV-7 (row 8 of s.xlsx)"},
		{"settles a create that was not answered", func(t *testing.T, b *bench, item *Item) {
			t.Helper()
			b.there(t, "X", "INV-1", "100.00 LKR")
			item.Known = b.unanswered(t).Known
		}, Adopted, 1, "agrees"},
		{"a create that was not answered asked for another amount", func(t *testing.T, b *bench, item *Item) {
			t.Helper()
			b.there(t, "X", "INV-1", "90.00 LKR")
			item.Known = b.unanswered(t).Known
			item.Request.Amount = money(t, "90.00 LKR")
		}, Held, 0, "asked for as 100.00 LKR and is unresolved, so it cannot be asked for as 90.00 LKR"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, providers.Capabilities{})
			item := b.item(t, "INV-1", Adopt)
			item.SheetLink = "X"
			test.prepare(t, b, &item)
			result := b.one(t, item)
			if result.Outcome != test.outcome || !strings.Contains(result.Note, test.note) {
				t.Errorf("got %s %q, want %s %q", result.Outcome, result.Note, test.outcome, test.note)
			}
			known := b.item(t, "INV-1", Adopt).Known
			if test.generation == 0 {
				if known != nil && known.State == ledger.Known {
					t.Errorf("the ledger took it: %+v", known.Link)
				}
				return
			}
			if known == nil || known.State != ledger.Known || known.Link.ID != "X" || known.Generation != test.generation {
				t.Errorf("the ledger has %+v", known)
			}
		})
	}
}

func TestCellsThatSomebodyChanged(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	e := ledger.Entry{State: ledger.Known, Account: "acme", Link: providers.Link{ID: "L2", URL: "https://u/2", Status: providers.Active}, Previous: "https://u/1", Checked: at}
	older := ledger.Entry{State: ledger.Known, Account: "acme", Link: providers.Link{ID: "L1", URL: "https://u/1", Status: providers.Cancelled}}
	tests := []struct {
		name  string
		claim claim
		want  string
		other string // the id that is looked at
	}{
		{"as it is", claim{id: "L2", url: "https://u/2", account: "acme", status: "active", checked: at}, "[]", ""},
		{"no link cells, as in a fresh export", claim{}, "[]", ""},
		{"behind the ledger", claim{id: "L1", url: "https://u/1", account: "acme", status: "active"}, "[]", ""},
		{"behind in its status", claim{id: "L2", url: "https://u/2", account: "acme", status: "paid", checked: at.Add(-time.Hour)}, "[]", ""},
		{"another id", claim{id: "L9", url: "https://u/2", account: "acme"}, `[Link ID said "L9"]`, "L9"},
		{"another id of another account", claim{id: "L9", url: "https://u/2", account: "lima"}, `[Link ID said "L9"]`, ""},
		{"another address", claim{id: "L2", url: "https://evil", account: "acme"}, `[Link URL said "https://evil"]`, ""},
		{"another status", claim{id: "L2", url: "https://u/2", account: "acme", status: "paid", checked: at.Add(time.Second)}, `[Link Status said "paid"]`, ""},
		{"a status that was in doubt", claim{id: "L2", url: "https://u/2", account: "acme", status: "paid", checked: at.Add(time.Second), doubted: true}, "[]", ""},
		{"control characters", claim{id: "L2", url: "https://\x1b[31mevil", account: "acme"}, `[Link URL said "https:// [31mevil"]`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			item := Item{Action: Refresh, Account: "acme", Known: &e}
			new(Planner).compare(&item, test.claim, memory{mine: &e, entries: []ledger.Entry{older, e}})
			if got := fmt.Sprint(item.Edited); got != test.want || item.SheetLink != test.other {
				t.Errorf("got %s and looks at %q", got, item.SheetLink)
			}
		})
	}
}

// TestTheSheetNamesAnotherLink: what an edited cell names is looked at before it
// is overwritten, because it may be a second link for the invoice.
func TestTheSheetNamesAnotherLink(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, reference string
		action          Action
		outcome         Outcome
		note            string
	}{
		{"it is another invoice's", "INV-7", Refresh, Refreshed, `put back: Link ID said "X"`},
		{"it is this invoice's too", "INV-1", Refresh, Uncertain, "take one of them back"},
		{"it is this invoice's too, and paid", "INV-1", Keep, Uncertain, "take one of them back"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, providers.Capabilities{})
			item := b.linked(t, test.action)
			b.there(t, "X", test.reference, "100.00 LKR")
			item.SheetLink, item.Edited = "X", []string{`Link ID said "X"`}
			result := b.one(t, item)
			if result.Outcome != test.outcome || !strings.Contains(result.Note, test.note) || result.Link.ID != "id-INV-1" {
				t.Errorf("got %s %q with link %s", result.Outcome, result.Note, result.Link.ID)
			}
		})
	}
}

// TestWhatTheSheetSaysStays: a row that is not taken over keeps what it says of
// a link, or the next run would think that it never had one.
func TestWhatTheSheetSaysStays(t *testing.T) {
	t.Parallel()
	link := claim{id: "X", url: "https://pay.example/x", account: "acme", previous: "https://pay.example/old"}
	for _, test := range []struct {
		name    string
		action  Action
		claim   claim
		outcome Outcome
	}{
		{"held", Hold, link, Held},
		{"skipped", Skip, link, Skipped},
		{"adoption that fails", Adopt, link, Uncertain},
		{"in doubt and held", Hold, claim{account: "acme", doubted: true}, Uncertain},
		{"in doubt and skipped", Skip, claim{account: "acme", doubted: true}, Uncertain},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, providers.Capabilities{})
			item := b.item(t, "INV-1", test.action)
			item.named, item.SheetLink = &test.claim, test.claim.id
			result := b.one(t, item)
			if result.Outcome != test.outcome || result.Link.ID != test.claim.id || result.Link.URL != test.claim.url ||
				result.Label != "acme" || result.Previous != test.claim.previous {
				t.Errorf("got %s with %+v at %s, before %q", result.Outcome, result.Link, result.Label, result.Previous)
			}
		})
	}
}
