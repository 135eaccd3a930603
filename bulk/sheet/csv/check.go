package csv

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"paysheet/bulk/sheet"
)

// listed is how many lines a sentence names before it only counts.
const listed = 10

// swallowColumns is the number of columns from which on a quoted field whose
// every line looks like a whole row is taken for a quote that was not closed.
// With fewer columns an address of several lines can look like that by chance.
const swallowColumns = 6

// survey reads all records: it takes the header, counts and checks the rows,
// and tells which do not have as many fields as the header.
func (t *table) survey(ctx context.Context) error {
	var short, wide lineList
	var cells []sheet.Cell
	last, keep := 0, t.opts.Keep
	for rec, err := range t.records(ctx, t.scan(t.dialect)) {
		if err != nil {
			return err
		}
		last = rec.line
		switch {
		case rec.line == t.info.HeaderRow:
			if err := t.takeHeader(rec); err != nil {
				return err
			}
			if keep != nil {
				keep.Begin(t.info)
			}
		case rec.line > t.info.HeaderRow:
			if t.columns == 0 {
				return t.noHeader(last)
			}
			t.takeRow(rec, &short, &wide)
			if keep != nil {
				cells = t.codec.cells(cells[:0], rec)
				keep.Add(sheet.Row{Number: rec.line, Cells: cells})
			}
		}
	}
	if t.columns == 0 {
		return t.noHeader(last)
	}
	t.guess(short.sentence("fewer", "what is missing is read as blank"))
	t.guess(wide.sentence("more", "the extra ones are blank, and result columns go to the right of them"))
	return nil
}

// takeRow counts a row, and remembers it where it is not as long as the header.
func (t *table) takeRow(rec *record, short, wide *lineList) {
	t.rows++
	t.width = max(t.width, len(rec.fields))
	switch {
	case rec.body == 0: // a blank line
	case len(rec.fields) < t.columns:
		short.add(rec.line)
	case len(rec.fields) > t.columns:
		wide.add(rec.line)
	}
}

func (t *table) takeHeader(rec *record) error {
	t.info.Header = t.codec.texts(rec)
	if filled(t.info.Header) == 0 {
		return fmt.Errorf("%s: line %d is blank, so it cannot be the header row; set header_row to the line with the column names",
			t.path, rec.line)
	}
	t.columns = len(rec.fields)
	t.width = t.columns
	return nil
}

func (t *table) noHeader(last int) error {
	if t.info.HeaderRow > last {
		return fmt.Errorf("%s: the header row %d is below the last record, which starts on line %d; correct header_row",
			t.path, t.info.HeaderRow, last)
	}
	return fmt.Errorf("%s: no record starts on line %d (it is a sep= line or inside a quoted field); correct header_row",
		t.path, t.info.HeaderRow)
}

// check refuses a row that cannot be what it looks like. It needs the header.
func (t *table) check(rec *record) error {
	if t.columns == 0 {
		return nil
	}
	for i := t.columns; i < len(rec.fields); i++ {
		text := t.codec.text(rec, rec.fields[i], "")
		if blank(text) {
			continue
		}
		return fmt.Errorf("%s: line %d has %d fields but the header on line %d has %d: column %s holds %s; "+
			"a %s inside a value must be in quotes, or the column needs a header",
			t.path, rec.line, len(rec.fields), t.info.HeaderRow, t.columns, sheet.ColumnName(i), excerpt(text),
			delimiterName(t.dialect.delim))
	}
	if rec.lines > 1 && t.columns >= swallowColumns && t.swallowed(rec) {
		return fmt.Errorf("%s: lines %d to %d are one record, but each of them looks like a whole row of %d fields: "+
			"a quote in column %s is not closed where it should be; close it, or double it if it is part of the text",
			t.path, rec.line, rec.line+rec.lines-1, t.columns, sheet.ColumnName(firstBroken(rec)))
	}
	return nil
}

// swallowed tells whether every line of the record, quotes aside, has as many
// fields as the header.
func (t *table) swallowed(rec *record) bool {
	for line := range bytes.FieldsFuncSeq(rec.units[:rec.body], func(r rune) bool { return r == '\r' || r == '\n' }) {
		if bytes.Count(line, []byte{t.dialect.delim}) != t.columns-1 {
			return false
		}
	}
	return true
}

// firstBroken gives the column of the first field with a line break.
func firstBroken(rec *record) int {
	for i, f := range rec.fields {
		if f.quote > 0 && bytes.ContainsAny(rec.units[f.start:f.quote], "\r\n") {
			return i
		}
	}
	return 0
}

// excerpt quotes the start of a text that may be hostile or endless.
func excerpt(text string) string {
	const most = 40
	runes := 0
	for i := range text {
		if runes++; runes > most {
			return strconv.Quote(text[:i]) + "…"
		}
	}
	return strconv.Quote(text)
}

// lineList counts lines and keeps the first of them.
type lineList struct {
	count int
	lines []string
}

func (l *lineList) add(line int) {
	if l.count++; l.count <= listed {
		l.lines = append(l.lines, strconv.Itoa(line))
	}
}

// sentence is empty where there are no lines to name.
func (l *lineList) sentence(than, what string) string {
	if l.count == 0 {
		return ""
	}
	rows, have, lines := "rows", "have", "lines "
	if l.count == 1 {
		rows, have, lines = "row", "has", "line "
	}
	more := ""
	if l.count > listed {
		more = fmt.Sprintf(" and %d more", l.count-listed)
	}
	return fmt.Sprintf("%d %s %s %s fields than the header (%s%s%s): %s.",
		l.count, rows, have, than, lines, strings.Join(l.lines, ", "), more, what)
}
