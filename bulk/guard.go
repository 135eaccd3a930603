package bulk

import (
	"fmt"
	"slices"
	"strings"

	"paysheet/providers"
)

// Guards stop a run before its first call when it would do more than somebody
// thought of. The zero value guards nothing.
type Guards struct {
	MaxCreates int // links made in one run; 0 is no limit
	// MaxAmount bounds one link, MaxTotal one run, and MaxPerDay all links that
	// are made in one civil day, by currency. Once one of them is set, a currency
	// without a limit in it stops the run too.
	MaxAmount, MaxTotal, MaxPerDay []providers.Money
	// MaxChange bounds, in percent, by how much a run may ask for more than the
	// runs before it over a sheet of the same name did; 0 is no limit. See Past.
	MaxChange int
}

// GuardCheck adds up what a plan asks for and gives one sentence for each guard
// that the run would pass, with the figure; none means that the run may go on.
type GuardCheck struct {
	guards  Guards
	past    Past
	creates int
	changes int
	tally   Tally // what is asked for by links made or changed
	made    Tally // of it, by new links
	asked   Tally // what all rows with a link ask for
	large   map[providers.Currency]*large
}

// large is the links of one currency that are over MaxAmount, or that it has no
// limit for.
type large struct {
	links  int
	most   Item // the largest
	others []string
}

// Watch starts a check; every item of the plan is given to Add. past is what the
// ledger knows, as far as the guards ask for it.
func (g Guards) Watch(past Past) *GuardCheck {
	return &GuardCheck{guards: g, past: past, large: map[providers.Currency]*large{}}
}

// Add looks at one item.
func (c *GuardCheck) Add(item Item) {
	if Asks(item) {
		c.asked.Add("", "", item.Amount)
	}
	amount := item.Request.Amount
	switch item.Action {
	case Create, Replace:
		c.creates++
		c.made.Add("", "", amount)
	case Update: // no new link, but a new amount to pay
	default:
		return
	}
	c.changes++
	c.tally.Add("", "", amount)
	if len(c.guards.MaxAmount) == 0 {
		return
	}
	limit, ok := limitFor(c.guards.MaxAmount, amount.Currency())
	if order, err := amount.Cmp(limit); !ok || err == nil && order > 0 {
		c.over(item)
	}
}

// over notes a link that is too large, and remembers the largest and the first.
func (c *GuardCheck) over(item Item) {
	const named = 3
	currency := item.Request.Amount.Currency()
	one := c.large[currency]
	if one == nil {
		one = &large{most: item}
		c.large[currency] = one
	}
	one.links++
	if one.links == 1 {
		return
	}
	other := item
	if order, err := item.Request.Amount.Cmp(one.most.Request.Amount); err == nil && order > 0 {
		other, one.most = one.most, item
	}
	if len(one.others) < named {
		one.others = append(one.others, shortCell(other.Cell))
	}
}

// Passed gives the sentences.
func (c *GuardCheck) Passed() []string {
	var found []string
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	for _, sum := range c.tally.ByCurrency() {
		if one := c.large[sum.Currency]; one != nil {
			found = append(found, c.tooLarge(sum.Currency, one))
		}
	}
	if most := c.guards.MaxCreates; most > 0 && c.creates > most {
		say("the run would make %d links and max_creates is %d", c.creates, most)
	}
	for _, sum := range c.tally.ByCurrency() {
		limit, ok := limitFor(c.guards.MaxTotal, sum.Currency)
		switch {
		case len(c.guards.MaxTotal) == 0:
		case !ok:
			say("max_total has no limit for %s: add one to [guards]", sum.Currency)
		case sum.Over || limit.Decimal().Less(sum.Sum):
			say("the run would ask for %s and max_total is %s", sum.text(), limit)
		}
	}
	return append(append(found, c.dayPassed()...), c.changePassed()...)
}

// tooLarge tells of the links over one limit in one sentence, however many they
// are.
func (c *GuardCheck) tooLarge(currency providers.Currency, one *large) string {
	name := fmt.Sprintf("%s (%s)", one.most.Cell, one.most.Reference)
	limit, ok := limitFor(c.guards.MaxAmount, currency)
	more := ""
	if n := one.links - 1; n > 0 {
		more = ", and " + strings.Join(one.others, ", ")
		if rest := n - len(one.others); rest > 0 {
			more += fmt.Sprintf(" and %d more", rest)
		}
	}
	switch {
	case !ok && one.links == 1:
		return fmt.Sprintf("max_amount has no limit for %s, which %s asks for (%s): add one to [guards]", currency, name, one.most.Request.Amount)
	case !ok:
		return fmt.Sprintf("max_amount has no limit for %s, which %d links ask for, %s at most (%s%s): add one to [guards]",
			currency, one.links, one.most.Request.Amount, name, more)
	case one.links == 1:
		return fmt.Sprintf("%s asks for %s and max_amount is %s", name, one.most.Request.Amount, limit)
	default:
		return fmt.Sprintf("%d links ask for more than max_amount, %s: %s for %s%s", one.links, limit, name, one.most.Request.Amount, more)
	}
}

func shortCell(cell string) string { return cell[strings.LastIndexByte(cell, '!')+1:] }

// text gives a sum for people.
func (c Count) text() string {
	m, err := providers.NewMoney(c.Sum, c.Currency)
	switch {
	case c.Over:
		return "more " + string(c.Currency) + " than can be added up"
	case err != nil:
		return c.Sum.String() + " " + string(c.Currency)
	default:
		return m.String()
	}
}

func limitFor(limits []providers.Money, currency providers.Currency) (providers.Money, bool) {
	i := slices.IndexFunc(limits, func(m providers.Money) bool { return m.Currency() == currency })
	if i < 0 {
		return providers.Money{}, false
	}
	return limits[i], true
}
