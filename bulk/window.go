package bulk

import (
	"context"
	"fmt"
	"time"

	"paysheet/bulk/ledger"
	"paysheet/providers/wrap"
)

const (
	// defaultSettle is how long a create that was given up may still arrive. No
	// provider documents it; it is twice the time that one call may take.
	defaultSettle = 120 * time.Second
	// clockError is how far a machine's clock may be off. Instants that another
	// process wrote down are compared across two readings, each of which may be.
	clockError = 5 * time.Minute
	// longestLead is how long a create may wait between its intent and its call:
	// a few pauses of the minutes that a provider may ask for.
	longestLead = time.Hour
	// waitRounds is how often a run waits, where creates that it repeats are lost
	// again and again.
	waitRounds = 3
)

func (a *Account) settle() time.Duration {
	if a.Capabilities.Settle <= 0 {
		return defaultSettle
	}
	return a.Capabilities.Settle
}

// window is the time in which a lost create may still arrive, so that a look-up
// which finds nothing proves nothing.
type window struct {
	settle time.Duration
	here   time.Time // its end by this process's own, monotonic clock
	// later is its end by instants that another process wrote down; zero where
	// the create was this process's own.
	later time.Time
}

// window gives the window of an item's create. One that this run gave up is
// counted from there. One of an earlier process is counted from the start of
// this run, when no other was at work any more, or by what the ledger says with
// room for clocks that differ, whichever ends first.
func (r *Runner) window(account *Account, item Item) window {
	w := window{settle: account.settle()}
	if at, own := r.gaveUp.Load(r.key(account, &item)); own {
		w.here = at.(time.Time).Add(w.settle)
		return w
	}
	w.here = r.began.Add(w.settle)
	if item.Known == nil {
		return w
	}
	w.later = item.Known.Changed.Add(w.settle + 2*clockError)
	if item.Known.State == ledger.Intent {
		w.later = item.Known.Began.Add(longestLead + w.settle + 2*clockError)
	}
	return w
}

// over tells that a look-up which began at this instant is proof.
func (w window) over(asked time.Time) bool {
	return !asked.Before(w.here) || !w.later.IsZero() && !asked.Before(w.later)
}

// end gives when this process may ask again.
func (w window) end() time.Time {
	if !w.later.IsZero() && w.later.Before(w.here) {
		return w.later
	}
	return w.here
}

// next gives when a later process may ask: it can only go by the ledger.
func (w window) next(now time.Time) time.Time {
	latest := now.Add(w.settle + 2*clockError)
	if !w.later.IsZero() && w.later.Before(latest) {
		return w.later
	}
	return latest
}

// told gives an instant for people, in their zone, to the next full minute.
func (r *Runner) told(at time.Time) string {
	return r.inZone(at.Round(0).Add(time.Minute - 1).Truncate(time.Minute)).Format("2006-01-02 15:04 (-07:00)")
}

func (r *Runner) inZone(at time.Time) time.Time {
	if r.Zone == nil {
		return at.Local()
	}
	return at.In(r.Zone)
}

// open is a create that can be asked about for good from an instant on.
type open struct {
	known ledger.Entry
	from  time.Time
	same  bool // the row still wants the very link that was asked for
}

func (r *Runner) opened(account *Account, item Item, w window) *open {
	o := &open{from: w.end(), same: r.sameWish(item)}
	if item.Action == Create || item.Known == nil {
		o.known = r.entry(account, &item)
	} else {
		o.known = *item.Known
	}
	o.known.State = ledger.Uncertain
	return o
}

// waitForOpen waits until the creates that were not answered can be asked about
// for good, and asks. A context that ends leaves them as they are.
func (r *Runner) waitForOpen(ctx context.Context, stop context.CancelCauseFunc, collect *collector) error {
	for range waitRounds {
		places := collect.waiting()
		if len(places) == 0 || stopped(ctx) {
			return nil
		}
		tasks, from := collect.tasks(places)
		if d := from.Sub(r.Clock()); d > 0 {
			if r.Waiting != nil {
				r.Waiting(fmt.Sprintf("waiting until %s: %d not answered, and only then a look-up that finds nothing is proof", r.told(from), len(places)), d)
			}
			if err := r.sleep(ctx, d); err != nil {
				return nil //nolint:nilerr // whoever stopped the run knows; its rows keep what they say
			}
		}
		err := r.round(ctx, stop, collect, func(queues map[string]chan task) error {
			for _, t := range tasks {
				queues[t.item.Account] <- t
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// tasks gives what is to be done for results that the run waits for, and from
// when on all of it can be.
func (c *collector) tasks(places []int) (tasks []task, from time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, index := range places {
		result := c.open[index]
		item := result.Item
		item.Action, item.Known, item.Same = Resolve, &result.open.known, result.open.same
		item.Generation = result.open.known.Generation
		tasks = append(tasks, task{item: &item, index: index})
		if result.open.from.After(from) {
			from = result.open.from
		}
	}
	return tasks, from
}

func (r *Runner) sleep(ctx context.Context, d time.Duration) error {
	if r.Sleep != nil {
		return r.Sleep(ctx, d)
	}
	return wrap.Sleep(ctx, d)
}
