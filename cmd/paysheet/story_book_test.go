package main

import (
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// cmdBook makes a workbook from a text file: book OUT CELLS.csv [table=NAME!A3:D5]
// [name=NAME!A3:D5] [merge=A1:D1] [formula=E4] [hide=5] [password=WORD].
func cmdBook(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: book OUT CELLS.csv [table=NAME!A3:D5] [name=NAME!A3:D5] [merge=A1:D1] [formula=E4] [hide=5] [password=WORD]")
	}
	const sheet = "Invoices"
	f := excelize.NewFile()
	defer func() { ts.Check(f.Close()) }()
	ts.Check(f.SetSheetName("Sheet1", sheet))
	reader := csv.NewReader(strings.NewReader(ts.ReadFile(args[1])))
	reader.FieldsPerRecord = -1
	records, err := reader.ReadAll()
	ts.Check(err)
	for i, record := range records {
		for j, text := range record {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			ts.Check(err)
			if number, err := strconv.ParseFloat(text, 64); err == nil {
				ts.Check(f.SetCellValue(sheet, cell, number))
			} else if text != "" {
				ts.Check(f.SetCellValue(sheet, cell, text))
			}
		}
	}
	var options excelize.Options
	for _, arg := range args[2:] {
		what, value, _ := strings.Cut(arg, "=")
		name, area, _ := strings.Cut(value, "!")
		switch what {
		case "table":
			ts.Check(f.AddTable(sheet, &excelize.Table{Name: name, Range: area}))
		case "name":
			ts.Check(f.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: sheet + "!" + area}))
		case "merge":
			first, last, _ := strings.Cut(value, ":")
			ts.Check(f.MergeCell(sheet, first, last))
		case "formula":
			ts.Check(f.SetCellFormula(sheet, value, "1+1"))
		case "hide":
			row, err := strconv.Atoi(value)
			ts.Check(err)
			ts.Check(f.SetRowVisible(sheet, row, false))
		case "password":
			options.Password = value
		default:
			ts.Fatalf("book knows no %q", what)
		}
	}
	ts.Check(f.SaveAs(ts.MkAbs(args[0]), options))
}

// cmdPage prints a worksheet of a workbook by its name, a row a line: page FILE NAME.
func cmdPage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: page FILE NAME")
	}
	f, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	defer func() { ts.Check(f.Close()) }()
	rows, err := f.GetRows(args[1])
	ts.Check(err)
	for _, row := range rows {
		_, err := ts.Stdout().Write([]byte(strings.Join(row, "|") + "\n"))
		ts.Check(err)
	}
}
