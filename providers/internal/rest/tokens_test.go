package rest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paysheet/providers"
)

// mint gives t1, t2, … and counts.
func mint(made *atomic.Int64, life time.Duration) Fetch {
	return func(context.Context) (string, time.Duration, error) {
		return "t" + strconv.FormatInt(made.Add(1), 10), life, nil
	}
}

func TestTokensRenewBeforeTheEnd(t *testing.T) {
	t.Parallel()
	for life, margin := range map[time.Duration]time.Duration{time.Hour: time.Minute, 100 * time.Second: 10 * time.Second, 0: time.Minute} {
		now, made := noon(), &atomic.Int64{}
		client := newClient(t, "https://x.example", func(o *Options) { o.Clock = func() time.Time { return now } })
		tokens := NewTokens(client, mint(made, life))
		if life == 0 {
			life = time.Hour
		}
		for _, step := range []struct {
			after time.Duration
			want  string
		}{{0, "t1"}, {life - margin - time.Second, "t1"}, {life - margin, "t2"}} {
			now = noon().Add(step.after)
			if got, err := tokens.Get(t.Context()); got != step.want || err != nil {
				t.Errorf("life %v after %v: %q, %v, want %q", life, step.after, got, err, step.want)
			}
		}
	}
}

func TestTokensOneFetchForAll(t *testing.T) {
	t.Parallel()
	var made atomic.Int64
	tokens := NewTokens(newClient(t, "https://x.example"), mint(&made, time.Hour))
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			// The provider has stopped taking t1: everyone is refused once.
			answer, err := tokens.Do(t.Context(), func(token string) (Answer, error) {
				if token == "t1" {
					return Answer{Status: 401}, nil
				}
				return Answer{Status: 200}, nil
			})
			if err != nil || answer.Status != 200 {
				t.Errorf("%d, %v", answer.Status, err)
			}
		})
	}
	wg.Wait()
	if made.Load() != 2 {
		t.Errorf("%d tokens fetched for 32 workers and one refusal, want 2", made.Load())
	}
	tokens.Invalidate("t1") // of old
	if got, err := tokens.Get(t.Context()); got != "t2" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	tokens.Invalidate("t2")
	if got, err := tokens.Get(t.Context()); got != "t3" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// TestTokensNeverTaken: where no token works, rows do not go on fetching.
func TestTokensNeverTaken(t *testing.T) {
	t.Parallel()
	var made atomic.Int64
	tokens := NewTokens(newClient(t, "https://x.example"), mint(&made, time.Hour))
	for range 50 {
		answer, err := tokens.Do(t.Context(), func(string) (Answer, error) { return Answer{Status: 401}, nil })
		if err != nil || answer.Status != 401 {
			t.Fatalf("%d, %v", answer.Status, err)
		}
	}
	if made.Load() != 2 {
		t.Errorf("%d tokens for 50 calls that were all refused, want 2", made.Load())
	}
}

func TestTokensRefused(t *testing.T) {
	t.Parallel()
	for kind, want := range map[providers.Kind]int64{providers.Denied: 1, providers.Unavailable: 5} {
		now, calls := noon(), int64(0)
		client := newClient(t, "https://x.example", func(o *Options) { o.Clock = func() time.Time { return now } })
		tokens := NewTokens(client, func(context.Context) (string, time.Duration, error) {
			calls++
			return "", 0, &providers.Error{Kind: kind, Message: "no"}
		})
		for range 5 {
			if _, err := tokens.Get(t.Context()); !providers.Is(err, kind) {
				t.Errorf("%v, want %v", err, kind)
			}
		}
		if calls != want {
			t.Errorf("%v: asked %d times, want %d", kind, calls, want)
		}
		now = now.Add(refusalHolds)
		if _, err := tokens.Get(t.Context()); err == nil || calls != want+1 {
			t.Errorf("%v: after the hold asked %d times, want %d", kind, calls, want+1)
		}
	}
}

// TestTokensLeaderCancelled: a worker that is stopped does not fail the others.
func TestTokensLeaderCancelled(t *testing.T) {
	t.Parallel()
	leads, release := make(chan struct{}), make(chan struct{})
	var calls atomic.Int64
	tokens := NewTokens(newClient(t, "https://x.example"), func(ctx context.Context) (string, time.Duration, error) {
		if calls.Add(1) == 1 {
			close(leads)
			<-release
			return "", 0, ctx.Err()
		}
		return "t", time.Hour, nil
	})
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := tokens.Get(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("leader: %v", err)
		}
	})
	<-leads
	waiting, stop := context.WithCancel(t.Context())
	stop()
	if _, err := tokens.Get(waiting); !providers.Is(err, providers.Unavailable) || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled waiter: %v", err)
	}
	wg.Go(func() {
		if got, err := tokens.Get(t.Context()); got != "t" || err != nil {
			t.Errorf("waiter: %q, %v", got, err)
		}
	})
	cancel()
	close(release)
	wg.Wait()
}

func TestTokensEmpty(t *testing.T) {
	t.Parallel()
	tokens := NewTokens(newClient(t, "https://x.example"), func(context.Context) (string, time.Duration, error) { return "", 0, nil })
	if _, err := tokens.Get(t.Context()); !providers.Is(err, providers.Unavailable) {
		t.Errorf("%v", err)
	}
}
