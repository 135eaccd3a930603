package ledger

import (
	"context"
	"fmt"
	"iter"
	"time"

	"paysheet/providers"
)

// MadeSince yields the amount of every link that was asked for at or after an
// instant, by any run, except those that were proven not to be made. A link
// that was taken in with Adopt was made elsewhere and is not among them.
func (l *Ledger) MadeSince(ctx context.Context, at time.Time) iter.Seq2[providers.Money, error] {
	return func(yield func(providers.Money, error) bool) {
		if l.ro == nil {
			return
		}
		for last := int64(0); ; {
			page, err := scan(l.ro.QueryContext(ctx, selectEntries+
				"WHERE id > ?1 AND began >= ?2 AND state <> 'refused' ORDER BY id LIMIT ?3", last, at.UnixNano(), pageSize))
			if err != nil {
				yield(providers.Money{}, fmt.Errorf("reading the links made today: %w", err))
				return
			}
			for _, r := range page {
				last = r.id
				e, err := r.entry()
				if !yield(e.Amount, err) || err != nil {
					return
				}
			}
			if len(page) < pageSize {
				return
			}
		}
	}
}
