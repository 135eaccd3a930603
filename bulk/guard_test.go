package bulk

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"paysheet/providers"
)

// create gives a row that would get a link.
func create(t *testing.T, row int, amount string) Item {
	t.Helper()
	m := money(t, amount)
	return Item{
		Action: Create, Wanted: true, Row: row, Cell: fmt.Sprintf("Invoices!A%d", row), Reference: fmt.Sprintf("INV-%d", row),
		Amount: m, Request: providers.LinkRequest{Amount: m},
	}
}

func limit(t *testing.T, amounts ...string) []providers.Money {
	t.Helper()
	var list []providers.Money
	for _, each := range amounts {
		list = append(list, money(t, each))
	}
	return list
}

func made(t *testing.T, amounts ...string) []Count {
	t.Helper()
	var tally Tally
	for _, each := range amounts {
		tally.Add("", "", money(t, each))
	}
	return tally.ByCurrency()
}

func ran(id string, asked map[string]string) PastRun {
	run := PastRun{ID: id, Asked: map[providers.Currency]decimal.Decimal{}}
	for code, digits := range asked {
		run.Asked[providers.Currency(code)] = decimal.MustParse(digits)
	}
	return run
}

func TestGuards(t *testing.T) {
	t.Parallel()
	october := ran("oct", map[string]string{"LKR": "1000.00"})
	september := ran("sep", map[string]string{"LKR": "400.00"})
	items := func(amounts ...string) []Item {
		var list []Item
		for i, each := range amounts {
			list = append(list, create(t, i+2, each))
		}
		return list
	}
	for name, each := range map[string]struct {
		guards Guards
		past   Past
		items  []Item
		want   []string // parts of the sentences, in order
		remark string
	}{
		"nothing guarded": {items: items("5 LKR")},
		"as many as allowed": {
			guards: Guards{MaxCreates: 2, MaxAmount: limit(t, "5.00 LKR"), MaxTotal: limit(t, "10.00 LKR")},
			items:  items("5.00 LKR", "5.00 LKR"),
		},
		"a cent and a link more": {
			guards: Guards{MaxCreates: 1, MaxAmount: limit(t, "5.00 LKR"), MaxTotal: limit(t, "10.00 LKR")},
			items:  items("5.00 LKR", "5.01 LKR"),
			want:   []string{"Invoices!A3 (INV-3) asks for 5.01 LKR and max_amount is 5.00 LKR", "2 links and max_creates is 1", "10.01 LKR and max_total is 10.00 LKR"},
		},
		"many links over one limit are one sentence": {
			guards: Guards{MaxAmount: limit(t, "5.00 LKR")},
			items:  items("6.00 LKR", "7.00 LKR", "9.00 LKR", "8.00 LKR", "7.00 LKR", "6.00 LKR"),
			want:   []string{"6 links ask for more than max_amount, 5.00 LKR: Invoices!A4 (INV-4) for 9.00 LKR, and A2, A3, A5 and 2 more"},
		},
		"a currency without a limit is one sentence": {
			guards: Guards{MaxAmount: limit(t, "5.00 LKR"), MaxTotal: limit(t, "5.00 LKR"), MaxPerDay: limit(t, "5.00 LKR")},
			items:  items("6.00 USD", "7.00 USD"),
			want:   []string{"no limit for USD, which 2 links ask for, 7.00 USD at most", "max_total has no limit for USD", "max_per_day has no limit for USD"},
		},
		"the day is full": {
			guards: Guards{MaxPerDay: limit(t, "10.00 LKR")}, past: Past{Day: "2026-11-21 (Asia/Colombo)", Made: made(t, "6.00 LKR", "90.00 USD")},
			items: items("3.00 LKR", "1.01 LKR"),
			want:  []string{"links over 4.01 LKR; with 6.00 LKR made on 2026-11-21 (Asia/Colombo) that is 10.01 LKR, and max_per_day is 10.00 LKR"},
		},
		"the day has room": {
			guards: Guards{MaxPerDay: limit(t, "10.00 LKR")}, past: Past{Made: made(t, "6.00 LKR")}, items: items("4.00 LKR"),
		},
		"half as much again": {
			guards: Guards{MaxChange: 50}, past: Past{Family: "invoices", Runs: []PastRun{september, october}}, items: items("1500.00 LKR"),
		},
		"a cent more than that": {
			guards: Guards{MaxChange: 50}, past: Past{Family: "invoices", Runs: []PastRun{september, october}}, items: items("1500.01 LKR"),
			want: []string{`1,500.01 LKR, 51% more than the 1,000.00 LKR of run oct, the most of the last 2 runs over a sheet named like "invoices"; max_change is 50%`},
		},
		"much less is a question": {
			guards: Guards{MaxChange: 50}, past: Past{Family: "invoices", Runs: []PastRun{october, september}}, items: items("499.99 LKR"),
			remark: "is it the whole file?",
		},
		"nothing to compare with": {
			guards: Guards{MaxChange: 50}, past: Past{Family: "invoices"}, items: items("5.00 LKR"), remark: "nothing to compare with yet",
		},
		"a new currency": {
			guards: Guards{MaxChange: 50}, past: Past{Family: "invoices", Runs: []PastRun{october}}, items: items("1000.00 LKR", "5.00 USD"),
			remark: "nothing to compare USD with",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check := each.guards.Watch(each.past)
			for _, item := range each.items {
				check.Add(item)
			}
			got := check.Passed()
			if len(got) != len(each.want) {
				t.Fatalf("%d sentences: %q", len(got), got)
			}
			for i, part := range each.want {
				if !strings.Contains(got[i], part) {
					t.Errorf("sentence %d is %q, without %q", i, got[i], part)
				}
			}
			remarks := strings.Join(check.Remarks(), "\n")
			if (each.remark == "") != (remarks == "") && each.want == nil || !strings.Contains(remarks, each.remark) {
				t.Errorf("remarks %q", remarks)
			}
		})
	}
}

// A run that makes nothing is stopped by nothing: looking at links again is no
// change, whatever the last run asked for.
func TestGuardsLetARefreshPass(t *testing.T) {
	t.Parallel()
	check := Guards{MaxCreates: 1, MaxChange: 10, MaxPerDay: limit(t, "1.00 LKR")}.Watch(Past{Runs: []PastRun{ran("oct", map[string]string{"LKR": "1.00"})}})
	item := create(t, 2, "500.00 LKR")
	item.Action = Refresh
	check.Add(item)
	if got := append(check.Passed(), check.Remarks()...); len(got) > 0 {
		t.Errorf("%q", got)
	}
}

func TestFamily(t *testing.T) {
	t.Parallel()
	for want, paths := range map[string][]string{
		"invoices":        {"invoices.xlsx", "old/Invoices-2026-10.xlsx", "INVOICES November.csv", "2026 invoices nov (2).csv", "invoices.sandbox.csv"},
		"export invoices": {"export_invoices_03.csv", "Export Invoices Mar 2026.xlsx"},
		"":                {"2026-11.csv", "mayo.xlsx"},
		"marzipan":        {"marzipan.csv"},
		"facturas":        {"facturas enero 2026.xlsx"},
	} {
		for _, path := range paths {
			if got := Family(path); got != want {
				t.Errorf("%s is of the family %q, not %q", path, got, want)
			}
		}
	}
}

func TestAsks(t *testing.T) {
	t.Parallel()
	asking := []Action{Create, Resolve, Adopt, Update, Replace, Refresh, Keep}
	for _, a := range Actions() {
		item := create(t, 2, "5.00 LKR")
		item.Action = a
		if got := Asks(item); got != slices.Contains(asking, a) {
			t.Errorf("a row to %s asks for money: %v", a, got)
		}
	}
}
