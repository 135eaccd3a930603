package wrap

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"paysheet/providers"
)

// TestPauseHoldsEveryCall checks the one thing that two separate wrappers could
// not do: calls that already wait for their turn see the pause as well.
func TestPauseHoldsEveryCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var mu sync.Mutex
		var at []time.Duration
		f := &fake{answer: func(_ context.Context, _ string, n int) (providers.Link, error) {
			mu.Lock()
			at = append(at, time.Since(start))
			mu.Unlock()
			if n == 1 {
				return providers.Link{}, failing(providers.Throttled, 10*time.Second)
			}
			return providers.Link{ID: "1"}, nil
		}}
		p := Pace(f, Limits{Concurrency: 4, Rate: 1}, RetryPolicy{Now: time.Now}, BreakerPolicy{Now: time.Now})
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				if _, err := p.Create(t.Context(), providers.LinkRequest{}); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if len(at) != 5 || at[0] != 0 {
			t.Fatalf("calls went out at %v", at)
		}
		for i := 1; i < len(at); i++ {
			if at[i] < 10*time.Second || (i > 1 && at[i]-at[i-1] < time.Second) {
				t.Errorf("calls went out at %v: in the pause or faster than one a second", at)
			}
		}
	})
}

func TestLimitConcurrencyAndRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var mu sync.Mutex
		inside, most := 0, 0
		var at []time.Duration
		f := &fake{answer: func(context.Context, string, int) (providers.Link, error) {
			mu.Lock()
			inside++
			most = max(most, inside)
			at = append(at, time.Since(start))
			mu.Unlock()
			time.Sleep(700 * time.Millisecond)
			mu.Lock()
			inside--
			mu.Unlock()
			return providers.Link{}, nil
		}}
		p := Limit(f, Limits{Concurrency: 3, Rate: 10})
		var group sync.WaitGroup
		for range 30 {
			group.Go(func() {
				if _, err := p.Get(t.Context(), "1"); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if most != 3 {
			t.Errorf("%d calls at once, want 3", most)
		}
		for i := 1; i < len(at); i++ {
			// x/time/rate reckons in floats: a nanosecond is not a fault.
			if at[i]-at[i-1] < 100*time.Millisecond-time.Microsecond {
				t.Errorf("calls %d and %d are %s apart, want 100 ms", i, i+1, at[i]-at[i-1])
			}
		}
	})
}

func TestLimitStopsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		busy := make(chan struct{})
		f := &fake{answer: func(context.Context, string, int) (providers.Link, error) {
			<-busy
			return providers.Link{}, nil
		}}
		p := Limit(f, Limits{Name: "fake", Concurrency: 1})
		var group sync.WaitGroup
		group.Go(func() { _, _ = p.Get(t.Context(), "1") })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := p.Create(ctx, providers.LinkRequest{})
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, ErrNotAttempted) || f.count() != 1 {
			t.Errorf("%d calls, then %v", f.count(), err)
		}
		if want := "fake create: not attempted: the run was interrupted"; err.Error() != want {
			t.Errorf("error %q, want %q", err, want)
		}
		close(busy)
		group.Wait()
	})
}

// TestLimitFollowsARefusingProvider counts refusals by a provider that takes a
// fifth of the configured rate, or where none is configured.
func TestLimitFollowsARefusingProvider(t *testing.T) {
	t.Parallel()
	for _, configured := range []float64{20, 0} {
		t.Run(fmt.Sprintf("%v a second", configured), func(t *testing.T) {
			t.Parallel()
			followsARefusingProvider(t, configured)
		})
	}
}

func followsARefusingProvider(t *testing.T, configured float64) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		refused, bucket, last := 0, 1.0, time.Now()
		f := &fake{answer: func(context.Context, string, int) (providers.Link, error) {
			mu.Lock()
			defer mu.Unlock()
			bucket, last = min(4, bucket+4*time.Since(last).Seconds()), time.Now()
			if bucket < 1 {
				refused++
				return providers.Link{}, failing(providers.Throttled, 0)
			}
			bucket--
			return providers.Link{ID: "1"}, nil
		}}
		const many = 400
		p := Pace(f, Limits{Concurrency: 8, Rate: configured}, RetryPolicy{Now: time.Now, Tries: 20}, BreakerPolicy{Now: time.Now})
		var group sync.WaitGroup
		for range many {
			group.Go(func() {
				if _, err := p.Create(t.Context(), providers.LinkRequest{}); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if refused > many/4 {
			t.Errorf("%d refusals for %d calls: the rate did not follow", refused, many)
		}
	})
}

func TestRateComesBack(t *testing.T) {
	t.Parallel()
	l, ok := Limit(&fake{}, Limits{Rate: 10}).(shell).around.(*limiter)
	if !ok {
		t.Fatal("a limit is no limiter")
	}
	for range 50 {
		l.learn(failing(providers.Throttled, 0))
	}
	if got := float64(l.turns.Limit()); got != 0.5 {
		t.Errorf("after refusals: %v a second, want the floor of 0.5", got)
	}
	for range 100 {
		l.learn(nil)
	}
	if got := float64(l.turns.Limit()); got != 10 {
		t.Errorf("after successes: %v a second, want 10", got)
	}
}

// TestDefaults runs on the policy's own sleep and chance, in a bubble's time.
func TestDefaults(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		f := &fake{answer: until(100, failing(providers.Unavailable, 0))}
		_, err := Retry(f, RetryPolicy{Now: time.Now}).Get(t.Context(), "1")
		// Five waits below 250 ms, 500 ms, 1 s, 2 s and 4 s.
		if took := time.Since(start); f.count() != 6 || !providers.Is(err, providers.Unavailable) || took <= 0 || took >= 7750*time.Millisecond {
			t.Errorf("%d calls in %s, then %v", f.count(), took, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		f = &fake{answer: until(100, failing(providers.Throttled, time.Minute))}
		start = time.Now()
		_, err = Retry(f, RetryPolicy{Now: time.Now}).Get(ctx, "1")
		if f.count() != 1 || time.Since(start) != time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%d calls in %s, then %v", f.count(), time.Since(start), err)
		}
	})
}
