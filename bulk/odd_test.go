package bulk

import (
	"strings"
	"testing"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// TestOddPayment: money that came twice, and money that went back, is told, and
// stays told until the sum changes again.
func TestOddPayment(t *testing.T) {
	t.Parallel()
	asked := money(t, "100.00 INR")
	link := func(status providers.Status, paid string) providers.Link {
		l := providers.Link{ID: "L1", Status: status}
		if paid != "" {
			l.Paid = money(t, paid+" INR")
		}
		return l
	}
	const told = "paid back: 100.00 INR was paid"
	tests := []struct {
		name        string
		before, now providers.Link
		reason      string // of the last change
		want        string
	}{
		{"nothing paid", link(providers.Active, ""), link(providers.Active, ""), "", ""},
		{"a first part", link(providers.Active, "0.00"), link(providers.PartiallyPaid, "40.00"), "", ""},
		{"paid whole", link(providers.PartiallyPaid, "40.00"), link(providers.Paid, "100.00"), "", ""},
		{"not told before", link(providers.Active, ""), link(providers.Paid, "100.00"), "", ""},
		{"too much", link(providers.Paid, "100.00"), link(providers.Paid, "120.00"), "", "paid too much: 120.00 INR came in on a link over 100.00 INR"},
		{"still too much", link(providers.Paid, "120.00"), link(providers.Paid, "120.00"), "", "paid too much"},
		{"a refund", link(providers.Paid, "100.00"), link(providers.PartiallyPaid, "60.00"), "", "paid back: 100.00 INR was paid and 60.00 INR is left"},
		{"a refund without sums", link(providers.Paid, ""), link(providers.Active, ""), "", "the link was paid and is active now"},
		{"nothing new since the refund", link(providers.Active, "60.00"), link(providers.Active, "60.00"), told, told},
		{"paid again since", link(providers.Active, "60.00"), link(providers.Paid, "100.00"), told, ""},
		{"nothing new since another note", link(providers.Active, ""), link(providers.Active, ""), "the link was taken over", ""},
	}
	for _, test := range tests {
		e := &ledger.Entry{State: ledger.Known, Amount: asked, Link: test.before, Reason: test.reason}
		got := oddPayment(e, test.now)
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestRefreshPast: a link that is not looked at any more keeps what is known of
// it, with the odd payment rather than the reason.
func TestRefreshPast(t *testing.T) {
	t.Parallel()
	asked := money(t, "100.00 INR")
	w := wish{mode: ModeRefresh, past: func(e *ledger.Entry) string {
		if e.Link.Status == providers.Paid {
			return "paid for long"
		}
		return ""
	}}
	paid := func(sum string) memory {
		return memory{mine: &ledger.Entry{State: ledger.Known, Amount: asked, Link: providers.Link{ID: "L1", Status: providers.Paid, Paid: money(t, sum)}}}
	}
	open := paid("0.00 INR")
	open.mine.Link.Status = providers.Active
	for _, test := range []struct {
		m      memory
		action Action
		reason string
	}{
		{paid("100.00 INR"), Keep, "paid for long"},
		{paid("130.00 INR"), Keep, "paid too much"},
		{open, Refresh, "look at"},
		{memory{}, Leave, "no link"},
	} {
		c := decide(w, test.m)
		if c.action != test.action || !strings.Contains(c.reason, test.reason) {
			t.Errorf("%s, %q, want %s, %q", c.action, c.reason, test.action, test.reason)
		}
	}
	if c := decide(wish{mode: ModeRefresh}, paid("100.00 INR")); c.action != Refresh {
		t.Errorf("without a limit a paid link gets %s", c.action)
	}
}
