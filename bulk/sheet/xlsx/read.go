package xlsx

import (
	"bytes"
	"errors"
	"fmt"

	"paysheet/bulk/sheet"
)

// sheetReader streams the rows of one worksheet part.
type sheetReader struct {
	sc      *scanner
	book    *workbook
	strings *sharedStrings // kept, because a patch meanwhile lets go of the book's

	row    int // number of the current row
	hidden bool
	cells  []sheet.Cell
	filled int // cells in use

	text  []byte // texts of the row, made one string at its end
	spans []span
	stale bool
	extra extras
	seen,
	inside bool // sheetData has begun; it is not over yet
}

// span says which bytes of text belong to a cell.
type span struct {
	column, from, to int
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
	clear(r.cells[:r.filled])
	r.filled, r.text, r.spans = 0, r.text[:0], r.spans[:0]
	if !r.sc.empty {
		if err := r.readCells(); err != nil {
			return err
		}
	}
	all := string(r.text)
	for _, s := range r.spans {
		r.cells[s.column].Text = all[s.from:s.to]
	}
	return nil
}

func (r *sheetReader) readCells() error {
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
	for len(r.cells) <= attrs.column {
		r.cells = append(r.cells, sheet.Cell{})
	}
	r.filled = max(r.filled, attrs.column+1)
	cell := &r.cells[attrs.column]
	style := r.book.styles.of(attrs.style)
	cell.Format = style.code
	if r.sc.empty {
		return nil
	}
	from := len(r.text)
	hasValue, err := r.readContent(cell)
	if err != nil {
		return err
	}
	cell.Stale = cell.Formula && (r.stale || !hasValue)
	text := r.text[from:]
	switch attrs.kind {
	case sharedCell:
		return r.shared(cell, from)
	case stringCell, inlineCell, unknownCell:
		cell.Kind = sheet.Text
	case boolCell:
		return r.boolean(cell, from)
	case errorCell:
		cell.Kind = sheet.Error
	case dateCell:
		iso, kind := isoDate(string(text))
		r.text, cell.Kind = append(r.text[:from], iso...), kind
	case numberCell:
		r.number(cell, style, from)
	}
	r.keep(cell, attrs.column, from)
	return nil
}

// keep notes which bytes are a cell's text. No text is no value.
func (r *sheetReader) keep(cell *sheet.Cell, column, from int) {
	if from == len(r.text) {
		cell.Kind = sheet.Blank
		return
	}
	r.spans = append(r.spans, span{column: column, from: from, to: len(r.text)})
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

// shared replaces the index of a shared string, which stands in r.text from
// from on, by the string itself.
func (r *sheetReader) shared(cell *sheet.Cell, from int) error {
	index := bytes.TrimSpace(r.text[from:])
	if len(index) == 0 {
		r.text = r.text[:from]
		return nil
	}
	n, ok := parseUint(index)
	if r.strings == nil {
		r.strings = r.book.strings
	}
	if ok {
		cell.Text, ok = r.strings.get(n)
	}
	if !ok {
		return fmt.Errorf("shared string %.20q does not exist: the file is damaged; open it in Excel and save it again", index)
	}
	r.text = r.text[:from]
	if cell.Text != "" {
		cell.Kind = sheet.Text
	}
	return nil
}

func (r *sheetReader) boolean(cell *sheet.Cell, from int) error {
	value := string(bytes.TrimSpace(r.text[from:]))
	r.text = r.text[:from]
	switch value {
	case "1", "true":
		cell.Kind, cell.Text = sheet.Bool, "TRUE"
	case "0", "false":
		cell.Kind, cell.Text = sheet.Bool, "FALSE"
	case "":
	default:
		return fmt.Errorf("%.20q is no truth value: the file is damaged; open it in Excel and save it again", value)
	}
	return nil
}

// number decides what a number is: a date where its format shows one. What is
// no number, though the cell says so, stays the text that it is.
func (r *sheetReader) number(cell *sheet.Cell, style cellStyle, from int) {
	r.text = append(r.text[:from], bytes.TrimSpace(r.text[from:])...)
	digits := r.text[from:]
	switch {
	case len(digits) == 0:
		cell.Stale = cell.Formula
	case !isNumber(digits):
		cell.Kind = sheet.Text
	case style.date:
		date, ok := serialDate(string(digits), r.book.date1904)
		if ok {
			r.text, cell.Kind = append(r.text[:from], date...), sheet.Date
			return
		}
		fallthrough
	default:
		cell.Kind = sheet.Number
	}
}
