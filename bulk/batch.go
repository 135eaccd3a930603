package bulk

import (
	"context"
	"iter"
	"runtime"
	"sync"

	"paysheet/bulk/invoice"
)

// batchRows is how many rows are decided together: enough that handing them over
// costs nothing beside them, few enough that the first ones are there at once.
const batchRows = 256

// batch is some rows on their way from the sheet to the plan.
type batch struct {
	ctx    context.Context
	rows   invoice.Rows
	drafts []draft
	done   chan struct{} // closed when the drafts are there
	err    error         // why there are no rows after these
}

// line decides rows side by side and gives them in the sheet's order. One
// goroutine reads, several decide, and whoever asked for the plan takes them.
type line struct {
	planner *Planner
	work    chan *batch // to be decided
	order   chan *batch // the same, in order
	free    chan *batch // to be filled again
	workers sync.WaitGroup
}

// Items yields the plan, row by row. An error ends it and means that the sheet
// could not be read to its end or the ledger failed; what is wrong with a row
// is in its Item. Rules, Memory and Chosen are asked by several goroutines.
func (p *Planner) Items(ctx context.Context) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		n := runtime.GOMAXPROCS(0)
		l := &line{
			planner: p, work: make(chan *batch, n), order: make(chan *batch, 2*n), free: make(chan *batch, 2*n+2),
		}
		inner, stop := context.WithCancel(ctx)
		defer l.workers.Wait()
		defer stop()
		l.workers.Go(func() { l.read(inner) })
		for range n {
			l.workers.Go(l.decide)
		}
		l.take(ctx, yield)
	}
}

// take hands the drafts on in order.
func (l *line) take(ctx context.Context, yield func(Item, error) bool) {
	for b := range l.order {
		<-b.done
		for i := range b.drafts {
			d := &b.drafts[i]
			if d.err == nil && d.late {
				d.err = l.planner.complete(ctx, d)
			}
			if !yield(d.item, d.err) || d.err != nil {
				return
			}
		}
		if b.err != nil {
			yield(Item{}, b.err)
			return
		}
		select {
		case l.free <- b:
		default:
		}
	}
}

// read fills batches from the sheet until it ends or nobody wants more.
func (l *line) read(ctx context.Context) {
	defer close(l.order)
	defer close(l.work)
	b := l.empty(ctx)
	for raw, err := range l.planner.Table.Rows(ctx) {
		if err != nil {
			b.err = err
			break
		}
		b.rows.Add(raw)
		if b.rows.Len() < batchRows {
			continue
		}
		if !l.send(ctx, b) {
			return
		}
		b = l.empty(ctx)
	}
	l.send(ctx, b)
}

func (l *line) send(ctx context.Context, b *batch) bool {
	select {
	case l.order <- b:
	case <-ctx.Done():
		return false
	}
	l.work <- b // never waits long: those who decide need nobody else
	return true
}

// empty gives a batch without rows.
func (l *line) empty(ctx context.Context) *batch {
	var b *batch
	select {
	case b = <-l.free:
	default:
		b = &batch{}
	}
	b.ctx, b.done, b.err = ctx, make(chan struct{}), nil
	b.rows.Reset(l.planner.Columns)
	return b
}

// decide decides batches until there are no more.
func (l *line) decide() {
	for b := range l.work {
		b.decide(l.planner)
		close(b.done)
	}
}

func (b *batch) decide(p *Planner) {
	b.drafts = b.drafts[:0]
	for row := range b.rows.All() {
		b.drafts = append(b.drafts, draft{row: row})
		d := &b.drafts[len(b.drafts)-1]
		p.begin(b.ctx, d)
		if d.err == nil && !d.late {
			d.err = p.complete(b.ctx, d)
		}
		if d.err != nil {
			return // what comes after it is never asked for
		}
	}
}
