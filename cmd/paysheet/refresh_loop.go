package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/spf13/cobra"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/bulk/schedule"
	"paysheet/providers/wrap"
)

// Between two rounds lies at least this: each round logs in anew, and of other
// programs of Zoho it is known that ten logins in ten minutes, by all that use
// the credentials, are the most. Stand-ins and loopback are nobody else's.
const (
	leastEvery     = 2 * time.Minute
	leastEveryHere = 100 * time.Millisecond
)

// refresher runs refresh: once, or round after round.
type refresher struct {
	cmd    *cobra.Command
	env    env
	o      options
	r      refreshing
	what   subject
	zone   *time.Location
	events *events
	health *healthFile
	last   *written       // what the rounds wrote; of a loop
	random func() float64 // from 0 to below 1
	// round is one round, told to the watcher; it gives the exit status that a run
	// of its own would have. Tests give their own.
	round func(ctx context.Context, w *watcher) (int, error)
}

func newRefresher(cmd *cobra.Command, e env, o options, r refreshing, args []string) *refresher {
	f := &refresher{cmd: cmd, env: e, o: o, r: r, what: subject{All: r.all, Every: r.every}, random: rand.Float64}
	if len(args) > 0 {
		f.what.Sheet = args[0]
	}
	if r.every != "" {
		f.o.noInput = true // nobody sits there at six in the morning
	}
	f.round = f.refresh
	return f
}

// refresh is one round over the sheet or the ledger.
func (f *refresher) refresh(_ context.Context, w *watcher) (int, error) {
	o, code := f.o, exitDone
	o.watch = w
	var err error
	if f.r.all {
		err = refreshAll(f.cmd, f.env, o, &code)
	} else {
		err = act(f.cmd, f.env, o, f.what.Sheet, f.r.output, bulk.ModeRefresh, &code)
	}
	if err != nil {
		code = worst(code, exitCode(err))
	}
	return code, err
}

// run refreshes once, or until it is stopped.
func (f *refresher) run(ctx context.Context, code *int) error {
	if f.r.every == "" && f.r.health == "" && !f.r.events && !f.r.exitOnChanges {
		var err error
		*code, err = f.round(ctx, nil)
		return err
	}
	accounts, err := f.prepare(ctx)
	if err != nil {
		return err
	}
	if f.health, err = openHealth(f.r.health, f.what, f.now()); err != nil {
		return err
	}
	if f.r.every == "" {
		return f.once(ctx, code)
	}
	every, err := schedule.Parse(f.r.every, f.zone)
	if err == nil {
		err = every.Check(f.now(), leastFor(accounts, f.o.sandbox))
	}
	if err != nil {
		return usage(fmt.Errorf("--every %w", err))
	}
	return f.loop(ctx, every.From(f.now()), code)
}

// prepare reads everything once without calling anybody, so that what is wrong
// is told at the start and not at six in the morning.
func (f *refresher) prepare(ctx context.Context) (map[string]*bulk.Account, error) {
	var s *session
	var err error
	if f.r.all {
		if s, err = openBook(ctx, f.env, f.o, false); err == nil {
			err = s.openAccounts(ctx, false)
		}
	} else {
		s, err = open(ctx, f.env, f.o, f.what.Sheet, bulk.ModeRefresh, false)
	}
	if s == nil {
		return nil, err
	}
	if f.zone = s.config.zone; f.r.events {
		f.events = &events{env: f.env, zone: f.zone, to: f.cmd.OutOrStdout()}
	}
	return s.accounts, errors.Join(err, s.close())
}

// leastFor gives the least time between two rounds.
func leastFor(accounts map[string]*bulk.Account, sandboxed bool) time.Duration {
	for _, a := range accounts {
		if !sandboxed && !loopbackHost(a.Scope.Host) {
			return leastEvery
		}
	}
	return leastEveryHere
}

// now gives the wall clock's time, in the config's zone: a monotonic clock
// stands still while a machine sleeps.
func (f *refresher) now() time.Time { return f.env.clock().In(f.zone).Round(0) }

// once is a single round that is watched.
func (f *refresher) once(ctx context.Context, code *int) error {
	w := &watcher{events: f.events, brief: f.events != nil, last: f.health.wrote()}
	figures, err := f.watched(ctx, w)
	if *code = figures.Exit; f.r.exitOnChanges && w.changed > 0 {
		*code = worst(*code, exitChanges)
	}
	if f.events != nil {
		f.events.ended(0, figures, time.Time{})
		err = errors.Join(err, f.events.err)
	}
	return errors.Join(err, f.health.ended())
}

// watched runs one round between what is told before and after it.
func (f *refresher) watched(ctx context.Context, w *watcher) (roundFigures, error) {
	began := f.now()
	err := f.health.running()
	if f.events != nil {
		f.events.began(w.round, f.what)
	}
	code, failed := f.round(ctx, w)
	if ctx.Err() != nil && cutOff(failed) {
		code, failed = exitInterrupted, nil
	}
	figures := roundFigures{Run: w.run, LookedAt: w.looked, Changed: w.changed, Failed: w.failed, Uncertain: w.uncertain, Exit: code}
	if failed = errors.Join(failed, err); failed != nil {
		figures.Error, figures.Exit = bulk.Clean(failed.Error()), worst(code, exitCode(failed))
	}
	f.health.took(began, f.now(), figures)
	return figures, failed
}

// cutOff tells that a round failed because it was stopped before its first call,
// and for nothing else.
func cutOff(err error) bool {
	stopped := errors.Is(err, context.Canceled) || errors.Is(err, errInterrupted)
	return stopped && exitCode(err) == exitFailed && !errors.Is(err, ledger.ErrPoisoned)
}

// loop runs rounds until ctx ends, which is how it is meant to end.
func (f *refresher) loop(ctx context.Context, rounds schedule.Rounds, code *int) error {
	due := rounds.First()
	if f.last = f.health.wrote(); f.last == nil {
		f.last = &written{}
	}
	f.say("Refreshing %s every %s; the first round is due %s. Ctrl-C stops.", f.name(), f.r.every, f.told(due))
	jitter := time.Duration(0) // whoever starts it wants to see the first round
	if due.After(f.now()) {
		jitter = rounds.Jitter(due, f.random())
	}
	for n := 1; ; n++ {
		f.note(f.health.waiting(due))
		if !f.wait(ctx, rounds, &due, jitter) {
			f.say("Stopped after %s.", plural(n-1, "round", "rounds"))
			return f.health.ended()
		}
		w := &watcher{events: f.events, brief: true, last: f.last, round: n}
		figures, err := f.watched(ctx, w)
		if ctx.Err() != nil {
			*code = stoppedCode(figures.Exit)
			f.note(f.tellRound(w, figures, time.Time{}))
			f.say("Stopped during round %d; what it did not come to is looked at first next time.", n)
			return f.health.ended()
		}
		if n == 1 && figures.Exit == exitUsage {
			return errors.Join(err, f.health.ended()) // no later round would go better
		}
		var missed int
		if due, missed = rounds.Next(due, f.now()); due.IsZero() {
			f.note(f.tellRound(w, figures, due))
			f.say("No further round is due.")
			return f.health.ended()
		}
		if err := f.tellRound(w, figures, due); err != nil {
			return errors.Join(err, f.health.ended()) // somebody read this, and has gone
		}
		f.tellMissed(missed, due)
		jitter = rounds.Jitter(due, f.random())
	}
}

// stoppedCode gives the exit status of a loop that was stopped during a round:
// being stopped is no failure, but a sheet or a ledger not written is.
func stoppedCode(code int) int {
	if code == exitNotWritten || code == exitFailed {
		return code
	}
	return exitDone
}

// longestNap bounds a wait by the timer alone: after a sleep of the machine, or
// a change of its clock, the wall clock is looked at again this soon.
const longestNap = time.Minute

// wait returns when the round is due, and false when ctx ended. Where the clock
// was set back, the next instant of the schedule takes the place of one that has
// come to lie further away than any two rounds.
func (f *refresher) wait(ctx context.Context, rounds schedule.Rounds, due *time.Time, jitter time.Duration) bool {
	longest := due.Sub(f.now())
	for ctx.Err() == nil {
		left := due.Add(jitter).Sub(f.now())
		if left <= 0 {
			return true
		}
		if left > longest+jitter+longestNap {
			*due = rounds.After(f.now())
			longest = due.Sub(f.now())
			continue
		}
		if err := f.nap(ctx, min(left, longestNap)); err != nil {
			return false
		}
	}
	return false
}

func (f *refresher) nap(ctx context.Context, d time.Duration) error {
	if f.env.sleep != nil {
		return f.env.sleep(ctx, d)
	}
	return wrap.Sleep(ctx, d)
}
