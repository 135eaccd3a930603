package bulk

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"slices"

	"paysheet/bulk/spool"
)

// Results are a run's results in the order of its items. They lie in a spool,
// because those of a million rows fill no memory but several hundred MiB.
type Results struct {
	spool  *spool.Spool
	places []int64 // by item
	rows   []int32 // by item
}

// ResultsOf puts some results into a spool.
func ResultsOf(s *spool.Spool, results ...Result) *Results {
	all := &Results{spool: s}
	for i := range results {
		all.places = append(all.places, s.Append(putResult(nil, &results[i])))
		all.rows = append(all.rows, int32(results[i].Row))
	}
	return all
}

// Len gives how many there are.
func (r *Results) Len() int { return len(r.places) }

// At reads the result of one item, by its number in their order.
func (r *Results) At(i int) (*Result, error) { return r.read(r.spool.Reader(), i) }

// All yields the results. An error, which is the spool's, ends it.
func (r *Results) All() iter.Seq2[*Result, error] {
	return func(yield func(*Result, error) bool) {
		reader := r.spool.Reader()
		for i := range r.places {
			result, err := r.read(reader, i)
			if !yield(result, err) || err != nil {
				return
			}
		}
	}
}

// Some yields those of some items.
func (r *Results) Some(items []int) iter.Seq2[*Result, error] {
	some := Results{spool: r.spool}
	for _, i := range items {
		some.places = append(some.places, r.places[i])
	}
	return some.All()
}

// InRowOrder puts the results into the order of the sheet, in which they are
// written and told.
func (r *Results) InRowOrder() {
	if !slices.IsSorted(r.rows) {
		r.sort(func(a, b int) int { return cmp.Compare(r.rows[a], r.rows[b]) })
	}
}

// BySheet puts results of several sheets, all of which have a Known entry, into
// the order of the sheets' names and, of one sheet, of its rows. An error is the
// spool's.
func (r *Results) BySheet() error {
	numbers, sheets := map[string]int32{}, make([]int32, 0, len(r.rows))
	for result, err := range r.All() {
		if err != nil {
			return err
		}
		name := result.Known.Sheet
		if _, met := numbers[name]; !met {
			numbers[name] = int32(len(numbers))
		}
		sheets = append(sheets, numbers[name])
	}
	ranks := make([]int, len(numbers))
	for rank, name := range slices.Sorted(maps.Keys(numbers)) {
		ranks[numbers[name]] = rank
	}
	r.sort(func(a, b int) int {
		return cmp.Or(cmp.Compare(ranks[sheets[a]], ranks[sheets[b]]), cmp.Compare(r.rows[a], r.rows[b]))
	})
	return nil
}

// sort puts the results into another order, by their present places; those that
// are equal stay as they are to each other.
func (r *Results) sort(compare func(a, b int) int) {
	order := make([]int, len(r.rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, compare)
	places, rows := make([]int64, len(order)), make([]int32, len(order))
	for to, from := range order {
		places[to], rows[to] = r.places[from], r.rows[from]
	}
	r.places, r.rows = places, rows
}

// collectAll gives all of them at once, for runs of which it is known that they
// are small.
func (r *Results) collectAll() ([]Result, error) {
	all := make([]Result, 0, len(r.places))
	for result, err := range r.All() {
		if err != nil {
			return all, err
		}
		all = append(all, *result)
	}
	return all, nil
}

func (r *Results) read(from *spool.Reader, i int) (*Result, error) {
	record, _, err := from.Record(r.places[i])
	if err != nil {
		return nil, err
	}
	return getResult(record)
}

// present leaves out what is not there yet.
func (r *Results) present() *Results {
	n := 0
	for i, at := range r.places {
		if at >= 0 {
			r.places[n], r.rows[n] = at, r.rows[i]
			n++
		}
	}
	r.places, r.rows = r.places[:n], r.rows[:n]
	return r
}

// KeptPlan is a plan that was decided once and is read again, so that what is shown
// and guarded is also what is carried out.
type KeptPlan struct {
	spool    *spool.Spool
	from, to int64
	buf      []byte
}

// KeepPlan begins to keep a plan. Until its last item is added, nobody else puts
// anything into the spool.
func KeepPlan(s *spool.Spool) *KeptPlan {
	return &KeptPlan{spool: s, from: s.End(), to: s.End()}
}

// Add keeps the next item.
func (k *KeptPlan) Add(item Item) {
	k.buf = putItem(k.buf[:0], &item)
	k.spool.Append(k.buf)
	k.to = k.spool.End()
}

// look is where an item that only looks at a link is kept, and when its provider
// last told of it.
type look struct{ last, at int64 }

// InOrder yields the plan as it was kept. An error, which is the spool's, ends
// it. With looksLast, items that only look at a link come last and in the order
// of their last look: what an earlier run did not come to is begun with.
func (k *KeptPlan) InOrder(looksLast bool) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		reader := k.spool.Reader()
		var looks []look
		for at := k.from; at < k.to; {
			item, next, err := k.read(reader, at)
			if err == nil && looksLast && item.Action == Refresh {
				looks = append(looks, look{item.lastLook(), at})
			} else if !yield(item, err) || err != nil {
				return
			}
			at = next
		}
		slices.SortStableFunc(looks, func(a, b look) int { return cmp.Compare(a.last, b.last) })
		for _, l := range looks {
			if item, _, err := k.read(reader, l.at); !yield(item, err) || err != nil {
				return
			}
		}
	}
}

func (k *KeptPlan) read(reader *spool.Reader, at int64) (item Item, next int64, err error) {
	record, next, err := reader.Record(at)
	if err == nil {
		item, err = getItem(record)
	}
	return item, next, err
}

// lastLook gives when the provider last told of the link, in nanoseconds; the
// least number for one that was never looked at.
func (i *Item) lastLook() int64 {
	if i.Known == nil || i.Known.Checked.IsZero() {
		return math.MinInt64
	}
	return i.Known.Checked.UnixNano()
}
