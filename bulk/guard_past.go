package bulk

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/govalues/decimal"

	"paysheet/providers"
)

// Past is what the ledger tells the guards: they look at no more than one run
// otherwise. The zero value is a ledger that knows nothing.
type Past struct {
	Day  string // the civil day that MaxPerDay counts: "2026-11-21 in Asia/Colombo"
	Made []Count
	// Runs are the last runs over a whole sheet of the same family (Family),
	// PastRuns of them at most, the latest first.
	Runs   []PastRun
	Family string // the sheet's, for people
	Part   bool   // not every row of the sheet is chosen, so it asks for less than it could
}

// PastRuns is how many runs MaxChange compares with. More than one, because the
// sheet of open invoices that is sent every week shrinks as people pay and
// grows by a month at a time.
const PastRuns = 5

// PastRun is what one run's rows asked for, by currency.
type PastRun struct {
	ID    string
	Asked map[providers.Currency]decimal.Decimal
}

// Asks tells that a row asks for money: it has a link or is to get one,
// whatever came of it. What a sheet asks for is the same when it is run twice.
func Asks(item Item) bool {
	switch item.Action {
	case Create, Resolve, Adopt, Update, Replace, Refresh, Keep:
		return item.Wanted && !item.Amount.IsNone()
	default:
		return false
	}
}

// dayPassed holds the links of today, those that are made already and those
// that this run would make, against MaxPerDay.
func (c *GuardCheck) dayPassed() []string {
	if len(c.guards.MaxPerDay) == 0 {
		return nil
	}
	var found []string
	for _, sum := range c.made.ByCurrency() {
		limit, ok := limitFor(c.guards.MaxPerDay, sum.Currency)
		if !ok {
			found = append(found, fmt.Sprintf("max_per_day has no limit for %s: add one to [guards]", sum.Currency))
			continue
		}
		before := countFor(c.past.Made, sum.Currency)
		all, err := before.Sum.Add(sum.Sum)
		together := Count{Currency: sum.Currency, Sum: all, Over: err != nil || before.Over || sum.Over}
		if together.Over || limit.Decimal().Less(all) {
			found = append(found, fmt.Sprintf("the run would make links over %s; with %s made on %s that is %s, and max_per_day is %s",
				sum.text(), before.text(), c.past.Day, together.text(), limit))
		}
	}
	return found
}

func countFor(counts []Count, currency providers.Currency) Count {
	for _, each := range counts {
		if each.Currency == currency {
			return each
		}
	}
	return Count{Currency: currency}
}

// changePassed holds what the sheet asks for against the most that the last
// runs over a sheet of this name asked for. A sheet that asks for less only
// makes fewer links: that is a remark, not a stop.
func (c *GuardCheck) changePassed() []string {
	if c.guards.MaxChange == 0 || c.changes == 0 {
		return nil
	}
	var found []string
	for _, sum := range c.asked.ByCurrency() {
		most, run, known := c.mostOf(sum.Currency)
		if !known {
			continue
		}
		limit, err := most.Mul(decimal.MustNew(int64(100+c.guards.MaxChange), 2))
		if err == nil && !sum.Over && !limit.Less(sum.Sum) {
			continue
		}
		found = append(found, fmt.Sprintf("the sheet asks for %s, %s more than the %s of run %s, the most of the last %s over a sheet named like %q; max_change is %d%%",
			sum.text(), growth(most, sum.Sum), Count{Currency: sum.Currency, Sum: most}.text(), run, lastRuns(len(c.past.Runs)), c.past.Family, c.guards.MaxChange))
	}
	return found
}

func lastRuns(n int) string {
	if n == 1 {
		return "run"
	}
	return itoa(n) + " runs"
}

// Remarks gives what max_change cannot judge or does not stop: nothing to
// compare with, a currency that is new, a sheet that asks for much less.
func (c *GuardCheck) Remarks() []string {
	if c.guards.MaxChange == 0 || c.changes == 0 || c.past.Part {
		return nil
	}
	if len(c.past.Runs) == 0 {
		return []string{fmt.Sprintf("max_change has nothing to compare with yet: no whole sheet named like %q was run before", c.past.Family)}
	}
	var found []string
	for _, sum := range c.asked.ByCurrency() {
		if _, _, known := c.mostOf(sum.Currency); !known {
			found = append(found, fmt.Sprintf("max_change has nothing to compare %s with: the last runs over a sheet named like %q asked for none", sum.Currency, c.past.Family))
		}
	}
	last := c.past.Runs[0]
	for _, currency := range sortedCurrencies(last.Asked) {
		was, now := last.Asked[currency], countFor(c.asked.ByCurrency(), currency)
		limit, err := was.Mul(decimal.MustNew(int64(max(0, 100-c.guards.MaxChange)), 2))
		if err == nil && !now.Over && now.Sum.Less(limit) {
			found = append(found, fmt.Sprintf("the sheet asks for %s, and the last run over a sheet named like %q asked for %s: is it the whole file?",
				now.text(), c.past.Family, Count{Currency: currency, Sum: was}.text()))
		}
	}
	return found
}

func sortedCurrencies(sums map[providers.Currency]decimal.Decimal) []providers.Currency {
	all := make([]providers.Currency, 0, len(sums))
	for currency := range sums {
		all = append(all, currency)
	}
	slices.Sort(all)
	return all
}

func (c *GuardCheck) mostOf(currency providers.Currency) (most decimal.Decimal, run string, known bool) {
	for _, each := range c.past.Runs {
		if sum, ok := each.Asked[currency]; ok && sum.IsPos() && (!known || most.Less(sum)) {
			most, run, known = sum, each.ID, true
		}
	}
	return most, run, known
}

// growth gives by how much one sum is more than another, in whole percent.
func growth(from, to decimal.Decimal) string {
	ratio, err := to.Quo(from)
	if err == nil {
		ratio, err = ratio.Mul(decimal.MustNew(100, 0))
	}
	if err == nil {
		ratio, err = ratio.Sub(decimal.MustNew(100, 0))
	}
	if err != nil {
		return "much"
	}
	return ratio.Ceil(0).String() + "%"
}

// Family gives what the names of a sheet's successors have in common:
// "invoices-2026-10.xlsx" and "Invoices November.xlsx" are both "invoices".
// Digits, the names of months and our own ".sandbox" are left out.
func Family(path string) string {
	name := strings.ToLower(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))
	words := strings.FieldsFunc(strings.TrimSuffix(name, ".sandbox"), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	words = slices.DeleteFunc(words, func(word string) bool { return slices.Contains(months(), word) })
	return strings.Join(words, " ")
}

// months are the words for months, long and short, in the two languages in which
// sheets are named most often where the providers work.
func months() []string {
	return strings.Fields("january february march april may june july august september october november december " +
		"jan feb mar apr jun jul aug sep sept oct nov dec " +
		"enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre ene abr ago dic")
}
