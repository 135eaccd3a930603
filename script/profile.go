package script

import (
	"cmp"
	"context"
	"slices"
	"time"

	"go.starlark.net/starlark"
)

// Profile counts what rules cost, line by line and row by row. It is slower
// than Decide, because it looks at every instruction, and is used by one
// goroutine.
type Profile struct {
	rules   *Rules
	program *program
	marks   *marks
	now     func() time.Time
	keep    int

	thread *starlark.Thread
	lines  []int // the statement in hand, by depth of the call stack
	last   int   // the statement that the last instruction belonged to
	at     time.Time
	costs  map[lineKey]*LineCost
	rows   []RowCost
}

type lineKey struct {
	file string
	line int
}

// LineCost is what one line of the rules cost over all rows.
type LineCost struct {
	File   string        `json:"file"`
	Line   int           `json:"line"`
	Source string        `json:"source"`
	Runs   int           `json:"runs"`
	Steps  int           `json:"steps"` // instructions
	Took   time.Duration `json:"nanoseconds"`
}

// RowCost is what one row cost.
type RowCost struct {
	Row   int           `json:"row"`
	Steps uint64        `json:"steps"`
	Took  time.Duration `json:"nanoseconds"`
	Error string        `json:"error,omitempty"`
}

// NewProfile compiles the rules once more, with a mark before each statement.
// It keeps the keep heaviest rows.
func (r *Rules) NewProfile(now func() time.Time, keep int) (*Profile, error) {
	p := &Profile{rules: r, marks: &marks{}, now: now, keep: keep, last: -1, costs: map[lineKey]*LineCost{}}
	p.marks.branched = func(int, bool) {}
	p.marks.reached = p.reached
	var err error
	p.program, err = compileProgram(r.files, r.name, r.env, mode{marks: p.marks})
	return p, err
}

// Row decides one row and counts. The error is ctx's own; what the rules fail
// on is counted too.
func (p *Profile) Row(ctx context.Context, row Row) error {
	run := newRun(ctx, p.program, row, p.rules.env)
	p.thread, p.lines, p.last = &run.thread, p.lines[:0], -1
	run.thread.SetMaxExecutionSteps(1)
	run.thread.OnMaxSteps = func(thread *starlark.Thread) { p.step(ctx, thread) }
	started := p.now()
	p.at = started
	_, err := run.decide(p.program, p.rules.files)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	p.spend(p.now())
	cost := RowCost{Row: row.Number(), Steps: run.thread.Steps, Took: p.now().Sub(started)}
	if err != nil {
		cost.Error = err.Error()
	}
	p.rows = append(p.rows, cost)
	if len(p.rows) > 4*p.keep {
		p.trim()
	}
	return nil
}

// reached notes the statement that the frame in hand has come to.
func (p *Profile) reached(statement int) {
	if p.thread == nil {
		return
	}
	depth := p.thread.CallStackDepth()
	for len(p.lines) <= depth {
		p.lines = append(p.lines, -1)
	}
	p.lines[depth] = statement
	p.cost(statement).Runs++
}

// step is called before each instruction: the time since the last one belongs
// to the statement of that one.
func (p *Profile) step(ctx context.Context, thread *starlark.Thread) {
	switch {
	case thread.Steps >= maxSteps:
		thread.Cancel(reasonSteps)
	case ctx.Err() != nil:
		thread.Cancel(reasonContext)
	}
	now := p.now()
	p.spend(now)
	p.last = -1
	if depth := thread.CallStackDepth(); depth < len(p.lines) {
		p.last = p.lines[depth]
	}
	if p.last >= 0 {
		p.cost(p.last).Steps++
	}
}

func (p *Profile) spend(now time.Time) {
	if p.last >= 0 {
		p.cost(p.last).Took += now.Sub(p.at)
	}
	p.at = now
}

func (p *Profile) cost(statement int) *LineCost {
	s := p.marks.statements[statement]
	key := lineKey{s.file, s.line}
	cost := p.costs[key]
	if cost == nil {
		cost = &LineCost{File: s.file, Line: s.line, Source: p.rules.files.line(s.file, s.line)}
		p.costs[key] = cost
	}
	return cost
}

// Lines gives what each line cost, the dearest first.
func (p *Profile) Lines() []LineCost {
	list := make([]LineCost, 0, len(p.costs))
	for _, cost := range p.costs {
		list = append(list, *cost)
	}
	slices.SortFunc(list, func(a, b LineCost) int {
		return cmp.Or(cmp.Compare(b.Steps, a.Steps), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return list
}

// Heaviest gives the rows with the most instructions, the heaviest first.
func (p *Profile) Heaviest() []RowCost {
	p.trim()
	return p.rows
}

func (p *Profile) trim() {
	slices.SortStableFunc(p.rows, func(a, b RowCost) int { return cmp.Compare(b.Steps, a.Steps) })
	p.rows = p.rows[:min(len(p.rows), p.keep)]
}
