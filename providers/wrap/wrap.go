// Package wrap puts pace and patience around any provider: how many calls at
// once, how many a second, which failures are worth another try, and when to
// stop asking a provider that does not answer. Each wrapper takes a
// providers.Provider and gives one, so they can be stacked; Pace stacks them in
// the order that works. It is not a client and knows no provider: it acts on
// error kinds only. The command opens accounts through it.
package wrap

import (
	"context"
	"errors"
	"fmt"

	"paysheet/providers"
)

// call is one call of one method, its arguments bound.
type call func(context.Context) (providers.Link, error)

// around is what a wrapper does with a call; op is the method's name in the
// words of providers.Error.
type around interface {
	do(ctx context.Context, op string, c call) (providers.Link, error)
}

// shell gives a behaviour the seven methods, so that each is written once.
type shell struct {
	inner providers.Provider
	around
}

func (s shell) Create(ctx context.Context, req providers.LinkRequest) (providers.Link, error) {
	return s.do(ctx, "create", func(ctx context.Context) (providers.Link, error) { return s.inner.Create(ctx, req) })
}

func (s shell) Get(ctx context.Context, id string) (providers.Link, error) {
	return s.do(ctx, "get", func(ctx context.Context) (providers.Link, error) { return s.inner.Get(ctx, id) })
}

// Payments goes the way of the other calls, whose answer is a link.
func (s shell) Payments(ctx context.Context, id string) (list []providers.Payment, err error) {
	_, err = s.do(ctx, "payments", func(ctx context.Context) (_ providers.Link, err error) {
		list, err = s.inner.Payments(ctx, id)
		return providers.Link{}, err
	})
	return list, err
}

func (s shell) Find(ctx context.Context, reference string) (providers.Link, error) {
	return s.do(ctx, "find", func(ctx context.Context) (providers.Link, error) { return s.inner.Find(ctx, reference) })
}

// List gives each page its own turn and its own tries, as any other call.
func (s shell) List(ctx context.Context, cursor string) (page providers.Page, err error) {
	_, err = s.do(ctx, "list", func(ctx context.Context) (_ providers.Link, err error) {
		page, err = s.inner.List(ctx, cursor)
		return providers.Link{}, err
	})
	return page, err
}

func (s shell) Update(ctx context.Context, id string, req providers.LinkRequest) (providers.Link, error) {
	return s.do(ctx, "update", func(ctx context.Context) (providers.Link, error) { return s.inner.Update(ctx, id, req) })
}

func (s shell) Cancel(ctx context.Context, id string) (providers.Link, error) {
	return s.do(ctx, "cancel", func(ctx context.Context) (providers.Link, error) { return s.inner.Cancel(ctx, id) })
}

// Pace puts everything around an account: the breaker sees whole calls, a try
// of each call waits for its turn, and a pause that the provider asks for holds
// back every call of the account, those already waiting for their turn included.
func Pace(p providers.Provider, l Limits, r RetryPolicy, b BreakerPolicy) providers.Provider {
	r = r.withDefaults()
	g := newGate(r)
	tries := stack{&retrier{policy: r, gate: g}, newLimiter(l, g)}
	return shell{p, stack{newBreaker(shell{p, tries}, b), tries}}
}

// stack is one behaviour around another. The call itself goes through both as it
// is: a shell around a shell would bind the arguments anew in each.
type stack struct{ outer, inner around }

func (s stack) do(ctx context.Context, op string, c call) (providers.Link, error) {
	return s.outer.do(ctx, op, func(ctx context.Context) (providers.Link, error) { return s.inner.do(ctx, op, c) })
}

// ErrNotAttempted marks errors of calls that were never handed to the provider.
var ErrNotAttempted = errors.New("not attempted")

// notAttempted is the error of a call that was not made; cause may be nil.
func notAttempted(kind providers.Kind, name, op, why string, cause error) *providers.Error {
	return &providers.Error{
		Kind:     kind,
		Provider: name,
		Op:       op,
		Message:  "not attempted: " + why,
		Err:      fmt.Errorf("%w: %w", ErrNotAttempted, orElse(cause, why)),
	}
}

func orElse(err error, why string) error {
	if err != nil {
		return err
	}
	return errors.New(why)
}
