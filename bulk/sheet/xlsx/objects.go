package xlsx

import (
	"strconv"
	"strings"
)

// objects is what lies on the cells of a worksheet.
type objects struct {
	comments []area // a cell each
	drawings []area // charts, pictures and shapes
}

// readObjects reads where comments and drawings are. One that cannot be read is
// no reason to refuse a workbook: nothing of it is ever written.
func (p *pack) readObjects(relations []relation) objects {
	var o objects
	for _, r := range relations {
		var visit func(*scanner) error
		switch r.kind {
		case "comments":
			visit = o.comment
		case "drawing":
			visit = (&anchors{list: &o.drawings}).visit
		default:
			continue
		}
		_ = p.scan(r.target, visit) // see above
	}
	return o
}

// comment reads a comment's cell (ISO/IEC 29500-1, 18.7.3).
func (o *objects) comment(sc *scanner) error {
	if sc.level != 3 || string(sc.name) != "comment" {
		return nil
	}
	ref, err := sc.attr("ref")
	if a, ok := parseArea([]byte(ref)); ok && err == nil {
		o.comments = append(o.comments, a)
	}
	return checkCount(len(o.comments), maxMerges, "comments")
}

// anchors reads the cells that drawings lie over (ISO/IEC 29500-1, 20.5.2).
type anchors struct {
	list   *[]area
	at     *area  // the one being read, nil for none
	corner string // from or to
}

// The size of a cell that nobody resized, in EMU: 64 by 20 pixels of 9,525. It
// stands in for the size of the cells below a drawing that is anchored at one of
// them, whose other corner the part does not name.
const (
	cellWidth  = 609_600
	cellHeight = 190_500
)

func (a *anchors) visit(sc *scanner) error {
	switch name := string(sc.name); {
	case sc.level == 2:
		if a.at = nil; name == "twoCellAnchor" || name == "oneCellAnchor" {
			*a.list = append(*a.list, area{})
			a.at = &(*a.list)[len(*a.list)-1]
		}
	case sc.level == 3 && a.at != nil:
		a.corner = name
		if name == "ext" {
			return a.extent(sc)
		}
	case sc.level == 4 && a.at != nil:
		return a.coordinate(sc, name)
	}
	return checkCount(len(*a.list), maxMerges, "drawings")
}

// coordinate reads the column or the row of a corner, both counted from 0.
func (a *anchors) coordinate(sc *scanner, name string) error {
	var to *int
	switch a.corner + " " + name {
	case "from col":
		to = &a.at.left
	case "from row":
		to = &a.at.top
	case "to col":
		to = &a.at.right
	case "to row":
		to = &a.at.bottom
	}
	if to == nil || sc.empty {
		return nil
	}
	if err := sc.next(); err != nil || sc.kind != atText {
		return err
	}
	*to, _ = parseUint([]byte(strings.TrimSpace(string(sc.raw))))
	if name == "row" {
		*to++ // rows of an area count from 1
	}
	return nil
}

// extent reads the size of a drawing that is anchored at one cell.
func (a *anchors) extent(sc *scanner) error {
	wide, err := sc.attr("cx")
	if err != nil {
		return err
	}
	high, err := sc.attr("cy")
	if err != nil {
		return err
	}
	if cx, err := strconv.Atoi(wide); err == nil {
		a.at.right = a.at.left + max(cx, 0)/cellWidth
	}
	if cy, err := strconv.Atoi(high); err == nil {
		a.at.bottom = a.at.top + max(cy, 0)/cellHeight
	}
	return nil
}
