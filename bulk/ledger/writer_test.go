package ledger

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"modernc.org/sqlite"
)

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	const workers, each = 32, 25
	l := open(t, t.TempDir())
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := range each {
				e := entry(t, fmt.Sprintf("INV-%d-%d", w, i))
				if err := l.Begin(t.Context(), e); err != nil {
					t.Error(err)
				}
				if found, err := l.Lookup(t.Context(), "", e.Reference); err != nil || len(found) != 1 || found[0].State != Intent {
					t.Errorf("after Begin: %+v, %v", found, err)
				}
				if _, err := l.Finish(t.Context(), e.Key, Outcome{State: Known, Link: link(t, w*each+i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	count := 0
	for e, err := range l.Entries(t.Context(), Filter{States: []State{Known}}) {
		if err != nil || e.Link.ID == "" {
			t.Fatalf("%+v, %v", e, err)
		}
		count++
	}
	if count != workers*each {
		t.Errorf("%d links, want %d", count, workers*each)
	}
	if n, err := l.Verify(t.Context()); err != nil || n != 2*workers*each {
		t.Errorf("Verify: %d, %v", n, err)
	}
}

func TestOneReferenceManyAtOnce(t *testing.T) {
	t.Parallel()
	l := open(t, t.TempDir())
	var group sync.WaitGroup
	results := make([]error, 64)
	for i := range results {
		group.Go(func() {
			e := entry(t, "INV-1")
			if i%2 == 1 {
				e.Provider = "zoho"
			}
			results[i] = l.Begin(t.Context(), e)
		})
	}
	group.Wait()
	begun := 0
	for _, err := range results {
		if err == nil {
			begun++
		} else if !errors.Is(err, ErrExists) {
			t.Error(err)
		}
	}
	if begun != 1 {
		t.Errorf("%d creates may be sent, want 1", begun)
	}
}

// together holds the writer back until every change is queued, so that all of
// them share one transaction.
func together(t *testing.T, l *Ledger, changes ...func() error) []error {
	t.Helper()
	entered, leave := make(chan struct{}), make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		err := l.write(func(context.Context, *session) error { close(entered); <-leave; return nil })
		if err != nil {
			t.Error(err)
		}
	})
	<-entered
	results := make([]error, len(changes))
	for i, change := range changes {
		before := len(l.queue)
		group.Go(func() { results[i] = change() })
		for len(l.queue) == before {
			select { // let the change reach the queue
			case <-t.Context().Done():
				t.Fatal("the change never reached the queue")
			default:
			}
		}
	}
	close(leave)
	group.Wait()
	return results
}

func TestARefusedChangeFailsAlone(t *testing.T) {
	t.Parallel()
	l := open(t, t.TempDir())
	begin := func(reference string) func() error {
		return func() error { return l.Begin(t.Context(), entry(t, reference)) }
	}
	got := together(t, l, begin("A"), begin("A"), begin("B"), func() error {
		_, err := l.Finish(t.Context(), entry(t, "C").Key, Outcome{State: Refused})
		return err
	}, begin("D"))
	for i, want := range []error{nil, ErrExists, nil, ErrMissing, nil} {
		if !errors.Is(got[i], want) {
			t.Errorf("change %d: got %v, want %v", i, got[i], want)
		}
	}
	for _, reference := range []string{"A", "B", "D"} {
		if e := one(t, l, reference); e.State != Intent {
			t.Errorf("%s is %s", reference, e.State)
		}
	}
	if n, err := l.Verify(t.Context()); n != 3 || err != nil {
		t.Errorf("Verify: %d, %v", n, err)
	}
}

func TestNothingAfterAFailedWrite(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(context.Context, *session) error{
		"full": func(ctx context.Context, s *session) error {
			_, err := s.conn.ExecContext(ctx, "PRAGMA max_page_count = 1") // SQLite takes the present size
			return err
		},
		"commit": func(_ context.Context, s *session) error {
			return s.conn.Raw(func(driver any) error {
				h, ok := driver.(sqlite.HookRegisterer)
				if !ok {
					return fmt.Errorf("%T has no commit hook", driver)
				}
				// The commit of this very change is to succeed, and none after it.
				passed := int32(-1)
				h.RegisterCommitHook(func() int32 { passed++; return passed })
				return nil
			})
		},
		"fsync": loseDisk,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			l := open(t, dir)
			put(t, l, entry(t, "INV-1"), Known, 1)
			if err := l.write(spoil); err != nil {
				t.Fatal(err)
			}
			var failed error
			for i := 0; failed == nil && i < 10_000; i++ {
				failed = l.Begin(t.Context(), entry(t, fmt.Sprintf("NEW-%d", i)))
			}
			if !errors.Is(failed, ErrPoisoned) {
				t.Fatalf("got %v, want ErrPoisoned", failed)
			}
			if err := l.write(func(ctx context.Context, s *session) error {
				_, err := s.conn.ExecContext(ctx, "PRAGMA max_page_count = 1000000")
				return err
			}); !errors.Is(err, ErrPoisoned) {
				t.Errorf("a later change: %v", err)
			}
			if _, err := l.Finish(t.Context(), entry(t, "INV-1").Key, Outcome{State: Refused}); !errors.Is(err, ErrPoisoned) {
				t.Errorf("a later Finish: %v", err)
			}
			if err := l.Close(); err != nil {
				t.Error(err)
			}
			l = open(t, dir)
			if got := one(t, l, "INV-1"); got.State != Known {
				t.Errorf("after opening again it is %s", got.State)
			}
			if _, err := l.Verify(t.Context()); err != nil {
				t.Error(err)
			}
			if err := l.Begin(t.Context(), entry(t, "INV-2")); err != nil {
				t.Errorf("after opening again: %v", err)
			}
		})
	}
}

func TestClosed(t *testing.T) {
	t.Parallel()
	l := open(t, t.TempDir())
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := l.Begin(t.Context(), entry(t, "INV-1")); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v, want ErrClosed", err)
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	l := open(t, t.TempDir())
	e := entry(t, "INV-1")
	put(t, l, e, Intent, 0)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := l.Begin(ctx, entry(t, "INV-2")); !errors.Is(err, context.Canceled) {
		t.Errorf("Begin: %v", err)
	}
	if _, err := l.Finish(ctx, e.Key, Outcome{State: Known, Link: link(t, 1)}); err != nil {
		t.Errorf("an answer that came during the stop is lost: %v", err)
	}
}

// loseDisk has the fsync for the change that it is part of succeed, and none after it.
func loseDisk(_ context.Context, s *session) error {
	passed := false
	s.flusher.sync = func() error {
		if passed {
			return errors.New("the disk is gone")
		}
		passed = true
		return s.flusher.wal.Sync()
	}
	return nil
}
