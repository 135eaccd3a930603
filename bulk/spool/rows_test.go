package spool_test

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"paysheet/bulk/sheet"
	sheets "paysheet/bulk/sheet/all"
	"paysheet/bulk/spool"
)

func rowsOf(t *testing.T, table sheet.Table) (rows []sheet.Row) {
	t.Helper()
	for row, err := range table.Rows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		row.Cells = append([]sheet.Cell(nil), row.Cells...)
		rows = append(rows, row)
	}
	return rows
}

// TestKeptRowsAreTheTablesOwn reads every sheet of the samples and of the tests
// both ways.
func TestKeptRowsAreTheTablesOwn(t *testing.T) {
	t.Parallel()
	found := 0
	for _, root := range []string{"../../samples", "../../testdata/sheets"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".xlsx") && !strings.HasSuffix(path, ".csv") {
				return err
			}
			s := spool.New(nil)
			defer func() { _ = s.Close() }()
			rows := spool.NewRows(s)
			table, err := sheets.Open(t.Context(), path, sheet.Options{Keep: rows})
			if err != nil {
				return nil // some are there to be refused
			}
			defer func() { _ = table.Close() }()
			found++
			kept, own := rowsOf(t, rows.Table(table)), rowsOf(t, table)
			if len(own) == 0 || !reflect.DeepEqual(kept, own) {
				t.Errorf("%s: %d rows were kept of %d, or they differ", path, len(kept), len(own))
			}
			return nil
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	if found < 10 {
		t.Errorf("only %d sheets were found", found)
	}
}

func TestForgottenRowsAreReadFromTheTable(t *testing.T) {
	t.Parallel()
	s := spool.New(nil)
	defer func() { _ = s.Close() }()
	rows := spool.NewRows(s)
	table, err := sheets.Open(t.Context(), "../../samples/month-end/invoices.xlsx", sheet.Options{Keep: rows})
	if err != nil {
		t.Fatal(err)
	}
	rows.Forget()
	if rows.Table(table) != table {
		t.Error("rows that were forgotten are given")
	}
}

func TestKeptRowsEndWithTheContext(t *testing.T) {
	t.Parallel()
	s := spool.New(nil)
	defer func() { _ = s.Close() }()
	rows := spool.NewRows(s)
	table, err := sheets.Open(t.Context(), "../../samples/month-end/invoices.xlsx", sheet.Options{Keep: rows})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range rows.Table(table).Rows(ctx) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the rows went on: %v", err)
		}
	}
}
