package samples

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// book writes one workbook cell by cell and keeps the first error, so that the
// generators read like the sheets that they make.
type book struct {
	file  *excelize.File
	sheet string
	style map[look]int
	err   error
}

// look is how a cell looks. It is comparable, so that each look is one style of
// the workbook.
type look struct {
	format      string // number format code
	fill        string // colour
	colour      string // of the font
	align       string
	bold, small bool
	wrap, ruled bool // ruled draws thin lines around the cell
	top         bool // a line above, as totals have
	size        float64
}

func newBook(sheet, title, creator string) *book {
	b := &book{file: excelize.NewFile(), sheet: sheet, style: map[look]int{}}
	b.keep(b.file.SetSheetName("Sheet1", sheet))
	b.keep(b.file.SetDocProps(&excelize.DocProperties{
		Title: title, Creator: creator, LastModifiedBy: creator,
		Created: "2026-08-01T04:30:00Z", Modified: "2026-08-01T11:05:00Z", Language: "en-GB",
	}))
	return b
}

func (b *book) keep(err error) {
	if b.err == nil {
		b.err = err
	}
}

// id gives the style of a look.
func (b *book) id(l look) int {
	if id, ok := b.style[l]; ok {
		return id
	}
	size := max(l.size, 10)
	if l.small {
		size = 8
	}
	s := &excelize.Style{
		Font:      &excelize.Font{Family: "Calibri", Size: size, Bold: l.bold, Color: l.colour},
		Alignment: &excelize.Alignment{Horizontal: l.align, Vertical: "center", WrapText: l.wrap},
	}
	if l.format != "" {
		s.CustomNumFmt = &l.format
	}
	if l.fill != "" {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{l.fill}}
	}
	if l.ruled {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Color: "BFBFBF", Style: 1})
		}
	}
	if l.top {
		s.Border = append(s.Border, excelize.Border{Type: "top", Color: "1F3864", Style: 2})
	}
	id, err := b.file.NewStyle(s)
	b.keep(err)
	b.style[l] = id
	return id
}

// set writes a value: text, a number given as its digits (digits), a day, or
// nil for a cell that has only a look.
func (b *book) set(cell string, value any, l look) {
	switch v := value.(type) {
	case nil:
	case string:
		b.keep(b.file.SetCellStr(b.sheet, cell, v))
	case digits:
		b.keep(b.file.SetCellDefault(b.sheet, cell, string(v)))
	case time.Time:
		b.keep(b.file.SetCellInt(b.sheet, cell, serial(v)))
	default:
		b.keep(b.file.SetCellValue(b.sheet, cell, v))
	}
	b.keep(b.file.SetCellStyle(b.sheet, cell, cell, b.id(l)))
}

// digits is a number as it stands in the file.
type digits string

// formula writes a formula with the result that a spreadsheet would have stored.
func (b *book) formula(cell, formula string, result any, l look) {
	if text, ok := result.(string); ok {
		result = nil // a result that is text would go among the shared texts
		if text != "" {
			result = digits(errorMark + strconv.Itoa(slices.Index(errorValues(), text)))
		}
	}
	b.set(cell, result, l)
	b.keep(b.file.SetCellFormula(b.sheet, cell, formula))
}

func (b *book) widths(widths ...float64) {
	for i, width := range widths {
		name, err := excelize.ColumnNumberToName(i + 1)
		b.keep(err)
		b.keep(b.file.SetColWidth(b.sheet, name, name, width))
	}
}

// at names a cell: at(0, 6) is A6.
func at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column+1, row)
	if err != nil {
		return err.Error() // no cell has such a name, so the next call fails and says so
	}
	return name
}

// serial counts days as a workbook of the 1900 date system does.
func serial(day time.Time) int64 {
	return int64(day.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))
}

// bytes gives the file, the same for the same cells.
func (b *book) bytes() ([]byte, error) {
	if b.err != nil {
		return nil, b.err
	}
	buffer, err := b.file.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	parts, err := unzip(buffer.Bytes())
	if err != nil {
		return nil, err
	}
	for name, part := range parts {
		if strings.HasPrefix(name, "xl/worksheets/sheet") {
			parts[name] = typeResults(part)
		}
	}
	return rezip(parts)
}

// errorMark begins the number that stands for an error value until the parts
// are written: the library cannot store an error as a result.
const errorMark = "990099"

// errorValues are the error values of a spreadsheet that samples use.
func errorValues() []string { return []string{"#N/A", "#REF!"} }

var (
	errorResult  = regexp.MustCompile(` t="str"(><f>[^<]*</f><v>)` + errorMark + `([0-9])</v>`)
	numberResult = regexp.MustCompile(` t="str"(><f>[^<]*</f><v>-?[0-9][0-9.E+-]*</v>)`)
)

// typeResults gives stored results of formulas their types back; the library
// writes each one as text.
func typeResults(part []byte) []byte {
	part = errorResult.ReplaceAllFunc(part, func(cell []byte) []byte {
		found := errorResult.FindSubmatch(cell)
		return fmt.Appendf(nil, ` t="e"%s%s</v>`, found[1], errorValues()[found[2][0]-'0'])
	})
	return numberResult.ReplaceAll(part, []byte("$1"))
}

func unzip(data []byte) (map[string][]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	parts := make(map[string][]byte)
	for _, entry := range archive.File {
		r, err := entry.Open()
		if err != nil {
			return nil, err
		}
		if parts[entry.Name], err = io.ReadAll(r); err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name, err)
		}
		if err := r.Close(); err != nil {
			return nil, err
		}
	}
	return parts, nil
}

// rezip packs parts in a fixed order and with no time, [Content_Types].xml
// first as spreadsheets write it.
func rezip(parts map[string][]byte) ([]byte, error) {
	names := make([]string, 0, len(parts))
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, name := range names {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(parts[name]); err != nil {
			return nil, err
		}
	}
	err := archive.Close()
	return out.Bytes(), err
}

// stored writes a number as a spreadsheet stores it: the shortest digits that
// give the same double, or 17 of them where it calculated the number.
func stored(n float64, calculated bool) digits {
	if calculated {
		return digits(strconv.FormatFloat(n, 'g', 17, 64))
	}
	return digits(strconv.FormatFloat(n, 'f', -1, 64))
}
