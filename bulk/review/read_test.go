package review

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"paysheet/bulk"
)

// TestReadRefuses names the cell.
func TestReadRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ header, text, want string }{
		"an answer":       {HeaderApprove, "perhaps", `Invoices!I3 says "perhaps": write yes or no`},
		"no key":          {HeaderKey, "", `Invoices!I3 says "yes", but the row has no Review Key`},
		"a broken key":    {HeaderKey, "17", `Invoices!J3 says "17", which is no key of a review`},
		"a double":        {HeaderKey, id + "/2", "row 2 of the sheet stands twice in the review, in its rows 2 and 3"},
		"another review":  {HeaderKey, "R8-0123456789ab/3", "Invoices!J3 is of review R8-0123456789ab, and the rows above are of review " + id},
		"a negative row":  {HeaderKey, id + "/-3", "which is no key of a review"},
		"a formula's way": {HeaderApprove, "=TRUE()", `Invoices!I3 says "=TRUE()": write yes or no`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := copyOf([]bulk.Item{item(t, 2, bulk.Create), item(t, 3, bulk.Create)}, func(row int, cells map[string]*string) {
				if row == 3 {
					*cells[tt.header] = tt.text
				}
			})
			if _, err := Read(t.Context(), m); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
	for _, m := range []memory{table([]string{"Number"}, []string{"INV-1"}), table(Columns())} {
		if _, err := Read(t.Context(), m); !errors.Is(err, ErrNone) {
			t.Errorf("%q: %v", m.info.Header, err)
		}
	}
}

// TestSortedRowsAreTheSameReview puts the rows into another order.
func TestSortedRowsAreTheSameReview(t *testing.T) {
	t.Parallel()
	items := []bulk.Item{item(t, 2, bulk.Create), item(t, 3, bulk.Hold), item(t, 4, bulk.Refresh)}
	m := copyOf(items, nil)
	first, err := Read(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(m.rows)
	for i := range m.rows {
		m.rows[i].Number = i + 2
	}
	second, err := Read(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	if first.Digest("p") != second.Digest("p") || first.Digest("p") == first.Digest("q") {
		t.Error("the order of the rows makes another digest, or the plan none")
	}
	if all, yes := second.Rows(); all != 3 || yes != 2 {
		t.Errorf("%d rows, %d approved", all, yes)
	}
	if after, faults := passed(t, second, items...); len(faults) > 0 || after[0].Action != bulk.Create {
		t.Errorf("%q", faults)
	}
}

// TestDigestBindsTheAnswers: whoever changes one needs another approval.
func TestDigestBindsTheAnswers(t *testing.T) {
	t.Parallel()
	items := []bulk.Item{item(t, 2, bulk.Create), item(t, 3, bulk.Create)}
	seen := map[string]string{}
	for name, edit := range map[string]func(row int, cells map[string]*string){
		"as planned": nil,
		"no to one": func(row int, cells map[string]*string) {
			if row == 3 {
				*cells[HeaderApprove] = No
			}
		},
		"another amount": func(_ int, cells map[string]*string) { *cells[HeaderAmount] = "1" },
	} {
		digest := reviewOf(t, items, edit).Digest("plan")
		if other, twice := seen[digest]; twice {
			t.Errorf("%s and %s have one digest", name, other)
		}
		seen[digest] = name
	}
}

// TestPlanDigest is the same for the same plan and another for any change of a request.
func TestPlanDigest(t *testing.T) {
	t.Parallel()
	sum := func(change func(i *bulk.Item)) string {
		i := item(t, 2, bulk.Create)
		if change != nil {
			change(&i)
		}
		d := NewDigest()
		for range 2 { // read twice, it is one plan
			plan := func(yield func(bulk.Item, error) bool) {
				_ = yield(i, nil) && yield(bulk.Item{Row: 3, Action: bulk.Leave}, nil)
			}
			for _, err := range d.Watch(plan) {
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		digest, rows := d.Sum()
		if rows != 1 {
			t.Errorf("%d rows", rows)
		}
		return digest
	}
	plain := sum(nil)
	if plain != sum(nil) {
		t.Error("the same plan has another digest")
	}
	for name, change := range map[string]func(i *bulk.Item){
		"reference":   func(i *bulk.Item) { i.Reference = "INV-9" },
		"sent":        func(i *bulk.Item) { i.Request.Reference = "INV-9" },
		"description": func(i *bulk.Item) { i.Request.Description = "x" },
		"customer":    func(i *bulk.Item) { i.Request.Customer.Email = "a@example.com" },
		"expiry":      func(i *bulk.Item) { i.Request.Expires = date(t, "2027-01-01") },
		"amount":      func(i *bulk.Item) { i.Request.Amount = lkr(t, "1") },
		"part":        func(i *bulk.Item) { i.Request.MinPartial = lkr(t, "1") },
		"action":      func(i *bulk.Item) { i.Action = bulk.Replace },
	} {
		if sum(change) == plain {
			t.Errorf("another %s has the same digest", name)
		}
	}
}

// TestValues: an amount that a spreadsheet would cut is written as text.
func TestValues(t *testing.T) {
	t.Parallel()
	for digits, number := range map[string]bool{"9999999999999.99": true, "12345678901234567.89": false} {
		i := item(t, 2, bulk.Create)
		i.Request.Amount = lkr(t, digits)
		if v := Values(i, id)[2]; v.Number != number || v.Text != digits {
			t.Errorf("%s: %+v", digits, v)
		}
		if _, faults := passed(t, reviewOf(t, []bulk.Item{i}, nil), i); len(faults) > 0 {
			t.Errorf("%s: %q", digits, faults)
		}
	}
}
