package xlsx

import (
	"bytes"
	"fmt"
	"strconv"

	"paysheet/bulk/sheet"
)

// line is one row as it stands in the part, with the places of its cells.
type line struct {
	attrs  rowAttrs
	prefix string
	raw    []byte
	open   int  // length of the start tag
	empty  bool // <row/>
	spans  string
	cells  []place
	out    []byte
}

// place is where a cell stands in its row.
type place struct {
	column, from, to int
	style            string
	formula          bool
}

// read takes the row whose start tag is current.
func (l *line) read(sc *scanner, attrs rowAttrs) error {
	l.attrs, l.empty, l.cells = attrs, sc.empty, l.cells[:0]
	l.prefix = string(sc.full[:len(sc.full)-len(sc.name)])
	l.raw = append(l.raw[:0], sc.raw...)
	l.open = len(l.raw)
	var err error
	if l.spans, err = sc.attr("spans"); err != nil || l.empty {
		return err
	}
	for {
		if err := sc.next(); err != nil {
			return err
		}
		l.raw = append(l.raw, sc.raw...)
		switch {
		case sc.kind == atClose && sc.level == 3:
			return nil
		case sc.kind == atStart && sc.level == 4 && string(sc.name) == "c":
			if err := l.readCell(sc); err != nil {
				return err
			}
		}
	}
}

// readCell takes the cell whose start tag is current, to its end.
func (l *line) readCell(sc *scanner) error {
	last := -1
	if len(l.cells) > 0 {
		last = l.cells[len(l.cells)-1].column
	}
	attrs, err := sc.cellAttrs(l.attrs.number, last)
	if err != nil {
		return err
	}
	cell := place{column: attrs.column, from: len(l.raw) - len(sc.raw)}
	if attrs.style > 0 {
		cell.style = strconv.Itoa(attrs.style)
	}
	for done := sc.empty; !done; {
		if err := sc.next(); err != nil {
			return err
		}
		l.raw = append(l.raw, sc.raw...)
		cell.formula = cell.formula || (sc.kind == atStart && sc.level == 5 && string(sc.name) == "f")
		done = sc.kind == atClose && sc.level == 4
	}
	cell.to = len(l.raw)
	l.cells = append(l.cells, cell)
	return nil
}

// patch gives the row with the values in the plan's columns.
func (l *line) patch(p *plan, values []sheet.Value) ([]byte, error) {
	header := l.attrs.number == p.header
	l.out = l.out[:0]
	at, next := l.open, 0 // what is copied so far; the cell that follows
	first, last := maxColumn, -1
	for _, t := range p.missing(header) {
		for next < len(l.cells) && l.cells[next].column < t.column {
			next++
		}
		to := l.insertAt(next)
		l.out = append(l.out, l.raw[at:to]...)
		at = to
		style, value := l.emptyStyle(p, t.column), values[t.index]
		if next < len(l.cells) && l.cells[next].column == t.column {
			if l.cells[next].formula {
				return nil, fmt.Errorf("result cell %s holds a formula, which is not overwritten: clear the cell or rename the column's header", cellName(l.attrs.number, t.column))
			}
			style, at = l.cells[next].style, l.cells[next].to
		} else if value.Text == "" {
			continue
		}
		if header && style == "" {
			style = l.styleOf(p.lastCol)
		}
		l.out = appendCell(l.out, l.prefix, l.attrs.number, t.column, style, value)
		first, last = min(first, t.column), max(last, t.column)
	}
	if last < 0 {
		return l.raw, nil
	}
	return l.join(at, first, last), nil
}

// insertAt is where a cell goes that stands before the next one: behind the
// one before it, so that white space stays with what follows.
func (l *line) insertAt(next int) int {
	switch {
	case next < len(l.cells):
		return l.cells[next].from
	case next > 0:
		return l.cells[next-1].to
	}
	return l.open
}

// join puts start tag, cells and the rest of the row together.
func (l *line) join(at, first, last int) []byte {
	row := l.startTag(first, last)
	row = append(row, l.out...)
	if !l.empty {
		return append(row, l.raw[at:]...)
	}
	return appendTag(row, "</", l.prefix, "row>")
}

// startTag gives the row's start tag, open and with spans that reach far
// enough. Spans are a hint for readers; they count columns from 1.
func (l *line) startTag(first, last int) []byte {
	tag := append([]byte(nil), l.raw[:l.open]...)
	if l.empty {
		tag = append(trimRight(tag[:len(tag)-len("/>")]), '>')
	}
	wide := widen(l.spans, first+1, last+1)
	if wide == l.spans {
		return tag
	}
	for _, quote := range []string{`"`, `'`} {
		old := []byte("spans=" + quote + l.spans + quote)
		if i := bytes.Index(tag, old); i > 0 {
			return append(append(append([]byte(nil), tag[:i]...), "spans="+quote+wide+quote...), tag[i+len(old):]...)
		}
	}
	return tag
}

// widen lets a list of spans such as "1:5 8:12" reach from first to last.
func widen(spans string, first, last int) string {
	list := bytes.Fields([]byte(spans))
	if len(list) == 0 {
		return spans
	}
	low, _, ok1 := bytes.Cut(list[0], []byte(":"))
	_, high, ok2 := bytes.Cut(list[len(list)-1], []byte(":"))
	from, ok3 := parseUint(low)
	to, ok4 := parseUint(high)
	if !ok1 || !ok2 || !ok3 || !ok4 || (from <= first && to >= last) {
		return spans
	}
	return fmt.Sprintf("%d:%d", min(from, first), max(to, last))
}

// emptyStyle is the style of a cell that is not there.
func (l *line) emptyStyle(p *plan, column int) string {
	if l.attrs.style != "" {
		return l.attrs.style
	}
	return p.columnStyle(column)
}

// styleOf is the style of the row's cell in a column.
func (l *line) styleOf(column int) string {
	for _, c := range l.cells {
		if c.column == column {
			return c.style
		}
	}
	return ""
}

// fresh gives the cells of a row that is not there yet.
func (l *line) fresh(p *plan, prefix string, row int, values []sheet.Value) []byte {
	l.out = l.out[:0]
	for _, t := range p.targets {
		if value := values[t.index]; value.Text != "" {
			l.out = appendCell(l.out, prefix, row, t.column, p.columnStyle(t.column), value)
		}
	}
	return l.out
}
