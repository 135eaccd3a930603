package xlsx

import (
	"errors"
	"fmt"
	"sort"

	"paysheet/bulk/sheet"
)

// target is one result column: where it stands and which value goes there.
type target struct {
	column int
	index  int         // in the caller's columns and values
	header string      // set where the header has to be written
	look   *columnLook // nil: as the row or the column says
}

// plan is where the results of one patch go.
type plan struct {
	targets []target // by column
	last    int      // last row of the worksheet
	header  int      // header row
	columns []columnStyle
	merges  []area  // those that touch a result column below the header
	lastCol int     // last column with a header, whose style new headers take
	corner  area    // all that may be written
	table   *growth // the table that the new columns become a part of
	totals  []area  // rows of totals of tables, whose cells only the table itself fills
}

// place finds the result columns and gives the missing ones a place.
func (t *table) place(columns []string) (*plan, error) {
	p := &plan{last: t.lastRow, header: t.info.HeaderRow, columns: t.extra.columns, lastCol: t.lastCol}
	if len(columns) == 0 {
		return nil, errors.New("no result columns were given")
	}
	if err := t.assign(p, columns); err != nil {
		return nil, err
	}
	sort.Slice(p.targets, func(i, j int) bool { return p.targets[i].column < p.targets[j].column })
	for i := 1; i < len(p.targets); i++ {
		if p.targets[i].column == p.targets[i-1].column {
			return nil, fmt.Errorf("result column %q was given twice", columns[p.targets[i].index])
		}
	}
	p.totals = t.totalsRows(p)
	p.corner = area{left: p.targets[0].column, top: p.header, right: p.targets[len(p.targets)-1].column, bottom: p.last}
	for _, m := range t.extra.merges {
		if m.bottom > p.header && m.right >= p.corner.left && m.left <= p.corner.right {
			p.merges = append(p.merges, m)
		}
	}
	return p, nil
}

// assign gives each result column its place: where its header stands, or the
// next free column.
func (t *table) assign(p *plan, columns []string) error {
	free := t.free
	var added []string
	for i, name := range columns {
		at, err := t.find(name)
		if err != nil {
			return err
		}
		if at >= 0 {
			p.targets = append(p.targets, target{column: at, index: i})
			continue
		}
		p.targets = append(p.targets, target{column: free, index: i, header: name})
		added = append(added, name)
		free++
	}
	if free > maxColumn {
		why := "the header reaches too far right"
		if t.why != "" {
			why = t.why
		}
		return fmt.Errorf("worksheet %q has no room for the result columns: they would pass column XFD, the last one (%s); clear or remove what is on the right", t.info.Sheet, why)
	}
	if t.grows == nil || len(added) == 0 {
		return nil
	}
	p.table = &growth{listObject: *t.grows, headers: added}
	if err := p.table.check(); err != nil {
		return fmt.Errorf("worksheet %q: %w", t.info.Sheet, err)
	}
	return nil
}

// find returns the column with a header, -1 for none.
func (t *table) find(name string) (int, error) {
	at := -1
	for i, h := range t.info.Header {
		if h != name {
			continue
		}
		if at >= 0 {
			return 0, fmt.Errorf("worksheet %q has two columns %q, %s and %s: remove or rename one", t.info.Sheet, name, sheet.ColumnName(at), sheet.ColumnName(i))
		}
		at = i
	}
	return at, nil
}

// missing gives the columns whose header is to be written, or all of them.
func (p *plan) missing(only bool) []target {
	if !only {
		return p.targets
	}
	var list []target
	for _, t := range p.targets {
		if t.header != "" {
			list = append(list, t)
		}
	}
	return list
}

// columnStyle returns the style that a column gives to its empty cells.
func (p *plan) columnStyle(column int) string {
	for _, c := range p.columns {
		if column >= c.first && column <= c.last {
			return c.style
		}
	}
	return ""
}

// checkMerge refuses a cell inside a merged range, where it would not be seen
// or would stand in for others.
func (p *plan) checkMerge(row, column int) error {
	for _, m := range p.merges {
		if m.has(row, column) {
			return fmt.Errorf("result cell %s lies in the merged range %s: unmerge it", cellName(row, column), m)
		}
	}
	return nil
}

// totalsRows gives the rows of totals that result columns run through. Such a
// row says in the table's part what each of its cells holds (ISO/IEC 29500-1,
// 18.5.1.3, totalsRowLabel and totalsRowFunction).
func (t *table) totalsRows(p *plan) []area {
	var rows []area
	for _, l := range t.tables {
		if p.table != nil && p.table.part == l.part {
			l.area.right += len(p.table.headers)
		}
		if l.totals > 0 {
			rows = append(rows, area{left: l.area.left, top: l.area.bottom, right: l.area.right, bottom: l.area.bottom})
		}
	}
	return rows
}

// leaves tells that a cell stays what it is.
func (p *plan) leaves(row, column int, value sheet.Value, formula bool) bool {
	for _, a := range p.totals {
		if a.has(row, column) {
			return true
		}
	}
	return value.Yields && (formula || p.checkMerge(row, column) != nil)
}
