package ledger

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"paysheet/providers"
)

// put brings a reference into a state; the zero State leaves it out.
func put(t *testing.T, l *Ledger, e Entry, state State, n int) {
	t.Helper()
	if state == "" {
		return
	}
	if err := l.Begin(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	o := Outcome{State: state}
	switch state {
	case Intent:
		return
	case Known:
		o.Link = link(t, n)
	default:
	}
	if _, err := l.Finish(t.Context(), e.Key, o); err != nil {
		t.Fatal(err)
	}
}

func TestEveryStateAndOperation(t *testing.T) {
	t.Parallel()
	finish := func(o Outcome) func(context.Context, *Ledger, Entry) error {
		return func(ctx context.Context, l *Ledger, e Entry) error {
			got, err := l.Finish(ctx, e.Key, o)
			if err != nil {
				return err
			}
			stored, err := l.Lookup(ctx, e.Namespace, e.Reference)
			if err == nil && (len(stored) != 1 || stored[0] != got) {
				err = fmt.Errorf("Finish gave %+v, but %+v is stored", got, stored)
			}
			return err
		}
	}
	operations := map[string]func(context.Context, *Ledger, Entry) error{
		"begin":            func(ctx context.Context, l *Ledger, e Entry) error { return l.Begin(ctx, e) },
		"rebegin":          func(ctx context.Context, l *Ledger, e Entry) error { return l.Rebegin(ctx, e) },
		"finish known":     finish(Outcome{State: Known, Link: link(t, 1)}),
		"finish refused":   finish(Outcome{State: Refused}),
		"finish uncertain": finish(Outcome{State: Uncertain}),
		"observe": func(ctx context.Context, l *Ledger, e Entry) error {
			return l.Observe(ctx, e.Key, providers.Link{ID: link(t, 1).ID, Status: providers.Paid}, "paid")
		},
		"amend": func(ctx context.Context, l *Ledger, e Entry) error {
			e.Link = link(t, 1)
			return l.Amend(ctx, e)
		},
		"adopt": func(ctx context.Context, l *Ledger, e Entry) error {
			e.Link = link(t, 1)
			return l.Adopt(ctx, e)
		},
	}
	type want struct {
		state State
		err   error
	}
	table := map[string]map[State]want{
		"begin": {
			"": {Intent, nil}, Intent: {Intent, ErrExists}, Known: {Known, ErrExists},
			Refused: {Intent, nil}, Uncertain: {Uncertain, ErrExists},
		},
		"rebegin": {
			"": {"", ErrMissing}, Intent: {Intent, nil}, Known: {Known, ErrState},
			Refused: {Refused, ErrState}, Uncertain: {Intent, nil},
		},
		"finish known": {
			"": {"", ErrMissing}, Intent: {Known, nil}, Known: {Known, ErrState},
			Refused: {Refused, ErrState}, Uncertain: {Known, nil},
		},
		"finish refused": {
			"": {"", ErrMissing}, Intent: {Refused, nil}, Known: {Known, ErrState},
			Refused: {Refused, ErrState}, Uncertain: {Refused, nil},
		},
		"finish uncertain": {
			"": {"", ErrMissing}, Intent: {Uncertain, nil}, Known: {Known, ErrState},
			Refused: {Refused, ErrState}, Uncertain: {Uncertain, nil},
		},
		"observe": {
			"": {"", ErrMissing}, Intent: {Intent, ErrState}, Known: {Known, nil},
			Refused: {Refused, ErrState}, Uncertain: {Uncertain, ErrState},
		},
		"amend": {
			"": {"", ErrMissing}, Intent: {Intent, ErrState}, Known: {Known, nil},
			Refused: {Refused, ErrState}, Uncertain: {Uncertain, ErrState},
		},
		"adopt": {
			"": {Known, nil}, Intent: {Known, nil}, Known: {Known, nil},
			Refused: {Known, nil}, Uncertain: {Known, nil},
		},
	}
	for name, do := range operations {
		for from, want := range table[name] {
			t.Run(name+" on "+string(from), func(t *testing.T) {
				t.Parallel()
				l := open(t, t.TempDir())
				e := entry(t, "INV-1")
				put(t, l, e, from, 1)
				if err := do(t.Context(), l, e); !errors.Is(err, want.err) {
					t.Errorf("got error %v, want %v", err, want.err)
				}
				found, err := l.Lookup(t.Context(), "", "INV-1")
				if err != nil {
					t.Fatal(err)
				}
				if want.state == "" {
					if len(found) != 0 {
						t.Errorf("got %+v, want nothing", found)
					}
				} else if len(found) != 1 || found[0].State != want.state {
					t.Errorf("got %+v, want state %s", found, want.state)
				}
				if _, err := l.Verify(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestOnePayableLinkAReference(t *testing.T) {
	t.Parallel()
	second := func(e Entry) Entry { e.Generation = 2; e.Sent += "-2"; return e }
	elsewhere := func(e Entry) Entry { e.Provider, e.Merchant, e.Account = "zoho", "Z1", "mumbai"; return e }
	trial := func(e Entry) Entry { e.Environment = "test"; return e }
	for _, tc := range []struct {
		name   string
		state  State
		status providers.Status
		next   func(Entry) Entry
		ok     bool
	}{
		{"replacing a payable link", Known, providers.Active, second, false},
		{"replacing a partly paid link", Known, providers.PartiallyPaid, second, false},
		{"replacing a cancelled link", Known, providers.Cancelled, second, true},
		{"renewing an expired link", Known, providers.Expired, second, true},
		{"a second link while one is uncertain", Uncertain, "", second, false},
		{"a second link while one is begun", Intent, "", second, false},
		{"a second link after a refusal", Refused, "", second, true},
		{"another account beside a payable link", Known, providers.Active, elsewhere, false},
		{"another account while one is uncertain", Uncertain, "", elsewhere, false},
		{"another account after a cancel", Known, providers.Cancelled, elsewhere, true},
		{"another environment", Known, providers.Active, trial, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := open(t, t.TempDir())
			e := entry(t, "INV-1")
			put(t, l, e, tc.state, 1)
			if tc.status != "" {
				if err := l.Observe(t.Context(), e.Key, providers.Link{Status: tc.status}, ""); err != nil {
					t.Fatal(err)
				}
			}
			err := l.Begin(t.Context(), tc.next(e))
			var exists *ExistsError
			if tc.ok != (err == nil) || !tc.ok && (!errors.As(err, &exists) || exists.Found.Key != e.Key) {
				t.Errorf("got %v, want allowed %v", err, tc.ok)
			}
		})
	}
}

func TestAnotherRequestWhileUnresolved(t *testing.T) {
	t.Parallel()
	l := open(t, t.TempDir())
	e := entry(t, "INV-1")
	put(t, l, e, Uncertain, 0)
	other := e
	other.Amount = money(t, "150000.01", "LKR")
	if err := l.Rebegin(t.Context(), other); !errors.Is(err, ErrExists) {
		t.Errorf("another amount: %v", err)
	}
	other.Link = link(t, 1)
	if err := l.Adopt(t.Context(), other); !errors.Is(err, ErrExists) {
		t.Errorf("adopting for another amount: %v", err)
	}
	other = e
	other.Sent = "X-INV-1"
	if err := l.Rebegin(t.Context(), other); !errors.Is(err, ErrExists) {
		t.Errorf("another sent reference: %v", err)
	}
	if got := one(t, l, "INV-1"); got.Amount != e.Amount || got.State != Uncertain {
		t.Errorf("it is now %+v", got)
	}
}

func TestRefusalOfASecondSendProvesNothing(t *testing.T) {
	t.Parallel()
	l := open(t, t.TempDir())
	e := entry(t, "INV-1")
	put(t, l, e, Uncertain, 0)
	if err := l.Rebegin(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	got, err := l.Finish(t.Context(), e.Key, Outcome{State: Refused, Reason: "throttled"})
	if err != nil || got.State != Uncertain || got.Attempts != 2 {
		t.Fatalf("got %+v, %v; want uncertain after 2 attempts", got, err)
	}
	got, err = l.Finish(t.Context(), e.Key, Outcome{State: Refused, Reason: "not in the dashboard"})
	if err != nil || got.State != Refused {
		t.Fatalf("got %+v, %v; want refused, because somebody looked", got, err)
	}
	if err := l.Begin(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if got := one(t, l, "INV-1"); got.Attempts != 1 {
		t.Errorf("a new create counts %d attempts, want 1", got.Attempts)
	}
}

func TestObserveKeepsWhatIsNotTold(t *testing.T) {
	t.Parallel()
	l := open(t, t.TempDir())
	e := entry(t, "INV-1")
	put(t, l, e, Known, 1)
	if err := l.Observe(t.Context(), e.Key, providers.Link{Status: providers.PartiallyPaid, Paid: money(t, "1.00", "LKR"), Description: "Mrs Perera"}, "part"); err != nil {
		t.Fatal(err)
	}
	want := link(t, 1)
	want.Status, want.Paid = providers.PartiallyPaid, money(t, "1.00", "LKR")
	before := one(t, l, "INV-1")
	if before.Link != want || before.Reason != "part" {
		t.Fatalf("got %+v, want %+v", before.Link, want)
	}
	head, _, err := l.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Observe(t.Context(), e.Key, want, "again"); err != nil {
		t.Fatal(err)
	}
	after := one(t, l, "INV-1")
	if now, _, _ := l.Head(t.Context()); now != head || !after.Checked.After(before.Checked) {
		t.Errorf("reading the same again: head %d to %d, checked %v to %v", head, now, before.Checked, after.Checked)
	}
	if err := l.Observe(t.Context(), e.Key, link(t, 2), ""); !errors.Is(err, ErrExists) {
		t.Errorf("another link's state: %v", err)
	}
}

func TestAmendAndHistory(t *testing.T) {
	t.Parallel()
	l := open(t, t.TempDir())
	if err := l.StartRun(t.Context(), Run{ID: "r1", Command: "apply"}); err != nil {
		t.Fatal(err)
	}
	e := entry(t, "INV-1")
	put(t, l, e, Known, 1)
	if err := l.EndRun(t.Context(), "r1", Summary{Counts: map[string]int{"created": 1}}); err != nil {
		t.Fatal(err)
	}
	if err := l.StartRun(t.Context(), Run{ID: "r2", Command: "apply"}); err != nil {
		t.Fatal(err)
	}
	e.Amount, e.Terms, e.Run, e.Link = money(t, "9.00", "LKR"), "t2", "r2", providers.Link{Amount: money(t, "9.00", "LKR")}
	if err := l.Amend(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	got := one(t, l, "INV-1")
	if got.Amount != e.Amount || got.Terms != "t2" || got.Link.ID != link(t, 1).ID || got.Run != "r1" {
		t.Errorf("got %+v", got)
	}
	events, err := l.History(t.Context(), e.Key)
	if err != nil || len(events) != 3 {
		t.Fatalf("got %d events, %v; want 3", len(events), err)
	}
	for i, want := range []struct{ kind, run, amount string }{
		{"begin", "r1", "150000.00 LKR"}, {"finish", "r1", "150000.00 LKR"}, {"amend", "r2", "9.00 LKR"},
	} {
		if events[i].Kind != want.kind || events[i].Run != want.run || events[i].Amount != want.amount || events[i].Who != "Nimali" {
			t.Errorf("event %d is %+v, want %+v", i, events[i], want)
		}
	}
	runs, err := l.Runs(t.Context())
	if err != nil || len(runs) != 2 || runs[0].ID != "r2" || runs[1].Summary.Counts["created"] != 1 || runs[1].Ended.IsZero() || !runs[0].Ended.IsZero() {
		t.Errorf("got runs %+v, %v", runs, err)
	}
	if err := l.StartRun(t.Context(), Run{ID: "r1"}); err == nil {
		t.Error("a run started twice")
	}
	if err := l.EndRun(t.Context(), "r9", Summary{}); !errors.Is(err, ErrMissing) {
		t.Errorf("the end of a run that never was: %v", err)
	}
}
