package wrap

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"paysheet/providers"
)

func TestBreakerStopsAndProbesWithAReadOnly(t *testing.T) {
	t.Parallel()
	for _, kind := range []providers.Kind{providers.Unavailable, providers.Uncertain} {
		c := &clock{}
		up := true
		f := &fake{answer: func(context.Context, string, int) (providers.Link, error) {
			if up {
				return providers.Link{ID: "known"}, nil
			}
			return providers.Link{}, failing(kind, 0)
		}}
		p := Break(f, BreakerPolicy{Name: "fake", Now: c.Now})
		create := func() error {
			_, err := p.Create(t.Context(), providers.LinkRequest{})
			return err
		}
		if err := create(); err != nil {
			t.Fatal(err)
		}
		up = false
		for range 5 {
			if err := create(); !providers.Is(err, kind) {
				t.Errorf("before it opens: %v", err)
			}
		}
		err := create()
		if !errors.Is(err, ErrNotAttempted) || f.count() != 6 || !strings.Contains(err.Error(), "5 calls in a row failed") {
			t.Errorf("open: %d calls, %v", f.count(), err)
		}
		_ = c.Sleep(t.Context(), time.Minute)
		if err := create(); !errors.Is(err, ErrNotAttempted) || f.count() != 7 || f.calls[6] != "get" {
			t.Errorf("the probe of a create: calls %v, %v", f.calls, err)
		}
		if err := create(); !errors.Is(err, ErrNotAttempted) || f.count() != 7 {
			t.Errorf("a second probe in one pause: calls %v, %v", f.calls, err)
		}
		_ = c.Sleep(t.Context(), time.Minute)
		up = true
		if err := create(); err != nil || f.count() != 9 {
			t.Errorf("closed again: calls %v, %v", f.calls, err)
		}
	}
}

func TestBreakerWithNothingToProbe(t *testing.T) {
	t.Parallel()
	c := &clock{}
	f := &fake{answer: until(6, failing(providers.Unavailable, 0))}
	p := Break(f, BreakerPolicy{Now: c.Now})
	for range 5 {
		_, _ = p.Create(t.Context(), providers.LinkRequest{})
	}
	_ = c.Sleep(t.Context(), time.Minute)
	if _, err := p.Create(t.Context(), providers.LinkRequest{}); !errors.Is(err, ErrNotAttempted) || f.count() != 5 {
		t.Errorf("a create probed: %d calls, %v", f.count(), err)
	}
	_ = c.Sleep(t.Context(), time.Minute)
	if _, err := p.Find(t.Context(), "r"); err != nil {
		t.Errorf("a read did not probe: %v", err)
	}
	if _, err := p.Create(t.Context(), providers.LinkRequest{}); err != nil {
		t.Errorf("after the probe: %v", err)
	}
}

func TestBreakerCountsOnlySilenceInARow(t *testing.T) {
	t.Parallel()
	for _, kind := range []providers.Kind{providers.Invalid, providers.Denied, providers.NotFound, providers.Conflict, providers.Throttled, providers.Unsupported} {
		f := &fake{answer: until(100, failing(kind, 0))}
		p := Break(f, BreakerPolicy{Now: new(clock).Now})
		for range 10 {
			_, _ = p.Get(t.Context(), "1")
		}
		if f.count() != 10 {
			t.Errorf("%s opened the breaker", kind)
		}
	}
	f := &fake{answer: func(_ context.Context, _ string, n int) (providers.Link, error) {
		if n%5 == 0 {
			return providers.Link{}, nil
		}
		return providers.Link{}, failing(providers.Unavailable, 0)
	}}
	p := Break(f, BreakerPolicy{Now: new(clock).Now})
	for range 20 {
		_, _ = p.Get(t.Context(), "1")
	}
	if f.count() != 20 {
		t.Error("failures that were not in a row opened the breaker")
	}
}

func TestBreakerAProbeThatSaysNothingLeavesItsRight(t *testing.T) {
	t.Parallel()
	c := &clock{}
	f := &fake{answer: func(ctx context.Context, _ string, n int) (providers.Link, error) {
		if n <= 5 || ctx.Err() != nil {
			return providers.Link{}, failing(providers.Unavailable, 0)
		}
		return providers.Link{}, nil
	}}
	p := Break(f, BreakerPolicy{Now: c.Now})
	for range 5 {
		_, _ = p.Get(t.Context(), "1")
	}
	_ = c.Sleep(t.Context(), time.Minute)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Get(ended, "1"); errors.Is(err, ErrNotAttempted) || f.count() != 6 {
		t.Fatalf("the first probe: %d calls, %v", f.count(), err)
	}
	if _, err := p.Get(t.Context(), "1"); err != nil {
		t.Errorf("the probe after one that was stopped: %v", err)
	}
	if _, err := p.Create(t.Context(), providers.LinkRequest{}); err != nil {
		t.Errorf("closed again: %v", err)
	}
}

func TestBreakerOneProbeAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fake{answer: func(_ context.Context, _ string, n int) (providers.Link, error) {
			if n <= 5 {
				return providers.Link{}, failing(providers.Uncertain, 0)
			}
			time.Sleep(10 * time.Minute) // longer than the pause: still no second probe
			return providers.Link{}, nil
		}}
		p := Break(f, BreakerPolicy{Now: time.Now})
		for range 5 {
			_, _ = p.Create(t.Context(), providers.LinkRequest{})
		}
		time.Sleep(time.Minute)
		var let atomic.Int64
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				for range 3 {
					if _, err := p.Get(t.Context(), "1"); !errors.Is(err, ErrNotAttempted) {
						let.Add(1)
						return
					}
					time.Sleep(time.Minute)
				}
			})
		}
		group.Wait()
		if let.Load() != 1 || f.count() != 6 {
			t.Errorf("%d reads were let through, %d calls", let.Load(), f.count())
		}
		if _, err := p.Find(t.Context(), "r"); err != nil {
			t.Errorf("after the probe: %v", err)
		}
	})
}
