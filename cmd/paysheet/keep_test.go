package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/bulk/sheet"
	"paysheet/providers"
)

// gate is a provider whose Create is held until the test lets it go on.
type gate struct {
	mu      sync.Mutex
	creates int
	before  func(n int) error // called before the nth create, from 1
}

func (g *gate) Create(_ context.Context, req providers.LinkRequest) (providers.Link, error) {
	g.mu.Lock()
	g.creates++
	n := g.creates
	g.mu.Unlock()
	if err := g.before(n); err != nil {
		return providers.Link{}, &providers.Error{Kind: providers.Invalid, Provider: "gate", Op: "create", Message: err.Error()}
	}
	return providers.Link{
		ID: "id-" + req.Reference, URL: "https://pay.example/" + req.Reference, Reference: req.Reference,
		Status: providers.Active, Amount: req.Amount,
	}, nil
}

var errNotAsked = errors.New("not asked for in this test")

func (g *gate) Get(context.Context, string) (providers.Link, error) {
	return providers.Link{}, errNotAsked
}

func (g *gate) Payments(context.Context, string) ([]providers.Payment, error) {
	return nil, errNotAsked
}

func (g *gate) Find(context.Context, string) (providers.Link, error) {
	return providers.Link{}, errNotAsked
}

func (g *gate) List(context.Context, string) (providers.Page, error) {
	return providers.Page{}, errNotAsked
}

func (g *gate) Update(context.Context, string, providers.LinkRequest) (providers.Link, error) {
	return providers.Link{}, errNotAsked
}

func (g *gate) Cancel(context.Context, string) (providers.Link, error) {
	return providers.Link{}, errNotAsked
}

// gated is a session over a CSV of n rows whose only account is a gate. Its
// clock moves by step at each look.
func gated(t *testing.T, n int, step time.Duration, before func(n int) error) (s *session, path string) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "invoices.csv")
	var text strings.Builder
	text.WriteString("Invoice Number,Currency,Balance Due,Description\n")
	for i := range n {
		fmt.Fprintf(&text, "S-%d,INR,%d.00,%s\n", i+1, i+1, strings.Repeat("a long description ", 20))
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(step)
		return now
	}
	s = &session{
		env:    env{clock: clock, err: io.Discard, out: io.Discard, getenv: os.Getenv},
		config: &config{folder: dir, state: ".paysheet", zone: time.UTC, zoneName: "UTC"},
		accounts: map[string]*bulk.Account{"acme": {
			Name: "acme", Label: "acme", Title: "Gate", Scope: ledger.Scope{Provider: "gate"}, Concurrency: 1,
			Capabilities: providers.Capabilities{Currencies: []providers.Currency{"INR"}}, Provider: &gate{before: before},
		}},
		rules: bulk.SheetRules{Accounts: []string{"acme"}},
		today: providers.Date{Year: 2026, Month: 11, Day: 21},
	}
	s.options.yes = true
	if err := s.openSheet(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.ledger, err = ledger.Open(t.Context(), s.config.stateFolder(), ledger.Options{Clock: clock, Who: "tester"}); err != nil {
		t.Fatal(err)
	}
	if err := s.makePlanner(t.Context(), bulk.ModeApply); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.close() })
	return s, path
}

// apply carries the plan out and gives the exit status and what was printed.
func (s *session) applyAll(t *testing.T, target string) (code int, printed string, err error) {
	t.Helper()
	v, err := s.lookAndKeep(t.Context(), func(bulk.Item) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd := &cobra.Command{}
	cmd.SetContext(t.Context())
	cmd.SetOut(&out)
	err = s.carryOut(cmd, v, target, "apply", &code)
	return code, out.String(), err
}

// until looks at a file until it holds a text; a run that never writes it makes
// the test fail by its answer.
func until(t *testing.T, path, text string) error {
	t.Helper()
	for range 1000 {
		if content, err := os.ReadFile(path); err == nil && strings.Contains(string(content), text) {
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return fmt.Errorf("%s never held %s in the middle of the run", filepath.Base(path), text)
}

func TestALongRunWritesTheSheetOnItsWay(t *testing.T) {
	t.Parallel()
	const rows = 40
	var path string
	s, made := gated(t, rows, 40*time.Second, func(n int) error {
		if n == rows {
			return until(t, path, "https://pay.example/S-1,active,created")
		}
		return nil
	})
	path = made
	code, printed, err := s.applyAll(t, path)
	if err != nil || code != exitDone {
		t.Fatalf("status %d, %v\n%s", code, err, printed)
	}
	content, err := os.ReadFile(path)
	if err != nil || strings.Count(string(content), "active,created") != rows {
		t.Errorf("the sheet at the end: %v\n%s", err, content)
	}
	backups, err := os.ReadDir(filepath.Join(s.config.stateFolder(), "backups"))
	if err != nil || len(backups) != 1 {
		t.Errorf("%d backups of one sheet (%v)", len(backups), err)
	}
}

// A short run is written once, at its end.
func TestAShortRunWritesOnce(t *testing.T) {
	t.Parallel()
	var path string
	var before []byte
	s, made := gated(t, 20, time.Millisecond, func(int) error {
		content, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(content, before) {
			return fmt.Errorf("the sheet was written in the middle (%w)", err)
		}
		return nil
	})
	path = made
	var err error
	if before, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	if code, printed, err := s.applyAll(t, path); err != nil || code != exitDone {
		t.Fatalf("status %d, %v\n%s", code, err, printed)
	}
}

// Somebody saves the sheet after a save of ours in mid-run: no later save of
// ours goes over it, and the end puts the results in by reference.
func TestASheetSavedByAnotherInMidRun(t *testing.T) {
	t.Parallel()
	const rows = 40
	var path string
	s, made := gated(t, rows, 40*time.Second, func(n int) error {
		if n != rows/2 {
			return nil
		}
		if err := until(t, path, "pay.example"); err != nil {
			return err
		}
		var text strings.Builder
		text.WriteString("Invoice Number,Remark,Currency,Balance Due\n")
		for i := rows; i > 0; i-- {
			fmt.Fprintf(&text, "S-%d,mine %d,INR,%d.00\n", i, i, i)
		}
		return os.WriteFile(path, []byte(text.String()), 0o600)
	})
	path = made
	code, printed, err := s.applyAll(t, path)
	if err != nil || code != exitDone {
		t.Fatalf("status %d, %v\n%s", code, err, printed)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		want := fmt.Sprintf("S-%d,mine %d,INR,%d.00,https://pay.example/S-%d,active,created", i+1, i+1, i+1, i+1)
		if !strings.Contains(string(content), want) {
			t.Fatalf("%s is not in\n%s", want, content)
		}
	}
}

// The rows come from a copy, so that writing into the sheet in mid-run cannot
// turn half a reference into a whole one.
func TestARunReadsTheSheetAsItBegan(t *testing.T) {
	t.Parallel()
	const rows = 20000
	s, path := gated(t, rows, time.Millisecond, func(int) error { return nil })
	k, err := s.keep(t.Context(), path, rows)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.close() })
	if err := k.freeze(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := 0
	for item, err := range s.planner.Items(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 1 {
			text, err := os.ReadFile(path)
			if err == nil {
				err = os.WriteFile(path, bytes.ReplaceAll(text, []byte(".00"), []byte("9.0")), 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if want := strings.TrimPrefix(item.Reference, "S-") + ".00"; item.Amount.Number() != want {
			t.Fatalf("%s asks for %s", item.Reference, item.Amount)
		}
	}
	if n != rows {
		t.Errorf("%d of %d rows", n, rows)
	}
}

// A sheet that was saved between the plan and the yes is not worked on.
func TestASheetSavedBeforeTheFirstCall(t *testing.T) {
	t.Parallel()
	called := false
	s, path := gated(t, 3, time.Millisecond, func(int) error {
		called = true
		return nil
	})
	v, err := s.lookAndKeep(t.Context(), func(bulk.Item) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("Invoice Number,Currency,Balance Due\nS-1,INR,5.00\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd, code := &cobra.Command{}, 0
	cmd.SetContext(t.Context())
	err = s.carryOut(cmd, v, path, "apply", &code)
	if !errors.Is(err, sheet.ErrChanged) || !strings.Contains(err.Error(), "nothing was sent") || called {
		t.Errorf("the run said %v, called: %v", err, called)
	}
}
