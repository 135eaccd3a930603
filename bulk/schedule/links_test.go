package schedule

import (
	"strings"
	"testing"
	"time"

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
