package providertest

import (
	"context"
	"sync"
	"time"
)

// Clock is a time that stands still until a test moves it. Several goroutines
// may use it at once.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock gives a clock that stands at an instant.
func NewClock(at time.Time) *Clock { return &Clock{at: at} }

// Now gives the instant at which the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Move lets some time pass at once.
func (c *Clock) Move(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(by)
}

// Sleep moves the clock instead of waiting. The error is the context's, where
// that has ended.
func (c *Clock) Sleep(ctx context.Context, by time.Duration) error {
	c.Move(by)
	return ctx.Err()
}
