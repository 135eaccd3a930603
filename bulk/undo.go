package bulk

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// Bucket is what an undo does, or did, with one link.
type Bucket string

// The buckets. Every link that a run asked for is in one of them.
const (
	TakenBack Bucket = "taken back"
	LeftAlone Bucket = "kept" // paid, or changed by somebody since
	StaysOpen Bucket = "cannot be taken back"
	NotUndone Bucket = "failed"
)

// Buckets lists every bucket in the order in which people read them.
func Buckets() []Bucket { return []Bucket{TakenBack, LeftAlone, StaysOpen, NotUndone} }

// Undoing is one link of a run that is undone.
type Undoing struct {
	Item   Item
	Bucket Bucket
	Why    string // one sentence without a full stop; empty where nothing need be said
	Link   providers.Link
	// Unknown tells that nobody knows whether there is a link at all.
	Unknown bool
	// Result is what the undo's calls came to; nil where nobody was called.
	Result *Result
}

// UndoPlan is what an undo would do.
type UndoPlan struct {
	Links []Undoing // by sheet and row
	// Changed and Retired count the links of other runs that the run changed or
	// took back. What they were before is not known, so they stay as they are.
	Changed, Retired int
}

// Count gives how many links are in a bucket.
func (p *UndoPlan) Count(b Bucket) int {
	n := 0
	for i := range p.Links {
		if p.Links[i].Bucket == b {
			n++
		}
	}
	return n
}

// Records is what an undo reads; *ledger.Ledger is one.
type Records interface {
	Entries(ctx context.Context, f ledger.Filter) iter.Seq2[ledger.Entry, error]
	EventsOf(ctx context.Context, run string) iter.Seq2[ledger.Event, error]
	History(ctx context.Context, key ledger.Key) ([]ledger.Event, error)
}

// PlanUndo sorts the links that a run asked for by what an undo can do with
// them. It calls nobody: a link that was paid since the last look is found out
// when the plan is carried out. An error is the ledger's.
func PlanUndo(ctx context.Context, records Records, accounts map[string]*Account, run string) (*UndoPlan, error) {
	u := undoer{records: records, run: run, byScope: map[ledger.Scope]*Account{}}
	for _, a := range accounts {
		u.byScope[a.Scope] = a
	}
	plan := &UndoPlan{}
	for e, err := range records.Entries(ctx, ledger.Filter{Run: run}) {
		if err != nil {
			return nil, err
		}
		if e.State == ledger.Refused {
			continue
		}
		each, err := u.sort(ctx, e)
		if err != nil {
			return nil, err
		}
		plan.Links = append(plan.Links, each)
	}
	slices.SortStableFunc(plan.Links, func(a, b Undoing) int {
		return cmp.Or(cmp.Compare(a.Item.Known.Sheet, b.Item.Known.Sheet), cmp.Compare(a.Item.Row, b.Item.Row))
	})
	return plan, u.others(ctx, plan)
}

// undoer plans one undo.
type undoer struct {
	records Records
	run     string
	byScope map[ledger.Scope]*Account
}

// sort puts one entry into its bucket.
func (u *undoer) sort(ctx context.Context, e ledger.Entry) (Undoing, error) {
	item := Item{
		Row: e.Row, Reference: e.Reference, Action: Cancel, Reason: "undo of run " + u.run, Amount: e.Amount,
		Known: &e, Generation: e.Generation,
	}
	if a := u.byScope[e.Scope]; a != nil {
		item.Account = a.Name
	}
	each := Undoing{Item: item, Link: e.Link, Bucket: LeftAlone}
	if unresolved(&e) {
		each.Bucket, each.Unknown = NotUndone, true
		each.Why = "nobody knows whether there is a link: run apply again or settle it with resolve, then undo again"
		return each, nil
	}
	events, err := u.records.History(ctx, e.Key)
	if err != nil {
		return each, err
	}
	if each.Why = u.since(&e, events); each.Why != "" {
		return each, nil
	}
	var can *providers.Capabilities
	if a := u.byScope[e.Scope]; a != nil {
		can = &a.Capabilities
	}
	each.Bucket = TakenBack
	if blocked := cannotTakeBack(can, &e); blocked != "" {
		each.Bucket, each.Why = StaysOpen, blocked
		if can == nil {
			each.Bucket, each.Why = NotUndone, blocked+": put the account back"
		}
	}
	return each, nil
}

// since says why a link stays as it is: how it stands, or who changed it later.
func (u *undoer) since(e *ledger.Entry, events []ledger.Event) string {
	if why := over(e); why != "" {
		return why
	}
	made, changed := false, ""
	for _, event := range events {
		switch event.Kind {
		case "begin", "rebegin":
			made = made || event.Run == u.run
		case "amend":
			if event.Run != u.run {
				changed = event.Run
			}
		}
	}
	switch {
	case !made:
		return "the run did not make it, it only took it over"
	case changed != "":
		return "run " + changed + " changed it since"
	case e.Retiring:
		return "it is being replaced: let apply finish that first"
	default:
		return ""
	}
}

// over says that a link is paid, even in part, or cannot be paid any more; empty
// for one that waits for its payment.
func over(e *ledger.Entry) string {
	switch e.Link.Status {
	case providers.Paid:
		return "it is paid"
	case providers.PartiallyPaid:
		if e.Link.Expires.IsZero() {
			return "it is partly paid and stays payable"
		}
		return fmt.Sprintf("it is partly paid and stays payable until %s", e.Link.Expires)
	case providers.Cancelled:
		return "it is cancelled already"
	case providers.Expired:
		return "it has expired and cannot be paid any more"
	default:
		return ""
	}
}

// others counts what the run did to links that it did not ask for.
func (u *undoer) others(ctx context.Context, plan *UndoPlan) error {
	own := map[ledger.Key]bool{}
	for i := range plan.Links {
		own[plan.Links[i].Item.Known.Key] = true
	}
	changed, retired := map[ledger.Key]bool{}, map[ledger.Key]bool{}
	for event, err := range u.records.EventsOf(ctx, u.run) {
		if err != nil {
			return err
		}
		switch {
		case event.Key == nil || own[*event.Key]:
		case event.Kind == "amend":
			changed[*event.Key] = true
		case event.Kind == "observe" && event.Status == string(providers.Cancelled):
			retired[*event.Key] = true
		}
	}
	plan.Changed, plan.Retired = len(changed), len(retired)
	return nil
}

// Undo takes back the links of a plan's first bucket, each after a fresh look,
// and moves those that were paid meanwhile, or could not be taken back, to the
// bucket where they belong. The error is that of Apply.
func (r *Runner) Undo(ctx context.Context, plan *UndoPlan) error {
	var places []int
	for i := range plan.Links {
		if plan.Links[i].Bucket == TakenBack {
			places = append(places, i)
		}
	}
	results, err := r.Apply(ctx, func(yield func(Item, error) bool) {
		for _, i := range places {
			if !yield(plan.Links[i].Item, nil) {
				return
			}
		}
	})
	for n, i := range places {
		each := &plan.Links[i]
		if n >= len(results) || results[n].Outcome == Left {
			each.Bucket, each.Why = NotUndone, "it was not attempted: undo again"
			continue
		}
		result := &results[n]
		each.Link, each.Result = result.Link, result
		switch result.Outcome {
		case Cancelled:
			each.Why = ""
		case Skipped:
			each.Bucket, each.Why = LeftAlone, fmt.Sprintf("it is %s by now", result.Link.Status)
		case NotAttempted:
			each.Bucket, each.Why, each.Result = NotUndone, "it was not attempted: undo again", nil
		default:
			each.Bucket, each.Why = NotUndone, result.Note
			each.Unknown = result.Outcome == Uncertain
		}
	}
	return err
}
