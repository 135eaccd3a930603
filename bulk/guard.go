package bulk

import (
	"fmt"
	"slices"

	"paysheet/providers"
)

// Guards stop a run before its first call when it would do more than somebody
// thought of. The zero value guards nothing.
type Guards struct {
	MaxCreates int // links made in one run; 0 is no limit
	// MaxAmount bounds one link and MaxTotal one run, by currency. Once either is
	// set, a currency without a limit stops the run too.
	MaxAmount, MaxTotal []providers.Money
}

// GuardCheck adds a plan's creates up and gives one sentence for each guard that the
// run would pass, with the figure; none means that the run may go on.
type GuardCheck struct {
	guards  Guards
	creates int
	tally   Tally
	found   []string
}

// Watch starts a check; every item of the plan is given to Add.
func (g Guards) Watch() *GuardCheck { return &GuardCheck{guards: g} }

// Add looks at one item.
func (c *GuardCheck) Add(item Item) {
	switch item.Action {
	case Create, Replace:
		c.creates++
	case Update: // no new link, but a new amount to pay
	default:
		return
	}
	amount := item.Request.Amount
	c.tally.Add("", string(Create), amount)
	limit, ok := limitFor(c.guards.MaxAmount, amount.Currency())
	switch {
	case len(c.guards.MaxAmount) == 0:
	case !ok:
		c.say("max_amount has no limit for %s, which %s asks for (%s): add one to [guards]", amount.Currency(), item.Cell, amount)
	default:
		if order, err := amount.Cmp(limit); err == nil && order > 0 {
			c.say("%s (%s) asks for %s and max_amount is %s", item.Cell, item.Reference, amount, limit)
		}
	}
}

// Passed gives the sentences, at most a handful of them by row.
func (c *GuardCheck) Passed() []string {
	if most := c.guards.MaxCreates; most > 0 && c.creates > most {
		c.say("the run would make %d links and max_creates is %d", c.creates, most)
	}
	for _, sum := range c.tally.ByCurrency() {
		limit, ok := limitFor(c.guards.MaxTotal, sum.Currency)
		switch {
		case len(c.guards.MaxTotal) == 0:
		case !ok:
			c.say("max_total has no limit for %s: add one to [guards]", sum.Currency)
		case sum.Over || limit.Decimal().Less(sum.Sum):
			c.say("the run would ask for %s %s and max_total is %s", sum.Sum, sum.Currency, limit)
		}
	}
	return c.found
}

func (c *GuardCheck) say(format string, args ...any) {
	const most = 5
	if len(c.found) < most {
		c.found = append(c.found, fmt.Sprintf(format, args...))
	}
}

func limitFor(limits []providers.Money, currency providers.Currency) (providers.Money, bool) {
	i := slices.IndexFunc(limits, func(m providers.Money) bool { return m.Currency() == currency })
	if i < 0 {
		return providers.Money{}, false
	}
	return limits[i], true
}
