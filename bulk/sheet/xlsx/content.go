package xlsx

import (
	"bytes"
	"errors"
	"fmt"

	"paysheet/bulk/sheet"
)

// missing is a cell with a shared string that is not in memory.
type missing struct {
	column, index int
}

// finish makes a cell of its content, which stands in r.text from from on.
func (r *sheetReader) finish(cell *sheet.Cell, attrs cellAttrs, from int, hasValue bool) (err error) {
	style := r.book.styles.of(attrs.style)
	cell.Format = style.code
	cell.Stale = cell.Formula && (r.stale || !hasValue)
	switch attrs.kind {
	case sharedCell:
		err = r.shared(cell, attrs.column, from)
	case boolCell:
		err = r.boolean(cell, from)
	case stringCell, inlineCell, unknownCell:
		cell.Kind = sheet.Text
		r.keep(cell, attrs.column, from)
	case errorCell:
		cell.Kind = sheet.Error
		r.keep(cell, attrs.column, from)
	case dateCell:
		iso, kind := isoDate(string(r.text[from:]))
		r.text, cell.Kind = append(r.text[:from], iso...), kind
		r.keep(cell, attrs.column, from)
	case numberCell:
		r.number(cell, style, from)
		r.keep(cell, attrs.column, from)
	}
	if cell.Kind != sheet.Blank || cell.Formula {
		r.used = attrs.column
	}
	return err
}

// keep notes which bytes are a cell's text. No text is no value.
func (r *sheetReader) keep(cell *sheet.Cell, column, from int) {
	if from == len(r.text) {
		cell.Kind = sheet.Blank
		return
	}
	r.spans = append(r.spans, span{column: column, from: from, to: len(r.text)})
}

// shared replaces the index of a shared string, which stands in r.text from
// from on, by the string itself.
func (r *sheetReader) shared(cell *sheet.Cell, column, from int) error {
	index := bytes.TrimSpace(r.text[from:])
	r.text = r.text[:from]
	if len(index) == 0 {
		return nil
	}
	if r.strings == nil {
		r.strings = r.book.strings
	}
	err := errNoString
	n, ok := parseUint(index)
	if ok {
		cell.Text, err = r.strings.get(n)
	}
	switch {
	case errors.Is(err, errElsewhere):
		r.missing = append(r.missing, missing{column: column, index: n})
	case err != nil:
		return fmt.Errorf("shared string %.20q does not exist: the file is damaged; open it in Excel and save it again", index)
	case cell.Text == "":
		return nil
	}
	cell.Kind = sheet.Text
	return nil
}

// fill gives the row the strings that were not in memory.
func (r *sheetReader) fill() error {
	if err := r.book.fetch(r.pack, r.missing); err != nil {
		return err
	}
	r.strings = r.book.strings
	for _, m := range r.missing {
		text, err := r.strings.get(m.index)
		if err != nil {
			return fmt.Errorf("cell %s: %w", cellName(r.row, m.column), err)
		}
		r.cells[m.column].Text = text
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
	case style.date && r.date(from):
		cell.Kind = sheet.Date
	default:
		cell.Kind = sheet.Number
	}
}

// date replaces the number in r.text from from on by the date that it shows, if
// it shows one.
func (r *sheetReader) date(from int) bool {
	text, ok := appendDay(r.text[:from], r.text[from:], r.book.date1904)
	if ok {
		r.text = text
		return true
	}
	date, ok := serialDate(string(r.text[from:]), r.book.date1904)
	if ok {
		r.text = append(r.text[:from], date...)
	}
	return ok
}
