package schedule

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// TestPast: an open link is looked at for ever, a closed one for so many days
// after its last change.
func TestPast(t *testing.T) {
	t.Parallel()
	now := instant(t, "2026-11-21T10:00:00Z")
	const day = 24 * time.Hour
	w := Window{Now: now, Closed: 30 * day, Days: 30}
	tests := []struct {
		status providers.Status
		ago    time.Duration
		looked bool
	}{
		{providers.Active, 400 * day, true},
		{providers.PartiallyPaid, 400 * day, true},
		{providers.Draft, 400 * day, true},
		{providers.Paid, 30 * day, true},
		{providers.Paid, 31 * day, false},
		{providers.Expired, 29 * day, true},
		{providers.Expired, 31 * day, false},
		{providers.Cancelled, time.Hour, true},
		{providers.Cancelled, 31 * day, false},
	}
	for _, test := range tests {
		e := &ledger.Entry{State: ledger.Known, Link: providers.Link{ID: "L", Status: test.status}, Changed: now.Add(-test.ago)}
		if why := w.Past(e); (why == "") != test.looked {
			t.Errorf("%s since %s: %q", test.status, test.ago, why)
		} else if why != "" && !strings.Contains(why, string(test.status)) {
			t.Errorf("%q does not say %s", why, test.status)
		}
	}
	if why := (Window{Now: now}).Past(&ledger.Entry{State: ledger.Known, Link: providers.Link{Status: providers.Paid}, Changed: now.Add(-time.Second)}); why == "" {
		t.Error("0 days look at a paid link")
	}
}

func look(row int, checked time.Time) bulk.Item {
	return bulk.Item{Row: row, Action: bulk.Refresh, Known: &ledger.Entry{Checked: checked}}
}

func TestOldestFirst(t *testing.T) {
	t.Parallel()
	now := instant(t, "2026-11-21T10:00:00Z")
	items := []bulk.Item{
		look(2, now),
		{Row: 3, Action: bulk.Leave},
		look(4, now.Add(-time.Hour)),
		look(5, time.Time{}),
		{Row: 6, Action: bulk.Keep, Known: &ledger.Entry{Checked: now.Add(-9 * time.Hour)}},
		look(7, now),
		look(8, now.Add(-2*time.Hour)),
	}
	broken := errors.New("the sheet ends here")
	for _, end := range []error{nil, broken} {
		var rows []int
		var last error
		for item, err := range OldestFirst(func(yield func(bulk.Item, error) bool) {
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if end != nil {
				yield(bulk.Item{}, end)
			}
		}) {
			if last = err; err == nil {
				rows = append(rows, item.Row)
			}
		}
		want := []int{3, 6, 5, 8, 4, 2, 7}
		if end != nil {
			want = []int{3, 6}
		}
		if !slices.Equal(rows, want) || !errors.Is(last, end) {
			t.Errorf("the order is %v with %v, want %v with %v", rows, last, want, end)
		}
	}
	// Whoever stops early is not asked again.
	n := 0
	for _, err := range OldestFirst(func(yield func(bulk.Item, error) bool) { _ = yield(items[0], nil) && yield(items[2], nil) }) {
		if n++; err != nil {
			t.Error(err)
		}
		break
	}
	if n != 1 {
		t.Errorf("%d items after a stop", n)
	}
}
