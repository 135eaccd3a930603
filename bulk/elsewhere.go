package bulk

import (
	"fmt"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// elsewhere: one invoice has one payable link, whichever account it was sent to.
// Moving it takes a replacement that was asked for.
func elsewhere(w wish, m memory) choice {
	o := m.other
	known := o.State == ledger.Known
	if known && o.Link.Status == providers.Paid && w.amount == o.Amount {
		return stay(Keep, o, "paid at "+o.Account)
	}
	blocked := stuckThere(m)
	if known && blocked == "" && o.Account != w.account.Label && w.policy.OnChange == ChangeReplace && len(w.problems) == 0 {
		return choice{
			action: Replace, known: o, generation: nextGeneration(m.mine), changes: withExpiry([]Change{{"account", o.Account, w.account.Name}}, o, w.request.Expires),
			reason: "moved from " + o.Account,
		}
	}
	return choice{
		action: Hold, known: o, generation: o.Generation, reason: whyElsewhere(w, o, blocked),
		stillOpen: known && o.Link.Status.Payable(),
	}
}

// stuckThere says why the link at another account cannot make room; empty where
// it can.
func stuckThere(m memory) string {
	switch {
	case m.other.State != ledger.Known:
		return ""
	case m.other.Link.Status == providers.Paid:
		return "stays so"
	default:
		return cannotRetire(m.otherCan, m.other)
	}
}

// whyElsewhere says where the link is and what can be done.
func whyElsewhere(w wish, o *ledger.Entry, blocked string) string {
	state := string(o.Link.Status)
	if o.State != ledger.Known {
		state = "unresolved"
	}
	switch {
	case o.Account == w.account.Label:
		return fmt.Sprintf("the link at %s is %s and was made when the account was another merchant or address (%s at %s, now %s at %s): put that back to see to it",
			o.Account, state, o.Merchant, o.Host, w.account.Scope.Merchant, w.account.Scope.Host)
	case blocked != "":
		return fmt.Sprintf("the rules say %s, but the link at %s is %s and %s", w.account.Name, o.Account, state, blocked)
	default:
		return fmt.Sprintf("the rules say %s, but the link at %s is %s: cancel it first, move it with --replace, or send the row to %s",
			w.account.Name, o.Account, state, o.Account)
	}
}

// paidLate tells that the invoice was moved to an account where its link can be
// paid, and that the old link was paid all the same: the row goes on with its own
// link, and the payment is an alarm.
func (m memory) paidLate() bool {
	return m.mine != nil && m.mine.State == ledger.Known && m.mine.Link.Status.Payable() &&
		m.other.State == ledger.Known && m.other.Link.Status == providers.Paid && replaced(m.other, m.mine)
}
