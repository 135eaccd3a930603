// Package template writes the workbook that a new project starts from: a header,
// a few example rows, and rules for what may be typed, which the spreadsheet
// program enforces. It is not for the user's own sheet, which is only ever
// patched (package sheet).
package template

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Column is one column of the sheet. At most one of Choices, Amount and Date is
// set; without any, everything may be typed.
type Column struct {
	Header string
	Width  int // characters
	// Choices are offered in a drop-down; together they take at most 255
	// characters (Excel specifications and limits).
	Choices []string
	// Open lets other values than the choices be typed after a question.
	Open   bool
	Amount bool // a number above zero
	Date   bool // a date from 2000 on
	Hint   string
}

const (
	// lastRow is where the rules for typing end: more than a month's invoices.
	lastRow  = 5000
	firstDay = 36526 // 2000-01-01 as Excel counts days from 1899-12-30
)

// Write writes a workbook of one worksheet with its columns and example rows.
// A cell is a text, an int or nothing (nil); a text in a date column is a date
// as 2006-01-02. An error is one of w's, or names what the columns ask for and a
// workbook cannot hold.
func Write(w io.Writer, name string, columns []Column, rows [][]any) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.SetSheetName("Sheet1", name); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	t := table{file: f, name: name}
	for i, column := range columns {
		if err := t.column(i+1, column, rows); err != nil {
			return fmt.Errorf("template: column %q: %w", column.Header, err)
		}
	}
	pane := &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := f.SetPanes(name, pane); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	if _, err := f.WriteTo(w); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	return nil
}

type table struct {
	file *excelize.File
	name string
}

// column writes one column: its width, header, example cells and rule.
func (t table) column(number int, c Column, rows [][]any) error {
	letter, err := excelize.ColumnNumberToName(number)
	if err != nil {
		return err
	}
	style := &excelize.Style{}
	switch {
	case c.Amount:
		style.NumFmt = 4 // #,##0.00
	case c.Date:
		format := "yyyy-mm-dd"
		style.CustomNumFmt = &format
	}
	body, bad := t.file.NewStyle(style)
	head, worse := t.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDEBF7"}}})
	err = errors.Join(bad, worse,
		t.file.SetColWidth(t.name, letter, letter, float64(c.Width)),
		t.file.SetColStyle(t.name, letter, body),
		t.file.SetCellValue(t.name, letter+"1", c.Header),
		t.file.SetCellStyle(t.name, letter+"1", letter+"1", head),
		t.rule(letter, c))
	if err != nil {
		return err
	}
	for i, row := range rows {
		if number > len(row) || row[number-1] == nil {
			continue
		}
		value := row[number-1]
		if text, ok := value.(string); ok && c.Date {
			if value, err = serial(text); err != nil {
				return err
			}
		}
		if err := t.file.SetCellValue(t.name, fmt.Sprintf("%s%d", letter, i+2), value); err != nil {
			return err
		}
	}
	return nil
}

// rule says what may be typed into a column.
func (t table) rule(letter string, c Column) error {
	v := excelize.NewDataValidation(true)
	v.SetSqref(fmt.Sprintf("%s2:%s%d", letter, letter, lastRow))
	switch {
	case len(c.Choices) > 0:
		if err := v.SetDropList(c.Choices); err != nil {
			return err
		}
		how := excelize.DataValidationErrorStyleStop
		if c.Open {
			how = excelize.DataValidationErrorStyleWarning
		}
		v.SetError(how, c.Header, "Choose one from the list.")
	case c.Amount:
		if err := v.SetRange(0, 0, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorGreaterThan); err != nil {
			return err
		}
		v.SetError(excelize.DataValidationErrorStyleStop, c.Header, "Type a number above zero, without a currency.")
	case c.Date:
		if err := v.SetRange(firstDay, 0, excelize.DataValidationTypeDate, excelize.DataValidationOperatorGreaterThanOrEqual); err != nil {
			return err
		}
		v.SetError(excelize.DataValidationErrorStyleStop, c.Header, "Type a date.")
	case c.Hint == "":
		return nil
	}
	if c.Hint != "" {
		v.SetInput(c.Header, c.Hint)
	}
	return t.file.AddDataValidation(t.name, v)
}
