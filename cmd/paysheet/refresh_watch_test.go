package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// watched gives results of every kind that a refresh has: the same as before,
// paid, another link than was made, not attempted, not read, and money on a link
// that was replaced.
func watched(t *testing.T) []bulk.Result {
	t.Helper()
	rupees := func(text string) providers.Money {
		m, err := providers.ParseMoney(text, "INR")
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	result := func(reference string, outcome bulk.Outcome, status providers.Status) bulk.Result {
		before := providers.Link{ID: "L-" + reference, URL: "https://pay.example/" + reference, Status: providers.Active, Description: "for Perera"}
		now := before
		now.Status = status
		return bulk.Result{
			Item:    bulk.Item{Reference: reference, Action: bulk.Refresh, Known: &ledger.Entry{State: ledger.Known, Amount: rupees("500.00"), Link: before}},
			Outcome: outcome, Link: now, Label: "delhi", Checked: true,
		}
	}
	failed := result("INV-5", bulk.Failed, providers.Active)
	failed.Checked, failed.Note = false, "no answer"
	stopped := result("INV-4", bulk.NotAttempted, providers.Active)
	stopped.Checked = false
	alarm := result("INV-6", bulk.Uncertain, providers.Paid)
	alarm.Late = true
	part := result("INV-7", bulk.Kept, providers.Active)
	return []bulk.Result{
		result("INV-1", bulk.Refreshed, providers.Active), result("INV-2", bulk.Refreshed, providers.Paid),
		result("INV-3", bulk.Uncertain, providers.Paid), stopped, failed, alarm, part,
	}
}

// TestWatcherSees: what counts as a change, and what an event may not tell.
func TestWatcherSees(t *testing.T) {
	t.Parallel()
	var lines bytes.Buffer
	at := time.Date(2026, 11, 21, 6, 0, 0, 0, time.UTC)
	w := &watcher{events: &events{env: env{clock: func() time.Time { return at }}, zone: time.UTC, to: &lines}, round: 2}
	see := w.each("run-1", func(bulk.Result) {})
	for _, r := range watched(t) {
		see(r)
	}
	if w.looked != 5 || w.changed != 2 || w.failed != 1 || w.uncertain != 2 || w.failure != "INV-5: no answer" {
		t.Errorf("the watcher saw %+v", w)
	}
	got := lines.String()
	if strings.Count(got, "\n") != 2 || !strings.Contains(got, `"reference":"INV-2"`) || !strings.Contains(got, `"reference":"INV-6"`) {
		t.Errorf("the events are\n%s", got)
	}
	if strings.Contains(got, "https://") || strings.Contains(got, "Perera") {
		t.Errorf("the events tell too much:\n%s", got)
	}
	var nobody *watcher
	called := false
	nobody.each("run-1", func(bulk.Result) { called = true })(bulk.Result{})
	if !called || nobody.quiet() || nobody.loops() {
		t.Error("no watcher is in the way of a run")
	}
}
