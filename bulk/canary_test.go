package bulk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"paysheet/providers"
)

// flock gives a bench with some rows to create, and a canary over them that
// answers when it is asked.
func flock(t *testing.T, first, rows int, answer bool) (*bench, *Canary, []Item, *[]Result) {
	t.Helper()
	b := newBench(t, providers.Capabilities{Find: providers.FindExact, RefusesDuplicates: true})
	var items []Item
	for row := range rows {
		item := b.item(t, "INV-"+strconv.Itoa(row), Create)
		item.Row = row + 2
		items = append(items, item, Item{Row: 1000 + row, Action: Skip, Reference: "S"})
	}
	asked := new([]Result)
	c := &Canary{First: first, GoOn: func(_ context.Context, made []Result) bool {
		*asked = slices.Clone(made)
		return answer
	}}
	b.runner.Done = c.Done
	return b, c, items, asked
}

func outcomes(results []Result) map[Outcome]int {
	counts := map[Outcome]int{}
	for i := range results {
		counts[results[i].Outcome]++
	}
	return counts
}

func TestCanary(t *testing.T) {
	t.Parallel()
	for name, each := range map[string]struct {
		first   int
		answer  bool
		asked   int // results that GoOn was shown
		created int
	}{
		"goes on":              {3, true, 3, 10},
		"stops":                {3, false, 3, 3},
		"is the whole run":     {10, false, 0, 10},
		"is more than a run":   {11, false, 0, 10},
		"all but one go ahead": {9, false, 9, 9},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, c, items, asked := flock(t, each.first, 10, each.answer)
			results, err := b.runner.Apply(t.Context(), c.Items(t.Context(), eachOf(items)))
			if err != nil || len(results) != 20 {
				t.Fatalf("%d results, %v", len(results), err)
			}
			got := outcomes(results)
			if len(*asked) != each.asked || got[Created] != each.created || got[NotAttempted] != 10-each.created || got[Skipped] != 10 {
				t.Errorf("asked with %d results; %v", len(*asked), got)
			}
			for _, r := range *asked {
				if r.Outcome != Created || r.Link.URL == "" {
					t.Errorf("asked with %s, %s", r.Reference, r.Outcome)
				}
			}
			if b.stand.creates != each.created || (c.Stopped() != "") != (each.created < 10) {
				t.Errorf("%d links, stopped %q", b.stand.creates, c.Stopped())
			}
			for i := range results {
				if results[i].Outcome == NotAttempted && !strings.Contains(results[i].Note, "run apply again") {
					t.Errorf("%s: %s", results[i].Reference, results[i].Note)
				}
			}
		})
	}
}

// A canary that dies is answer enough: nobody is asked.
func TestCanaryThatFails(t *testing.T) {
	t.Parallel()
	b, c, items, asked := flock(t, 2, 5, true)
	b.stand.onCreate = func(int, providers.LinkRequest, providers.Link) (providers.Link, error) {
		return providers.Link{}, fail(providers.Invalid, "no such currency")
	}
	results, err := b.runner.Apply(t.Context(), c.Items(t.Context(), eachOf(items)))
	if got := outcomes(results); err != nil || len(*asked) > 0 || got[Failed] != 2 || got[NotAttempted] != 3 {
		t.Errorf("asked with %d; %v %v", len(*asked), got, err)
	}
	if !strings.Contains(c.Stopped(), "2 of the first 2 did not go well") {
		t.Errorf("stopped: %s", c.Stopped())
	}
}

// A run that is interrupted while its canary flies ends as any other does.
func TestCanaryInterrupted(t *testing.T) {
	t.Parallel()
	b, c, items, asked := flock(t, 2, 5, true)
	ctx, stop := context.WithCancelCause(t.Context())
	b.stand.onCreate = func(_ int, _ providers.LinkRequest, made providers.Link) (providers.Link, error) {
		stop(errors.New("enough"))
		return made, nil
	}
	results, err := b.runner.Apply(ctx, c.Items(ctx, eachOf(items)))
	if got := outcomes(results); err != nil || len(*asked) > 0 || c.Stopped() != "" || got[Created] < 1 || got[Created]+got[NotAttempted] != 5 {
		t.Errorf("asked with %d; stopped %q; %v %v", len(*asked), c.Stopped(), got, err)
	}
}

func eachOf(items []Item) func(func(Item, error) bool) { return each(items...) }
