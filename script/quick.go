package script

import (
	"go.starlark.net/starlark"
)

// Rules are pure: what decide returns depends on the row, on today and on what
// the top of the files left, which is frozen. So a row may be decided in any way
// that gives the same answer, and it may be thrown away and decided again.
//
// The quick way is such a way. It turns decide and the functions that decide
// calls into Go functions that call each other: once for each rules file, and from
// the same tree that the interpreter's instructions are made of. Operators,
// methods and builtins are the same code in both ways; what is saved are the
// instructions, frames, argument tuples and methods' values between them. A row of
// BenchmarkDecide takes 2.3 µs of processor time and 13 allocations in place of
// 5.3 µs and 34, and plan of a million rows a third less than without.
//
// It has to be right only where it comes to a decision. It knows no errors:
// whatever is not as usual makes it give up, and then the interpreter decides from
// the start, whose errors, places and limits are the only ones that a person sees.
// Rules with lambdas, functions in functions, *args or a key function go to the
// interpreter as a whole; a single row goes to it for an error of any kind, and
// for more work than one slice of instructions or larger values than rules need.
// FuzzQuick and TestQuickSamples hold both ways against each other.
//
// quickstmt.go, quickexpr.go, quickcall.go and quicklist.go follow the tree;
// quickoperator.go and quickmethod.go have what rules do most in a shorter form.

type (
	// quickExpr gives the value of an expression; nil gives up. frame holds the
	// function's parameters and local variables, by the resolver's index; nil is
	// one that nothing was assigned to.
	quickExpr func(r *run, frame []starlark.Value) starlark.Value
	// quickStmt runs a statement. The value is set where it returned one.
	quickStmt func(r *run, frame []starlark.Value) (starlark.Value, flow)
)

// flow says where to go after a statement.
type flow uint8

const (
	onward flow = iota
	returned
	broke
	continued
	gaveUp
)

// quickFunction is a function of the rules, ready to be called.
type quickFunction struct {
	slots int // parameters and local variables
	body  quickStmt
}

func (f *quickFunction) call(r *run, frame []starlark.Value) starlark.Value {
	v, how := f.body(r, frame)
	switch how {
	case returned:
		return v
	case onward:
		return starlark.None
	default:
		return nil
	}
}

// quickRun is what a run needs for the quick way.
type quickRun struct {
	stack []starlark.Value // frames and arguments, nil from used on
	used  int
	text  []byte // room for a text that is being written
	made  decisionValue
}

// quickly decides the row without the interpreter; ok is false where it gave up,
// and then the run is of no more use.
func (r *run) quickly(decide *quickFunction) (d Decision, ok bool) {
	if r.ctx.Err() != nil {
		return Decision{}, false
	}
	defer func() {
		if recover() != nil { // the interpreter meets it too, and tells
			d, ok = Decision{}, false
		}
	}()
	frame := r.push(decide.slots)
	frame[0] = &r.row
	made, ok := decide.call(r, frame).(*decisionValue)
	if !ok || !r.work(0) { // the last call may have been charged for more than a slice
		return Decision{}, false
	}
	r.pop(frame)
	d = made.d
	d.Because, d.Prints = r.because, r.prints
	r.quick.made = decisionValue{}
	return d, true
}

// push makes room for n values, all nil.
func (r *run) push(n int) []starlark.Value {
	q := &r.quick
	if len(q.stack)-q.used < n {
		q.stack = make([]starlark.Value, 2*(q.used+n)+32) // frames in use keep the old one
	}
	frame := q.stack[q.used : q.used+n : q.used+n]
	q.used += n
	return frame
}

// pop gives back the room that was made last. Where a row is given up nothing is
// popped, because its run is thrown away.
func (r *run) pop(frame []starlark.Value) {
	clear(frame)
	r.quick.used -= len(frame)
}

// work counts what takes the interpreter an instruction or more, and tells whether
// the row may go on. The interpreter looks at the clock and the heap after each
// slice; the quick way ends where it would look first. Rules without long loops
// take a quarter of a slice at most.
func (r *run) work(n int) bool {
	r.thread.Steps += uint64(n)
	return r.thread.Steps < stepSlice
}

// modest gives what an operation made. It gives up after an error, and for what is
// so large that the heap should be watched.
func modest(v starlark.Value, err error) starlark.Value {
	const most = 4 * maxText
	if err != nil || bytesOf(v) > most || elementsOf(v) > maxKey {
		return nil
	}
	return v
}
