package bulk

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"

	"paysheet/bulk/ledger"
	"paysheet/bulk/spool"
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

// Records is what an undo reads; *ledger.Ledger is one.
type Records interface {
	Entries(ctx context.Context, f ledger.Filter) iter.Seq2[ledger.Entry, error]
	EventsOf(ctx context.Context, run string) iter.Seq2[ledger.Event, error]
	History(ctx context.Context, key ledger.Key) ([]ledger.Event, error)
}

// PlanUndo sorts the links that a run asked for by what an undo can do with
// them, and keeps them in a spool. It calls nobody: a link that was paid since the
// last look is found out when the plan is carried out. An error is the ledger's.
func PlanUndo(ctx context.Context, records Records, accounts map[string]*Account, run string, keep *spool.Spool) (*UndoPlan, error) {
	u := undoer{records: records, run: run, byScope: map[ledger.Scope]*Account{}, seed: maphash.MakeSeed(), own: map[uint64]struct{}{}}
	for _, a := range accounts {
		u.byScope[a.Scope] = a
	}
	plan := newUndoPlan(keep)
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
		u.own[u.hash(e.Key)] = struct{}{}
		plan.add(&each)
	}
	plan.bySheet()
	return plan, u.others(ctx, plan)
}

// undoer plans one undo.
type undoer struct {
	records Records
	run     string
	byScope map[ledger.Scope]*Account
	seed    maphash.Seed
	own     map[uint64]struct{} // the links that the run asked for
}

func (u *undoer) hash(key ledger.Key) uint64 { return maphash.Comparable(u.seed, key) }

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
	changed, retired := map[uint64]struct{}{}, map[uint64]struct{}{}
	for event, err := range u.records.EventsOf(ctx, u.run) {
		if err != nil {
			return err
		}
		if event.Key == nil {
			continue
		}
		key := u.hash(*event.Key)
		if _, own := u.own[key]; own {
			continue
		}
		switch {
		case event.Kind == "amend":
			changed[key] = struct{}{}
		case event.Kind == "observe" && event.Status == string(providers.Cancelled):
			retired[key] = struct{}{}
		}
	}
	plan.Changed, plan.Retired = len(changed), len(retired)
	return nil
}

// Undo takes back the links of a plan's first bucket, each after a fresh look,
// and moves those that were paid meanwhile, or could not be taken back, to the
// bucket where they belong. The error is that of CarryOut.
func (r *Runner) Undo(ctx context.Context, plan *UndoPlan) error {
	results, err := r.CarryOut(ctx, plan.toTakeBack())
	if results == nil {
		results = &Results{}
	}
	return errors.Join(err, plan.carriedOut(results))
}
