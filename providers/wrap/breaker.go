package wrap

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"

	"paysheet/providers"
)

// BreakerPolicy says when an account that does not answer is left alone.
type BreakerPolicy struct {
	Name  string           // the account's or provider's name, for errors
	After int              // failures in a row; default 5
	Pause time.Duration    // how long until a read may probe; default 30 s
	Now   func() time.Time // tells the time; needed
}

// Break stops calling after several failures in a row: Unavailable, and also
// Uncertain, because every further create at a provider that answers 500 leaves
// one more row for a person. Further calls fail at once with Unavailable. After
// the pause a read probes: the caller's own Get, Payments, Find or List, or before a create
// a Get of the last link seen. A create never probes.
func Break(p providers.Provider, b BreakerPolicy) providers.Provider {
	return shell{p, newBreaker(p, b)}
}

// newBreaker makes a breaker that probes through p.
func newBreaker(p providers.Provider, b BreakerPolicy) *breaker {
	b.After = orDefault(b.After, 5)
	b.Pause = orDefault(b.Pause, 30*time.Second)
	return &breaker{policy: b, inner: p, circuit: newCircuit(b.After)}
}

// newCircuit makes the circuit that counts failures, opens, and lets one probe
// through when half open. It would end its own pause by the machine's clock, so
// that it is given one without end, and breaker half-opens it by the clock that
// was passed in.
func newCircuit(after int) circuitbreaker.CircuitBreaker[providers.Link] {
	return circuitbreaker.NewBuilder[providers.Link]().
		WithFailureThreshold(uint(after)).
		WithSuccessThreshold(1).
		WithDelay(math.MaxInt64).
		Build()
}

type breaker struct {
	policy  BreakerPolicy
	inner   providers.Provider
	circuit circuitbreaker.CircuitBreaker[providers.Link]

	mu      sync.Mutex
	until   time.Time // while open, when the next probe may go out
	because string    // the last failure
	known   string    // id of a link that the provider is known to have
}

func (b *breaker) do(ctx context.Context, op string, c call) (providers.Link, error) {
	b.wake()
	if !reads(op) && b.circuit.IsHalfOpen() {
		b.probe(ctx)
		if !b.circuit.IsClosed() {
			return providers.Link{}, b.refuse(op)
		}
	}
	if !b.circuit.TryAcquirePermit() {
		return providers.Link{}, b.refuse(op)
	}
	link, err := c(ctx)
	b.note(ctx, link, err)
	return link, err
}

// reads tells the calls that change nothing at the provider.
func reads(op string) bool { return op == "get" || op == "payments" || op == "find" || op == "list" }

// wake half-opens the circuit when its pause is over.
func (b *breaker) wake() {
	if !b.circuit.IsOpen() {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.circuit.IsOpen() && !b.policy.Now().Before(b.until) {
		b.circuit.HalfOpen()
	}
}

// probe reads a link on behalf of a call that must not be the probe itself.
func (b *breaker) probe(ctx context.Context) {
	b.mu.Lock()
	id := b.known
	b.mu.Unlock()
	if id == "" || !b.circuit.TryAcquirePermit() {
		return
	}
	link, err := b.inner.Get(ctx, id)
	b.note(ctx, link, err)
}

// note hands the circuit what a call came to. The instant of the next probe is set
// first: as soon as the circuit is open somebody may ask for it.
func (b *breaker) note(ctx context.Context, link providers.Link, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if link.ID != "" {
		b.known = link.ID
	}
	kind := providers.KindOf(err)
	switch {
	case err == nil:
		b.circuit.RecordSuccess()
	case ctx.Err() != nil, errors.Is(err, ErrNotAttempted), kind == providers.Unsupported:
		// It says nothing of the provider; a probe that does so leaves its right
		// to the next read.
		if b.circuit.IsHalfOpen() {
			b.circuit.Open()
		}
	case kind == providers.Unavailable, kind == providers.Uncertain:
		b.until, b.because = b.policy.Now().Add(b.policy.Pause), err.Error()
		b.circuit.RecordFailure()
	default:
		b.circuit.RecordSuccess()
	}
}

func (b *breaker) refuse(op string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	why := fmt.Sprintf("%d calls in a row failed, the last with %q", b.policy.After, b.because)
	return notAttempted(providers.Unavailable, b.policy.Name, op, why, nil)
}
