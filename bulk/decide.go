package bulk

import (
	"cmp"
	"fmt"

	"paysheet/bulk/ledger"
	"paysheet/providers"
	"paysheet/script"
)

// Mode says what a run is for.
type Mode string

// The modes.
const (
	ModeApply   Mode = "apply"
	ModeRefresh Mode = "refresh" // look at links, change nothing
	ModeCancel  Mode = "cancel"  // take links back
	ModeAdopt   Mode = "adopt"   // take the sheet's links into the ledger
)

// wish is what a row asks for, after its rules and its own cells were read.
type wish struct {
	mode    Mode
	verdict script.Verdict
	reason  string
	// amount is what the sheet says is owed; none where it cannot be read.
	amount   providers.Money
	account  *Account
	problems []Problem // with the row itself, or the provider's limits
	claim    claim
	request  providers.LinkRequest // what would be sent now
	policy   Policy
	// past says of ModeRefresh why a link is not looked at any more; nil looks at
	// every link.
	past func(*ledger.Entry) string
}

// choice is the answer of decide.
type choice struct {
	action     Action
	reason     string
	generation int
	stillOpen  bool
	known      *ledger.Entry
	same       bool     // of a Resolve: the row still wants what was asked for
	changes    []Change // of an Update or Replace
	previous   string   // of a Create: the URL that it replaces
}

// decide is the whole policy: what is wanted × what is remembered gives one
// action. It is pure, and its table test is the specification.
func decide(w wish, m memory) choice {
	if w.mode == ModeAdopt {
		return decideAdopt(w, m)
	}
	if e := m.unsettled(); e != nil {
		return settleFirst(w, m, e)
	}
	if w.mode == ModeRefresh {
		return decideRefresh(w, m)
	}
	if w.mode == ModeCancel {
		return decideCancel("chosen to be cancelled", w, m)
	}
	switch w.verdict {
	case script.VerdictSkip:
		return without(Skip, w.reason, m)
	case script.VerdictHold:
		return without(Hold, w.reason, m)
	case script.VerdictReject:
		return without(Reject, w.reason, m)
	case script.VerdictCancel:
		return decideCancel(w.reason, w, m)
	case script.VerdictLink:
	}
	return decideLink(w, m)
}

// decideRefresh looks at every link that can still change. What is known of the
// others is written into the sheet all the same: it may be behind.
func decideRefresh(w wish, m memory) choice {
	if m.mine == nil || m.mine.State != ledger.Known {
		return choice{action: Leave, reason: "no link"}
	}
	if w.past != nil {
		if why := w.past(m.mine); why != "" {
			return stay(Keep, m.mine, cmp.Or(oddPayment(m.mine, m.mine.Link), why))
		}
	}
	return stay(Refresh, m.mine, "look at "+m.mine.Account)
}

// decideCancel takes back a live, unpaid link; everything else it leaves alone.
func decideCancel(reason string, w wish, m memory) choice {
	e := m.mine
	if e == nil && w.claim.id != "" {
		return choice{action: Hold, reason: fmt.Sprintf("the sheet names link %s, which this ledger does not know, so it is not taken back: run paysheet adopt first", w.claim.id)}
	}
	if e == nil || e.State != ledger.Known || !e.Link.Status.Payable() {
		return without(Skip, reason+nothingToTakeBack(e), m)
	}
	if e.Link.Status == providers.PartiallyPaid {
		c := without(Skip, reason+"; the link is partly paid and is not taken back", m)
		c.stillOpen = true
		return c
	}
	if blocked := cannotTakeBack(m.mineCan, e); blocked != "" {
		c := without(Skip, reason+"; "+blocked, m)
		c.stillOpen = true
		return c
	}
	return choice{action: Cancel, reason: reason, known: e, generation: e.Generation}
}

// nothingToTakeBack says why a link is left as it is; nothing where there is none.
func nothingToTakeBack(e *ledger.Entry) string {
	if e == nil || e.State != ledger.Known {
		return ""
	}
	switch e.Link.Status {
	case providers.Paid:
		return "; the link is paid and is not taken back"
	case providers.Expired:
		return "; the link has expired"
	case providers.Cancelled:
		return "; the link is cancelled already"
	default:
		return ""
	}
}

// without is a row that gets no link; if it has one that can be paid, that is told.
func without(action Action, reason string, m memory) choice {
	c := choice{action: action, reason: reason, known: m.mine}
	if m.mine != nil {
		c.generation = m.mine.Generation
		c.stillOpen = m.mine.State == ledger.Known && m.mine.Link.Status.Payable()
	}
	return c
}

func decideLink(w wish, m memory) choice {
	if w.account == nil {
		return without(Reject, firstProblem(w, "no account is chosen"), m)
	}
	switch {
	case m.other != nil && !m.paidLate():
		return elsewhere(w, m)
	case m.renamed != nil:
		return otherName(m.renamed)
	case m.mine != nil && m.mine.State == ledger.Known:
		return decideKnown(w, m)
	}
	if len(w.problems) > 0 {
		return choice{action: Reject, reason: w.problems[0].Message, known: m.mine}
	}
	return decideNew(w, m)
}

// decideNew makes a link where the reference has none.
func decideNew(w wish, m memory) choice {
	generation, previous := 1, ""
	if m.mine != nil {
		generation, previous = m.mine.Generation, m.mine.Previous
	}
	switch {
	case m.strange(w.claim):
		return decideClaim(w, m, generation)
	case m.alike != "":
		return without(Hold, m.alike, m)
	case w.claim.doubted && m.mine == nil && !w.account.Capabilities.RefusesDuplicates:
		return doubt(w)
	}
	return choice{action: Create, known: m.mine, generation: generation, previous: previous, reason: "no link yet"}
}

// otherName: one invoice has one payable link, whatever reference the rules give
// it today.
func otherName(e *ledger.Entry) choice {
	return choice{
		action: Hold, known: e, generation: e.Generation, stillOpen: e.Link.Status.Payable(),
		reason: fmt.Sprintf("the invoice has a link at %s under reference %q, which is %s: have the rules give it that reference again, or cancel the link first",
			e.Account, e.Reference, e.Link.Status),
	}
}

func nextGeneration(e *ledger.Entry) int {
	if e == nil {
		return 1
	}
	return e.Generation + 1
}

// decideKnown: what happens to a link that exists is nothing, unless asked.
func decideKnown(w wish, m memory) choice {
	e := m.mine
	gone := e.Link.Status == providers.Cancelled || e.Link.Status == providers.Expired
	switch {
	case e.Retiring && gone:
		return replace(w, m, "an earlier run took the link back to replace it")
	case w.amount.IsNone():
		return without(Reject, firstProblem(w, "the amount cannot be read"), m)
	}
	switch e.Link.Status {
	case providers.Cancelled:
		return decideCancelled(w, m)
	case providers.Paid:
		return decidePaid(w, m)
	case providers.Expired:
		return decideExpired(w, m)
	default:
		if w.amount != e.Amount && isBalance(w.amount, e.Link, e.Amount) {
			return stay(Refresh, e, fmt.Sprintf("open %s of %s", w.amount, e.Amount))
		}
		return decideChange(w, m)
	}
}

// firstProblem gives what is wrong with a row, or another sentence where nothing
// particular is.
func firstProblem(w wish, otherwise string) string {
	if len(w.problems) > 0 {
		return w.problems[0].Message
	}
	return otherwise
}

func decideCancelled(w wish, m memory) choice {
	if w.policy.Recreate {
		return replace(w, m, "the link was cancelled and another is asked for")
	}
	return stay(Keep, m.mine, "the link was cancelled; it stays so (--recreate makes another)")
}

func decidePaid(w wish, m memory) choice {
	if w.amount != m.mine.Amount {
		return without(Hold, changedAmount(w.amount, m), m)
	}
	return stay(Keep, m.mine, "paid")
}

func decideExpired(w wish, m memory) choice {
	switch e := m.mine; {
	case w.amount != e.Amount && isBalance(w.amount, e.Link, e.Amount):
		return stay(Refresh, e, fmt.Sprintf("open %s of %s", w.amount, e.Amount))
	case w.policy.OnExpired == ExpiredRenew:
		return renew(w, m)
	case w.amount != e.Amount:
		return without(Hold, changedAmount(w.amount, m), m)
	default:
		return stay(Refresh, e, "the link has expired (--renew makes it payable again)")
	}
}

// stay leaves a link as it is.
func stay(action Action, e *ledger.Entry, reason string) choice {
	return choice{action: action, known: e, generation: e.Generation, reason: reason}
}

// changedAmount says both figures and the ways out that the link's provider has.
func changedAmount(now providers.Money, m memory) string {
	e := m.mine
	if e.Link.Status == providers.Paid {
		return fmt.Sprintf("the sheet says %s, but the link at %s over %s is paid: clear the row, or give what is still owed its own reference",
			now, e.Account, e.Amount)
	}
	way := "correct the sheet; " + cannotRetire(m.mineCan, e)
	switch {
	case e.Link.Status == providers.Expired && cannotRetire(m.mineCan, e) == "":
		way = "correct the sheet, or make another link with --renew, for this one has expired"
	case cannotUpdate(m.mineCan, e, []providers.Field{providers.FieldAmount}) == "":
		way = "correct the sheet, or change the link with --update"
	case cannotRetire(m.mineCan, e) == "":
		way = "correct the sheet, or take the link back and make another with --replace"
	}
	return fmt.Sprintf("the sheet says %s, the link at %s asks for %s: %s", now, e.Account, e.Amount, way)
}

// isBalance tells that an amount is what is still open of a partly paid link.
func isBalance(amount providers.Money, link providers.Link, asked providers.Money) bool {
	if link.Paid.IsNone() || link.Paid.Sign() <= 0 {
		return false
	}
	open, err := asked.Sub(link.Paid)
	return err == nil && open == amount
}
