package xlsx

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"paysheet/bulk/sheet"
)

// colsWriter puts the widths of the new columns, which stand side by side,
// among those that the worksheet has.
type colsWriter struct {
	first, last int // of the new columns, counted from 1
	widths      []int
	inside      bool // in cols
	skip        bool // the end tag of a col that is written anew
	done        bool
}

func newColsWriter(where *plan, dress *sheet.Dress) *colsWriter {
	c := &colsWriter{first: where.targets[0].column + 1}
	for _, t := range where.targets {
		c.widths = append(c.widths, dress.Columns[t.index].Width)
	}
	c.last = c.first + len(c.widths) - 1
	return c
}

// ours gives our own elements, once.
func (c *colsWriter) ours(prefix string) string {
	if c.done {
		return ""
	}
	c.done = true
	var b strings.Builder
	for i, width := range c.widths {
		if width > 0 {
			fmt.Fprintf(&b, `<%scol min="%d" max="%d" width="%d" customWidth="1"/>`, prefix, c.first+i, c.first+i, width)
		}
	}
	return b.String()
}

// before gives what has to stand before the current token.
func (c *colsWriter) before(sc *scanner) []byte {
	prefix := string(sc.full[:max(0, len(sc.full)-len(sc.name))])
	switch {
	case sc.level != 2 || sc.kind != atStart && sc.kind != atClose:
		return nil
	case string(sc.name) == "cols" && sc.kind == atStart:
		c.inside = !sc.empty
		return nil
	case string(sc.name) == "cols":
		c.inside = false
		return []byte(c.ours(prefix))
	case string(sc.name) == "sheetData" && sc.kind == atStart && !c.done:
		return fmt.Appendf(nil, "<%[1]scols>%[2]s</%[1]scols>", prefix, c.ours(prefix))
	}
	return nil
}

// instead gives what stands in for the width of a stretch of columns: what is
// left of it on both sides of ours.
func (c *colsWriter) instead(sc *scanner) ([]byte, bool) {
	if c.skip && sc.kind == atClose {
		c.skip = false
		return nil, true
	}
	if !c.inside || sc.kind != atStart || sc.level != 3 || string(sc.name) != "col" {
		return nil, false
	}
	from, to, ok := colRange(sc)
	if !ok || to < c.first {
		return nil, false
	}
	var out []byte
	if from < c.first {
		out = append(out, closed(setAttr(sc, "max", strconv.Itoa(c.first-1)))...)
	}
	out = append(out, c.ours(string(sc.full[:len(sc.full)-len(sc.name)]))...)
	switch {
	case from > c.last:
		out = append(out, closed(sc.raw)...)
	case to > c.last:
		out = append(out, closed(setAttr(sc, "min", strconv.Itoa(c.last+1)))...)
	}
	c.skip = !sc.empty
	return out, true
}

// colRange gives the columns that a col is about, counted from 1.
func colRange(sc *scanner) (from, to int, ok bool) {
	low, err1 := sc.attr("min")
	high, err2 := sc.attr("max")
	from, ok1 := parseUint([]byte(low))
	to, ok2 := parseUint([]byte(high))
	return from, to, err1 == nil && err2 == nil && ok1 && ok2
}

// closed gives a start tag as that of an empty element.
func closed(tag []byte) []byte {
	if bytes.HasSuffix(tag, []byte("/>")) {
		return tag
	}
	return append(bytes.Clone(tag[:len(tag)-1]), "/>"...)
}
