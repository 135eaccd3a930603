package wrap

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"time"

	"paysheet/providers"
)

// RetryPolicy says how a call that was not carried out is tried again. Only Now
// has no default.
type RetryPolicy struct {
	Name  string        // the account's or provider's name, for errors
	Tries int           // calls at most, the first included; default 6
	Base  time.Duration // bound of the first wait, doubled for each further; default 250 ms
	Cap   time.Duration // bound of every wait of our own; default 30 s
	// Patience is the longest pause that a provider may ask for; a longer one
	// ends the tries, or a run would seem to hang. Default 10 min.
	Patience time.Duration
	// Now tells the time; needed.
	Now func() time.Time
	// Sleep waits, and returns the context's error as soon as it ends.
	Sleep func(context.Context, time.Duration) error
	// Rand gives numbers from 0 to below 1. It must be safe for concurrent use.
	Rand func() float64
	// Waiting is told of each wait as it begins; it must be safe for concurrent use.
	Waiting func(reason string, d time.Duration)
}

func (r RetryPolicy) withDefaults() RetryPolicy {
	r.Tries = orDefault(r.Tries, 6)
	r.Base = orDefault(r.Base, 250*time.Millisecond)
	r.Cap = orDefault(r.Cap, 30*time.Second)
	r.Patience = orDefault(r.Patience, 10*time.Minute)
	if r.Sleep == nil {
		r.Sleep = Sleep
	}
	if r.Rand == nil {
		r.Rand = random
	}
	if r.Waiting == nil {
		r.Waiting = func(string, time.Duration) {}
	}
	return r
}

func orDefault[T int | time.Duration](value, fallback T) T {
	if value <= 0 {
		return fallback
	}
	return value
}

// Retry repeats calls that failed with Throttled or Unavailable, and no others:
// by the contract of providers these two prove that nothing was done, so that a
// create may be sent again. A pause that the provider asks for (RetryAfter)
// holds back every call; otherwise each call waits a random share of a bound that
// doubles. After the last try its error comes out. A context that ends during a
// wait ends it at once with nothing called; the error then keeps its kind and
// also is the context's.
func Retry(p providers.Provider, r RetryPolicy) providers.Provider {
	r = r.withDefaults()
	return shell{p, &retrier{policy: r, gate: newGate(r)}}
}

type retrier struct {
	policy RetryPolicy
	gate   *gate
}

func (r *retrier) do(ctx context.Context, op string, c call) (providers.Link, error) {
	var last *providers.Error
	for try := 1; ; try++ {
		if _, err := r.gate.wait(ctx, op); err != nil {
			return providers.Link{}, interrupted(last, err)
		}
		link, err := c(ctx)
		if !errors.As(err, &last) || !repeatable(last) || try >= r.policy.Tries {
			return link, err
		}
		if errors.Is(err, ErrNotAttempted) {
			return link, err // a wrapper further in has given up on purpose
		}
		if last.RetryAfter > 0 {
			r.gate.close(last.RetryAfter)
			if last.RetryAfter > r.policy.Patience {
				return link, err
			}
			continue
		}
		if err := r.backOff(ctx, last, try); err != nil {
			return providers.Link{}, interrupted(last, err)
		}
	}
}

func repeatable(err *providers.Error) bool {
	return err.Kind == providers.Throttled || err.Kind == providers.Unavailable
}

// backOff waits a random share of the bound ("full jitter"): clients that
// failed together must not come back together.
func (r *retrier) backOff(ctx context.Context, last *providers.Error, try int) error {
	bound := r.policy.Base
	for n := 1; n < try && bound < r.policy.Cap; n++ {
		bound *= 2
	}
	d := time.Duration(r.policy.Rand() * float64(min(bound, r.policy.Cap)))
	reason := "the provider could not be reached"
	if last.Kind == providers.Throttled {
		reason = "the provider refused for too many calls"
	}
	r.policy.Waiting(reason, d)
	return r.policy.Sleep(ctx, d)
}

// interrupted keeps what the provider last said, which tells more than that the
// run was stopped while waiting.
func interrupted(last *providers.Error, cause error) error {
	if last == nil {
		return cause
	}
	kept := *last
	kept.Err = errors.Join(last.Err, cause)
	return &kept
}

// Sleep waits. The error is the context's, where that ends before.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func random() float64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return float64(binary.BigEndian.Uint64(b[:])>>11) / (1 << 53)
}
