package ledger

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
)

func paid(tb testing.TB, id, amount string, minute int) providers.Payment {
	tb.Helper()
	return providers.Payment{ID: id, At: time.Date(2026, 11, 25, 10, minute, 0, 0, time.UTC), Method: "UPI", Amount: money(tb, amount, "INR")}
}

func TestReceiptsAreStoredOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := open(t, dir)
	put(t, l, entry(t, "INV-1"), Known, 1)
	put(t, l, entry(t, "INV-2"), Known, 2)
	key := entry(t, "INV-1").Key
	before := one(t, l, "INV-1")
	first, second := paid(t, "P1", "100.10", 0), paid(t, "P2", "49.90", 5)
	back := second
	back.Refund, back.At = true, time.Time{}
	for _, told := range [][]providers.Payment{nil, {first}, {second, first, second}, {first, second}, {first, second, back}} {
		if err := l.Receive(t.Context(), key, told); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = open(t, dir)
	got, err := l.Receipts(t.Context(), key)
	if want := []providers.Payment{back, first, second}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v, %v\nwant %+v", got, err, want)
	}
	if got, err := l.Receipts(t.Context(), entry(t, "INV-2").Key); len(got) > 0 || err != nil {
		t.Errorf("another link has %+v, %v", got, err)
	}
	// Four events made the two links, three the receipts; the entry is as it was.
	if n, err := l.Verify(t.Context()); n != 7 || err != nil {
		t.Errorf("Verify: %d, %v", n, err)
	}
	if now := one(t, l, "INV-1"); now != before {
		t.Errorf("the entry changed: %+v, was %+v", now, before)
	}
	events, err := l.History(t.Context(), key)
	if err != nil || len(events) != 5 || events[4].Receipt == nil || events[4].Receipt.Payment != "P2" || !events[4].Receipt.Refund {
		t.Errorf("history %+v, %v", events, err)
	}
	// An observation after receipts goes on with the entry's history.
	now := link(t, 1)
	now.Status = providers.Paid
	if err := l.Observe(t.Context(), key, now, ""); err != nil {
		t.Fatal(err)
	}
	if n, err := l.Verify(t.Context()); n != 8 || err != nil {
		t.Errorf("Verify after an observation: %d, %v", n, err)
	}
}

func TestReceiptToldWithOtherFigures(t *testing.T) {
	t.Parallel()
	l := open(t, t.TempDir())
	put(t, l, entry(t, "INV-1"), Known, 1)
	key := entry(t, "INV-1").Key
	for _, amount := range []string{"100", "101", "101"} {
		if err := l.Receive(t.Context(), key, []providers.Payment{paid(t, "P1", amount, 0)}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := l.Receipts(t.Context(), key)
	if err != nil || len(got) != 1 || got[0].Amount != money(t, "101", "INR") {
		t.Errorf("%+v, %v", got, err)
	}
	if n, err := l.Verify(t.Context()); n != 4 || err != nil {
		t.Errorf("Verify: %d, %v", n, err)
	}
}

func TestReceiveRefuses(t *testing.T) {
	t.Parallel()
	l := open(t, t.TempDir())
	put(t, l, entry(t, "INV-1"), Known, 1)
	put(t, l, entry(t, "INV-2"), Uncertain, 0)
	good := paid(t, "P1", "1", 0)
	var state *StateError
	if err := l.Receive(t.Context(), entry(t, "INV-2").Key, []providers.Payment{good}); !errors.As(err, &state) {
		t.Errorf("on an uncertain create: %v", err)
	}
	if err := l.Receive(t.Context(), entry(t, "INV-9").Key, []providers.Payment{good}); !errors.Is(err, ErrMissing) {
		t.Errorf("on no entry: %v", err)
	}
	bad := good
	bad.ID = "asha@example.com"
	if err := l.Receive(t.Context(), entry(t, "INV-1").Key, []providers.Payment{good, bad}); err == nil {
		t.Error("a payment with an address for an id was taken")
	}
	if got, err := l.Receipts(t.Context(), entry(t, "INV-1").Key); len(got) > 0 || err != nil {
		t.Errorf("half of a refused list was kept: %+v, %v", got, err)
	}
}

func TestVerifyNamesABrokenReceipt(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"an amount":         "UPDATE receipts SET amount = '1.00'",
		"a refund":          "UPDATE receipts SET refund = 1",
		"another's":         "UPDATE receipts SET entry = 2",
		"a time":            "UPDATE receipts SET at = at + 1000000000",
		"a deleted one":     "DELETE FROM receipts",
		"one out of air":    "INSERT INTO receipts SELECT 99, 2, entry, 'P9', refund, amount, currency, at, method FROM receipts WHERE payment = 'P1'",
		"its first figures": "UPDATE receipts SET seq = 5, amount = '100.00' WHERE payment = 'P1'",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			l := open(t, dir)
			put(t, l, entry(t, "INV-1"), Known, 1)
			put(t, l, entry(t, "INV-2"), Known, 2)
			for _, amount := range []string{"100", "101"} {
				if err := l.Receive(t.Context(), entry(t, "INV-1").Key, []providers.Payment{paid(t, "P1", amount, 0)}); err != nil {
					t.Fatal(err)
				}
			}
			if n, err := l.Verify(t.Context()); n != 6 || err != nil {
				t.Fatalf("before: %d, %v", n, err)
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			if err := raw(filepath.Join(dir, fileName), text); err != nil {
				t.Fatal(err)
			}
			_, err := reader(t, dir).Verify(t.Context())
			var broken *BrokenError
			if !errors.As(err, &broken) || !strings.Contains(err.Error(), "receipt") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestAnOlderLedgerGetsReceipts takes a ledger back to the schema before them.
func TestAnOlderLedgerGetsReceipts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := open(t, dir)
	put(t, l, entry(t, "INV-1"), Known, 1)
	before := one(t, l, "INV-1")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := raw(filepath.Join(dir, fileName), "DROP TABLE receipts; DELETE FROM schema_version WHERE version > 3; PRAGMA user_version = 3"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir, Options{ReadOnly: true}); err == nil || !strings.Contains(err.Error(), "such as refresh") {
		t.Errorf("read without being brought up to date: %v", err)
	}
	l = open(t, dir)
	if now := one(t, l, "INV-1"); now != before {
		t.Errorf("%+v, was %+v", now, before)
	}
	if err := l.Receive(t.Context(), entry(t, "INV-1").Key, []providers.Payment{paid(t, "P1", "5", 0)}); err != nil {
		t.Fatal(err)
	}
	if n, err := l.Verify(t.Context()); n != 3 || err != nil {
		t.Errorf("Verify: %d, %v", n, err)
	}
}
