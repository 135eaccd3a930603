package xlsx

import (
	"cmp"
	"fmt"
	"slices"

	"paysheet/bulk/sheet"
)

// avoid moves the first free column to the right of what a new column must not
// touch: merged ranges, comments, and tables, whose header cells must stay equal
// to their column names.
func (t *table) avoid(p *pack) error {
	relations, err := readRelations(p, t.part)
	if err != nil {
		return err
	}
	if t.tables, err = p.readTables(relations); err != nil {
		return err
	}
	for _, m := range t.extra.merges {
		if m.bottom >= t.info.HeaderRow && m.right >= t.free {
			t.free, t.why = m.right+1, fmt.Sprintf("the merged range %s reaches beyond the last used column", m)
		}
	}
	objects := p.readObjects(relations)
	t.avoidComments(objects.comments)
	t.avoidTables()
	if t.why != "" {
		t.tellPlace()
	}
	t.tellHidden(objects.drawings)
	t.tellFilter()
	return nil
}

// avoidComments keeps results from cells that somebody wrote a note about. A
// table beside which they go is more: its rows are sorted as a whole.
func (t *table) avoidComments(comments []area) {
	inTable := slices.ContainsFunc(t.tables, func(l listObject) bool { return l.takes(t.info.HeaderRow, t.free) })
	slices.SortFunc(comments, func(a, b area) int { return cmp.Compare(a.left, b.left) })
	for _, c := range comments {
		if c.top < t.info.HeaderRow || c.top > t.lastRow || c.left < t.free || c.left >= t.free+usualResults {
			continue
		}
		if inTable {
			t.guess("%s has a comment and is empty; a result may be written there", cellName(c.top, c.left))
			return
		}
		t.free, t.why = c.left+1, cellName(c.top, c.left)+" has a comment"
	}
}

// takes tells that a table can take up columns that begin right of it.
func (l *listObject) takes(header, free int) bool {
	return l.headed && l.area.top == header && l.area.right+1 == free && !l.query
}

func (t *table) avoidTables() {
	for i, l := range t.tables {
		if l.takes(t.info.HeaderRow, t.free) {
			t.grows = &t.tables[i]
		}
		if l.area.bottom >= t.info.HeaderRow && l.area.right >= t.free {
			t.free, t.why = l.area.right+1, fmt.Sprintf("the table %q (%s) reaches beyond the last used column", l.name, l.area)
		}
	}
	if t.grows != nil && t.grows.area.right+1 != t.free {
		t.grows = nil // another table is in the way
	}
}

func (t *table) guess(format string, args ...any) {
	t.info.Guesses = append(t.info.Guesses, fmt.Sprintf(format, args...))
}

func (t *table) tellPlace() {
	if t.free >= maxColumn {
		t.guess("there is no column left for results: %s", t.why)
		return
	}
	t.guess("new result columns start at column %s: %s", sheet.ColumnName(t.free), t.why)
}

// usualResults is how many columns a sheet may get. What lies further right is
// in nobody's way.
const usualResults = 10

// lastOwn gives the last column that an earlier run wrote, -1 for none.
func (t *table) lastOwn() int {
	last := -1
	for i, text := range t.info.Header {
		if slices.Contains(t.opts.Own, text) {
			last = i
		}
	}
	return last
}

// tellHidden names what would hide new result columns.
func (t *table) tellHidden(drawings []area) {
	if t.lastOwn() >= 0 {
		return // a person has seen them
	}
	for _, c := range t.extra.columns {
		if c.hidden && c.last >= t.free && c.first < t.free+usualResults {
			t.guess("new result columns start at column %s, where columns are hidden: show them to see the links", sheet.ColumnName(t.free))
			break
		}
	}
	for _, d := range drawings {
		if d.bottom >= t.info.HeaderRow && d.top <= t.lastRow && d.right >= t.free && d.left < t.free+usualResults {
			t.guess("a chart or picture lies over %s, where new result columns go: move it to see them", d)
			return
		}
	}
}

// tellFilter warns of a table and of a filter that end left of the results. Excel
// sorts their columns alone, which leaves each link beside another invoice.
func (t *table) tellFilter() {
	f, last := t.extra.filter, t.lastOwn()
	if last < 0 {
		last = t.free
	}
	first := slices.IndexFunc(t.info.Header, func(text string) bool { return text != "" })
	for _, l := range t.tables {
		grows := t.grows != nil && t.grows.part == l.part
		isOurs := l.headed && l.area.top == t.info.HeaderRow && l.area.left <= first // not one beside the invoices
		if isOurs && l.area.right < last && !grows {
			t.guess("the results stand outside of the table %q (%s): sorting it leaves the links behind", l.name, l.area)
		}
	}
	if f.top != t.info.HeaderRow || f.right >= last {
		return
	}
	t.guess("the worksheet's filter covers %s and no result columns: before sorting by it, switch it off and on again, or the links stay behind", f)
}
