package bulk

import (
	"context"
	"iter"
	"runtime"
	"sync"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
)

// batchRows is how many rows are decided together: enough that handing them over
// costs nothing beside them, few enough that the first ones are there at once.
const batchRows = 256

// batch is some rows on their way from the sheet to the plan.
type batch struct {
	ctx    context.Context
	rows   invoice.Rows
	drafts []draft
	done   chan struct{} // closed when its work is done
	err    error         // why there are no rows after these
	last   bool
}

// line takes rows from a sheet to whoever asked for them, in the sheet's order.
// One goroutine reads, several work on what each row needs of its own, and one
// may look at the rows when that is done.
type line struct {
	table   sheet.Table
	columns *invoice.Columns
	work    func(*batch)
	look    func(invoice.Row) // nil for nobody
	judged  rowSet            // rows that are known to be Billable, by their place

	todo    chan *batch // to be worked on
	order   chan *batch // the same, in order
	looked  chan *batch // the same, after look
	free    chan *batch // to be filled again
	workers sync.WaitGroup
}

// run gives the batches to take, one after the other, until it says no, and ends
// with all that it began. Its error is that ctx ended before the rows did.
func (l *line) run(ctx context.Context, take func(*batch) bool) error {
	n := runtime.GOMAXPROCS(0)
	l.todo, l.order, l.free = make(chan *batch, n), make(chan *batch, 2*n), make(chan *batch, 4*n+2)
	inner, stop := context.WithCancel(ctx)
	defer l.workers.Wait()
	defer stop()
	l.workers.Go(func() { l.read(inner) })
	for range n {
		l.workers.Go(func() {
			for b := range l.todo {
				l.work(b)
				close(b.done)
			}
		})
	}
	ready := l.order
	if l.look != nil {
		l.looked = make(chan *batch, 2*n)
		l.workers.Go(func() { l.lookAtAll(inner) })
		ready = l.looked
	}
	for b := range ready {
		<-b.done
		if !take(b) || b.last {
			return nil
		}
		select {
		case l.free <- b:
		default:
		}
	}
	return context.Cause(ctx)
}

// read fills batches from the sheet until it ends or nobody wants more.
func (l *line) read(ctx context.Context) {
	defer close(l.order)
	defer close(l.todo)
	b, n := l.empty(ctx), 0
	for raw, err := range l.table.Rows(ctx) {
		if err != nil {
			b.err = err
			break
		}
		b.rows.Add(raw)
		if l.judged.has(n) {
			b.rows.Judged()
		}
		n++
		if b.rows.Len() < batchRows {
			continue
		}
		if !l.send(ctx, b) {
			return
		}
		b = l.empty(ctx)
	}
	b.last = true
	l.send(ctx, b)
}

func (l *line) send(ctx context.Context, b *batch) bool {
	select {
	case l.order <- b:
	case <-ctx.Done():
		return false
	}
	l.todo <- b // never waits long: those who work need nobody else
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
	b.ctx, b.done, b.err, b.last = ctx, make(chan struct{}), nil, false
	b.rows.Reset(l.columns)
	return b
}

// lookAtAll shows each row to look.
func (l *line) lookAtAll(ctx context.Context) {
	defer close(l.looked)
	for b := range l.order {
		<-b.done
		for row := range b.rows.All() {
			l.look(row)
		}
		select {
		case l.looked <- b:
		case <-ctx.Done():
			return
		}
	}
}

// Items yields the plan, row by row. An error ends it and means that the sheet
// could not be read to its end or the ledger failed; what is wrong with a row
// is in its Item. Rules, Memory and Chosen are asked by several goroutines.
func (p *Planner) Items(ctx context.Context) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		l := line{table: p.Table, columns: p.Columns, work: p.decideAll, look: p.Look, judged: p.billable}
		if err := l.run(ctx, func(b *batch) bool { return p.hand(ctx, b, yield) }); err != nil {
			yield(Item{}, err)
		}
	}
}

// decideAll decides the rows of a batch as far as each can be on its own.
func (p *Planner) decideAll(b *batch) {
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

// hand gives a batch's items to whoever asked for the plan, and tells whether
// there are more to give.
func (p *Planner) hand(ctx context.Context, b *batch, yield func(Item, error) bool) bool {
	for i := range b.drafts {
		d := &b.drafts[i]
		if d.err == nil && d.late {
			d.err = p.complete(ctx, d)
		}
		if !yield(d.item, d.err) || d.err != nil {
			return false
		}
	}
	if b.err != nil {
		yield(Item{}, b.err)
		return false
	}
	return true
}
