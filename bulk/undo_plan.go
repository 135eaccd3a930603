package bulk

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"paysheet/bulk/spool"
)

// UndoPlan is what an undo would do and, once it is carried out, what came of it.
// The links lie in a spool, and 24 bytes of each stay in memory.
type UndoPlan struct {
	// Changed and Retired count the links of other runs that the run changed or
	// took back. What they were before is not known, so they stay as they are.
	Changed, Retired int

	spool    *spool.Spool
	buf      []byte
	links    []toUndo          // by sheet and row
	verdicts []verdict         // each once
	known    map[verdict]int32 // their places
	sheets   map[string]int32
	names    []string // of the sheets
	counts   map[Bucket]int
	results  *Results // of the links that were to be taken back, in their order; nil before
}

// toUndo is what stays in memory of a link.
type toUndo struct {
	at         int64 // of its item in the spool
	sheet, row int32
	verdict    int32
}

// verdict is what an undo says of a link before it calls anybody.
type verdict struct {
	bucket  Bucket
	why     string
	unknown bool
}

func newUndoPlan(keep *spool.Spool) *UndoPlan {
	return &UndoPlan{spool: keep, known: map[verdict]int32{}, sheets: map[string]int32{}, counts: map[Bucket]int{}}
}

func (p *UndoPlan) add(each *Undoing) {
	said := verdict{each.Bucket, each.Why, each.Unknown}
	number, met := p.known[said]
	if !met {
		number = int32(len(p.verdicts))
		p.verdicts, p.known[said] = append(p.verdicts, said), number
	}
	name := each.Item.Known.Sheet
	sheet, met := p.sheets[name]
	if !met {
		sheet = int32(len(p.names))
		p.names, p.sheets[name] = append(p.names, name), sheet
	}
	p.buf = putItem(p.buf[:0], &each.Item)
	p.links = append(p.links, toUndo{p.spool.Append(p.buf), sheet, int32(each.Item.Row), number})
	p.counts[each.Bucket]++
}

// bySheet puts the links into the order of their sheets' names and rows.
func (p *UndoPlan) bySheet() {
	slices.SortStableFunc(p.links, func(a, b toUndo) int {
		if a.sheet != b.sheet {
			return cmp.Compare(p.names[a.sheet], p.names[b.sheet])
		}
		return cmp.Compare(a.row, b.row)
	})
}

// Count gives how many links are in a bucket.
func (p *UndoPlan) Count(b Bucket) int { return p.counts[b] }

// Links yields every link, by sheet and row. An error, which is the spool's, ends
// it.
func (p *UndoPlan) Links() iter.Seq2[Undoing, error] {
	return func(yield func(Undoing, error) bool) {
		items, results, done := p.spool.Reader(), (*spool.Reader)(nil), 0
		if p.results != nil {
			results = p.results.spool.Reader()
		}
		for _, l := range p.links {
			each, err := p.read(items, l)
			if err == nil && p.results != nil && each.Bucket == TakenBack {
				err = p.settle(&each, results, done)
				done++
			}
			if !yield(each, err) || err != nil {
				return
			}
		}
	}
}

func (p *UndoPlan) read(from *spool.Reader, l toUndo) (Undoing, error) {
	record, _, err := from.Record(l.at)
	if err != nil {
		return Undoing{}, err
	}
	item, err := getItem(record)
	if err != nil {
		return Undoing{}, err
	}
	said := p.verdicts[l.verdict]
	return Undoing{Item: item, Bucket: said.bucket, Why: said.why, Unknown: said.unknown, Link: item.Known.Link}, nil
}

// settle says of a link that was to be taken back what came of that.
func (p *UndoPlan) settle(each *Undoing, from *spool.Reader, n int) error {
	each.Bucket, each.Why = NotUndone, "it was not attempted: undo again"
	if n >= p.results.Len() {
		return nil
	}
	result, err := p.results.read(from, n)
	if err != nil || result.Outcome == Left {
		return err
	}
	each.Link = result.Link
	if result.Outcome == NotAttempted {
		return nil
	}
	each.Result = result
	switch result.Outcome {
	case Cancelled:
		each.Bucket, each.Why = TakenBack, ""
	case Skipped:
		each.Bucket, each.Why = LeftAlone, fmt.Sprintf("it is %s by now", result.Link.Status)
	default:
		each.Why = result.Note
		each.Unknown = result.Outcome == Uncertain
	}
	return nil
}

// Results gives what came of the links that were to be taken back, by sheet and
// row; none before the plan is carried out.
func (p *UndoPlan) Results() *Results {
	if p.results == nil {
		return &Results{}
	}
	return p.results
}

// toTakeBack yields the items of the links that are to be taken back.
func (p *UndoPlan) toTakeBack() iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		reader := p.spool.Reader()
		for _, l := range p.links {
			if p.verdicts[l.verdict].bucket != TakenBack {
				continue
			}
			each, err := p.read(reader, l)
			if !yield(each.Item, err) || err != nil {
				return
			}
		}
	}
}

// carriedOut takes what came of the links of toTakeBack and counts anew.
func (p *UndoPlan) carriedOut(results *Results) error {
	p.results, p.counts = results, map[Bucket]int{}
	for each, err := range p.Links() {
		if err != nil {
			return err
		}
		p.counts[each.Bucket]++
	}
	return nil
}
