// Package sheet is what the rest of paysheet knows of a table in a file: rows
// to read in one pass, and result cells to write back without touching
// anything else.
//
// The formats live in their own folders (sheet/xlsx, sheet/csv) and sheet/all
// picks one by looking at the file. Nothing in here knows what an invoice is.
// A Table is used by one goroutine at a time.
package sheet

import (
	"context"
	"io"
	"iter"
	"strconv"
)

// Kind says what a cell holds in its file, before anybody interprets it.
type Kind uint8

// The kinds of cells. A CSV cell is Blank or Text: the format has no types.
const (
	Blank  Kind = iota // no value, or nothing but white space in CSV
	Text               // characters, exactly as stored
	Number             // digits as the file has them, never through a float
	Date               // a civil date or a date with a time of day
	Bool               // TRUE or FALSE
	Error              // an error value of the spreadsheet, such as #N/A
)

// Cell is one value as the file holds it.
type Cell struct {
	// Text is the stored text: a Number's digits as they stand in the file
	// (possibly 1E+05), a Date as 2006-01-02 or 2006-01-02T15:04:05, a Bool as
	// TRUE or FALSE, an Error as #N/A. It is empty for Blank.
	Text string
	// Format is the number format code of an XLSX cell ("#,##0.00"), empty
	// where there is none or the format is General.
	Format string
	Kind   Kind
	// Formula tells that Text is the cached result of a formula, and Stale
	// that the workbook itself says the cached result may be out of date.
	Formula, Stale bool
}

// Row is one row below the header. Cells is indexed by column, 0 for column A;
// it may be shorter than the header. A Row and its Cells are valid only until
// the next one is asked for; the strings in it stay valid.
type Row struct {
	Number int  // as the spreadsheet shows it; in CSV the line where the record starts
	Hidden bool // hidden by hand, by a group or by a filter
	Cells  []Cell
}

// Cell returns the cell in a column (0 for A), Blank beyond the row's end.
func (r Row) Cell(column int) Cell {
	if column < 0 || column >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[column]
}

// Value is what a result cell gets: text, or a number given as its digits.
type Value struct {
	Text   string
	Number bool // write a numeric cell; Text must then be a plain decimal
	// Yields leaves a cell alone that holds a formula or is part of a merged
	// range, where any other value is refused: a row of totals may have sums of
	// its own under the results.
	Yields bool
}

// Info describes a table that was found in a file.
type Info struct {
	Path      string
	Format    string   // "xlsx", "xlsm" or "csv"
	Sheet     string   // the worksheet's name; empty for CSV
	HeaderRow int      // as the spreadsheet shows it
	Header    []string // header texts by column, trimmed; empty where a column has none
	Protected bool     // opened with a password, which the copy that Patch writes does not have
	Digest    string   // SHA-256 of the whole file in hex, as it was when it was opened
	// Guesses has one sentence for each thing that was found by looking rather
	// than told: the worksheet, the header row, a delimiter, an encoding.
	Guesses []string
}

// Ref names a cell as a person would look it up: Invoices!F17 in a workbook,
// F17 in a CSV file. column is 0 for A.
func (i Info) Ref(row, column int) string {
	ref := ColumnName(column) + strconv.Itoa(row)
	if i.Sheet == "" {
		return ref
	}
	return i.Sheet + "!" + ref
}

// ColumnName gives the letters of a column, 0 for A.
func ColumnName(column int) string {
	var name []byte
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = append(name, byte('A'+(n-1)%26))
	}
	for i, j := 0, len(name)-1; i < j; i, j = i+1, j-1 {
		name[i], name[j] = name[j], name[i]
	}
	return string(name)
}

// Options say which table of a file is meant.
type Options struct {
	Name      string // worksheet; empty: the first visible one with a header row
	HeaderRow int    // 0: found by looking
	// Table is the name of a table (ListObject) of a workbook: its header is the
	// header, its rows are the rows, its row of totals is none. Empty: none.
	Table string
	// Range is where the header and the rows of a workbook are: A3:F200,
	// Sheet!A3:F200, A:F or a defined name. Its first row is the header, unless
	// HeaderRow says otherwise; where it has whole columns, the header is found
	// by looking. What is outside of it is neither header nor row. Empty: all.
	Range string
	// Own are the headers of columns that belong to the table even where they
	// stand right of Range: the results of an earlier run.
	Own []string
	// Score rates a row as a header: how many of its texts are names of fields
	// that the caller is looking for; 0 or less means that it is none. The row
	// with the highest score among the first rows is the header.
	Score func(texts []string) int
	// Password is asked for the password of a workbook that has one, and only
	// then. nil: such a workbook is refused.
	Password func() (string, error)
	// Keep is given the rows while the table is opened, which reads all of them
	// anyway; nil for nobody.
	Keep Keeper
}

// Keeper keeps the rows of a table for later, or looks at them at once.
type Keeper interface {
	// Begin is given what is known of the table before its first row: Path, Format,
	// Sheet, HeaderRow and Header, of which the last two are what the rows before
	// show. What the table's Info says in the end is what holds.
	Begin(Info)
	// Add is given every row below the header row, and one or two more where the
	// header turns out to end further down. It keeps no part of the Row.
	Add(Row)
	// Forget says that Rows gives something else than what was added.
	Forget()
}

// Table is an open table. It is made by sheet/xlsx or sheet/csv.
type Table interface {
	Info() Info
	// Rows streams the rows below the header in the file's order, blank ones
	// too. It can be ranged over more than once. An error ends it; a table that
	// cannot be read whole always ends with an error, never with fewer rows.
	Rows(ctx context.Context) iter.Seq2[Row, error]
	// Patch writes a copy of the whole file to w in which only the named result
	// columns differ: found by their header, or appended on the right in the
	// order given. results yields row numbers in rising order with one value
	// for each column; rows that are not yielded keep what they have.
	Patch(ctx context.Context, w io.Writer, columns []string, results iter.Seq2[int, []Value]) error
	// Verify opens a file that Patch wrote and checks that it can be read to
	// its end and has as many rows as this table.
	Verify(ctx context.Context, path string) error
	Close() error
}
