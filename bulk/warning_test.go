package bulk

import (
	"context"
	"testing"

	"paysheet/bulk/ledger"
)

func TestSameFile(t *testing.T) {
	t.Parallel()
	for pair, want := range map[[2]string]bool{
		{"oct.csv", "oct.csv"}: true, {"oct.csv", "./oct.csv"}: true, {"/home/n/2026/oct.csv", "2026/oct.csv"}: true,
		{"oct.csv", "nov.csv"}: false, {"a/oct.csv", "b/oct.csv"}: false, {"/x/myoct.csv", "oct.csv"}: false,
	} {
		if got := sameFile(pair[0], pair[1]); got != want || sameFile(pair[1], pair[0]) != want {
			t.Errorf("%s and %s are one sheet: %v", pair[0], pair[1], got)
		}
	}
}

// pastBook is a ledger that knows some bills and one reference elsewhere.
type pastBook struct {
	bills   map[string][]ledger.Bill
	entries map[string][]ledger.Entry // by namespace
}

func (p pastBook) Lookup(_ context.Context, namespace, _ string) ([]ledger.Entry, error) {
	return p.entries[namespace], nil
}

func (p pastBook) Billed(_ context.Context, payee string, _ int) ([]ledger.Bill, error) {
	return p.bills[payee], nil
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	hundred := money(t, "100.00 LKR")
	w := &Warnings{
		Past: pastBook{
			bills:   map[string][]ledger.Bill{"nimal": {{Amount: hundred}, {Amount: hundred}, {Amount: hundred}}},
			entries: map[string][]ledger.Entry{"2025": {{State: ledger.Known, Amount: hundred, Account: "old", Row: 7, Sheet: "last-year.csv"}}},
		},
		Sheet: "oct.csv", Namespaces: map[string]string{"old": "2025", "new": "2026", "newer": "2026"}, Payees: true, Keep: 2,
	}
	row := func(n int, action Action, payee, amount string, known *ledger.Entry) Item {
		item := create(t, n, amount)
		item.Action, item.Payee, item.Known, item.Account, item.Unlisted = action, payee, known, "new", true
		return item
	}
	before := func(sheet string) *ledger.Entry {
		return &ledger.Entry{State: ledger.Known, Amount: hundred, Sheet: sheet, Row: 3}
	}
	for _, item := range []Item{
		row(2, Create, "nimal", "101.00 LKR", nil),
		row(3, Create, "nimal", "600.00 LKR", nil),
		row(4, Create, "nobody", "600.00 LKR", nil),
		row(5, Create, "", "600.00 LKR", nil), // nothing is known of the customer
		row(6, Create, "nimal", "100.00 LKR", nil),
		row(7, Refresh, "nimal", "100.00 LKR", before("sep.csv")),
		row(8, Refresh, "nimal", "100.00 LKR", before("/home/n/oct.csv")),
		row(9, Hold, "nimal", "120.00 LKR", before("sep.csv")), // another amount is told as such
		row(10, Create, "third", "1.00 LKR", nil), row(11, Create, "fourth", "1.00 LKR", nil), row(12, Create, "fifth", "1.00 LKR", nil),
	} {
		if err := w.Add(t.Context(), item); err != nil {
			t.Fatal(err)
		}
	}
	listed := row(13, Refresh, "nimal", "100.00 LKR", before("sep.csv"))
	listed.Unlisted = false // the row names its link itself: it is a copy of that sheet
	if err := w.Add(t.Context(), listed); err != nil {
		t.Fatal(err)
	}
	got := w.Found()
	want := []struct {
		kind  WarningKind
		rows  int
		first int
	}{{OtherSheet, 2, 6}, {UnusualAmount, 1, 3}, {NewPayee, 4, 4}}
	if len(got) != len(want) {
		t.Fatalf("found %v", got)
	}
	for i, each := range want {
		if got[i].Kind != each.kind || got[i].Rows != each.rows || got[i].Examples[0].Item.Row != each.first || len(got[i].Examples) > 2 {
			t.Errorf("%d %s with %d examples, the first row %d", got[i].Rows, got[i].Kind, len(got[i].Examples), got[i].Examples[0].Item.Row)
		}
	}
}
