package xlsx

import (
	"fmt"
	"iter"

	"paysheet/bulk/sheet"
)

// feed hands out the results in step with the rows.
type feed struct {
	pull   func() (int, []sheet.Value, bool)
	plan   *plan
	row    int // of the next result, 0 for none
	values []sheet.Value
}

// newFeed starts the results; stop ends them.
func newFeed(results iter.Seq2[int, []sheet.Value], p *plan) (f *feed, stop func(), err error) {
	pull, stop := iter.Pull2(results)
	f = &feed{pull: pull, plan: p}
	if err := f.advance(); err != nil {
		stop()
		return nil, nil, err
	}
	return f, stop, nil
}

// advance moves to the next result.
func (f *feed) advance() error {
	last := f.row
	row, values, ok := f.pull()
	if !ok {
		f.row = 0
		return nil
	}
	switch {
	case row <= f.plan.header:
		return fmt.Errorf("a result was given for row %d, which is not below the header row %d", row, f.plan.header)
	case row <= last:
		return fmt.Errorf("the results are not in rising order: row %d after row %d", row, last)
	case row > f.plan.last:
		return fmt.Errorf("a result was given for row %d, but the worksheet ends at row %d", row, f.plan.last)
	case len(values) != len(f.plan.targets):
		return fmt.Errorf("row %d has %d results for %d columns", row, len(values), len(f.plan.targets))
	}
	for _, t := range f.plan.targets {
		if err := checkValue(values[t.index]); err != nil {
			return fmt.Errorf("result cell %s: %w", cellName(row, t.column), err)
		}
		if values[t.index].Yields {
			continue
		}
		if err := f.plan.checkMerge(row, t.column); err != nil {
			return err
		}
	}
	f.row, f.values = row, values
	return nil
}

// before tells whether the next result belongs to a row above the given one.
func (f *feed) before(row int) bool { return f.row > 0 && f.row < row }
