package bulk

import (
	"fmt"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/bulk/sheet"
	"paysheet/providers"
	"paysheet/script"
)

// claim is what the row's own result cells say of a link.
type claim struct {
	id, url, account string
	status, previous string
	// paid, expires and looked are the cells as they stand, for a row that keeps
	// them.
	paid, expires, looked string
	checked               time.Time // zero where the sheet does not tell
	doubted               bool      // the outcome is told as uncertain
}

// link tells that the cells name a link.
func (c claim) link() bool { return c.id != "" || c.url != "" }

// claim reads the row's own result cells. A link that a stand-in made is no
// link to a real run, and the other way round.
func (p *Planner) claim(row invoice.Row) claim {
	c := claim{
		id: row.Result(invoice.LinkID), url: row.Result(invoice.LinkURL), account: row.Result(invoice.LinkAccount),
		status: row.Result(invoice.LinkStatus), previous: row.Result(invoice.LinkPrevious),
	}
	if strings.HasPrefix(c.account, SandboxPrefix) != p.Sandbox {
		return claim{}
	}
	c.doubted = row.Result(invoice.LinkOutcome) == string(Uncertain)
	c.paid, c.expires, c.looked = row.Result(invoice.LinkPaid), row.Result(invoice.LinkExpires), row.Result(invoice.LinkChecked)
	if c.looked == "" {
		return c
	}
	if at, err := time.Parse(time.RFC3339, c.looked); err == nil {
		c.checked = at
	}
	return c
}

// paidCell gives the amount paid as the sheet has it.
func (c claim) paidCell() sheet.Value {
	_, err := decimal.Parse(c.paid)
	return sheet.Value{Text: c.paid, Number: err == nil}
}

// claimed reads what a row of ModeAdopt asks for: the link that it names, as the
// row itself describes it. There are no rules.
func (p *Planner) claimed(row invoice.Row, item *Item, w wish) wish {
	if !w.claim.link() {
		return w
	}
	inv, problems := row.Invoice()
	for _, problem := range problems {
		w.problems = append(w.problems, Problem{problem.Cell, string(problem.Field), problem.Value, problem.Message})
	}
	w.verdict, item.Wanted, item.Claimed = script.VerdictLink, true, true
	w.account = p.claimAccount(w.claim, inv.Account)
	w.request = requestOf(inv, script.Link{})
	w.amount = w.request.Amount
	if w.account != nil {
		item.Request = w.request
	}
	p.twins(row, item.Reference, &w)
	return w
}

// claimAccount gives the account that the row says made its link, or where it
// does not say, the one that the row asks for; nil where there is none.
func (p *Planner) claimAccount(c claim, named string) *Account {
	for name, a := range p.Accounts {
		if c.account == a.Label || c.account == "" && (named == name || named == "" && len(p.Accounts) == 1) {
			return a
		}
	}
	return nil
}

// decideAdopt: a link that the row names comes into the ledger once it was
// checked; everything else is left.
func decideAdopt(w wish, m memory) choice {
	switch {
	case w.verdict == script.VerdictHold:
		return without(Hold, w.reason, m)
	case w.verdict == script.VerdictReject:
		return without(Reject, w.reason, m)
	case w.verdict != script.VerdictLink:
		return choice{action: Leave, reason: "the row names no link"}
	case w.account == nil:
		return choice{action: Hold, reason: fmt.Sprintf("the sheet has a link made by account %q, which the config does not have: add the account", w.claim.account)}
	case m.mine != nil && m.mine.State == ledger.Known:
		return stay(Refresh, m.mine, "this ledger has the link already")
	case m.other != nil:
		return elsewhere(w, m)
	case m.renamed != nil:
		return stay(Refresh, m.renamed, "this ledger has the link already")
	case len(w.problems) > 0:
		return choice{action: Reject, reason: w.problems[0].Message, known: m.mine}
	}
	generation := 1
	if m.mine != nil {
		generation = m.mine.Generation
	}
	c := decideClaim(w, m, generation)
	c.known = m.mine
	return c
}

// decideClaim: a link in the sheet that the ledger does not know is evidence,
// never something to overwrite.
func decideClaim(w wish, m memory, generation int) choice {
	switch {
	case m.holder != nil:
		return choice{action: Hold, reason: heldBy(w.claim.id, m.holder)}
	case w.claim.account != "" && w.claim.account != w.account.Label:
		return choice{action: Hold, reason: fmt.Sprintf(
			"the sheet has a link made by account %q, which this ledger does not know, and the rules say %s: clear the row's link cells if the link is not wanted, or send the row to that account",
			w.claim.account, w.account.Name)}
	case w.claim.id == "":
		return choice{action: Hold, reason: "the sheet has a Link URL without a Link ID, and this ledger does not know it: put the ID back, or clear the row's link cells"}
	}
	return choice{action: Adopt, generation: generation, reason: "the sheet has a link that this ledger does not know; it is checked at " + w.account.Name}
}

// heldBy says whose link an id is.
func heldBy(id string, holder *ledger.Entry) string {
	where := ""
	if holder.Sheet != "" {
		where = fmt.Sprintf(" (row %d of %s)", holder.Row, holder.Sheet)
	}
	return fmt.Sprintf("the sheet names link %s, but that is the link of %s%s: correct or clear the row's link cells", id, holder.Reference, where)
}

// doubt: another ledger asked for a link and never learned of it. Where a second
// one would be taken, that is for a person. The row stays uncertain until then:
// were it called anything else, the next run would see no doubt any more.
func doubt(w wish) choice {
	return choice{action: Resolve, reason: fmt.Sprintf(
		"the row says that a create was not answered, and this ledger knows nothing of it: run apply with the ledger that does, or look in the %s dashboard and clear the row's link cells if there is no link",
		w.account.Title)}
}

// pasted tells that somebody put a link into the row of a create which nobody
// can be asked about.
func pasted(w wish, m memory, e *ledger.Entry) bool {
	return w.mode == ModeApply && w.verdict == script.VerdictLink && w.account != nil && w.account.Scope == e.Scope &&
		w.account.Capabilities.Find == providers.FindNone && len(w.problems) == 0 && m.holder == nil &&
		w.claim.id != "" && !m.knows(w.claim.id) && (w.claim.account == "" || w.claim.account == w.account.Label)
}

// name keeps what a row says of a link that the ledger does not know.
func (i *Item) name(c claim) {
	if i.Action == Adopt {
		i.SheetLink = c.id
		if i.Previous == "" {
			i.Previous = c.previous
		}
	}
	if (c.link() || c.doubted) && (i.Known == nil || i.Known.State == ledger.Refused) {
		own := c // so that only a row with a link pays for it
		i.named = &own
	}
}

// compare finds result cells that somebody changed: they are written anew from
// the ledger, and what they said is told.
func (p *Planner) compare(item *Item, c claim, m memory) {
	e := item.Known
	if e == nil || unresolved(e) || e.State != ledger.Known || item.Action == Leave || item.Action == Adopt {
		return
	}
	if item.Edited = c.edited(e, m); len(item.Edited) == 0 {
		return
	}
	item.Notices = append(item.Notices, edits(item.Edited))
	if c.id != "" && !m.knows(c.id) && item.Account != "" && c.account == e.Account {
		item.SheetLink = c.id
	}
}

// edited names the cells that differ from what the ledger has, with what they
// say. One that is merely behind the ledger was not changed by anybody.
func (c claim) edited(e *ledger.Entry, m memory) (found []string) {
	add := func(header, text string) { found = append(found, fmt.Sprintf("%s said %q", header, Clean(text))) }
	if c.id != "" && !m.knows(c.id) {
		add(invoice.LinkID, c.id)
	}
	if c.url != "" && !m.gave(c.url) {
		add(invoice.LinkURL, c.url)
	}
	if c.id == e.Link.ID && c.status != "" && c.status != string(e.Link.Status) && c.asFreshAs(e) {
		add(invoice.LinkStatus, c.status)
	}
	return found
}

// asFreshAs tells that the cells were written after the ledger's last look. The
// cells of a row in doubt show what is doubted.
func (c claim) asFreshAs(e *ledger.Entry) bool {
	return !c.doubted && !e.Checked.IsZero() && !c.checked.Before(e.Checked.Truncate(time.Second))
}

func edits(edited []string) string {
	return "changed in the sheet by somebody, and put back: " + strings.Join(edited, ", ")
}

// withEdits gives a result's note with what is put back in its cells.
func withEdits(r *Result) string {
	if len(r.Edited) == 0 || r.Outcome == Left {
		return r.Note
	}
	if r.Note == "" {
		return edits(r.Edited)
	}
	return r.Note + "; " + edits(r.Edited)
}
