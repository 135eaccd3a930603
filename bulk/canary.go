package bulk

import (
	"context"
	"fmt"
	"iter"
	"sync"
)

// Canary lets the first changes of a run go ahead alone, so that somebody can
// look at what came of them before the others follow. A change is whatever a
// customer would see: a link made, changed, replaced or taken back. Rows that
// only look at a link are not held up, nor are creates that are looked for.
//
// One Canary serves one Apply: its Items stand between the plan and the runner,
// and its Done must be told of every result. It cannot be used with
// Runner.Wait, which tells of some results only at the end.
type Canary struct {
	First int // how many changes go ahead; at least 1
	// GoOn is asked once, when all of them went well and there are more, with
	// their results in the order in which they ended.
	GoOn func(ctx context.Context, made []Result) bool

	mu      sync.Mutex
	rows    map[int]bool // of the changes that go ahead
	made    []Result
	ended   chan struct{} // closed when all of them have ended
	stopped string        // why the others do not follow
}

// Changes tells that an action changes what a customer sees.
func (a Action) Changes() bool {
	switch a {
	case Create, Update, Replace, Cancel:
		return true
	default:
		return false
	}
}

// Items yields the items, and waits after the first changes until they have
// ended. Where the others are not to follow they are yielded as Postponed.
func (c *Canary) Items(ctx context.Context, items iter.Seq2[Item, error]) iter.Seq2[Item, error] {
	c.rows, c.ended = map[int]bool{}, make(chan struct{})
	return func(yield func(Item, error) bool) {
		begun, asked := 0, false
		for item, err := range items {
			if err == nil && item.Action.Changes() {
				if begun++; begun <= c.First {
					c.begin(item)
				} else {
					if !asked {
						<-c.ended
						c.judge(ctx)
						asked = true
					}
					item.Postponed = c.stopped
				}
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}

func (c *Canary) begin(item Item) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rows[item.Row] = true
}

// Done is told of a result; it may be called from any goroutine.
func (c *Canary) Done(r Result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.rows[r.Row] {
		return
	}
	delete(c.rows, r.Row)
	if c.made = append(c.made, r); len(c.made) == c.First {
		close(c.ended)
	}
}

// Made gives the results of the changes that went ahead.
func (c *Canary) Made() []Result {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.made
}

// Stopped says why the other changes did not follow; empty where they did, or
// where there were none.
func (c *Canary) Stopped() string { return c.stopped }

// judge decides whether the others follow. A run that is being interrupted ends
// by itself.
func (c *Canary) judge(ctx context.Context) {
	made := c.Made()
	bad := 0
	for i := range made {
		switch made[i].Outcome {
		case Failed, Uncertain, NotAttempted:
			bad++
		default:
		}
	}
	switch {
	case ctx.Err() != nil:
	case bad > 0:
		c.stopped = fmt.Sprintf("%d of the first %d did not go well, so the others did not follow: see to them, then run apply again", bad, len(made))
	case !c.GoOn(ctx, made):
		if ctx.Err() == nil {
			c.stopped = fmt.Sprintf("the first %d went ahead alone: look at them, then run apply again without --canary", len(made))
		}
	}
}
