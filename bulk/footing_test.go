package bulk

import (
	"slices"
	"strings"
	"testing"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

func TestMarksAreOneForEach(t *testing.T) {
	t.Parallel()
	want := map[Action]string{
		Create: "+", Update: "~", Replace: "-/+", Refresh: "↻", Keep: "=", Hold: "!", Reject: "!", Resolve: "?",
		Cancel: "-", Adopt: "←", Skip: "·", Leave: "·",
	}
	for _, a := range Actions() {
		if got := a.Mark().Sign; got != want[a] {
			t.Errorf("%s is marked %q, not %q", a, got, want[a])
		}
	}
	same := map[Outcome]Action{
		Created: Create, Adopted: Adopt, Updated: Update, Replaced: Replace, Refreshed: Refresh, Kept: Keep, Cancelled: Cancel,
		Skipped: Skip, Held: Hold, Rejected: Reject, Uncertain: Resolve,
	}
	for o, a := range same {
		if o.Mark() != a.Mark() {
			t.Errorf("%s is marked %v and %s %v", o, o.Mark(), a, a.Mark())
		}
	}
	if NotAttempted.Mark() == Skip.Mark() || TakenBack.Mark() != Cancel.Mark() {
		t.Error("what is still to be done is marked as what is left, or what is taken back as something else")
	}
}

func TestFooting(t *testing.T) {
	t.Parallel()
	var input Input
	var told Tally
	for _, each := range []string{"10.50 LKR", "1.00 LKR", "7 CLP"} {
		amount := money(t, each)
		input.tally.Add("", "", amount)
		told.Add("a", string(Create), amount)
	}
	told.Leave(Item{}) // a blank row stands for nothing
	if faults := input.Compare(&told); len(faults) > 0 {
		t.Errorf("a plan that foots does not: %v", faults)
	}
	told.Add("a", string(Create), money(t, "0.01 LKR"))
	if faults := input.Compare(&told); len(faults) != 1 || !strings.Contains(faults[0], "11.50 LKR") || !strings.Contains(faults[0], "11.51") {
		t.Errorf("a cent too much: %q", faults)
	}
	var short Tally
	short.Leave(Item{Reason: "not chosen", Amount: money(t, "10.50 LKR")})
	short.Leave(Item{Reason: "not chosen", Amount: money(t, "1.00 LKR")})
	if faults := input.Compare(&short); len(faults) != 1 || !strings.Contains(faults[0], "7 CLP") {
		t.Errorf("a row that is missing: %q", faults)
	}
	if words := short.Lines([]string{LeftRows}); len(words) != 1 || words[0].Rows != 2 {
		t.Errorf("rows that were not chosen: %v", words)
	}
}

func TestChangeWords(t *testing.T) {
	t.Parallel()
	changes := []Change{{"amount", "25,000.00 LKR", "26,000.00 LKR"}, {"description", "", `"new"`}, {Field: "customer or return address"}}
	want := `amount: 25,000.00 LKR → 26,000.00 LKR, description → "new", customer or return address changed`
	if got := ChangeWords(changes); got != want {
		t.Errorf("got %s", got)
	}
	early, late := providers.Date{Year: 2026, Month: 12, Day: 5}, providers.Date{Year: 2026, Month: 12, Day: 31}
	if more := withExpiry(changes, &ledger.Entry{Asked: ledger.Asked{Expires: early}}, late); !slices.Equal(more[:3], changes) || more[3] != (Change{"expires", "2026-12-05", "2026-12-31"}) {
		t.Errorf("with a later date: %v", more)
	}
	if same := withExpiry(changes, &ledger.Entry{Asked: ledger.Asked{Expires: early}}, early); len(same) != 3 {
		t.Errorf("with the same date: %v", same)
	}
}
