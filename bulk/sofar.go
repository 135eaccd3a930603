package bulk

import (
	"slices"
	"sync"

	"paysheet/bulk/spool"
)

// SoFar gives the results that are there while a run goes on, in the order of the
// items; those of rows that wait or are being worked on are missing. It may be
// called from any goroutine, except from Done.
func (r *Runner) SoFar() *Results {
	collect := r.collect.Load()
	if collect == nil {
		return &Results{spool: spool.New(nil)}
	}
	return collect.snapshot().present()
}

// collector keeps the results in the order of the items. A result that takes the
// place of an earlier one is a record of its own: what was given away stays.
type collector struct {
	spool *spool.Spool

	mu     sync.Mutex
	places []int64 // by item; -1 for one that is not there yet
	rows   []int32 // by item
	// open holds the results that the run may wait for.
	open  map[int]*Result
	waits bool
	done  func(Result)
	buf   []byte
}

func (c *collector) reserve() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.places, c.rows = append(c.places, -1), append(c.rows, 0)
	return len(c.places) - 1
}

func (c *collector) put(index int, result Result) {
	result.Note = withEdits(&result)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.buf = putResult(c.buf[:0], &result)
	c.places[index], c.rows[index] = c.spool.Append(c.buf), int32(result.Row)
	if c.waits && result.open != nil {
		if c.open == nil {
			c.open = map[int]*Result{}
		}
		kept := result // so that only one that is waited for is kept
		c.open[index] = &kept
		return // it is told of when it is finished
	}
	delete(c.open, index)
	if c.done != nil {
		c.done(result)
	}
}

// waiting gives the places of the results that the run may wait for, in order.
func (c *collector) waiting() []int {
	c.mu.Lock()
	defer c.mu.Unlock()
	var places []int
	for index := range c.open {
		places = append(places, index)
	}
	slices.Sort(places)
	return places
}

// end tells of what was waited for in vain and gives all results.
func (c *collector) end() *Results {
	for _, index := range c.waiting() {
		if c.done != nil {
			c.done(*c.open[index])
		}
	}
	c.open = nil
	return c.snapshot().present()
}

func (c *collector) snapshot() *Results {
	c.mu.Lock()
	defer c.mu.Unlock()
	return &Results{spool: c.spool, places: slices.Clone(c.places), rows: slices.Clone(c.rows)}
}
