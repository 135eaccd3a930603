package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spf13/cobra"

	"paysheet/bulk/schedule"
)

// rig is a loop whose rounds do what a test says, in a bubble of its own time.
type rig struct {
	f         *refresher
	out, errs bytes.Buffer
	began     []time.Duration // of each round, since the start
	start     time.Time
}

// newRig makes a loop of which round n does what do says, and is stopped after
// the last.
func newRig(t *testing.T, every string, rounds int, stop context.CancelFunc, do func(n int, w *watcher) (int, error)) (*rig, schedule.Rounds) {
	t.Helper()
	r := &rig{start: time.Now()}
	cmd := &cobra.Command{}
	cmd.SetOut(&r.out)
	r.f = &refresher{
		cmd: cmd, env: env{err: &r.errs, clock: time.Now}, r: refreshing{every: every}, what: subject{Sheet: "invoices.xlsx", Every: every},
		zone: time.UTC, random: func() float64 { return 0 },
	}
	r.f.round = func(_ context.Context, w *watcher) (int, error) {
		r.began = append(r.began, time.Since(r.start))
		w.run = "r"
		if len(r.began) == rounds {
			stop()
		}
		return do(len(r.began), w)
	}
	parsed, err := schedule.Parse(every, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return r, parsed.From(r.f.now())
}

// wantRounds compares when rounds began.
func (r *rig) wantRounds(t *testing.T, want ...time.Duration) {
	t.Helper()
	if len(r.began) != len(want) {
		t.Fatalf("%d rounds began, at %v; want %v", len(r.began), r.began, want)
	}
	for i := range want {
		if r.began[i] != want[i] {
			t.Errorf("round %d began after %s, want %s", i+1, r.began[i], want[i])
		}
	}
}

const quarter = 15 * time.Minute

// TestLoopGoesOn: rounds that fail, that find a lock and that cannot write are
// told, and the next is on time.
func TestLoopGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		r, rounds := newRig(t, "15m", 5, stop, func(n int, w *watcher) (int, error) {
			switch n {
			case 1:
				return exitFailed, errors.New("the network is down")
			case 2:
				return exitLocked, &failure{exitLocked, errors.New("the ledger is in use by ruwan")}
			case 3:
				w.looked, w.failed, w.failure = 2, 2, "INV-1: no answer"
				return exitRows, nil
			case 4:
				return exitNotWritten, &failure{exitNotWritten, errors.New("the sheet is not written")}
			}
			w.looked, w.changed = 3, 1
			return exitDone, nil
		})
		path := filepath.Join(t.TempDir(), "health.json")
		var err error
		if r.f.health, err = openHealth(path, r.f.what, r.f.now()); err != nil {
			t.Fatal(err)
		}
		code := exitDone
		if err := r.f.loop(ctx, rounds, &code); err != nil || code != exitDone {
			t.Errorf("the loop ended with %d and %v", code, err)
		}
		r.wantRounds(t, 0, quarter, 2*quarter, 3*quarter, 4*quarter)
		for _, want := range []string{
			"round 1 failed: the network is down", "in use by ruwan; the round waits", "2 links could not be read, of which the first is INV-1: no answer",
			"the sheet is not written", "Stopped during round 5",
		} {
			if !strings.Contains(r.errs.String(), want) {
				t.Errorf("nobody was told %q:\n%s", want, &r.errs)
			}
		}
		doc := readHealth(t, path)
		if doc.State != "ended" || doc.Rounds != 5 || doc.LastSuccess == nil || doc.LastError == nil || doc.LastError.Exit != exitNotWritten || doc.Next != nil {
			t.Errorf("the health is %+v", doc)
		}
	})
}

// TestLoopLeavesOut: a round that runs over two others is followed by the next
// that is due, on the old beat.
func TestLoopLeavesOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		r, rounds := newRig(t, "15m", 3, stop, func(n int, _ *watcher) (int, error) {
			if n == 1 {
				time.Sleep(31 * time.Minute)
			}
			return exitDone, nil
		})
		var lines bytes.Buffer
		r.f.events = &events{env: r.f.env, zone: time.UTC, to: &lines}
		code := exitDone
		if err := r.f.loop(ctx, rounds, &code); err != nil {
			t.Error(err)
		}
		r.wantRounds(t, 0, 3*quarter, 4*quarter)
		if !strings.Contains(r.errs.String(), "2 rounds are left out") || !strings.Contains(lines.String(), `"event":"round-skipped","at":"2000-01-01T00:31:00Z","rounds":2,"next":"2000-01-01T00:45:00Z"`) {
			t.Errorf("what was left out is not told:\n%s%s", &r.errs, &lines)
		}
		for line := range strings.Lines(lines.String()) {
			var event eventHead
			if err := json.Unmarshal([]byte(line), &event); err != nil || event.Version != eventsVersion || event.At.IsZero() {
				t.Errorf("%s is no event: %v", line, err)
			}
		}
		if r.out.Len() > 0 {
			t.Errorf("besides the events stdout has %q", &r.out)
		}
	})
}

// TestLoopWaitsForItsTime: a cron expression begins when it says, a little late
// by chance, and a stop while it waits ends it with 0.
func TestLoopWaitsForItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // a bubble begins on Saturday 1 January 2000, UTC
		ctx, stop := context.WithCancel(t.Context())
		r, rounds := newRig(t, "0 6 * * 1-5", -1, stop, func(int, *watcher) (int, error) { return exitDone, nil })
		r.f.random = func() float64 { return 0.5 }
		time.AfterFunc(80*time.Hour, stop)
		code := exitDone
		if err := r.f.loop(ctx, rounds, &code); err != nil || code != exitDone {
			t.Errorf("the loop ended with %d and %v", code, err)
		}
		const monday = 2*24*time.Hour + 6*time.Hour
		r.wantRounds(t, monday+30*time.Second, monday+24*time.Hour+30*time.Second)
		if !strings.Contains(r.errs.String(), "the first round is due 2000-01-03 06:00:00") || !strings.Contains(r.errs.String(), "Stopped after 2 rounds") {
			t.Errorf("it says\n%s", &r.errs)
		}
	})
}

// TestLoopClock: a machine that sleeps, or whose clock is set, is seen by the
// wall clock.
func TestLoopClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		r, _ := newRig(t, "15m", 4, stop, func(int, *watcher) (int, error) { return exitDone, nil })
		r.f.env.clock = func() time.Time {
			switch now := time.Now(); {
			case now.Sub(r.start) >= 20*time.Minute:
				return now.Add(-24 * time.Hour) // it was set right
			case now.Sub(r.start) >= 5*time.Minute:
				return now.Add(2 * time.Hour) // the machine slept: rounds are missed
			default:
				return now
			}
		}
		parsed, err := schedule.Parse("15m", time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		code := exitDone
		if err := r.f.loop(ctx, parsed.From(r.f.now()), &code); err != nil {
			t.Error(err)
		}
		if len(r.began) != 4 || r.began[1] > 7*time.Minute || r.began[2] > 23*time.Minute || r.began[3] > 40*time.Minute {
			t.Errorf("the rounds began after %v", r.began)
		}
	})
}

// TestLoopCutOff: a stop that comes while a round reads its sheet is no failure.
func TestLoopCutOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		r, rounds := newRig(t, "15m", 2, stop, func(n int, _ *watcher) (int, error) {
			if n == 2 {
				return exitFailed, fmt.Errorf("reading invoices.xlsx: %w", context.Canceled)
			}
			return exitDone, nil
		})
		code := exitDone
		if err := r.f.loop(ctx, rounds, &code); err != nil || code != exitDone || strings.Contains(r.errs.String(), "failed") {
			t.Errorf("the loop ended with %d and %v, and told\n%s", code, err, &r.errs)
		}
	})
}

// TestLoopFirstRound: what no later round would do better ends the loop.
func TestLoopFirstRound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		r, rounds := newRig(t, "15m", -1, stop, func(int, *watcher) (int, error) {
			return exitUsage, usage(errors.New("api_key: ONEPAY_API_KEY is not set"))
		})
		code := exitDone
		if err := r.f.loop(ctx, rounds, &code); err == nil || exitCode(err) != exitUsage {
			t.Errorf("the loop ended with %v", err)
		}
		r.wantRounds(t, 0)
	})
}

func TestStoppedCode(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]int{
		exitDone: exitDone, exitInterrupted: exitDone, exitRows: exitDone, exitUncertain: exitDone, exitLocked: exitDone,
		exitNotWritten: exitNotWritten, exitFailed: exitFailed,
	} {
		if got := stoppedCode(code); got != want {
			t.Errorf("a loop stopped in a round of %d ends with %d, want %d", code, got, want)
		}
	}
}
