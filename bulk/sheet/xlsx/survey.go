package xlsx

import (
	"context"
	"errors"
	"fmt"

	"paysheet/bulk/sheet"
)

// survey is what one pass over the whole worksheet found.
type survey struct {
	rows    int // below the header
	lastRow int // of all rows
	extra   extras
	free    int // the first column that is free from the header row down
	lastCol int // the last column that has a header
}

// look reads the worksheet to its end.
func (t *table) look(ctx context.Context, p *pack) error {
	part, err := p.openSheet(t.part)
	if err != nil {
		return err
	}
	defer func() { _ = part.Close() }() // only read from
	r := t.reader(part)
	used, at := -1, 0
	for {
		more, err := r.step(ctx)
		if err != nil {
			return err
		}
		if !more {
			break
		}
		t.lastRow = r.row
		if r.row < t.info.HeaderRow {
			continue
		}
		if r.row == t.info.HeaderRow {
			t.info.Header, _ = headerTexts(r.cells[:r.filled])
		} else {
			t.rows++
		}
		if last := lastUsed(r.cells[:r.filled]); last > used {
			used, at = last, r.row
		}
	}
	t.extra = r.extra
	t.lastCol, t.free = len(t.info.Header)-1, used+1
	if t.lastCol < 0 {
		return errors.New("the header row has no texts")
	}
	why := ""
	if used > t.lastCol {
		why = fmt.Sprintf("%s has a value right of the header's last column %s", cellName(at, used), sheet.ColumnName(t.lastCol))
	}
	return t.avoid(p, why)
}

func lastUsed(cells []sheet.Cell) int {
	for i := len(cells) - 1; i >= 0; i-- {
		if cells[i].Kind != sheet.Blank || cells[i].Formula {
			return i
		}
	}
	return -1
}

// avoid moves the first free column to the right of what a new column must
// not touch: merged ranges, and tables, whose header cells must stay equal to
// their column names. why says what moved it so far.
func (t *table) avoid(p *pack, why string) error {
	for _, m := range t.extra.merges {
		if m.bottom >= t.info.HeaderRow && m.right >= t.free {
			t.free, why = m.right+1, fmt.Sprintf("the merged range %s reaches beyond the last used column", m)
		}
	}
	tables, err := t.readTables(p)
	if err != nil {
		return err
	}
	for _, l := range tables {
		if l.area.bottom >= t.info.HeaderRow && l.area.right >= t.free {
			t.free, why = l.area.right+1, fmt.Sprintf("the table %q (%s) reaches beyond the last used column", l.name, l.area)
		}
	}
	if why != "" {
		t.info.Guesses = append(t.info.Guesses, fmt.Sprintf("new result columns start at column %s: %s", sheet.ColumnName(t.free), why))
	}
	return nil
}

// listObject is a table in the sense of Excel.
type listObject struct {
	name string
	area area
}

func (t *table) readTables(p *pack) ([]listObject, error) {
	relations, err := readRelations(p, t.part)
	if err != nil {
		return nil, err
	}
	var list []listObject
	for _, r := range relations {
		if r.kind != "table" {
			continue
		}
		err := p.scan(r.target, func(sc *scanner) error {
			if sc.level != 1 {
				return nil
			}
			l, err := readTable(sc)
			list = append(list, l)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

func readTable(sc *scanner) (listObject, error) {
	name, err := sc.attr("displayName")
	if err != nil {
		return listObject{}, err
	}
	ref, err := sc.attr("ref")
	if err != nil {
		return listObject{}, err
	}
	a, ok := parseArea([]byte(ref))
	if !ok {
		return listObject{}, fmt.Errorf("table %.40q covers %.40q, which is no range", name, ref)
	}
	return listObject{name: name, area: a}, nil
}
