package bulk

import (
	"strings"
	"testing"

	"paysheet/bulk/ledger"
)

func TestUnusual(t *testing.T) {
	t.Parallel()
	const middle, ten, tenth = "in the middle", "ten times ", "a tenth of "
	for name, each := range map[string]struct {
		amount string
		before string // the latest first; the first one is INV-1
		want   string // empty is not far
	}{
		"as always":               {"100.00 LKR", "90.00 100.00 110.00", ""},
		"five times is not far":   {"500.00 LKR", "90.00 100.00 110.00", ""},
		"a cent more is":          {"500.01 LKR", "90.00 100.00 110.00", "last 3 links asked for 100.00 LKR " + middle},
		"a fifth is not far":      {"20.00 LKR", "90.00 100.00 110.00", ""},
		"a cent less is":          {"19.99 LKR", "90.00 100.00 110.00", "100.00 LKR " + middle},
		"a large bill was before": {"9000.00 LKR", "90.00 100.00 110.00 10000.00", ""},
		"a small bill was before": {"5.00 LKR", "90.00 100.00 110.00 1.00", ""},
		"another currency":        {"9000.00 USD", "90.00 100.00 110.00", ""},
		"nothing before":          {"9000.00 LKR", "", ""},
		"one link, nine times":    {"999.99 LKR", "100.00", ""},
		"one link, ten times":     {"1000.00 LKR", "100.00", ten + "100.00 LKR or more, which INV-1 asked"},
		"one link, an eighth":     {"12.50 LKR", "100.00", ""},
		"one link, a tenth":       {"10.00 LKR", "100.00", tenth + "100.00 LKR or less, which INV-1 asked"},
		"two links, the larger":   {"1999.00 LKR", "100.00 200.00", ""},
		"two links, ten times":    {"2000.00 LKR", "100.00 200.00", ten + "200.00 LKR or more, which INV-2 asked"},
		"two links, a tenth":      {"9.00 LKR", "200.00 100.00", tenth + "100.00 LKR or less, which INV-2 asked"},
		"two links, the smaller":  {"15.00 LKR", "200.00 100.00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var before []ledger.Bill
			for digits := range strings.FieldsSeq(each.before) {
				before = append(before, ledger.Bill{Amount: money(t, digits+" LKR"), Reference: "INV-" + itoa(len(before)+1)})
			}
			got := unusual(money(t, each.amount), before)
			if got == "" != (each.want == "") || !strings.Contains(got, each.want) {
				t.Errorf("%s after %s: %q, want %q", each.amount, each.before, got, each.want)
			}
		})
	}
}
