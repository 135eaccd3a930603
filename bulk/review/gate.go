package review

import (
	"fmt"
	"iter"
	"slices"

	"paysheet/bulk"
	"paysheet/providers"
)

// most is how many sentences of one kind are told; the rest is counted.
const most = 5

// Gate lets through what a review approves, where the plan still is what the
// review shows. It is for one plan that is asked for once or more.
type Gate struct {
	Review *Review
	Name   string         // of the review's file, for people
	Today  providers.Date // the real one: what has expired by now is not made
	faults faults
}

// faults are sentences, at most a handful of them.
type faults struct {
	said []string
	more int
}

func (f *faults) say(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	switch {
	case slices.Contains(f.said, text):
	case len(f.said) < most:
		f.said = append(f.said, text)
	default:
		f.more++
	}
}

func (f *faults) list() []string {
	if f.more == 0 {
		return f.said
	}
	return append(slices.Clone(f.said), fmt.Sprintf("and %d more", f.more))
}

// Pass gives the plan as the review allows it: rows that it approves as they
// are, rows that it does not as held. A row whose plan is not what the review
// shows is held too, and Faults tells of it.
func (g *Gate) Pass(items iter.Seq2[bulk.Item, error]) iter.Seq2[bulk.Item, error] {
	return func(yield func(bulk.Item, error) bool) {
		for _, s := range g.Review.rows {
			s.met = false
		}
		for item, err := range items {
			if err == nil && item.Action != bulk.Leave {
				item = g.pass(item)
			}
			if !yield(item, err) {
				return
			}
		}
		for n, s := range g.Review.rows {
			if !s.met {
				g.faults.say("row %d of the review (its row %d) is not in the plan: undo what was changed in the review", n, s.at)
			}
		}
	}
}

// Faults gives what stands against carrying the plan out, once a plan passed.
func (g *Gate) Faults() []string { return g.faults.list() }

func (g *Gate) pass(item bulk.Item) bulk.Item {
	s := g.Review.rows[item.Row]
	switch {
	case s != nil:
	case item.NoInvoice && !item.Action.Calls():
		return item // what a table's row of totals holds is the table's, so no key was written there
	default:
		g.faults.say("row %d (%s) is not in the review: put no into its Approve cell instead of taking the row out", item.Row, item.Reference)
		return held(item, "not in "+g.Name)
	}
	s.met = true
	if !s.yes {
		return g.refused(item, s)
	}
	line := LineOf(item)
	if why := g.differs(item, line, s); why != "" {
		g.faults.say("row %d (%s): %s", item.Row, item.Reference, why)
		return held(item, "the plan is not what "+g.Name+" shows")
	}
	if promises(item.Action) && !item.Request.Expires.IsZero() && item.Request.Expires.Before(g.Today) {
		item.Reason = fmt.Sprintf("its last day to pay, %s, has passed since it was reviewed: make a new review", item.Request.Expires)
		item.Action, item.StillOpen = bulk.Reject, false
	}
	return item
}

// refused is a row without a yes: nothing is done at a provider for it.
func (g *Gate) refused(item bulk.Item, s *shown) bulk.Item {
	if !item.Action.Calls() {
		return item
	}
	what := "has no yes"
	if s.said {
		what = "says no"
	}
	return held(item, fmt.Sprintf("not approved: %s %s", g.Review.ref(s.at, HeaderApprove), what)+" in "+g.Name)
}

// held is a row that stays as it is and calls nobody.
func held(item bulk.Item, reason string) bulk.Item {
	item.Reason = reason + "; the plan says " + string(item.Action)
	item.Action, item.StillOpen, item.Retired, item.SheetLink, item.Rule = bulk.Hold, false, nil, "", ""
	return item
}

// differs says why an approved row may not be carried out.
func (g *Gate) differs(item bulk.Item, line Line, s *shown) string {
	action := bulk.Action(s.action)
	account, amount, currency := split(s.asked)
	nowAccount, nowAmount, nowCurrency := split(asked(line))
	switch {
	case amount != nowAmount || currency != nowCurrency:
		return fmt.Sprintf("the review shows %s, the plan says %s", money(amount, currency), money(nowAmount, nowCurrency))
	case account != nowAccount:
		return fmt.Sprintf("the review shows account %s, the plan says %s", orNone(account), orNone(nowAccount))
	case action == item.Action:
		return g.same(item, line, s)
	case !follows(action, item):
		return fmt.Sprintf("the review shows %s, the plan says %s (%s)", orNone(s.action), item.Action, orNone(Reason(item)))
	default:
		return ""
	}
}

// same says why a row may not be carried out whose action is what it was.
func (g *Gate) same(item bulk.Item, line Line, s *shown) string {
	switch a := item.Action; {
	case s.expires != line.Expires:
		return fmt.Sprintf("the review shows %s as the last day to pay, the plan says %s", orNone(s.expires), orNone(line.Expires))
	case a == bulk.Hold, a == bulk.Reject, a == bulk.Skip:
		return fmt.Sprintf("%s says yes, but there is nothing to approve: the plan says %s (%s)", g.Review.ref(s.at, HeaderApprove), a, orNone(Reason(item)))
	default:
		return ""
	}
}

// follows tells that what the plan says now is what is left of an approved
// action, or only looks: a run that was cut off has done its part, or the
// provider told of a link meanwhile.
func follows(approved bulk.Action, now bulk.Item) bool {
	switch now.Action {
	case bulk.Refresh, bulk.Keep: // a look, or nothing
		return approved.Calls() || approved == bulk.Keep
	case bulk.Resolve: // nobody knows yet what came of it
		return now.Same && (approved == bulk.Create || approved == bulk.Replace)
	case bulk.Create: // the second half of a replacement
		return approved == bulk.Replace && now.Generation > 1
	case bulk.Skip:
		return approved == bulk.Cancel
	default:
		return false
	}
}
