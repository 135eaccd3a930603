package bulk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"paysheet/bulk/ledger"
	"paysheet/bulk/spool"
	"paysheet/providers"
)

// Book is what a run writes down; *ledger.Ledger is one.
type Book interface {
	Begin(ctx context.Context, e ledger.Entry) error
	Lookup(ctx context.Context, namespace, reference string) ([]ledger.Entry, error)
	Finish(ctx context.Context, key ledger.Key, outcome ledger.Outcome) (ledger.Entry, error)
	Rebegin(ctx context.Context, e ledger.Entry) error
	Observe(ctx context.Context, key ledger.Key, link providers.Link, reason string) error
	Receipts(ctx context.Context, key ledger.Key) ([]providers.Payment, error)
	Receive(ctx context.Context, key ledger.Key, payments []providers.Payment) error
	Adopt(ctx context.Context, e ledger.Entry) error
	Amend(ctx context.Context, e ledger.Entry) error
	Retire(ctx context.Context, key ledger.Key, on bool, reason string) error
}

// Runner carries a plan out. Whatever it asks of a provider is durable in the
// ledger before it is asked, and what came of it before the row is done.
type Runner struct {
	Accounts map[string]*Account
	Ledger   Book
	Clock    func() time.Time
	Today    providers.Date
	Run      string // the run's id
	Sheet    string // the sheet's path, for the ledger
	// Done is called once for each row that is finished, from one goroutine at a
	// time, in no particular order.
	Done func(Result)
	// Zone is in which instants are told to people; nil is the machine's own.
	Zone *time.Location
	// Wait makes a run wait, after its last row, until creates that were not
	// answered can be asked about for good. Waiting is told why and how long.
	Wait    bool
	Waiting func(reason string, d time.Duration)
	// Spool takes the results; nil is one of the run's own.
	Spool *spool.Spool
	// Sleep waits, and returns the context's error as soon as it ends; nil is a
	// timer.
	Sleep func(context.Context, time.Duration) error

	refused map[string]*atomic.Int32 // Denied answers in a row, by account
	collect atomic.Pointer[collector]
	began   time.Time // no earlier process was at work any more, by this clock
	gaveUp  sync.Map  // ledger.Key → time.Time: when a create of this run was given up
	// listings is what each account's list showed: its name → *listed.
	listings sync.Map
}

// deniedLimit is how many refusals of the credentials in a row end the calls to
// an account: more of them only bring a block.
const deniedLimit = 3

// queued is how many rows may wait for one account before reading stops; it
// lets a slow account fall behind without holding up the others.
const queued = 1024

// task is one item and where its result belongs.
type task struct {
	item  *Item
	index int
}

// Apply is CarryOut for runs that are small enough to have all results at once.
func (r *Runner) Apply(ctx context.Context, items iter.Seq2[Item, error]) ([]Result, error) {
	results, failed := r.CarryOut(ctx, items)
	if results == nil {
		return nil, failed
	}
	all, err := results.collectAll()
	return all, errors.Join(failed, err)
}

// CarryOut carries out the items and gives a result for each, in their order.
// When ctx ends, what is in flight is finished and the rest is not attempted.
// An error means that the plan could not be read to its end or the ledger could
// not be written; the results so far are returned with it.
func (r *Runner) CarryOut(ctx context.Context, items iter.Seq2[Item, error]) (*Results, error) {
	r.refuseNobody()
	r.began = r.Clock()
	collect := &collector{spool: r.Spool, done: r.Done, waits: r.Wait}
	if collect.spool == nil {
		collect.spool = spool.New(nil)
	}
	r.collect.Store(collect)
	halt, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	err := r.round(halt, stop, collect, func(queues map[string]chan task) error {
		return r.dispatch(halt, items, queues, collect)
	})
	if err == nil && r.Wait {
		err = r.waitForOpen(halt, stop, collect)
	}
	return collect.end(), err
}

// round opens a queue for every account, has them filled, and returns when all
// of it is worked off.
func (r *Runner) round(ctx context.Context, stop context.CancelCauseFunc, collect *collector, fill func(map[string]chan task) error) error {
	var group errgroup.Group
	queues := map[string]chan task{}
	for name, account := range r.Accounts {
		queue := make(chan task, queued)
		queues[name] = queue
		group.Go(func() error { return r.serve(ctx, stop, account, queue, collect) })
	}
	err := fill(queues)
	for _, queue := range queues {
		close(queue)
	}
	if fatal := group.Wait(); fatal != nil {
		err = fatal
	}
	return err
}

// dispatch hands every item to its account's queue, or finishes it at once.
// It goes on to the last row even after a stop, so that no row is missing.
func (r *Runner) dispatch(ctx context.Context, items iter.Seq2[Item, error], queues map[string]chan task, collect *collector) error {
	for item, err := range items {
		if err != nil {
			return err
		}
		index := collect.reserve()
		if item.Postponed != "" {
			collect.put(index, notAttempted(item))
			continue
		}
		queue, calls := queues[item.Account]
		if !calls || !r.calls(item) {
			collect.put(index, r.without(item))
			continue
		}
		own := item
		select {
		case queue <- task{item: &own, index: index}:
		case <-ctx.Done():
			collect.put(index, notAttempted(item))
		}
	}
	return nil
}

// calls tells that an item needs its provider.
func (r *Runner) calls(item Item) bool {
	return item.Action.Calls() || item.Known != nil && (item.StillOpen || len(item.Retired) > 0 || item.SheetLink != "")
}

// serve works off one account's queue. For each call that may be in flight there
// are three workers, so that all places are taken while others write down what came
// of their calls: more of those would only be more to look for after a crash.
func (r *Runner) serve(ctx context.Context, stop context.CancelCauseFunc, account *Account, queue <-chan task, collect *collector) error {
	var workers errgroup.Group
	turns := newTurns(account.Concurrency)
	for range 3 * turns.calls {
		workers.Go(func() error { return r.work(ctx, stop, account, queue, turns, collect) })
	}
	if err := workers.Wait(); err != nil {
		return fmt.Errorf("the ledger could not be written, so nothing more was sent: %w", err)
	}
	return nil
}

// work carries out one task after the other. A worker lives as long as its queue:
// what a task needs has grown its stack once and not for each of them.
func (r *Runner) work(ctx context.Context, stop context.CancelCauseFunc, account *Account, queue <-chan task, turns *turns, collect *collector) (failed error) {
	mine := *account
	for t := range queue {
		mine.turn = &turn{turns: turns}
		mine.turn.enter(ctx) // in vain only after a stop, when no item is attempted
		result, err := r.one(ctx, &mine, t.item)
		if err != nil {
			failed = err
			stop(err)
		}
		collect.put(t.index, result)
		mine.turn.leave()
	}
	return failed
}

// one carries out a single item. The error is the ledger's; what the provider
// said is in the result.
func (r *Runner) one(ctx context.Context, account *Account, item *Item) (Result, error) {
	if stopped(ctx) {
		return notAttempted(*item), nil
	}
	if r.refused[account.Name].Load() >= deniedLimit {
		result := r.without(*item)
		result.Outcome = Failed
		if doubtful(*item) {
			result.Outcome = Uncertain
		}
		result.Note = fmt.Sprintf("not attempted: %s refused the credentials of account %s %d times; check them with paysheet doctor", account.Title, account.Name, deniedLimit)
		return result, nil
	}
	result, err := r.do(ctx, account, item)
	if err != nil {
		return result, err
	}
	if len(result.Retired) > 0 {
		if result, err = r.alarm(ctx, result); err != nil {
			return result, err
		}
	}
	if result.SheetLink != "" {
		result = r.second(ctx, account, result)
	}
	return result, nil
}

// do carries out an item's action.
func (r *Runner) do(ctx context.Context, account *Account, item *Item) (Result, error) {
	switch item.Action {
	case Create:
		result, err := r.create(ctx, account, item)
		if item.Request.Notify != (providers.Notify{}) {
			result = r.tell(ctx, account, result)
		}
		return result, err
	case Resolve:
		result, err := r.resolve(ctx, account, *item)
		return r.tell(ctx, account, result), err
	case Adopt:
		return r.adopt(ctx, account, *item)
	case Cancel:
		return r.cancel(ctx, account, *item)
	case Update:
		return r.update(ctx, account, *item)
	case Replace:
		result, err := r.replace(ctx, account, *item)
		return r.tell(ctx, account, result), err
	case Refresh:
		return r.refresh(ctx, account, *item)
	default:
		return r.lookAgain(ctx, account, *item)
	}
}

func (r *Runner) refuseNobody() {
	r.listings.Clear()
	r.refused = map[string]*atomic.Int32{}
	for name := range r.Accounts {
		r.refused[name] = &atomic.Int32{}
	}
}

// denied counts refusals of the credentials; any other answer clears the count.
func (r *Runner) denied(account *Account, err error) {
	if providers.Is(err, providers.Denied) {
		r.refused[account.Name].Add(1)
		return
	}
	r.refused[account.Name].Store(0)
}

// interrupted tells that a call was never made because the run was stopped,
// also while it waited for a pause that the provider had asked for.
func interrupted(ctx context.Context, err error) bool {
	notSent := providers.Is(err, providers.Unavailable) || providers.Is(err, providers.Throttled)
	return ctx.Err() != nil && notSent && errors.Is(err, ctx.Err())
}

func stopped(ctx context.Context) bool { return ctx.Err() != nil }
