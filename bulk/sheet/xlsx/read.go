package xlsx

import (
	"errors"
	"fmt"
	"io"

	"paysheet/bulk/sheet"
)

// sheetReader streams the rows of one worksheet part.
type sheetReader struct {
	sc      *scanner
	book    *workbook
	pack    *pack          // for shared strings that are not in memory
	strings *sharedStrings // kept, because a patch meanwhile lets go of the book's

	row    int // number of the current row
	hidden bool
	cells  []sheet.Cell
	filled int // cells in use
	used   int // the last column that holds something, -1 for none

	quick quickRow
	visit func(*quickCell) bool // for cells of plain rows: keepCell or skimCell

	text    []byte // texts of the row, made one string at its end
	spans   []span
	missing []missing
	stale   bool
	extra   extras
	seen,
	inside bool // sheetData has begun; it is not over yet
}

// span says which bytes of text belong to a cell.
type span struct {
	column, from, to int
}

func newSheetReader(p *pack, src io.Reader, book *workbook) *sheetReader {
	r := &sheetReader{sc: newScanner(src), book: book, pack: p}
	r.visit = r.keepCell
	return r
}

var errNoRows = errors.New("the part has no sheetData, so it is no worksheet")

// next moves to the next row. At the end of the rows it reads what follows to
// the end of the part, so that a part that was cut off gives an error.
func (r *sheetReader) next() (bool, error) {
	for {
		if err := r.sc.next(); err != nil {
			return false, err
		}
		switch r.sc.kind {
		case atEnd:
			if !r.seen {
				return false, errNoRows
			}
			return false, nil
		case atClose:
			if r.sc.level == 2 {
				r.inside = false
			}
		case atStart:
			isRow, err := r.element()
			if isRow || err != nil {
				return isRow, err
			}
		default:
		}
	}
}

// element handles a start tag outside of rows and tells whether it was a row.
func (r *sheetReader) element() (bool, error) {
	switch sc := r.sc; sc.level {
	case 1:
		if string(sc.name) != "worksheet" {
			return false, fmt.Errorf("the part is no worksheet but a %.20q", sc.name)
		}
	case 2:
		return false, r.section()
	case 3:
		if r.inside && string(sc.name) == "row" {
			return true, r.readRow()
		}
		return false, r.extra.visit(sc)
	}
	return false, nil
}

// section handles the start tag of a child of the root.
func (r *sheetReader) section() error {
	switch string(r.sc.name) {
	case "sheetData":
		if r.seen {
			return errors.New("the worksheet has two sheetData elements: save it again in Excel")
		}
		r.seen, r.inside = true, !r.sc.empty
	case "sheetCalcPr":
		v, err := r.sc.attr("fullCalcOnLoad")
		r.extra.stale = r.extra.stale || isTrue(v)
		return err
	case "autoFilter":
		v, err := r.sc.attr("ref")
		r.extra.filter, _ = parseArea([]byte(v))
		return err
	}
	return nil
}

// readRow reads the row whose start tag is current.
func (r *sheetReader) readRow() error {
	attrs, err := r.sc.rowAttrs(r.row)
	if err != nil {
		return err
	}
	r.row, r.hidden = attrs.number, attrs.hidden
	r.begin()
	if !r.sc.empty {
		if err := r.readCells(); err != nil {
			return err
		}
	}
	if len(r.spans) > 0 {
		all := string(r.text)
		for _, s := range r.spans {
			r.cells[s.column].Text = all[s.from:s.to]
		}
	}
	if len(r.missing) > 0 {
		return r.fill()
	}
	return nil
}

// begin empties the row.
func (r *sheetReader) begin() {
	clear(r.cells[:r.filled])
	r.filled, r.used, r.text, r.spans, r.missing = 0, -1, r.text[:0], r.spans[:0], r.missing[:0]
}

func (r *sheetReader) readCells() error {
	if done, err := r.quick.walk(r.sc, r.row, r.visit); done || err != nil {
		return err
	}
	r.begin() // without what was taken of a row that is not plain
	return r.readTokens()
}

func (r *sheetReader) readTokens() error {
	sc, last := r.sc, -1
	for {
		if err := sc.next(); err != nil {
			return err
		}
		switch {
		case sc.kind == atClose && sc.level == 3:
			return nil
		case sc.kind != atStart:
		case string(sc.name) == "c":
			attrs, err := sc.cellAttrs(r.row, last)
			if err != nil {
				return err
			}
			last = attrs.column
			if err := r.readCell(attrs); err != nil {
				return fmt.Errorf("cell %s: %w", cellName(r.row, last), err)
			}
		default:
			if err := sc.skip(); err != nil {
				return err
			}
		}
	}
}

// readCell reads the cell whose start tag is current.
func (r *sheetReader) readCell(attrs cellAttrs) error {
	cell := r.cell(attrs.column)
	if r.sc.empty {
		cell.Format = r.book.styles.of(attrs.style).code
		return nil
	}
	from := len(r.text)
	hasValue, err := r.readContent(cell)
	if err != nil {
		return err
	}
	return r.finish(cell, attrs, from, hasValue)
}

// cell gives the row's cell in a column.
func (r *sheetReader) cell(column int) *sheet.Cell {
	for len(r.cells) <= column {
		r.cells = append(r.cells, sheet.Cell{})
	}
	r.filled = max(r.filled, column+1)
	return &r.cells[column]
}

// readContent reads the children of a cell: its value's text goes to r.text.
func (r *sheetReader) readContent(cell *sheet.Cell) (hasValue bool, err error) {
	sc := r.sc
	for {
		if err = sc.next(); err != nil {
			return hasValue, err
		}
		switch {
		case sc.kind == atClose && sc.level == 4:
			return hasValue, nil
		case sc.kind != atStart:
		case string(sc.name) == "v":
			hasValue = true
			r.text, err = sc.value(r.text)
		case string(sc.name) == "is":
			hasValue = true
			r.text, err = sc.rich(r.text)
		case string(sc.name) == "f":
			cell.Formula = true
			err = sc.skip()
		default:
			err = sc.skip()
		}
		if err != nil {
			return hasValue, err
		}
	}
}
