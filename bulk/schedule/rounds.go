package schedule

import "time"

// Rounds are the instants at which rounds are due, counted from a start.
type Rounds struct {
	every Every
	start time.Time
}

// From gives the rounds of a program that starts at an instant. Those of a step
// are due at the start and every step after it; those of a cron expression when
// it says, however often the program is started.
func (e Every) From(start time.Time) Rounds { return Rounds{e, start} }

// First gives when the first round is due.
func (r Rounds) First() time.Time {
	if r.every.cron == nil {
		return r.start
	}
	return r.After(r.start)
}

// After gives the first due instant after t; zero where there is none any more.
func (r Rounds) After(t time.Time) time.Time {
	if r.every.cron != nil {
		return r.every.after(t)
	}
	step := int64(r.every.step)
	steps := int64(t.Sub(r.start)) / step
	if next := r.start.Add(time.Duration(steps * step)); next.After(t) {
		return next // t is before the start
	}
	return r.start.Add(time.Duration((steps + 1) * step))
}

// mostMissed bounds the counting of rounds that a machine slept through.
const mostMissed = 100_000

// Next gives when the round after the one that was due is due, seen from now,
// and how many were missed in between: because that round took too long, or the
// machine slept. It is always after now, also where the clock was set back.
func (r Rounds) Next(due, now time.Time) (next time.Time, missed int) {
	if now.Before(due) {
		return r.After(now), 0
	}
	if r.every.cron == nil {
		next = r.After(now)
		return next, max(0, int(next.Sub(due)/r.every.step)-1)
	}
	for next = r.After(due); !next.IsZero() && !next.After(now); next = r.After(next) {
		if missed++; missed == mostMissed {
			return r.After(now), missed
		}
	}
	return next, missed
}

// Gap gives how long after a due instant the next one is; an hour where there
// is none any more.
func (r Rounds) Gap(due time.Time) time.Duration {
	next := r.After(due)
	if next.IsZero() {
		return time.Hour
	}
	return next.Sub(due)
}

// mostJitter is the most by which a round begins after its due instant, so that
// many machines with one schedule do not reach a provider in one second.
const mostJitter = time.Minute

// Jitter gives by how much the round that is due begins later: a share, from 0
// to below 1, of a tenth of the time until the next, and of a minute at most.
func (r Rounds) Jitter(due time.Time, share float64) time.Duration {
	return time.Duration(share * float64(min(r.Gap(due)/10, mostJitter)))
}
