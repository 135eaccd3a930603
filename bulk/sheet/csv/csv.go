// Package csv reads a delimited text file as a sheet and writes result fields
// back into it without disturbing anything else.
//
// It does not use encoding/csv, which cannot give a file back as it was: it
// loses unneeded quotes, blank lines, line ends and byte order marks. Here a
// record is a span of bytes and its fields are spans inside it. Patch copies
// those bytes and puts ours between them, so that every field, quote, blank
// line, line end (LF, CRLF or a lone CR), missing final line end and byte order
// mark that is not ours stays byte for byte.
//
// What is read: UTF-8, UTF-16 (both orders, with or without a byte order mark)
// and Windows-1252, which covers the printable part of Latin-1. Anything else
// is refused by name. The delimiter is comma, semicolon, tab or pipe, found by
// looking, or whatever a first line such as "sep=;" says.
//
// Rows that do not fit. A row with fewer fields than the header is read as it
// stands, and Info.Guesses names its line: what is missing at its end is taken
// as blank. A row with more fields is an error as soon as one of the extra
// fields holds text, because then a delimiter inside a value has moved every
// amount behind it; extra fields that are blank are told, and result columns go
// to the right of them. A blank line is a row without cells.
//
// What is written: only the result fields. A field that already reads as it
// should keeps its bytes. Text that a spreadsheet would take for a formula gets
// a leading apostrophe, line breaks and control characters become a space (a
// line break would move the numbers of all rows below), and in a Windows-1252
// file characters that it does not have become "?". Links and ids are ASCII and
// never affected.
//
// The whole file is read once when it is opened, so that a broken line is told
// before anything is done with the rows above it. Memory does not grow with the
// file. A table belongs to one goroutine at a time; bulk/sheet/all is its caller.
package csv

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"paysheet/bulk/sheet"
)

// How much is read before a file is refused: more than a person's sheet ever
// has, and little enough that a hostile file cannot fill the memory.
const (
	maxField   = 1 << 20  // bytes in one field
	maxRecord  = 16 << 20 // bytes in one record
	maxColumns = 1024
	maxRows    = 10_000_000
)

// between is the number of records between two looks at the context.
const between = 512

// table is an open file. The head is everything before the first record: the
// byte order mark and a "sep=" line, copied as they are.
type table struct {
	file    *os.File
	path    string
	size    int64
	opts    sheet.Options
	info    sheet.Info
	codec   codec
	dialect dialect
	columns int // fields of the header record
	width   int // fields of the widest record from the header on
	rows    int // records below the header
}

// Open reads the file at path once from end to end and gives it as a table.
//
// Errors come from the file system, from the context, and from what the file
// holds: an encoding or a NUL byte that cannot be read, no header row, two
// delimiters that fit equally well, a quote that never closes, text behind a
// closing quote, a row with more fields than the header, or a limit passed
// (1 MiB a field, 16 MiB a record, 1,024 columns, 10 million rows). Each names
// file, line and column, and says what to do. Score may be nil; the header is
// then the first record with two fields that are not blank.
func Open(ctx context.Context, path string, opts sheet.Options) (sheet.Table, error) {
	file, err := os.Open(path) //nolint:gosec // G703: opening the file the user named is what the tool is for
	if err != nil {
		return nil, fmt.Errorf("opening the sheet: %w", err)
	}
	t := &table{file: file, path: path, opts: opts}
	if err := t.look(ctx); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return t, nil
}

// look finds out everything that Info tells and checks every row.
func (t *table) look(ctx context.Context) error {
	stat, err := t.file.Stat()
	if err != nil {
		return fmt.Errorf("opening the sheet: %w", err)
	}
	if !stat.Mode().IsRegular() {
		return fmt.Errorf("%s: is not a file; name a CSV file", t.path)
	}
	t.size = stat.Size()
	err = t.lookBeside(ctx)
	t.opts.Keep = nil // what is opened later, to verify it, is not this table
	return err
}

// take looks at everything but the encoding, which is given.
func (t *table) take(ctx context.Context, c codec) error {
	t.codec, t.info = c, sheet.Info{Path: t.path, Format: "csv"}
	t.columns, t.width, t.rows = 0, 0, 0
	t.guess(c.guess)
	if t.opts.Table != "" || t.opts.Range != "" {
		return sheet.NotThere(fmt.Errorf("%s: a CSV file has neither tables nor ranges; leave the table or range out, or save the file as .xlsx", t.path))
	}
	if t.opts.Name != "" {
		t.guess(fmt.Sprintf("A CSV file has no worksheets, so the worksheet name %q is not used.", t.opts.Name))
	}
	if err := t.findDialect(); err != nil {
		return err
	}
	return t.survey(ctx)
}

func (t *table) guess(sentence string) {
	if sentence != "" {
		t.info.Guesses = append(t.info.Guesses, sentence)
	}
}

// scan gives a scanner that starts at the first record of a dialect.
func (t *table) scan(d dialect) *scanner {
	return newScanner(io.NewSectionReader(t.file, d.head, t.size-d.head), t.path, t.codec, d)
}

// Info describes the table.
func (t *table) Info() sheet.Info { return t.info }

// Close closes the file. The table cannot be used afterwards.
func (t *table) Close() error {
	if err := t.file.Close(); err != nil {
		return fmt.Errorf("closing %s: %w", t.path, err)
	}
	return nil
}

// Rows streams the rows below the header. Every cell is Text with its exact
// text, without the quotes around it, or Blank. The only errors after a
// successful Open are those of the context, of the file system, and of a file
// that was changed since.
func (t *table) Rows(ctx context.Context) iter.Seq2[sheet.Row, error] {
	return func(yield func(sheet.Row, error) bool) {
		rows := 0
		var cells []sheet.Cell
		for rec, err := range t.body(ctx) {
			if err != nil {
				yield(sheet.Row{}, err)
				return
			}
			rows++
			cells = t.codec.cells(cells[:0], rec)
			if !yield(sheet.Row{Number: rec.line, Cells: cells}, nil) {
				return
			}
		}
		if rows != t.rows {
			yield(sheet.Row{}, t.changed())
		}
	}
}

func (t *table) changed() error {
	return fmt.Errorf("%s: %w", t.path, sheet.ErrChanged)
}

// body walks the checked records below the header.
func (t *table) body(ctx context.Context) iter.Seq2[*record, error] {
	return func(yield func(*record, error) bool) {
		for rec, err := range t.records(ctx, t.scan(t.dialect)) {
			if err != nil {
				yield(nil, err)
				return
			}
			if rec.line > t.info.HeaderRow && !yield(rec, nil) {
				return
			}
		}
	}
}

// records walks all records and checks those below the header.
func (t *table) records(ctx context.Context, s *scanner) iter.Seq2[*record, error] {
	return func(yield func(*record, error) bool) {
		for n := 0; ; n++ {
			rec, err := s.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil && n%between == 0 && ctx.Err() != nil {
				err = fmt.Errorf("reading %s: %w", t.path, ctx.Err())
			}
			if err == nil && rec.line > t.info.HeaderRow {
				err = t.check(rec)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// Verify opens the patched file as the next run will open it, with the options
// of this table, and compares what was found: encoding, delimiter, header row,
// header texts and the number of rows. It reports what differs.
func (t *table) Verify(ctx context.Context, path string) error {
	opened, err := Open(ctx, path, t.opts)
	if err != nil {
		return fmt.Errorf("verifying the written sheet: %w", err)
	}
	patched, ok := opened.(*table)
	if !ok {
		return fmt.Errorf("verifying the written sheet: unexpected %T", opened)
	}
	return errors.Join(t.compare(patched), patched.Close())
}

func (t *table) compare(patched *table) error {
	differs := func(what string, want, got any) error {
		return fmt.Errorf("verifying the written sheet %s: its %s is %v where %s has %v",
			patched.path, what, got, t.path, want)
	}
	switch {
	case patched.codec.name != t.codec.name:
		return differs("encoding", t.codec.name, patched.codec.name)
	case patched.dialect.delim != t.dialect.delim:
		return differs("delimiter", delimiterName(t.dialect.delim), delimiterName(patched.dialect.delim))
	case patched.info.HeaderRow != t.info.HeaderRow:
		return differs("header row", t.info.HeaderRow, patched.info.HeaderRow)
	case patched.rows != t.rows:
		return differs("number of rows", t.rows, patched.rows)
	case patched.columns < t.columns:
		return differs("number of columns", t.columns, patched.columns)
	}
	for i, text := range t.info.Header {
		if text != patched.info.Header[i] {
			return differs("header "+sheet.ColumnName(i), text, patched.info.Header[i])
		}
	}
	return nil
}
