package sheet

import "sync"

// Beside is a Keeper that hands everything on in a goroutine of its own, in the
// same order, so that the next rows are read meanwhile. It must be ended.
type Beside struct {
	to          Keeper
	now         *parcel
	full, empty chan *parcel
	done        sync.WaitGroup
}

// parcel is some rows on their way, whose cells lie one behind the other.
type parcel struct {
	begin  *Info // what comes before the rows
	rows   []Row
	cells  []Cell
	forget bool // what comes after them
}

const (
	parcels    = 4
	parcelRows = 128
)

// NewBeside hands on to a Keeper, which is not to be asked for anything before End.
func NewBeside(to Keeper) *Beside {
	b := &Beside{to: to, full: make(chan *parcel, parcels), empty: make(chan *parcel, parcels)}
	for range parcels {
		b.empty <- &parcel{}
	}
	b.done.Go(func() {
		for p := range b.full {
			p.hand(to)
			b.empty <- p // there is a place for each
		}
	})
	return b
}

func (p *parcel) hand(to Keeper) {
	if p.begin != nil {
		to.Begin(*p.begin)
	}
	for i := range p.rows {
		to.Add(p.rows[i])
	}
	if p.forget {
		to.Forget()
	}
	clear(p.cells) // so that the texts can go
	*p = parcel{rows: p.rows[:0], cells: p.cells[:0]}
}

// Begin is Keeper's.
func (b *Beside) Begin(info Info) {
	b.send()
	b.open().begin = &info
}

// Add is Keeper's.
func (b *Beside) Add(row Row) {
	p := b.open()
	from := len(p.cells)
	p.cells = append(p.cells, row.Cells...)
	row.Cells = p.cells[from:len(p.cells):len(p.cells)]
	if p.rows = append(p.rows, row); len(p.rows) == parcelRows {
		b.send()
	}
}

// Forget is Keeper's.
func (b *Beside) Forget() {
	b.open().forget = true
	b.send()
}

// End waits until everything is handed on.
func (b *Beside) End() {
	b.send()
	close(b.full)
	b.done.Wait()
}

func (b *Beside) open() *parcel {
	if b.now == nil {
		b.now = <-b.empty
	}
	return b.now
}

func (b *Beside) send() {
	if b.now != nil {
		b.full <- b.now
		b.now = nil
	}
}
