package bulk

import (
	"context"
	"sync"
	"time"
)

// turns are the places of one account's tasks. A place is held from before the
// intent is written until the provider has answered, so that no more creates are
// begun than will soon be at the provider: each of them is one to be looked for
// after a crash. What came of a call is written down without a place.
//
// There are as many places as the account may have calls in flight, and so many
// more that an intent is on the disk when the turn of its call comes: as calls
// that are made at once times what an intent takes of what a call takes (Little,
// "A Proof for the Queuing Formula L = λW", 1961). Where calls take much longer
// than the disk, as on the Internet, that is none.
type turns struct {
	calls  int
	places chan struct{} // holds one for each place that is taken or closed

	mu      sync.Mutex
	closed  int           // places that nobody may take now
	writing time.Duration // what an intent takes, as the last ones tell
	calling time.Duration // what a call takes
}

func newTurns(calls int) *turns {
	calls = max(1, calls)
	t := &turns{calls: calls, places: make(chan struct{}, 2*calls), closed: calls}
	for range calls {
		t.places <- struct{}{}
	}
	return t
}

// learn takes in how long an intent and the call after it were under way.
func (t *turns) learn(intent, call time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	const lasting = 16 // so many calls until a change is seen
	t.writing += (intent - t.writing) / lasting
	t.calling += (call - t.calling) / lasting
}

// ahead gives how many places there are beside those of the calls in flight. A
// clock that was set back tells of times below zero, which are none.
func (t *turns) ahead() int {
	if t.calling <= 0 {
		return 0
	}
	return min(t.calls, max(0, int(time.Duration(t.calls)*t.writing/t.calling)))
}

// free gives a place back, or closes it, or opens another one with it: with each
// the number of places comes one nearer to what it should be.
func (t *turns) free() {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch closed := t.calls - t.ahead(); {
	case t.closed < closed:
		t.closed++
	case t.closed > closed:
		t.closed--
		<-t.places
		<-t.places
	default:
		<-t.places
	}
}

// turn is one task's place. A nil turn is always there.
type turn struct {
	*turns
	held   bool
	intent time.Duration // what writing it took
}

// wrote tells how long the task's intent took.
func (t *turn) wrote(d time.Duration) {
	if t != nil {
		t.intent = d
	}
}

// answered tells how long the call after it took.
func (t *turn) answered(d time.Duration) {
	if t != nil {
		t.learn(t.intent, d)
	}
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
		t.free()
	}
}
