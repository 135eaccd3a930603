package script

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

const (
	// maxAway is what rows that met a limit may cost together before a run is
	// given up: twenty-five that used up their steps, which takes a moment each,
	// or five that used up their time or memory.
	maxAway = 25
	// heavyAway is what one row of the second kind costs.
	heavyAway = 5
)

// RunawayError ends a run whose rules meet their limits on row after row. What
// was decided before it stands.
type RunawayError struct {
	Rows []int  // the rows that met a limit, in the order in which they were decided
	Last *Error // what the last one decided said
}

// Error names the rows and says what the last of them met.
func (e *RunawayError) Error() string {
	const most = 5
	rows := make([]string, 0, most)
	for _, row := range e.Rows[:min(most, len(e.Rows))] {
		rows = append(rows, strconv.Itoa(row))
	}
	more := ""
	if len(e.Rows) > most {
		more = ", …"
	}
	return fmt.Sprintf("the rules met their limits on %d rows (%s%s), so the run stops here; one is %s at %s:%d: %s",
		len(e.Rows), strings.Join(rows, ", "), more, e.Last.Row, e.Last.File, e.Last.Line, e.Last.Message)
}

// Unwrap gives the error of the last row.
func (e *RunawayError) Unwrap() error { return e.Last }

// runaways counts the rows that met a limit. A row that is decided twice, once
// to show it and once to act, counts once.
type runaways struct {
	alone sync.Mutex // held by a row that is tried again

	mu   sync.Mutex // guards what follows
	rows []int
	cost int
}

// add counts a row and tells whether that was too many.
func (a *runaways) add(row int, reason string) (rows []int, tooMany bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !slices.Contains(a.rows, row) {
		a.rows = append(a.rows, row)
		a.cost++
		if reason != reasonSteps {
			a.cost += heavyAway - 1
		}
	}
	return slices.Sorted(slices.Values(a.rows)), a.cost >= maxAway
}

// stopped is what becomes of a row that a limit ended. The heap is everybody's,
// so a row that is said to have filled it gets a second try, one such row at a
// time: it may have stood beside the row that did.
func (r *Rules) stopped(ctx context.Context, row Row, reason string, err error) (Decision, error) {
	if reason == reasonHeap {
		r.away.alone.Lock()
		run := newRun(ctx, r.program, row, r.env)
		d, again := run.decide(r.program, r.files)
		r.away.alone.Unlock()
		if run.stopped() == "" {
			return d, again
		}
		reason, err = run.stopped(), again
	}
	last := (*Error)(nil)
	if rows, tooMany := r.away.add(row.Number(), reason); tooMany && errors.As(err, &last) {
		return Decision{}, &RunawayError{Rows: rows, Last: last}
	}
	return Decision{}, err
}
