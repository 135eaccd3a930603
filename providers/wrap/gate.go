package wrap

import (
	"context"
	"fmt"
	"sync"
	"time"

	"paysheet/providers"
)

// gate holds back every call of an account until the instant that its provider
// asked for. A nil gate is always open.
type gate struct {
	policy RetryPolicy

	mu    sync.Mutex
	until time.Time
}

func newGate(r RetryPolicy) *gate { return &gate{policy: r} }

// close holds calls back for d from now, or longer if they already are.
func (g *gate) close(d time.Duration) {
	until := g.policy.Now().Add(d)
	g.mu.Lock()
	later := until.After(g.until)
	if later {
		g.until = until
	}
	g.mu.Unlock()
	// One call tells of the pause, not each of those it holds back.
	if later && d <= g.policy.Patience {
		g.policy.Waiting("asked by the provider", d)
	}
}

// wait returns when the gate is open and tells whether it had to wait. It fails
// at once when ctx has ended or the pause is longer than the policy's patience.
func (g *gate) wait(ctx context.Context, op string) (waited bool, err error) {
	if g == nil {
		return false, nil
	}
	for {
		if err := ctx.Err(); err != nil {
			return waited, notAttempted(providers.Unavailable, g.policy.Name, op, "the run was interrupted", err)
		}
		left := g.left()
		switch {
		case left <= 0:
			return waited, nil
		case left > g.policy.Patience:
			why := fmt.Sprintf("the provider asked for a pause, of which %s are left", left.Round(time.Second))
			refused := notAttempted(providers.Throttled, g.policy.Name, op, why, nil)
			refused.RetryAfter = left
			return waited, refused
		}
		waited = true
		if err := g.policy.Sleep(ctx, left); err != nil {
			return waited, notAttempted(providers.Unavailable, g.policy.Name, op, "the run was interrupted", err)
		}
	}
}

func (g *gate) left() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.until.IsZero() {
		return 0 // no provider ever asked for a pause
	}
	return g.until.Sub(g.policy.Now())
}
