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
		return nil, t.noColumn(key)
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
		return nil, t.noColumn(column)
	}
	if len(t.records) == 0 {
		return nil, fmt.Errorf("%s holds no date below its header", t.file)
	}
	calendar := &calendarValue{file: t.file, days: make(map[providers.Date]bool, len(t.records)), years: map[int]bool{}}
	for _, r := range t.records {
		d, err := providers.ParseDate(strings.TrimSpace(r.cells[at]))
		if err != nil {
			return nil, fmt.Errorf("%s line %d: %w", t.file, r.line, err)
		}
		calendar.days[d], calendar.years[d.Year] = true, true
	}
	return calendar, nil
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
	if !utf8.Valid(content) {
		return nil, fmt.Errorf("%s is not UTF-8 text: save it as CSV UTF-8", file)
	}
	reader := csv.NewReader(bytes.NewReader(content))
	reader.Comma = separator(content)
	headers, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s is empty: its first line names the columns", file)
	}
	if err != nil {
		return nil, unreadableLine(file, err, 0)
	}
	if len(headers) > maxTableColumns {
		return nil, fmt.Errorf("%s has %d columns, more than %d", file, len(headers), maxTableColumns)
	}
	for i, header := range headers {
		if header != "" && slices.Contains(headers[:i], header) {
			return nil, fmt.Errorf("%s has two columns %q: rename one, so that it is plain which is meant", file, clip(header, 60))
		}
	}
	t := &tableValue{file: file, headers: headers}
	return t, t.readRecords(reader)
}

// separator is what the first line has most of: Excel writes semicolons where
// commas are decimal marks.
func separator(content []byte) rune {
	line, _, _ := bytes.Cut(content, []byte("\n"))
	best, most := ',', bytes.Count(line, []byte(","))
	for _, c := range []rune{';', '\t'} {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// unreadableLine puts the reader's errors into the words of who keeps the file.
func unreadableLine(file string, err error, columns int) error {
	var wrong *csv.ParseError
	switch {
	case !errors.As(err, &wrong):
		return fmt.Errorf("%s: %w", file, err)
	case errors.Is(err, csv.ErrFieldCount):
		return fmt.Errorf("%s line %d does not have %d cells as the line of headers has", file, wrong.Line, columns)
	case errors.Is(err, csv.ErrQuote), errors.Is(err, csv.ErrBareQuote):
		return fmt.Errorf("%s line %d has a \" that does not belong, or one too few: a cell with \" in it is written \"a \"\"b\"\" c\"", file, wrong.StartLine)
	}
	return fmt.Errorf("%s line %d: %w", file, wrong.Line, wrong.Err)
}

func (t *tableValue) readRecords(reader *csv.Reader) error {
	for {
		cells, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return unreadableLine(t.file, err, len(t.headers))
		case !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }):
			continue // what a spreadsheet saves below its last row
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
