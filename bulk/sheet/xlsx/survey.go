package xlsx

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"paysheet/bulk/sheet"
)

// survey is what one pass over the whole worksheet found.
type survey struct {
	rows    int // below the header
	lastRow int // of the region
	extra   extras
	free    int          // the first column that is free from the header row down
	why     string       // what moved it away from the header; empty where nothing did
	lastCol int          // the last column that has a header
	own     []int        // columns right of the region that belong to it
	tables  []listObject // of the worksheet
	grows   *listObject  // the table that new columns become a part of
}

// look reads the worksheet to its end.
func (t *table) look(ctx context.Context, p *pack, chosen choice, score func([]string) int) error {
	part, err := p.openSheet(t.part)
	if err != nil {
		return err
	}
	defer func() { _ = part.Close() }() // only read from
	src := readAhead(part)
	defer src.close()
	r := t.reader(p, src)
	f := frontier{last: -1}
	var lines []headerLine
	for {
		more, err := r.step(ctx)
		if err != nil {
			return err
		}
		if !more {
			break
		}
		if r.row < max(chosen.row-1, t.region.top) || r.row > t.region.bottom {
			continue
		}
		if r.row <= chosen.row+1 {
			lines = append(lines, t.lookAtHead(r))
		}
		if r.row == chosen.row {
			t.begin(lines[len(lines)-1])
		}
		t.count(&f, r, chosen.row)
	}
	t.extra = r.extra
	t.judgeKept()
	t.spread(lines, chosen, score)
	t.lastCol, t.free = len(t.info.Header)-1, f.last+1
	if t.lastCol < 0 {
		return errors.New("the header row has no texts")
	}
	if f.last > t.lastCol {
		t.why = fmt.Sprintf("%s has a value right of the header's last column %s", cellName(f.row, f.last), sheet.ColumnName(t.lastCol))
	}
	return t.avoid(p)
}

// begin tells whoever keeps the rows of the header as it stands, before the
// merged cells below the rows tell whether it has another line.
func (t *table) begin(header headerLine) {
	if t.opts.Keep != nil {
		info := t.info
		info.Header = header.texts
		t.opts.Keep.Begin(info)
	}
}

// judgeKept takes back what was kept where only the end of the part tells that
// the results of formulas are stale.
func (t *table) judgeKept() {
	if t.opts.Keep != nil && t.extra.stale {
		t.opts.Keep.Forget()
	}
}

// keep hands a row below the header to whoever keeps them. Where nobody does,
// no texts are wanted from here on.
func (t *table) keep(r *sheetReader) {
	if t.opts.Keep == nil {
		r.skim()
		return
	}
	cells := r.cells[:r.filled]
	t.region.mask(cells, t.own)
	t.opts.Keep.Add(sheet.Row{Number: r.row, Hidden: r.hidden, Cells: cells})
}

// count takes note of a row that is the header or below it.
func (t *table) count(f *frontier, r *sheetReader, header int) {
	if r.row >= header {
		f.look(r)
		t.lastRow = r.row
	}
	if r.row > header {
		t.rows++
		t.keep(r)
	}
}

// frontier is the last column in use and the first row that uses it.
type frontier struct{ last, row int }

func (f *frontier) look(r *sheetReader) {
	if r.used > f.last {
		f.last, f.row = r.used, r.row
	}
}

// lookAtHead keeps a row that is the header or beside it.
func (t *table) lookAtHead(r *sheetReader) headerLine {
	cells := r.cells[:r.filled]
	for _, column := range t.region.ownColumns(cells) {
		if !slices.Contains(t.own, column) {
			t.own = append(t.own, column)
		}
	}
	t.region.mask(cells, t.own)
	line, _ := lineOf(r.row, cells)
	return line
}
