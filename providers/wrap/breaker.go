package wrap

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

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
// the pause a read probes: the caller's own Get or Find, or before a create a Get
// of the last link seen. A create never probes.
func Break(p providers.Provider, b BreakerPolicy) providers.Provider {
	b.After = orDefault(b.After, 5)
	b.Pause = orDefault(b.Pause, 30*time.Second)
	return shell{p, &breaker{policy: b, inner: p}}
}

type breaker struct {
	policy BreakerPolicy
	inner  providers.Provider

	mu      sync.Mutex
	failed  int       // in a row
	until   time.Time // while open, when the next probe may go out
	because string    // the last failure
	known   string    // id of a link that the provider is known to have
}

func (b *breaker) do(ctx context.Context, op string, c call) (providers.Link, error) {
	if b.open() {
		if !b.mayProbe() {
			return providers.Link{}, b.refuse(op)
		}
		if op != "get" && op != "find" && !b.probe(ctx) {
			return providers.Link{}, b.refuse(op)
		}
	}
	link, err := c(ctx)
	b.note(ctx, link, err)
	return link, err
}

func (b *breaker) open() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failed >= b.policy.After
}

// mayProbe gives the right to probe to one caller a pause.
func (b *breaker) mayProbe() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.policy.Now()
	if now.Before(b.until) {
		return false
	}
	b.until = now.Add(b.policy.Pause)
	return true
}

func (b *breaker) probe(ctx context.Context) bool {
	b.mu.Lock()
	id := b.known
	b.mu.Unlock()
	if id == "" {
		return false
	}
	link, err := b.inner.Get(ctx, id)
	b.note(ctx, link, err)
	return !b.open()
}

func (b *breaker) note(ctx context.Context, link providers.Link, err error) {
	kind := providers.KindOf(err)
	b.mu.Lock()
	defer b.mu.Unlock()
	if link.ID != "" {
		b.known = link.ID
	}
	switch {
	case err == nil:
		b.failed = 0
	case ctx.Err() != nil, errors.Is(err, ErrNotAttempted), kind == providers.Unsupported: // says nothing of the provider
	case kind == providers.Unavailable, kind == providers.Uncertain:
		if b.failed++; b.failed >= b.policy.After {
			b.until = b.policy.Now().Add(b.policy.Pause)
			b.because = err.Error()
		}
	default:
		b.failed = 0
	}
}

func (b *breaker) refuse(op string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	why := fmt.Sprintf("%d calls in a row failed, the last with %q", b.failed, b.because)
	return notAttempted(providers.Unavailable, b.policy.Name, op, why, nil)
}
