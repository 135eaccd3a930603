package providers

import (
	"strings"
	"testing"
)

func careful(tb testing.TB) Capabilities {
	tb.Helper()
	return Capabilities{
		Currencies: []Currency{"LKR", "USD", "KWD"}, MinAmount: "1.00", MaxReference: 5, MaxDescription: 6, DescriptionRequired: true,
		Partial: PartialRule{
			Allowed: true, MinPercent: 30, MaxPercent: 90,
			Above: []Money{mustMoney(tb, "100000", "LKR"), mustMoney(tb, "100", "USD")},
		},
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	lkr := func(n string) Money { return mustMoney(t, n, "LKR") }
	fine := LinkRequest{Reference: "INV-1", Amount: lkr("200000"), Description: "රුපියල"}
	for name, test := range map[string]struct {
		change func(*LinkRequest)
		want   []string // field: part of the message
	}{
		"fine":                  {func(*LinkRequest) {}, nil},
		"expires today":         {func(r *LinkRequest) { r.Expires = mustDate(t, "2026-11-20") }, nil},
		"expired":               {func(r *LinkRequest) { r.Expires = mustDate(t, "2026-11-19") }, []string{"expires: 2026-11-19 is before today, 2026-11-20"}},
		"currency":              {func(r *LinkRequest) { r.Amount = mustMoney(t, "5", "EUR") }, []string{"currency: does not take EUR (it takes LKR, USD, KWD)"}},
		"zero":                  {func(r *LinkRequest) { r.Amount = lkr("0") }, []string{"amount: not above zero"}},
		"below zero":            {func(r *LinkRequest) { r.Amount = lkr("-5") }, []string{"amount: not above zero"}},
		"least amount":          {func(r *LinkRequest) { r.Amount = lkr("0.99") }, []string{"amount: below the least amount of 1.00"}},
		"at the least amount":   {func(r *LinkRequest) { r.Amount = lkr("1") }, nil},
		"reference":             {func(r *LinkRequest) { r.Reference = "INV-12" }, []string{"reference: has 6 characters, 1 more"}},
		"reference, not bytes":  {func(r *LinkRequest) { r.Reference = "රුපිය" }, nil},
		"description":           {func(r *LinkRequest) { r.Description = "seven77" }, []string{"description: has 7 characters, the provider takes 6"}},
		"no description":        {func(r *LinkRequest) { r.Description = " " }, []string{"description: is empty"}},
		"part":                  {func(r *LinkRequest) { r.MinPartial = lkr("60000") }, nil},
		"part a cent too small": {func(r *LinkRequest) { r.MinPartial = lkr("59999.99") }, []string{"min_partial: below 30 %"}},
		"part a cent too large": {func(r *LinkRequest) { r.MinPartial = lkr("180000.01") }, []string{"min_partial: above 90 %"}},
		"largest part":          {func(r *LinkRequest) { r.MinPartial = lkr("180000.00") }, nil},
		"part of another kind":  {func(r *LinkRequest) { r.MinPartial = mustMoney(t, "60000", "USD") }, []string{"min_partial: use one currency"}},
		"part of a small total": {func(r *LinkRequest) { r.Amount, r.MinPartial = lkr("100000"), lkr("50000") }, []string{"min_partial: only above 100,000.00 LKR"}},
		"part in no documented": {func(r *LinkRequest) { r.Amount, r.MinPartial = mustMoney(t, "9", "KWD"), mustMoney(t, "4", "KWD") }, []string{"min_partial: no part-payments in KWD"}},
		"part above the total":  {func(r *LinkRequest) { r.MinPartial = lkr("200000.01") }, []string{"min_partial: at most the total", "min_partial: above 90 %"}},
		"part of nothing":       {func(r *LinkRequest) { r.MinPartial = lkr("0") }, []string{"min_partial: above zero", "min_partial: below 30 %"}},
		"uneven share, exact":   {func(r *LinkRequest) { r.Amount, r.MinPartial = lkr("100000.03"), lkr("30000.01") }, nil},
		"uneven share, too low": {func(r *LinkRequest) { r.Amount, r.MinPartial = lkr("100000.04"), lkr("30000.01") }, []string{"min_partial: below 30 %"}},
		"everything, all at once": {func(r *LinkRequest) {
			*r = LinkRequest{Reference: "INV-123", Amount: mustMoney(t, "-1", "EUR"), Expires: mustDate(t, "2020-01-01")}
		}, []string{"currency: EUR", "amount: zero", "reference: INV-123", "description: empty", "expires: 2020"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := fine
			test.change(&req)
			got := careful(t).Check(req, mustDate(t, "2026-11-20"))
			if len(got) != len(test.want) {
				t.Fatalf("%d problems %q, want %q", len(got), got, test.want)
			}
			for i, want := range test.want {
				field, part, _ := strings.Cut(want, ": ")
				if got[i].Field != field || !strings.Contains(got[i].Message, part) || strings.HasSuffix(got[i].Message, ".") {
					t.Errorf("problem %q, want %q", got[i], want)
				}
			}
		})
	}
}

// TestCheckWithoutLimits: what is not documented rejects nothing.
func TestCheckWithoutLimits(t *testing.T) {
	t.Parallel()
	req := LinkRequest{Reference: strings.Repeat("x", 300), Amount: mustMoney(t, "0.01", "LKR"), Description: strings.Repeat("y", 3000)}
	if got := (Capabilities{}).Check(req, mustDate(t, "2026-11-20")); len(got) != 0 {
		t.Errorf("%q", got)
	}
	req.MinPartial = req.Amount
	if got := (Capabilities{}).Check(req, mustDate(t, "2026-11-20")); len(got) != 1 || got[0].Field != "min_partial" {
		t.Errorf("%q", got)
	}
	if got := (Capabilities{Partial: PartialRule{Allowed: true}}).Check(req, mustDate(t, "2026-11-20")); len(got) != 0 {
		t.Errorf("%q", got)
	}
}

// TestCheckLargest: the share of the largest amount is computed, not refused.
func TestCheckLargest(t *testing.T) {
	t.Parallel()
	c := Capabilities{Partial: PartialRule{Allowed: true, MinPercent: 30, MaxPercent: 100}}
	most := mustMoney(t, "99999999999999999.99", "LKR")
	req := LinkRequest{Reference: "A", Amount: most, MinPartial: most}
	for _, p := range c.Check(req, Date{}) {
		t.Logf("the largest amount: %s", p.Message)
		if !strings.Contains(p.Message, "too large to check") {
			t.Errorf("%q", p)
		}
	}
}

func TestStatusWords(t *testing.T) {
	t.Parallel()
	for status, want := range map[Status][2]bool{ // payable, settled
		Active: {true, false}, PartiallyPaid: {true, false}, Paid: {false, true}, Expired: {false, false},
		Cancelled: {false, true}, Draft: {false, false}, "": {false, false},
	} {
		if status.Payable() != want[0] || status.Settled() != want[1] {
			t.Errorf("%q: payable %v, settled %v", status, status.Payable(), status.Settled())
		}
	}
}
