// Package book writes new workbooks: sheets of typed cells below a header that
// stays in sight and is repeated on every printed page.
//
// It is not for the user's own sheet, which is only ever patched (package
// sheet). It writes the parts itself instead of through excelize, because
// excelize's StreamWriter takes a fraction only as a Go float or as text, and
// an amount must be neither. Rows go to temporary files, so a book of any
// length takes little memory, and several sheets can be filled side by side.
//
// A Book is used by one goroutine. The same calls give the same bytes.
package book

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"paysheet/bulk/sheet"
)

// maxRows and maxName are limits of Excel (Excel specifications and limits).
const (
	maxRows = 1048576
	maxName = 31
)

// lineHeight is the height of one line in points, with room for the larger
// fonts that stand in for Calibri where it is missing.
const lineHeight = 18

// Application is what a book of ours says of its maker, in docProps/app.xml.
const Application = "paysheet"

// Column is one column of a sheet.
type Column struct {
	Header string
	Width  int  // characters of the default font; 0 is an ordinary column
	Right  bool // the header stands on the right, above numbers
}

// width gives the characters that a column shows side by side.
func (c Column) width() int {
	const ordinary = 12
	if c.Width <= 0 {
		return ordinary
	}
	return c.Width
}

// Book is a workbook being written. Close it.
type Book struct {
	dir    string // of the temporary files; empty is the system's
	sheets []*Sheet
}

// New starts an empty book. dir is the folder for temporary files, which only
// their owner can read; empty is the system's own.
func New(dir string) *Book { return &Book{dir: dir} }

// Sheet is one worksheet of a book.
type Sheet struct {
	name    string
	columns []Column
	file    *os.File
	out     *bufio.Writer
	rows    int
	line    []byte
}

// Sheet adds a worksheet with its header row. Sheets stand in the book in the
// order of these calls. A name that Excel does not take, or that the book has
// already, is an error, and so is a temporary file that cannot be made.
func (b *Book) Sheet(name string, columns ...Column) (*Sheet, error) {
	taken := slices.ContainsFunc(b.sheets, func(s *Sheet) bool { return strings.EqualFold(s.name, name) })
	if name == "" || utf8.RuneCountInString(name) > maxName || strings.ContainsAny(name, `[]:*?/\'`) || taken {
		return nil, fmt.Errorf("%q cannot be the name of another worksheet: 1 to %d characters, none of [ ] : * ? / \\ ', each name once", name, maxName)
	}
	if len(columns) == 0 {
		return nil, fmt.Errorf("worksheet %q has no columns", name)
	}
	file, err := os.CreateTemp(b.dir, "paysheet-book-*.tmp")
	if err != nil {
		return nil, fmt.Errorf("a temporary file for worksheet %q: %w", name, err)
	}
	s := &Sheet{name: name, columns: columns, file: file, out: bufio.NewWriterSize(file, 64<<10)}
	b.sheets = append(b.sheets, s)
	header := make([]Cell, 0, len(columns))
	for _, c := range columns {
		style := styleHeader
		if c.Right {
			style = styleHeaderRight
		}
		header = append(header, Cell{text: c.Header, style: style})
	}
	return s, s.Row(header...)
}

// Row appends one row. An amount that is no plain decimal, more cells than
// columns and more rows than Excel has are errors.
func (s *Sheet) Row(cells ...Cell) error {
	if s.rows == maxRows {
		return fmt.Errorf("worksheet %q is full: a worksheet has %d rows", s.name, maxRows)
	}
	if len(cells) > len(s.columns) {
		return fmt.Errorf("worksheet %q has %d columns, not %d", s.name, len(s.columns), len(cells))
	}
	s.rows++
	s.line = fmt.Appendf(s.line[:0], `<row r="%d" ht="%d" customHeight="1">`, s.rows, lineHeight*s.lines(cells))
	for i, cell := range cells {
		var err error
		ref := sheet.ColumnName(i) + strconv.Itoa(s.rows)
		if s.line, err = cell.append(s.line, ref); err != nil {
			return fmt.Errorf("worksheet %q, cell %s: %w", s.name, ref, err)
		}
	}
	s.line = append(s.line, "</row>"...)
	if _, err := s.out.Write(s.line); err != nil {
		return fmt.Errorf("worksheet %q: %w", s.name, err)
	}
	return nil
}

// lines gives how many lines the row needs, because not every program works out
// the height of a row that has none. Long words and wide letters take more room
// than was counted, so it is taken to be a little less wide than it is.
func (s *Sheet) lines(cells []Cell) int {
	const most = 20
	lines := 1
	for i, cell := range cells {
		if cell.style == styleWrapped {
			width := max(1, s.columns[i].width()*9/10)
			lines = max(lines, (utf8.RuneCountInString(cell.text)+width-1)/width)
		}
	}
	return min(lines, most)
}

// Write writes the whole book. It is called once, when all rows are in.
func (b *Book) Write(w io.Writer) error {
	if len(b.sheets) == 0 {
		return errors.New("a workbook needs a worksheet")
	}
	z := zip.NewWriter(w)
	for _, part := range b.parts() {
		out, err := z.Create(part.name)
		if err != nil {
			return fmt.Errorf("writing the workbook: %w", err)
		}
		if _, err := io.WriteString(out, part.text); err != nil {
			return fmt.Errorf("writing the workbook: %w", err)
		}
	}
	for i, s := range b.sheets {
		out, err := z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
		if err != nil {
			return fmt.Errorf("writing the workbook: %w", err)
		}
		if err := s.write(out, i == 0); err != nil {
			return fmt.Errorf("writing worksheet %q: %w", s.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("writing the workbook: %w", err)
	}
	return nil
}

// write puts the rows between what comes before and after them.
func (s *Sheet) write(w io.Writer, first bool) error {
	if err := s.out.Flush(); err != nil {
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := io.WriteString(w, s.head(first)); err != nil {
		return err
	}
	if _, err := io.Copy(w, s.file); err != nil {
		return err
	}
	_, err := io.WriteString(w, sheetTail)
	return err
}

// Close removes the temporary files.
func (b *Book) Close() error {
	var faults []error
	for _, s := range b.sheets {
		faults = append(faults, s.file.Close(), os.Remove(s.file.Name()))
	}
	b.sheets = nil
	return errors.Join(faults...)
}
