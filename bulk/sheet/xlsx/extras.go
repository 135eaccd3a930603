package xlsx

import (
	"fmt"
)

// extras is what a worksheet says outside of its rows.
type extras struct {
	columns []columnStyle
	merges  []area
	filter  area // zero: none
	stale   bool // sheetCalcPr: results are to be calculated on load
}

// columnStyle is the style of a stretch of columns, counted from 0, and whether
// they are hidden.
type columnStyle struct {
	first, last int
	style       string
	hidden      bool
}

// visit reads what the patch must know of: merged ranges and column styles.
func (e *extras) visit(sc *scanner) error {
	switch string(sc.name) {
	case "mergeCell":
		v, err := sc.attr("ref")
		if err != nil {
			return err
		}
		a, ok := parseArea([]byte(v))
		if !ok {
			return fmt.Errorf("merged range %.40q is none", v)
		}
		if a.top != a.bottom || a.left != a.right {
			e.merges = append(e.merges, a)
		}
		return checkCount(len(e.merges), maxMerges, "merged ranges")
	case "col":
		return e.addColumn(sc)
	}
	return nil
}

func (e *extras) addColumn(sc *scanner) error {
	var c columnStyle
	list := attributes{rest: sc.attrs}
	for list.next() {
		switch string(list.name) {
		case "min":
			n, _ := parseUint(list.value)
			c.first = n - 1
		case "max":
			n, _ := parseUint(list.value)
			c.last = n - 1
		case "style":
			if n, ok := parseUint(list.value); ok && n > 0 {
				c.style = string(list.value)
			}
		case "hidden":
			c.hidden = isTrue(string(list.value))
		}
	}
	if c.style != "" || c.hidden {
		e.columns = append(e.columns, c)
	}
	if list.bad {
		return errAttribute
	}
	return checkCount(len(e.columns), maxColumn, "column definitions")
}
