package schedule

import (
	"fmt"
	"time"

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
