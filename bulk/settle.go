package bulk

import (
	"fmt"

	"paysheet/bulk/ledger"
	"paysheet/script"
)

// unsettled gives a create of the reference whose outcome nobody knows, at the
// account that the row wants or at another; nil for none. One at another account
// is looked for as well: until it is settled the row can get no link anywhere.
func (m memory) unsettled() *ledger.Entry {
	switch {
	case m.mine != nil && unresolved(m.mine):
		return m.mine
	case m.other != nil && unresolved(m.other):
		return m.other
	case m.renamed != nil && unresolved(m.renamed):
		return m.renamed
	default:
		return nil
	}
}

// settleFirst: whatever the row wants now, a create whose outcome is not known
// is settled before anything else is done with its reference.
func settleFirst(w wish, m memory, e *ledger.Entry) choice {
	if pasted(w, m, e) {
		return choice{action: Adopt, known: e, generation: e.Generation, reason: "the sheet names a link for the create that was not answered; it is checked at " + w.account.Name}
	}
	c := choice{action: Resolve, known: e, generation: e.Generation}
	c.reason = fmt.Sprintf("an earlier create at %s was not answered; it is looked for first", e.Account)
	c.same = w.verdict == script.VerdictLink && w.mode == ModeApply && w.account != nil && w.account.Scope == e.Scope &&
		len(w.problems) == 0 && w.amount == e.Amount
	if w.verdict == script.VerdictLink && w.mode == ModeApply && !w.amount.IsNone() && w.amount != e.Amount {
		c.reason += fmt.Sprintf(" (it asked for %s, the sheet now says %s)", e.Amount, w.amount)
	}
	return c
}

// doubtful tells that a row may have a link of which nothing is known, so that no
// run may end with another word for it than uncertain.
func doubtful(item Item) bool {
	return item.Action == Resolve || item.Known != nil && unresolved(item.Known)
}
