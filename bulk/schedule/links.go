package schedule

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
)

// Window says for how long a link that nobody can pay any more is looked at: a
// payment may be given back or charged back, and one that was begun in time may
// arrive late.
type Window struct {
	Now    time.Time
	Closed time.Duration // since its last change; 0 is never
	Days   int           // Closed in days, for people
}

// Past says why a link is not looked at any more; empty for one that is. It is
// for entries that have a link.
func (w Window) Past(e *ledger.Entry) string {
	if e.Open() || w.Now.Sub(e.Changed) <= w.Closed {
		return ""
	}
	return fmt.Sprintf("%s for more than %d days, so it is not looked at any more", e.Link.Status, w.Days)
}

// OldestFirst gives the same items, those that look at a link last and in the
// order of their last look: what an earlier round did not come to is what the
// next one begins with. It holds those items in memory. An error comes where it
// came in items and ends them.
func OldestFirst(items iter.Seq2[bulk.Item, error]) iter.Seq2[bulk.Item, error] {
	return func(yield func(bulk.Item, error) bool) {
		var looks []bulk.Item
		for item, err := range items {
			if err == nil && item.Action == bulk.Refresh {
				looks = append(looks, item)
				continue
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
		slices.SortStableFunc(looks, func(a, b bulk.Item) int { return lastLook(a).Compare(lastLook(b)) })
		for _, item := range looks {
			if !yield(item, nil) {
				return
			}
		}
	}
}

// lastLook gives when the provider last told of an item's link; the zero time
// for one that was never looked at.
func lastLook(item bulk.Item) time.Time {
	if item.Known == nil {
		return time.Time{}
	}
	return item.Known.Checked
}
