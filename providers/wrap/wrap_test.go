package wrap

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"paysheet/providers"
)

// fake is a provider whose every method answers by one function, with the
// number of the call from 1.
type fake struct {
	answer func(ctx context.Context, op string, n int) (providers.Link, error)

	mu    sync.Mutex
	calls []string
}

func (f *fake) run(ctx context.Context, op string) (providers.Link, error) {
	f.mu.Lock()
	f.calls = append(f.calls, op)
	n := len(f.calls)
	f.mu.Unlock()
	return f.answer(ctx, op, n)
}

func (f *fake) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.calls)
}

func (f *fake) Create(ctx context.Context, _ providers.LinkRequest) (providers.Link, error) {
	return f.run(ctx, "create")
}

func (f *fake) Get(ctx context.Context, _ string) (providers.Link, error) { return f.run(ctx, "get") }

func (f *fake) Payments(ctx context.Context, _ string) ([]providers.Payment, error) {
	link, err := f.run(ctx, "payments")
	return []providers.Payment{{ID: link.ID}}, err
}

func (f *fake) Find(ctx context.Context, _ string) (providers.Link, error) { return f.run(ctx, "find") }

func (f *fake) List(ctx context.Context, cursor string) (providers.Page, error) {
	link, err := f.run(ctx, "list")
	return providers.Page{Links: []providers.Link{link}, Next: cursor}, err
}

func (f *fake) Update(ctx context.Context, _ string, _ providers.LinkRequest) (providers.Link, error) {
	return f.run(ctx, "update")
}

func (f *fake) Cancel(ctx context.Context, _ string) (providers.Link, error) {
	return f.run(ctx, "cancel")
}

func failing(kind providers.Kind, after time.Duration) error {
	return &providers.Error{Kind: kind, Provider: "fake", Op: "op", Message: "told so", RetryAfter: after}
}

// always fails with the same error until call n, and succeeds from then on.
func until(n int, err error) func(context.Context, string, int) (providers.Link, error) {
	return func(_ context.Context, _ string, call int) (providers.Link, error) {
		if call < n {
			return providers.Link{}, err
		}
		return providers.Link{ID: "1"}, nil
	}
}

// clock is time that passes only by sleeping.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return nil
}

func (c *clock) policy() RetryPolicy {
	return RetryPolicy{Name: "fake", Now: c.Now, Sleep: c.Sleep, Rand: func() float64 { return 0.5 }}
}

// operations is every method of a provider by the name it has in errors.
func operations() map[string]func(context.Context, providers.Provider) (providers.Link, error) {
	return map[string]func(context.Context, providers.Provider) (providers.Link, error){
		"create": func(ctx context.Context, p providers.Provider) (providers.Link, error) {
			return p.Create(ctx, providers.LinkRequest{})
		},
		"get": func(ctx context.Context, p providers.Provider) (providers.Link, error) { return p.Get(ctx, "1") },
		"payments": func(ctx context.Context, p providers.Provider) (providers.Link, error) {
			_, err := p.Payments(ctx, "1")
			return providers.Link{}, err
		},
		"find": func(ctx context.Context, p providers.Provider) (providers.Link, error) { return p.Find(ctx, "r") },
		"list": func(ctx context.Context, p providers.Provider) (providers.Link, error) {
			_, err := p.List(ctx, "")
			return providers.Link{}, err
		},
		"update": func(ctx context.Context, p providers.Provider) (providers.Link, error) {
			return p.Update(ctx, "1", providers.LinkRequest{})
		},
		"cancel": func(ctx context.Context, p providers.Provider) (providers.Link, error) { return p.Cancel(ctx, "1") },
	}
}

func TestRetryRepeatsOnlyWhatWasNotDone(t *testing.T) {
	t.Parallel()
	kinds := map[providers.Kind]int{
		providers.Throttled: 6, providers.Unavailable: 6,
		providers.Uncertain: 1, providers.Invalid: 1, providers.Denied: 1,
		providers.NotFound: 1, providers.Conflict: 1, providers.Unsupported: 1,
	}
	for kind, want := range kinds {
		for op, call := range operations() {
			f := &fake{answer: until(100, failing(kind, 0))}
			_, err := call(t.Context(), Retry(f, new(clock).policy()))
			if f.count() != want || !providers.Is(err, kind) {
				t.Errorf("%s failing with %s: %d calls (want %d), then %v", op, kind, f.count(), want, err)
			}
			if f.calls[0] != op {
				t.Errorf("%s became %s", op, f.calls[0])
			}
		}
	}
}

func TestRetryLeavesForeignErrorsAlone(t *testing.T) {
	t.Parallel()
	f := &fake{answer: until(100, errors.New("nobody classed this"))}
	if _, err := Retry(f, new(clock).policy()).Create(t.Context(), providers.LinkRequest{}); err == nil || f.count() != 1 {
		t.Errorf("%d calls, error %v", f.count(), err)
	}
}

func TestRetryKeepsTheLinkOfAnUncertainCreate(t *testing.T) {
	t.Parallel()
	f := &fake{answer: func(context.Context, string, int) (providers.Link, error) {
		return providers.Link{ID: "half-made"}, failing(providers.Uncertain, 0)
	}}
	link, err := Retry(f, new(clock).policy()).Create(t.Context(), providers.LinkRequest{})
	if link.ID != "half-made" || !providers.Is(err, providers.Uncertain) {
		t.Errorf("got %+v, %v", link, err)
	}
}

func TestRetryBacksOff(t *testing.T) {
	t.Parallel()
	c := &clock{}
	policy := c.policy()
	policy.Tries, policy.Cap = 6, 2*time.Second
	var reasons []string
	policy.Waiting = func(reason string, _ time.Duration) { reasons = append(reasons, reason) }
	f := &fake{answer: until(6, failing(providers.Unavailable, 0))}
	if _, err := Retry(f, policy).Get(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	// Half of 250 ms, 500 ms, 1 s, 2 s and the cap of 2 s.
	want := []time.Duration{125 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond, time.Second, time.Second}
	if len(c.slept) != len(want) || len(reasons) != len(want) {
		t.Fatalf("slept %v and told %v, want %v", c.slept, reasons, want)
	}
	for i := range want {
		if c.slept[i] != want[i] {
			t.Errorf("wait %d was %s, want %s", i+1, c.slept[i], want[i])
		}
	}
}

func TestRetryHonoursRetryAfter(t *testing.T) {
	t.Parallel()
	c := &clock{}
	policy := c.policy()
	told := ""
	policy.Waiting = func(reason string, d time.Duration) { told = d.String() + " " + reason }
	f := &fake{answer: until(2, failing(providers.Throttled, 12*time.Second))}
	if _, err := Retry(f, policy).Create(t.Context(), providers.LinkRequest{}); err != nil {
		t.Fatal(err)
	}
	if len(c.slept) != 1 || c.slept[0] != 12*time.Second || told != "12s asked by the provider" {
		t.Errorf("slept %v, told %q", c.slept, told)
	}
}

func TestRetryGivesUpOnALongPause(t *testing.T) {
	t.Parallel()
	c := &clock{}
	f := &fake{answer: until(2, failing(providers.Throttled, 24*time.Hour))}
	p := Retry(f, c.policy())
	if _, err := p.Get(t.Context(), "1"); !providers.Is(err, providers.Throttled) || errors.Is(err, ErrNotAttempted) {
		t.Errorf("first call: %v", err)
	}
	_, err := p.Create(t.Context(), providers.LinkRequest{})
	if !providers.Is(err, providers.Throttled) || !errors.Is(err, ErrNotAttempted) || f.count() != 1 || len(c.slept) != 0 {
		t.Errorf("second call: %v after %d calls and waits %v", err, f.count(), c.slept)
	}
}

func TestRetryStopsWithItsContext(t *testing.T) {
	t.Parallel()
	for _, after := range []time.Duration{0, 3 * time.Second} {
		ctx, cancel := context.WithCancel(t.Context())
		c := &clock{}
		policy := c.policy()
		policy.Waiting = func(string, time.Duration) { cancel() }
		f := &fake{answer: until(100, failing(providers.Throttled, after))}
		_, err := Retry(f, policy).Create(ctx, providers.LinkRequest{})
		if f.count() != 1 || !providers.Is(err, providers.Throttled) || !errors.Is(err, context.Canceled) {
			t.Errorf("after %s: %d calls, then %v", after, f.count(), err)
		}
		_, err = Retry(f, policy).Create(ctx, providers.LinkRequest{})
		if f.count() != 1 || !errors.Is(err, ErrNotAttempted) || !providers.Is(err, providers.Unavailable) {
			t.Errorf("a call with an ended context: %d calls, then %v", f.count(), err)
		}
	}
}
