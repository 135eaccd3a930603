package script

import (
	"context"
	"strconv"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Trace is what the rules looked at on their way to a decision.
type Trace []Step

// Step is one condition that was evaluated, or something that the rules said
// on their way, in the order of evaluation.
type Step struct {
	File  string `json:"file" doc:"of the rules"`
	Line  int    `json:"line" doc:"in it"`
	Said  string `json:"said,omitempty" doc:"because or print; absent for a condition"`         // "because" or "print"; empty for a condition
	Text  string `json:"text" doc:"the condition as it stands in the source, or what was said"` // the condition as it stands in the source, or what was said
	Value string `json:"value,omitempty" doc:"what the condition came to"`
	Taken bool   `json:"taken" doc:"the condition held"`                                               // whether the condition held
	Depth int    `json:"depth" doc:"0 in decide, 1 in a function that decide calls, and so on"`        // 0 in decide, 1 in a function that decide calls, …
	Saw   []Seen `json:"saw,omitempty" doc:"the values that the condition was made of, left to right"` // the values that it was made of, left to right
}

// Seen is a part of a condition and what it held.
type Seen struct {
	Text  string `json:"text" doc:"a part of the condition: row.amount"` // "row.amount"
	Value string `json:"value" doc:"what it held: 150,000.00 LKR"`       // "150,000.00 LKR"
}

// said files a text of because or print in its place among the conditions.
func (r *run) said(thread *starlark.Thread, what, text string) {
	if r.trace == nil || len(r.trace.trace) >= maxTrace || thread.CallStackDepth() < 2 {
		return
	}
	pos := thread.CallFrame(1).Pos
	r.trace.trace = append(r.trace.trace, Step{
		File: pos.Filename(), Line: int(pos.Line), Said: what, Text: text, Depth: functionDepth(thread),
	})
}

const (
	traceCondition = "if condition"
	tracePart      = "if part"
	// maxTrace bounds the steps kept for one row; a loop can make many.
	maxTrace = 1000
	// maxShown bounds how much of a value is shown.
	maxShown = 200
)

// step is a condition of the source that a traced program reports on.
type step struct {
	file  string
	line  int
	text  string
	parts []string
}

// tracer collects one row's steps.
type tracer struct {
	steps []step
	seen  map[int][]Seen
	trace Trace
}

// Explain decides a row as Decide does and tells every condition on the way.
// With an error the trace holds what came before it. The traced program is
// compiled from the same bytes when first needed.
func (r *Rules) Explain(ctx context.Context, row Row) (Trace, Decision, error) {
	p, err := r.traced()
	if err != nil {
		return nil, Decision{}, err
	}
	run := newRun(ctx, p, row, r.env)
	run.trace = &tracer{steps: p.steps, seen: map[int][]Seen{}}
	d, err := run.decide(p, r.files)
	return run.trace.trace, d, err
}

// instrument wraps conditions in calls that report them.
type instrument struct {
	loader *loader
	file   string
	source [][]rune
}

// condition descends through and, or, not and parentheses to what is really
// asked, so that each answer is reported and none is evaluated twice.
func (in *instrument) condition(e syntax.Expr) syntax.Expr {
	switch e := e.(type) {
	case *syntax.ParenExpr:
		e.X = in.condition(e.X)
		return e
	case *syntax.UnaryExpr:
		if e.Op == syntax.NOT {
			e.X = in.condition(e.X)
			return e
		}
	case *syntax.BinaryExpr:
		if e.Op == syntax.AND || e.Op == syntax.OR {
			e.X, e.Y = in.condition(e.X), in.condition(e.Y)
			return e
		}
	}
	return in.atom(e)
}

func (in *instrument) atom(e syntax.Expr) syntax.Expr {
	at := syntax.Start(e)
	p := in.loader.program
	id := len(p.steps)
	p.steps = append(p.steps, step{file: in.file, line: int(at.Line), text: sourceText(in.source, e)})
	switch x := e.(type) {
	case *syntax.BinaryExpr:
		x.X, x.Y = in.part(id, x.X), in.part(id, x.Y)
	case *syntax.CallExpr:
		if dot, ok := x.Fn.(*syntax.DotExpr); ok {
			dot.X = in.part(id, dot.X)
		}
		for i, arg := range x.Args {
			if _, ok := arg.(*syntax.Ident); ok {
				x.Args[i] = in.part(id, arg)
			}
		}
	}
	return operator(traceCondition, at, number(id, at), e)
}

// part wraps an operand, unless it is a constant, which the text shows already.
func (in *instrument) part(id int, e syntax.Expr) syntax.Expr {
	if constant(e) {
		return e
	}
	at := syntax.Start(e)
	s := &in.loader.program.steps[id]
	s.parts = append(s.parts, sourceText(in.source, e))
	return operator(tracePart, at, number(id, at), number(len(s.parts)-1, at), e)
}

// operator makes the call of a builtin that rules cannot name. Its place is the
// expression's, so errors point there.
func operator(name string, at syntax.Position, operands ...syntax.Expr) syntax.Expr {
	return &syntax.CallExpr{Fn: &syntax.Ident{NamePos: at, Name: name}, Lparen: at, Args: operands, Rparen: at}
}

func constant(e syntax.Expr) bool {
	switch e := e.(type) {
	case *syntax.Literal, *syntax.LambdaExpr:
		return true
	case *syntax.Ident:
		return e.Name == "None" || e.Name == "True" || e.Name == "False"
	case *syntax.ParenExpr:
		return constant(e.X)
	case *syntax.TupleExpr:
		return constants(e.List)
	case *syntax.ListExpr:
		return constants(e.List)
	case *syntax.CallExpr: // LKR(25000), days(14), date("2026-01-31")
		return identName(e.Fn) != "" && constants(e.Args) && len(e.Args) > 0
	}
	return false
}

func constants(list []syntax.Expr) bool {
	for _, e := range list {
		if !constant(e) {
			return false
		}
	}
	return true
}

func number(n int, at syntax.Position) syntax.Expr {
	return &syntax.Literal{Token: syntax.INT, TokenPos: at, Raw: strconv.Itoa(n), Value: int64(n)}
}

// tracers are the builtins that a traced program calls.
func tracers() starlark.StringDict {
	return starlark.StringDict{
		traceCondition: starlark.NewBuiltin(traceCondition, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			if t := tracerOf(thread); t != nil {
				id, _ := starlark.AsInt32(args[0])
				t.condition(id, args[1], functionDepth(thread))
			}
			return args[1], nil
		}),
		tracePart: starlark.NewBuiltin(tracePart, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			if t := tracerOf(thread); t != nil && args[2].Type() != "row" {
				id, _ := starlark.AsInt32(args[0])
				part, _ := starlark.AsInt32(args[1])
				t.seen[id] = append(t.seen[id], Seen{t.steps[id].parts[part], shown(args[2])})
			}
			return args[2], nil
		}),
	}
}

// tracerOf is nil while the top level of a file runs.
func tracerOf(thread *starlark.Thread) *tracer {
	if r, ok := thread.Local(runKey).(*run); ok {
		return r.trace
	}
	return nil
}

// functionDepth counts the functions of rules between decide and here.
func functionDepth(thread *starlark.Thread) int {
	depth := -1
	for _, call := range thread.CallStack() {
		if call.Pos.Line > 0 {
			depth++
		}
	}
	return max(depth, 0)
}

func (t *tracer) condition(id int, v starlark.Value, depth int) {
	s := t.steps[id]
	saw := t.seen[id]
	delete(t.seen, id)
	if len(t.trace) >= maxTrace {
		return
	}
	t.trace = append(t.trace, Step{
		File: s.file, Line: s.line, Text: s.text, Value: shown(v), Taken: bool(v.Truth()), Depth: depth, Saw: saw,
	})
}

// shown is a value for people; something huge is only named.
func shown(v starlark.Value) string {
	p := written()
	if err := p.add(v, maxDepth); err != nil {
		return "a large " + v.Type()
	}
	return clip(clean(v.String()), maxShown)
}
