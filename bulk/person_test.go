package bulk

import (
	"errors"
	"strings"
	"testing"
	"time"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// TestSettleByHand: what a person says of a lost create holds only if it agrees
// with everything that can be asked.
func TestSettleByHand(t *testing.T) {
	t.Parallel()
	blind := providers.Capabilities{Find: providers.FindNone}
	scan := providers.Capabilities{Find: providers.FindScan}
	absent := Finding{Who: "ana", Reason: "not in the dashboard"}
	named := Finding{Who: "ana", LinkID: "X"}
	tests := []struct {
		name    string
		caps    providers.Capabilities
		after   time.Duration
		id      string // of a link at the provider
		amount  string
		status  providers.Status
		finding Finding
		outcome Outcome // empty is refused
		state   ledger.State
		note    string
	}{
		{"the link is there", blind, 0, "X", "100.00 LKR", providers.Active, named, Adopted, ledger.Known, "settled by ana: it is link X"},
		{"the link asks for another amount", blind, 0, "X", "10.00 LKR", providers.Active, named, "", ledger.Intent, "its amount is 10.00 LKR, not 100.00 LKR"},
		{"the link is in another currency", blind, 0, "X", "100.00 USD", providers.Active, named, "", ledger.Intent, "100.00 USD, not 100.00 LKR"},
		{"there is no such link", blind, 0, "Y", "100.00 LKR", providers.Active, named, "", ledger.Intent, "could not be read"},
		{"not created", blind, 3 * time.Minute, "", "", "", absent, NotAttempted, ledger.Refused, "no link was made, says ana: not in the dashboard"},
		{"not created, said too early", blind, time.Minute, "", "", "", absent, "", ledger.Intent, "look in its dashboard again after 2026-11-21 14:32:00 (+05:30)"},
		{"not created, but the provider has it", scan, 3 * time.Minute, "X", "100.00 LKR", providers.Active, absent, "", ledger.Intent, "has link X for it"},
		{"not created, and the provider has nothing", scan, 3 * time.Minute, "", "", "", absent, NotAttempted, ledger.Refused, "says ana"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b, h := windowBench(t, test.caps)
			item := b.unanswered(t)
			h.Move(test.after)
			if test.id != "" {
				b.there(t, test.id, "INV-1", test.amount)
				link := b.stand.links[test.id]
				link.Status = test.status
				b.stand.links[test.id], b.stand.links["INV-1"] = link, link
			}
			result, err := b.runner.SettleByHand(t.Context(), item, test.finding)
			var refused *UnsettledError
			told := result.Note
			if errors.As(err, &refused) {
				told = refused.Why
			} else if err != nil {
				t.Fatal(err)
			}
			if result.Outcome != test.outcome || !strings.Contains(told, test.note) {
				t.Errorf("got %q %q, want %q %q", result.Outcome, told, test.outcome, test.note)
			}
			if got := b.state(t, "INV-1"); got != test.state {
				t.Errorf("the ledger says %s, want %s", got, test.state)
			}
			if b.stand.creates != 0 {
				t.Errorf("settling made a link")
			}
		})
	}
}

// TestSettleByHandAfterAnOddAnswer: a link that the provider answered with must
// be gone before it can be said that nothing was made.
func TestSettleByHandAfterAnOddAnswer(t *testing.T) {
	t.Parallel()
	b, h := windowBench(t, providers.Capabilities{Find: providers.FindNone})
	b.there(t, "X", "INV-1", "7.00 LKR")
	odd := ledger.Outcome{State: ledger.Uncertain, Link: b.stand.links["X"], Reason: "another amount"}
	if _, err := b.book.Finish(t.Context(), b.unanswered(t).Known.Key, odd); err != nil {
		t.Fatal(err)
	}
	h.Move(time.Hour)
	finding := Finding{Who: "ana", Reason: "taken back"}
	if _, err := b.runner.SettleByHand(t.Context(), b.item(t, "INV-1", Resolve), finding); err == nil || !strings.Contains(err.Error(), "is active: take it back") {
		t.Errorf("a live link: %v", err)
	}
	if _, err := b.stand.Cancel(t.Context(), "X"); err != nil {
		t.Fatal(err)
	}
	if result, err := b.runner.SettleByHand(t.Context(), b.item(t, "INV-1", Resolve), finding); err != nil || result.Outcome != NotAttempted {
		t.Errorf("a link that is gone: %v %v", result.Outcome, err)
	}
}

func TestSettleByHandNeedsAnOpenRow(t *testing.T) {
	t.Parallel()
	b := newBench(t, providers.Capabilities{})
	if _, err := b.runner.SettleByHand(t.Context(), b.linked(t, Refresh), Finding{LinkID: "id-INV-1"}); err == nil || !strings.Contains(err.Error(), "nothing to settle") {
		t.Errorf("got %v", err)
	}
}
