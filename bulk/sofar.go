package bulk

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

// soFar gives pointers, because a result is written once and never again: what
// is there can be read while others are added.
func (c *collector) soFar() []*Result {
	c.mu.Lock()
	defer c.mu.Unlock()
	some := make([]*Result, 0, len(c.results))
	for i := range c.results {
		if c.ready[i] {
			some = append(some, &c.results[i])
		}
	}
	return some
}
