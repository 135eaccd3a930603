package bulk

import (
	"slices"
	"sync"
)

// SoFar gives the results that are there while Apply goes on, in the order of
// the items; those of rows that wait or are being worked on are missing. It may
// be called from any goroutine, except from Done. The results are not to be
// written to.
func (r *Runner) SoFar() []*Result {
	collect := r.collect.Load()
	if collect == nil {
		return nil
	}
	return collect.soFar()
}

// collector keeps the results in the order of the items.
type collector struct {
	mu      sync.Mutex
	results []Result
	ready   []bool // which results are there
	// again holds results that take the place of an earlier one: what SoFar gave
	// away is never written to.
	again map[int]*Result
	open  map[int]bool // results that the run may wait for
	waits bool
	done  func(Result)
}

func (c *collector) reserve() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.results, c.ready = append(c.results, Result{}), append(c.ready, false)
	return len(c.results) - 1
}

func (c *collector) put(index int, result Result) {
	result.Note = withEdits(&result)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ready[index] {
		if c.again == nil {
			c.again = map[int]*Result{}
		}
		c.again[index] = &result
	} else {
		c.results[index], c.ready[index] = result, true
	}
	if c.waits && result.open != nil {
		if c.open == nil {
			c.open = map[int]bool{}
		}
		c.open[index] = true
		return // it is told of when it is finished
	}
	delete(c.open, index)
	if c.done != nil {
		c.done(result)
	}
}

// at gives the result that holds; the lock is taken.
func (c *collector) at(index int) *Result {
	if result := c.again[index]; result != nil {
		return result
	}
	return &c.results[index]
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
func (c *collector) end() []Result {
	places := c.waiting()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, index := range places {
		if c.done != nil {
			c.done(*c.at(index))
		}
	}
	c.open = nil
	if len(c.again) == 0 {
		return c.results
	}
	all := slices.Clone(c.results)
	for index, result := range c.again {
		all[index] = *result
	}
	return all
}

// soFar gives pointers, because a result is written once and never again: what
// is there can be read while others are added.
func (c *collector) soFar() []*Result {
	c.mu.Lock()
	defer c.mu.Unlock()
	some := make([]*Result, 0, len(c.results))
	for i := range c.results {
		if c.ready[i] {
			some = append(some, c.at(i))
		}
	}
	return some
}
