package script

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/metrics"
	"strings"
	"time"

	"go.starlark.net/starlark"
)

const (
	// maxSteps is how many instructions one row may take; rules use about a hundred.
	maxSteps = 1_000_000
	// stepSlice is how many instructions pass between two looks at the context,
	// the clock and the heap. Most rows never come to the first.
	stepSlice = 500
	// maxWall is how long one row may take once it has used a slice.
	maxWall = 5 * time.Second
	// maxHeap is how much the process may grow while one row is decided, in
	// bytes. One slice of the largest allowed operations stays well below it.
	maxHeap = 256 << 20
	// maxPrint bounds what print may say for one row, in bytes.
	maxPrint = 4 << 10
	// runKey finds the run from a builtin.
	runKey = "paysheet.run"
)

const (
	reasonSteps   = "steps"
	reasonContext = "context"
	reasonWall    = "wall"
	reasonHeap    = "heap"
)

// run is one row's way through the rules. It holds its thread and its row by
// value, so a row costs one allocation, and none where an earlier run's is used
// again (see renew).
type run struct {
	ctx     context.Context // nil while the top of a file runs
	thread  starlark.Thread
	row     rowValue
	because []string
	prints  []string
	printed int
	trace   *tracer
	limit   uint64 // of steps
	quick   quickRun
	watch   *watch // nil until the first slice is used up
}

// watch is what a long row is measured against.
type watch struct {
	started time.Time
	heap    uint64
	stopped string // the reason why a limit ended the run
}

// stopped tells which limit ended the run, "" for none.
func (r *run) stopped() string {
	if r.watch == nil {
		return ""
	}
	return r.watch.stopped
}

// stop ends the run for a reason.
func (r *run) stop(thread *starlark.Thread, reason string) {
	if r.watch == nil {
		r.watch = &watch{}
	}
	r.watch.stopped = reason
	thread.Cancel(reason)
}

func newRun(ctx context.Context, p *program, row Row, env *environment) *run {
	r := &run{ctx: ctx, row: rowValue{row: row, env: env}, limit: maxSteps}
	r.thread.SetMaxExecutionSteps(stepSlice)
	r.thread.OnMaxSteps = r.onSteps
	if p.talks {
		r.thread.SetLocal(runKey, r)
		r.thread.Print = r.print
	}
	return r
}

// renew makes a run that came to its end ready for another row. Steps and
// cancellation stick to a thread, so only one is taken that used no slice up and
// met no error. What it saves are the frames of the thread's calls.
func (r *run) renew(ctx context.Context, row Row) {
	r.ctx, r.row.row = ctx, row
}

// rest makes a run hold on to nothing of its row, and tells whether it can be
// used again.
func (r *run) rest(err error) bool {
	if err != nil || r.watch != nil || r.trace != nil {
		return false
	}
	r.ctx, r.row = nil, rowValue{env: r.row.env}
	r.because, r.prints, r.printed = nil, nil, 0
	r.thread.Steps = 0
	return true
}

// onSteps is called by the interpreter each time a slice is used up. Looking at
// the context here costs a short row nothing and needs no second goroutine.
func (r *run) onSteps(thread *starlark.Thread) {
	switch {
	case thread.Steps >= r.limit:
		r.stop(thread, reasonSteps)
	case r.ctx != nil && r.ctx.Err() != nil:
		thread.Cancel(reasonContext)
	default:
		if reason := r.overLimit(); reason != "" {
			r.stop(thread, reason)
			return
		}
		thread.SetMaxExecutionSteps(min(thread.Steps+stepSlice, r.limit))
	}
}

// overLimit tells which of the clock and the heap has gone too far. The heap is
// the whole process's, so growth is believed only after a collection.
func (r *run) overLimit() string {
	now := r.row.env.now
	if r.watch == nil {
		r.watch = &watch{heap: heapBytes()}
		if now != nil {
			r.watch.started = now()
		}
		return ""
	}
	if now != nil && now().Sub(r.watch.started) > maxWall {
		return reasonWall
	}
	if heapBytes() < r.watch.heap+maxHeap {
		return ""
	}
	runtime.GC()
	if heapBytes() < r.watch.heap+maxHeap {
		return ""
	}
	return reasonHeap
}

func heapBytes() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

func (r *run) print(thread *starlark.Thread, message string) {
	if r.printed >= maxPrint {
		return
	}
	message = clip(clean(message), maxPrint-r.printed)
	r.printed += len(message)
	r.prints = append(r.prints, message)
	r.said(thread, "print", message)
}

// panicError is a bug in a builtin, caught so that the run can go on.
type panicError struct{ value any }

func (p panicError) Error() string {
	return fmt.Sprintf("paysheet stumbled over this (%s); please report it with the rule that shows it", clip(fmt.Sprint(p.value), 300))
}

// call asks a function about the row.
func (r *run) call(fn *starlark.Function) (v starlark.Value, err error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	defer func() {
		if p := recover(); p != nil {
			v, err = nil, &starlark.EvalError{Msg: panicError{p}.Error()}
		}
	}()
	return starlark.Call(&r.thread, fn, starlark.Tuple{&r.row}, nil)
}

// explain turns what the interpreter says into an *Error that names the row.
func (r *run) explain(err error, files *files) error {
	if ctxErr := r.ctx.Err(); ctxErr != nil && (errors.Is(err, ctxErr) || strings.HasSuffix(err.Error(), ": "+reasonContext)) {
		return fmt.Errorf("rules stopped in row %d: %w", r.row.row.Number(), ctxErr)
	}
	e := files.evalError(err, &r.row)
	e.Row = fmt.Sprintf("row %d", r.row.row.Number())
	return e
}
