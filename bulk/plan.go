package bulk

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/bulk/sheet"
	"paysheet/providers"
	"paysheet/script"
)

// Decider turns a row into a decision. *script.Rules is one; SheetRules is the
// one for rules = "none".
type Decider interface {
	Decide(ctx context.Context, row script.Row) (script.Decision, error)
}

// Memory is what a plan needs of the ledger; *ledger.Ledger is one.
type Memory interface {
	Lookup(ctx context.Context, namespace, reference string) ([]ledger.Entry, error)
	ByLinkID(ctx context.Context, provider, id string) ([]ledger.Entry, error)
	OpenReferences(ctx context.Context, visit func(ledger.OpenReference)) error
}

// Planner turns a table into the items of a plan, one a row, in the sheet's
// order. It calls no provider and changes nothing, so its items can be asked
// for twice: once to show and to guard, once to carry out.
type Planner struct {
	Mode     Mode
	Table    sheet.Table
	Columns  *invoice.Columns
	Rules    Decider // needed in ModeApply alone
	Accounts map[string]*Account
	Memory   Memory
	Today    providers.Date
	// Chosen limits the run to rows by number (--rows) and by what they hold
	// (--where); nil takes every row.
	Chosen func(ctx context.Context, row script.Row) (bool, error)
	// Policy is what the command line allows to happen to links that exist; what
	// the rules say of a row goes before it.
	Policy Policy
	// Past says of ModeRefresh why a link is not looked at any more, empty for one
	// that is; nil looks at every link.
	Past func(*ledger.Entry) string
	// Sandbox says that the accounts are stand-ins: links that real accounts
	// made are not looked at, and the other way round.
	Sandbox bool
	// Payee gives the word by which the ledger knows a customer again; nil where
	// nobody asks.
	Payee func(providers.Customer) string
	// Working names the run that another process is carrying out now and since
	// when it does; ok is false where there is none. nil asks nobody.
	Working func(ctx context.Context) (run, since string, ok bool, err error)

	// Look, if not nil, is given every row while the plan is made: in the sheet's
	// order and by one goroutine, which is not the one that takes the items. The
	// row is valid until Look returns.
	Look func(row invoice.Row)

	duplicates *invoice.Duplicates
	input      Input
	billable   rowSet         // rows that are invoices, by their place in the sheet
	given      map[string]int // references that the rules gave, by the first row that got them
	alike      map[aliasKey][]string
	namespaces []string
	byScope    map[ledger.Scope]*Account
}

// draft is a row on its way into the plan.
type draft struct {
	item  Item
	row   invoice.Row
	wish  wish
	class invoice.Class
	why   string
	ruled bool // the rules answered, so that doubles are judged
	late  bool // what comes of it depends on the rows before it
	whole bool // the item is as it stays
	err   error
}

// Item decides one row. An error is the ledger's or the end of ctx.
func (p *Planner) Item(ctx context.Context, row invoice.Row) (Item, error) {
	d := draft{row: row}
	p.begin(ctx, &d)
	if d.err == nil {
		d.err = p.complete(ctx, &d)
	}
	return d.item, d.err
}

// begin reads a row and asks the rules. It depends on no other row.
func (p *Planner) begin(ctx context.Context, d *draft) {
	row, item := d.row, &d.item
	reference, _ := row.Text(string(invoice.Reference))
	item.Row, item.Reference, item.Cell, item.Action = row.Number(), reference, row.Cellname(string(invoice.Reference)), Leave
	d.class, d.why = row.Class()
	if d.class == invoice.Blank {
		d.whole = true
		return
	}
	item.Amount = amountOf(row, d.class)
	chosen, err := p.chosen(ctx, row, d.class)
	if err != nil || !chosen {
		item.Reason, d.whole, d.err = "not chosen", true, err
		return
	}
	item.Hidden, item.Rounded = p.Mode == ModeApply && d.class == invoice.HiddenRow, row.Rounded()
	d.wish = wish{mode: p.Mode, verdict: script.VerdictSkip, reason: d.why, amount: item.Amount, claim: p.claim(row), past: p.Past}
	if d.class == invoice.Billable {
		d.err = p.ask(ctx, d)
	}
	if d.class.IsNoInvoice() {
		item.Action, item.Reason = Skip, d.why
		item.NoInvoice, d.whole = true, true
	}
	d.late = d.ruled && d.wish.verdict == script.VerdictLink && item.Reference != reference
}

// complete turns a draft into what is done with its row. Drafts that are late
// come here in the order of their rows.
func (p *Planner) complete(ctx context.Context, d *draft) error {
	if d.whole {
		return nil
	}
	item, w := &d.item, &d.wish
	if d.ruled && (p.givenTwice(d.row, item, w) || p.twins(d.row, item.Reference, w)) {
		item.Rule = "" // the sheet decided, not the rules
	}
	known, err := p.recall(ctx, item, *w)
	if err != nil {
		return err
	}
	if d.ruled {
		known.alike = p.openAlike(d.row, item, *w)
	}
	choice, err := p.underway(ctx, decide(*w, known))
	if err != nil {
		return err
	}
	if err := p.settle(ctx, item, *w, choice); err != nil {
		return err
	}
	item.Unlisted = item.Known != nil && w.claim.id != item.Known.Link.ID && w.claim.url != item.Known.Link.URL
	p.compare(item, w.claim, known)
	item.Retired = p.lookBack(item.Action, known)
	return nil
}

// lookBack gives the links before the link, where they are looked at as well.
func (p *Planner) lookBack(action Action, known memory) []ledger.Entry {
	if action == Refresh || action == Keep && p.Mode != ModeRefresh {
		return known.retired
	}
	return nil
}

// settle puts a choice into an item and completes what would be sent.
func (p *Planner) settle(ctx context.Context, item *Item, w wish, c choice) error {
	item.Action, item.Reason, item.Known = c.action, c.reason, c.known
	item.Generation, item.StillOpen, item.Same = c.generation, c.stillOpen, c.same
	item.Changes, item.Previous = c.changes, c.previous
	if c.action == Reject {
		item.Problems = w.problems
	}
	if w.account != nil {
		item.Account = w.account.Name
		item.Request.Reference = w.account.sent(item.Reference, max(1, c.generation))
	}
	if item.Action == Update {
		item.Request.Reference = c.known.Sent
	}
	if c.known != nil && c.action != Create && c.action != Replace && c.action != Adopt {
		// Whatever account the row wants now, a link is looked at where it was made.
		item.Account = p.accountOf(c.known)
	}
	if err := p.avoid(ctx, item, w); err != nil {
		return err
	}
	p.recheck(item, w)
	item.name(w.claim)
	return nil
}

// accountOf gives the configured account that made an entry, empty where the
// config has none any more.
func (p *Planner) accountOf(e *ledger.Entry) string {
	if a := p.byScope[e.Scope]; a != nil {
		return a.Name
	}
	return ""
}

// ask reads what a billable row asks for.
func (p *Planner) ask(ctx context.Context, d *draft) (err error) {
	switch p.Mode {
	case ModeApply:
		d.wish, d.ruled, err = p.ruled(ctx, d.row, &d.item, d.wish)
	case ModeAdopt:
		d.wish = p.claimed(d.row, &d.item, d.wish)
	default:
	}
	return err
}

// ruled asks the rules and reads what the row needs for their answer. It tells
// whether they answered.
func (p *Planner) ruled(ctx context.Context, row invoice.Row, item *Item, w wish) (wish, bool, error) {
	decision, err := p.Rules.Decide(ctx, row)
	if ctx.Err() != nil {
		return w, false, context.Cause(ctx)
	}
	if away := (*script.RunawayError)(nil); errors.As(err, &away) {
		return w, false, err
	}
	inv, problems := row.Invoice()
	item.Due = inv.Due
	if p.Payee != nil {
		item.Payee = p.Payee(inv.Customer)
	}
	for _, problem := range problems {
		w.problems = append(w.problems, Problem{problem.Cell, string(problem.Field), problem.Value, problem.Message})
	}
	item.Rule, item.Because = decision.Line, decision.Because
	item.Notices = row.Warnings()
	if err != nil {
		w.verdict = script.VerdictReject
		if _, known := p.Accounts[inv.Account]; inv.Account != "" && !known {
			w.problems = append(w.problems, p.unknownAccount(row, inv.Account))
		}
		if len(w.problems) == 0 {
			w.problems = []Problem{ruleProblem(row, err)}
		}
		w.reason = w.problems[0].Message
		return w, false, nil
	}
	w.verdict, w.reason = decision.Verdict, decision.Reason
	if w.verdict == script.VerdictLink {
		item.Wanted = true
		p.link(row, inv, decision.Link, item, &w)
	}
	return w, true, nil
}

// ruleProblem is a rule that failed on a row, told with the line of the rules.
func ruleProblem(row invoice.Row, err error) Problem {
	problem := Problem{Cell: row.Cellname(string(invoice.Reference)), Field: "rules", Message: err.Error()}
	var failed *script.Error
	if errors.As(err, &failed) {
		problem.Message = fmt.Sprintf("the rules failed at %s:%d: %s", failed.File, failed.Line, failed.Message)
		if source := strings.TrimSpace(failed.Source); source != "" {
			problem.Message += " (in: " + source + ")"
		}
	}
	return problem
}

func itoa(n int) string { return strconv.Itoa(n) }
