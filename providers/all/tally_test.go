package all_test

import (
	"fmt"
	"strings"
	"sync"
	"text/tabwriter"

	"paysheet/providers"
	"paysheet/providers/all"
)

// place is where in the matrix a cell stands.
type place struct{ provider, fault, op string }

// tally keeps what the cells of the matrix came to: by place, and by the number of
// the request that was hit, where 0 is every one.
type tally struct {
	mu    sync.Mutex
	cells map[place]map[int]providers.Kind
	count int
	most  int // links of one create
}

func (c *tally) add(at place, hit int, err error, links int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kind := succeeds
	if err != nil {
		kind = providers.KindOf(err)
	}
	if c.cells[at] == nil {
		c.cells[at] = map[int]providers.Kind{}
	}
	c.cells[at][hit] = kind
	c.count++
	c.most = max(c.most, links)
}

// table shows the matrix, a provider after another.
func (c *tally) table() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var b strings.Builder
	fmt.Fprintf(&b, "%d cells, %d faults, most links of one create: %d.\n", c.count, len(everyFault()), c.most)
	b.WriteString("A cell: what came of it with every request hit / the first / the second and so on; ok is no error.\n")
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, def := range all.Definitions() {
		_, _ = fmt.Fprint(w, def.Name)
		for _, op := range everyOperation() {
			_, _ = fmt.Fprint(w, "\t"+op.name)
		}
		_, _ = fmt.Fprintln(w)
		for _, fault := range everyFault() {
			_, _ = fmt.Fprint(w, fault)
			for _, op := range everyOperation() {
				_, _ = fmt.Fprint(w, "\t"+outcomes(c.cells[place{def.Name, fault, op.name}]))
			}
			_, _ = fmt.Fprintln(w)
		}
		_, _ = fmt.Fprintln(w)
	}
	_ = w.Flush()
	return b.String()
}

func outcomes(of map[int]providers.Kind) string {
	var words []string
	for hit := range len(of) {
		word := of[hit].String()
		if of[hit] == succeeds {
			word = "ok"
		}
		words = append(words, word)
	}
	if len(words) == 0 {
		return "-"
	}
	return strings.Join(words, "/")
}
