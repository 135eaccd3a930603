package main

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
	"paysheet/script"
)

// A plan and an apply measure their rules against the clock, as the rules commands
// do: what costs few instructions and much time must end too.
func TestRulesHaveAClock(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	clock := func() time.Time { // a second goes by between two looks
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Second)
		return now
	}
	s := &session{env: env{clock: clock}, columns: &invoice.Columns{}}
	rules, err := script.Compile(fstest.MapFS{"rules.star": {Data: []byte(
		"rules(version = 1)\n\ndef decide(row):\n    for i in range(100000):\n        pass\n    return skip(\"x\")\n")}}, "rules.star", s.scriptEnvironment())
	if err != nil {
		t.Fatal(err)
	}
	_, err = rules.Decide(t.Context(), s.columns.Row(sheet.Row{Number: 2}))
	if err == nil || !strings.Contains(err.Error(), "took more than five seconds") {
		t.Errorf("got %v", err)
	}
}
