package bulk

import (
	"cmp"
	"slices"

	"github.com/govalues/decimal"

	"paysheet/providers"
)

// Count is a number of rows and what they add up to in one currency. Rows whose
// amount cannot be read are counted under the empty currency.
type Count struct {
	Rows     int
	Currency providers.Currency
	Sum      decimal.Decimal
	Over     bool // the sum has more than 19 digits and is not shown
}

// Tally adds rows up by account, by what happens to them, and by currency. The
// zero value is ready.
type Tally struct {
	counts map[tallyKey]*Count
	recent []recentCount // some of counts: most rows are counted where others were
	Rows   int           // rows that were looked at: everything but Leave
	Left   int           // blank rows and rows that were not chosen
}

type tallyKey struct {
	account  string
	what     string
	currency providers.Currency
}

// Add counts one row under an account (empty where it has none) and a word for
// what happens to it.
func (t *Tally) Add(account, what string, amount providers.Money) {
	if t.counts == nil {
		t.counts = map[tallyKey]*Count{}
	}
	t.Rows++
	count := t.count(tallyKey{account, what, amount.Currency()})
	count.Rows++
	sum, err := count.Sum.Add(amount.Decimal())
	if err != nil || sum.Scale() < amount.Decimal().Scale() {
		count.Over = true
		return
	}
	count.Sum = sum
}

// recentCount is a count under its key.
type recentCount struct {
	tallyKey
	*Count
}

// mostRecent is how many counts are found without a map.
const mostRecent = 8

// count gives the count of a key, which it makes where there is none.
func (t *Tally) count(key tallyKey) *Count {
	for i := range t.recent {
		if t.recent[i].tallyKey == key {
			return t.recent[i].Count
		}
	}
	count := t.counts[key]
	if count == nil {
		count = &Count{Currency: key.currency}
		t.counts[key] = count
	}
	if len(t.recent) < mostRecent {
		t.recent = append(t.recent, recentCount{key, count})
	}
	return count
}

// Line is one line of a summary.
type Line struct {
	Account string
	What    string // an Action or an Outcome
	Count
}

// Lines gives the counts by account, then in the order given, then by currency.
func (t *Tally) Lines(order []string) []Line {
	lines := make([]Line, 0, len(t.counts))
	for key, count := range t.counts {
		lines = append(lines, Line{key.account, key.what, *count})
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(
			cmp.Compare(boolInt(a.Account == ""), boolInt(b.Account == "")), cmp.Compare(a.Account, b.Account),
			cmp.Compare(slices.Index(order, a.What), slices.Index(order, b.What)), cmp.Compare(a.Currency, b.Currency))
	})
	return lines
}

// ByCurrency gives what all rows add up to, which is the sheet's own total.
func (t *Tally) ByCurrency() []Count {
	return t.fold(func(tallyKey) bool { return true })
}

// Of gives what the rows with one of these words add up to.
func (t *Tally) Of(words ...string) []Count {
	return t.fold(func(key tallyKey) bool { return slices.Contains(words, key.what) })
}

// CountOf gives how many rows have one of these words.
func (t *Tally) CountOf(words ...string) int {
	n := 0
	for _, count := range t.Of(words...) {
		n += count.Rows
	}
	return n
}

func (t *Tally) fold(take func(tallyKey) bool) []Count {
	sums := map[providers.Currency]*Count{}
	for key, count := range t.counts {
		if !take(key) {
			continue
		}
		sum := sums[key.currency]
		if sum == nil {
			sum = &Count{Currency: key.currency}
			sums[key.currency] = sum
		}
		sum.Rows += count.Rows
		sum.Over = sum.Over || count.Over
		added, err := sum.Sum.Add(count.Sum)
		if err != nil {
			sum.Over = true
			continue
		}
		sum.Sum = added
	}
	all := make([]Count, 0, len(sums))
	for _, sum := range sums {
		all = append(all, *sum)
	}
	slices.SortFunc(all, func(a, b Count) int {
		return cmp.Or(cmp.Compare(boolInt(a.Currency == ""), boolInt(b.Currency == "")), cmp.Compare(a.Currency, b.Currency))
	})
	return all
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
