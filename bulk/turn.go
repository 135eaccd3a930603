package bulk

import "context"

// turn is one task's place among the calls that its account may have in flight.
// It is held from before the intent is written until the provider has answered,
// so that never more creates are begun than may be at the provider: each of them
// is one to be looked for after a crash. What came of the call is written down
// without it, while the next call is on its way. A nil turn is always there.
type turn struct {
	places chan struct{}
	held   bool
}

// enter waits for a place, unless the task has one; false if ctx ended first.
func (t *turn) enter(ctx context.Context) bool {
	if t == nil || t.held {
		return true
	}
	select {
	case t.places <- struct{}{}:
		t.held = true
		return true
	case <-ctx.Done():
		return false
	}
}

// leave gives the place to the next task; without one it does nothing.
func (t *turn) leave() {
	if t != nil && t.held {
		t.held = false
		<-t.places
	}
}
