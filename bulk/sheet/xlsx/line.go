package xlsx

import (
	"bytes"
	"fmt"
	"strconv"

	"paysheet/bulk/sheet"
)

// line is one row as it stands in the part, with the places of its cells.
type line struct {
	attrs rowAttrs
	tags  *cellTags
	raw   []byte
	open  int  // length of the start tag
	empty bool // <row/>
	spans stretch
	first int // the first column whose cell may be needed
	cells []place

	quick    quickRow
	visit    func(*quickCell) bool
	tag, out []byte
	wide     widened
}

// stretch says which bytes of raw are the value of spans; none without it.
type stretch struct{ from, to int }

// place is where a cell stands in its row.
type place struct {
	column, from, to int
	style            int
	formula          bool
}

// read takes the row whose start tag is current. Of the cells left of first it
// keeps the last at least.
func (l *line) read(sc *scanner, attrs rowAttrs, first int) error {
	l.attrs, l.empty, l.first, l.cells = attrs, sc.empty, first, l.cells[:0]
	l.tags = l.tags.withPrefix(sc.full[:len(sc.full)-len(sc.name)])
	l.raw = append(l.raw[:0], sc.raw...)
	l.open = len(l.raw)
	if err := l.findSpans(sc); err != nil || l.empty {
		return err
	}
	if l.visit == nil {
		l.visit = l.keep
	}
	if done, err := l.readTail(sc); done || err != nil {
		return err
	}
	if done, err := l.readPlain(sc); done || err != nil {
		return err
	}
	return l.readTokens(sc)
}

// readTokens takes the rest of a row token by token.
func (l *line) readTokens(sc *scanner) error {
	l.cells = l.cells[:0]
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

// readPlain takes the rest of a plain row.
func (l *line) readPlain(sc *scanner) (done bool, err error) {
	done, err = l.quick.walk(sc, l.attrs.number, l.visit)
	if done {
		l.raw = append(l.raw, sc.raw...)
	}
	return done, err
}

// keep notes where a plain cell stands.
func (l *line) keep(c *quickCell) bool {
	if n := len(l.cells); n > 0 && c.column < l.first {
		l.cells = l.cells[:n-1]
	}
	l.cells = append(l.cells, place{column: c.column, from: l.open + c.from, to: l.open + c.to, style: c.style, formula: c.formula})
	return true
}

// findSpans notes where the start tag, which is current, has its spans.
func (l *line) findSpans(sc *scanner) error {
	l.spans = stretch{}
	list := attributes{rest: sc.attrs}
	for list.next() {
		if string(list.name) == "spans" {
			to := len("<") + len(sc.full) + len(sc.attrs) - len(list.rest) - len(`"`)
			l.spans = stretch{from: to - len(list.value), to: to}
			return nil
		}
	}
	return list.err()
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
	cell := place{column: attrs.column, from: len(l.raw) - len(sc.raw), style: attrs.style}
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

// patch gives the row with the values in the plan's columns, in three pieces
// that are valid until the next row is read.
func (l *line) patch(p *plan, values []sheet.Value) (start, cells, rest []byte, err error) {
	header := l.attrs.number == p.header
	l.out = l.out[:0]
	at, next := l.open, 0 // what is copied so far; the cell that follows
	first, last := maxColumn, -1
	for _, t := range p.missing(header) {
		for next < len(l.cells) && l.cells[next].column < t.column {
			next++
		}
		value := values[t.index]
		old := l.at(next, t.column)
		if p.leaves(l.attrs.number, t.column, value, old.formula) || old.to == 0 && value.Text == "" {
			continue
		}
		if old.formula {
			return nil, nil, nil, fmt.Errorf("result cell %s holds a formula, which is not overwritten: clear the cell or rename the column's header", cellName(l.attrs.number, t.column))
		}
		to := l.insertAt(next)
		l.out = append(l.out, l.raw[at:to]...)
		at = max(to, old.to)
		style := l.newStyle(p, t, value, old)
		l.out = l.tags.append(l.out, l.attrs.number, t.column, style, value)
		first, last = min(first, t.column), max(last, t.column)
	}
	if last < 0 {
		return l.raw, nil, nil, nil
	}
	rest = l.raw[at:]
	if l.empty {
		l.out = append(append(append(l.out, "</"...), l.tags.prefix...), "row>"...)
		rest = nil
	}
	return l.startTag(first, last), l.out, rest, nil
}

// at gives the cell that follows if it is the one of a column, else the zero one.
func (l *line) at(next, column int) place {
	if next < len(l.cells) && l.cells[next].column == column {
		return l.cells[next]
	}
	return place{}
}

// newStyle is the style of a result: that of the cell which it replaces, or of
// the row or the column; a new header looks like the last one there is.
func (l *line) newStyle(p *plan, t target, value sheet.Value, old place) string {
	style := old.styleText()
	if old.to == 0 {
		style = l.emptyStyle(p, t.column)
	}
	if l.attrs.number != p.header {
		return t.look.style(value, style)
	}
	if style == "" {
		return l.styleOf(p.lastCol)
	}
	return style
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

// startTag gives the row's start tag, open and with spans that reach far
// enough. Spans are a hint for readers; they count columns from 1.
func (l *line) startTag(first, last int) []byte {
	tag := l.raw[:l.open]
	spans := l.raw[l.spans.from:l.spans.to]
	wide := l.wide.of(spans, first+1, last+1)
	if !l.empty && string(spans) == wide {
		return tag
	}
	l.tag = append(append(append(l.tag[:0], tag[:l.spans.from]...), wide...), tag[l.spans.to:]...)
	if l.empty {
		l.tag = append(trimRight(l.tag[:len(l.tag)-len("/>")]), '>')
	}
	return l.tag
}

// widened remembers how spans were widened, as most rows have the same.
type widened struct {
	spans, wide string
	first, last int
}

func (w *widened) of(spans []byte, first, last int) string {
	if string(spans) != w.spans || first != w.first || last != w.last {
		*w = widened{spans: string(spans), wide: widen(string(spans), first, last), first: first, last: last}
	}
	return w.wide
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

// styleText is the style as it is written; the first one is the default.
func (c place) styleText() string {
	if c.style == 0 {
		return ""
	}
	return strconv.Itoa(c.style)
}

// styleOf is the style of the row's cell in a column.
func (l *line) styleOf(column int) string {
	for _, c := range l.cells {
		if c.column == column {
			return c.styleText()
		}
	}
	return ""
}

// fresh gives the cells of a row that is not there yet.
func (l *line) fresh(p *plan, prefix []byte, row int, values []sheet.Value) []byte {
	l.out, l.tags = l.out[:0], l.tags.withPrefix(prefix)
	for _, t := range p.targets {
		if value := values[t.index]; value.Text != "" && !p.leaves(row, t.column, value, false) {
			l.out = l.tags.append(l.out, row, t.column, t.look.style(value, p.columnStyle(t.column)), value)
		}
	}
	return l.out
}
