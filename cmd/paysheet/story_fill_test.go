package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"paysheet/bulk/sheet"
	sheets "paysheet/bulk/sheet/all"
)

// cmdFill writes into cells by header and row, as a person would in a
// spreadsheet program, which saves the whole file anew:
// fill FILE HEADER ROW=TEXT ...
func cmdFill(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: fill FILE HEADER ROW=TEXT ...")
	}
	if file, worksheet, found := strings.Cut(args[0], "!"); found {
		overwrite(ts, ts.MkAbs(file), worksheet, args[1:])
		return
	}
	path := ts.MkAbs(args[0])
	table, err := sheets.Open(context.Background(), path, sheet.Options{})
	ts.Check(err)
	column := -1
	for i, text := range table.Info().Header {
		if text == args[1] {
			column = i
		}
	}
	name := table.Info().Sheet
	ts.Check(table.Close())
	if column < 0 {
		ts.Fatalf("%s has no column %q", args[0], args[1])
	}
	f, err := excelize.OpenFile(path)
	ts.Check(err)
	defer func() { _ = f.Close() }()
	for _, arg := range args[2:] {
		row, text, _ := strings.Cut(arg, "=")
		ts.Check(f.SetCellStr(name, sheet.ColumnName(column)+row, text))
	}
	ts.Check(f.Save())
	_, err = os.Stat(path)
	ts.Check(err)
}

// overwrite puts texts in place of cells that read otherwise: fill FILE!WORKSHEET
// OLD NEW.
func overwrite(ts *testscript.TestScript, path, worksheet string, texts []string) {
	f, err := excelize.OpenFile(path)
	ts.Check(err)
	defer func() { _ = f.Close() }()
	found, err := f.SearchSheet(worksheet, texts[0])
	ts.Check(err)
	if len(found) == 0 {
		ts.Fatalf("no cell of %s reads %q", worksheet, texts[0])
	}
	for _, cell := range found {
		ts.Check(f.SetCellStr(worksheet, cell, texts[1]))
	}
	ts.Check(f.Save())
}

// cmdDrop deletes a worksheet: drop FILE!WORKSHEET.
func cmdDrop(ts *testscript.TestScript, neg bool, args []string) {
	file, worksheet, found := strings.Cut(args[0], "!")
	if neg || len(args) != 1 || !found {
		ts.Fatalf("usage: drop FILE!WORKSHEET")
	}
	f, err := excelize.OpenFile(ts.MkAbs(file))
	ts.Check(err)
	defer func() { _ = f.Close() }()
	before := f.SheetCount
	ts.Check(f.DeleteSheet(worksheet))
	if f.SheetCount == before {
		ts.Fatalf("%s has no worksheet %s besides others", file, worksheet)
	}
	ts.Check(f.Save())
}

// cmdTold prints over which channels a provider was asked to write to the payer
// of each of its links: told PROVIDER.
func cmdTold(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: told PROVIDER")
	}
	for _, link := range worldOf(ts).box.Links(args[0]) {
		_, err := fmt.Fprintf(ts.Stdout(), "%s|%s\n", link.Reference, strings.Join(link.Notified, " "))
		ts.Check(err)
	}
}
