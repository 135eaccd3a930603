package script

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"paysheet/providers"
)

const (
	// maxTableRows is the most rows that a table may have.
	maxTableRows = 200_000
	// maxTableColumns is the most columns; the widest sheets have as many.
	maxTableColumns = 1024
)

// tableValue is a CSV file beside the rules, read once and never changed. With
// a key it is looked up by that column; without one it is a list of records.
type tableValue struct {
	file    string
	key     string
	headers []string
	records []*recordValue
	byKey   map[string]*recordValue
}

func (t *tableValue) String() string        { return fmt.Sprintf("table(%q)", t.file) }
func (t *tableValue) Type() string          { return "table" }
func (t *tableValue) Freeze()               {}
func (t *tableValue) Truth() starlark.Bool  { return len(t.records) > 0 }
func (t *tableValue) Hash() (uint32, error) { return starlark.String(t.file).Hash() }

// Len gives the number of records.
func (t *tableValue) Len() int { return len(t.records) }

// Iterate goes through the records in the file's order.
func (t *tableValue) Iterate() starlark.Iterator { return &recordIterator{t.records} }

// AttrNames lists what stands behind a table.
func (t *tableValue) AttrNames() []string { return []string{"columns", "get"} }

// Attr gives the table's columns or its get method.
func (t *tableValue) Attr(name string) (starlark.Value, error) {
	switch name {
	case "columns":
		return stringTuple(t.headers), nil
	case "get":
		return starlark.NewBuiltin("get", t.get), nil
	}
	return nil, noAttr("a table", name, t.AttrNames())
}

// Get serves TABLE[key].
func (t *tableValue) Get(key starlark.Value) (starlark.Value, bool, error) {
	record, err := t.find(key)
	if err != nil {
		return nil, false, err
	}
	if record == nil {
		return nil, false, fmt.Errorf("%s has no row with %s = %s: write .get(%s) where it may be missing", t.file, t.key, key, key)
	}
	return record, true, nil
}

func (t *tableValue) find(key starlark.Value) (*recordValue, error) {
	if t.byKey == nil {
		return nil, fmt.Errorf("%s was read without a key: write table(%q, key = %q)", t.file, t.file, t.headers[0])
	}
	text, ok := starlark.AsString(key)
	if !ok {
		return nil, fmt.Errorf("%s is looked up by text, not by %s: write str() around it", t.file, describe(key))
	}
	return t.byKey[text], nil
}

func (t *tableValue) get(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var key starlark.Value
	var otherwise starlark.Value = starlark.None
	if err := starlark.UnpackArgs("get", args, kwargs, "key", &key, "default?", &otherwise); err != nil {
		return nil, err
	}
	record, err := t.find(key)
	if err != nil || record == nil {
		return otherwise, err
	}
	return record, nil
}

type recordIterator struct{ rest []*recordValue }

func (it *recordIterator) Next(p *starlark.Value) bool {
	if len(it.rest) == 0 {
		return false
	}
	*p, it.rest = it.rest[0], it.rest[1:]
	return true
}

func (it *recordIterator) Done() {}

// recordValue is one row of a table; its cells are text.
type recordValue struct {
	table *tableValue
	line  int
	cells []string
}

func (r *recordValue) String() string       { return fmt.Sprintf("%s line %d", r.table.file, r.line) }
func (r *recordValue) Type() string         { return "record" }
func (r *recordValue) Freeze()              {}
func (r *recordValue) Truth() starlark.Bool { return true }
func (r *recordValue) Hash() (uint32, error) {
	return uint32(r.line), nil
}

// AttrNames lists the columns.
func (r *recordValue) AttrNames() []string { return r.table.headers }

// Attr serves record.column for headers that are names.
func (r *recordValue) Attr(name string) (starlark.Value, error) {
	v, _, err := r.Get(starlark.String(name))
	return v, err
}

// Get serves record["Column"].
func (r *recordValue) Get(key starlark.Value) (starlark.Value, bool, error) {
	header, ok := starlark.AsString(key)
	if !ok {
		return nil, false, fmt.Errorf("a record's column is named by text, not by %s", describe(key))
	}
	i := slices.Index(r.table.headers, header)
	if i < 0 {
		hint := didYouMean("", header, r.table.headers)
		if hint == "" {
			hint = "; it has " + quoted(r.table.headers)
		}
		return nil, false, fmt.Errorf("%s has no column %q%s", r.table.file, clip(header, 60), hint)
	}
	return starlark.String(r.cells[i]), true, nil
}

// table("limits.csv", key = "segment") reads a file of the rules folder.
func (l *loader) table(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var name, key string
	if err := starlark.UnpackArgs("table", args, kwargs, "file", &name, "key?", &key); err != nil {
		return nil, err
	}
	t, err := l.readTable(thread, name)
	if err != nil || key == "" {
		return t, err
	}
	column := slices.Index(t.headers, key)
	if column < 0 {
		return nil, fmt.Errorf("%s has no column %q%s", t.file, key, didYouMean("", key, t.headers))
	}
	t.key, t.byKey = key, make(map[string]*recordValue, len(t.records))
	for _, r := range t.records {
		if other, ok := t.byKey[r.cells[column]]; ok {
			return nil, fmt.Errorf("%s lines %d and %d both have %s = %q: a key stands once", t.file, other.line, r.line, key, clip(r.cells[column], 60))
		}
		t.byKey[r.cells[column]] = r
	}
	return t, nil
}

// holidays("lk-2026.csv", column = "date") reads a list of dates.
func (l *loader) holidays(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	column := "date"
	var name string
	if err := starlark.UnpackArgs("holidays", args, kwargs, "file", &name, "column?", &column); err != nil {
		return nil, err
	}
	t, err := l.readTable(thread, name)
	if err != nil {
		return nil, err
	}
	at := slices.Index(t.headers, column)
	if at < 0 {
		return nil, fmt.Errorf("%s has no column %q%s", t.file, column, didYouMean("", column, t.headers))
	}
	days := make(map[providers.Date]bool, len(t.records))
	for _, r := range t.records {
		d, err := providers.ParseDate(strings.TrimSpace(r.cells[at]))
		if err != nil {
			return nil, fmt.Errorf("%s line %d: %w", t.file, r.line, err)
		}
		days[d] = true
	}
	return &calendarValue{file: t.file, days: days}, nil
}

// readTable reads a CSV file whose first line holds the headers. Every record
// must have as many cells as there are headers.
func (l *loader) readTable(thread *starlark.Thread, name string) (*tableValue, error) {
	if thread.Name == "" {
		return nil, fmt.Errorf("read %s at the top of the rules, not inside a function: it is the same for every row", clip(name, 60))
	}
	file, err := inFolder(thread.Name, name, ".csv")
	if err != nil {
		return nil, err
	}
	content, err := l.files.read(file, maxTable)
	if err != nil {
		return nil, err
	}
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(content) {
		return nil, fmt.Errorf("%s is not UTF-8 text: save it as CSV UTF-8", file)
	}
	reader := csv.NewReader(bytes.NewReader(content))
	headers, err := reader.Read()
	if err != nil {
		return nil, fmt.Errorf("%s has no line of headers: %w", file, err)
	}
	if len(headers) > maxTableColumns {
		return nil, fmt.Errorf("%s has %d columns, more than %d", file, len(headers), maxTableColumns)
	}
	t := &tableValue{file: file, headers: headers}
	return t, t.readRecords(reader)
}

func (t *tableValue) readRecords(reader *csv.Reader) error {
	for {
		cells, err := reader.Read()
		var wrong *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &wrong):
			return fmt.Errorf("%s line %d: %w", t.file, wrong.Line, wrong.Err)
		case err != nil:
			return fmt.Errorf("%s: %w", t.file, err)
		}
		line, _ := reader.FieldPos(0)
		if slices.ContainsFunc(cells, func(c string) bool { return len(c) > maxBuild }) {
			return fmt.Errorf("%s line %d has a cell of more than %d KiB", t.file, line, maxBuild>>10)
		}
		t.records = append(t.records, &recordValue{table: t, line: line, cells: cells})
		if len(t.records) > maxTableRows {
			return fmt.Errorf("%s has more than %d rows", t.file, maxTableRows)
		}
	}
}
