package wrap

import (
	"context"
	"sync"

	"paysheet/providers"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

// Limits is how fast one account may be called.
type Limits struct {
	Name        string  // the account's or provider's name, for errors
	Concurrency int     // calls in flight at once; below 1 is 1
	Rate        float64 // calls a second, evenly spaced; 0 is no limit
}

// How the rate follows a provider that refuses calls as too many: each refusal
// cuts it, each call that is not refused brings back a little, and it stays
// between a floor and what was configured.
const (
	cutBy     = 0.7
	growBy    = 0.01 // of the configured rate
	leastRate = 0.05 // of the configured rate
	// firstRate is where an account without a limit begins to have one when its
	// provider refuses calls as too many.
	firstRate = 50
)

// Limit holds calls back until their turn. A context that ends while a call
// waits gives Unavailable, and nothing was called. The rate falls while the
// provider answers Throttled, for the documented one may be shared with others.
func Limit(p providers.Provider, l Limits) providers.Provider { return shell{p, newLimiter(l, nil)} }

func newLimiter(l Limits, g *gate) *limiter {
	every := rate.Inf
	if l.Rate > 0 {
		every = rate.Limit(l.Rate)
	}
	return &limiter{
		name:  l.Name,
		slots: semaphore.NewWeighted(int64(max(l.Concurrency, 1))),
		// A burst of one spaces calls evenly: a bucket that has filled while the
		// run waited would send its first calls faster than the limit says.
		turns: rate.NewLimiter(every, 1),
		most:  every,
		gate:  g,
	}
}

type limiter struct {
	name  string
	slots *semaphore.Weighted
	turns *rate.Limiter
	gate  *gate // nil outside Pace

	mu      sync.Mutex // of the change of the rate
	most    rate.Limit // as configured
	guessed bool       // most is firstRate
}

func (l *limiter) do(ctx context.Context, op string, c call) (providers.Link, error) {
	if err := l.slots.Acquire(ctx, 1); err != nil {
		return providers.Link{}, notAttempted(providers.Unavailable, l.name, op, "the run was interrupted", err)
	}
	defer l.slots.Release(1)
	for paused := true; paused; {
		if err := l.turns.Wait(ctx); err != nil {
			return providers.Link{}, notAttempted(providers.Unavailable, l.name, op, "the run was interrupted", err)
		}
		// A pause may have begun while the call waited for its turn; it then
		// needs a new turn, or everybody would start at once after the pause.
		var err error
		if paused, err = l.gate.wait(ctx, op); err != nil {
			return providers.Link{}, err
		}
	}
	link, err := c(ctx)
	l.learn(err)
	return link, err
}

func (l *limiter) learn(err error) {
	refused := providers.Is(err, providers.Throttled)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.most == rate.Inf {
		if !refused {
			return
		}
		l.most, l.guessed = firstRate, true
	}
	now := min(l.turns.Limit(), l.most)
	step := l.most * growBy
	if l.guessed {
		step = now * growBy // nobody said that the provider takes as many
	}
	next := min(now+step, l.most)
	if refused {
		next = max(now*cutBy, l.most*leastRate)
	}
	if next != l.turns.Limit() {
		l.turns.SetLimit(next)
	}
}
