package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/bulk/review"
	"paysheet/bulk/sheet"
)

// passwordName is the environment variable for the password of a workbook.
const passwordName = "PAYSHEET_PASSWORD"

// tableOptions say which table of the sheet is meant: by the flags, then by the
// config. A table or range from a flag stands in for both of the config's.
func (s *session) tableOptions() sheet.Options {
	told, flags := s.config.sheet, s.options
	score := invoice.Config{}.Scorer()
	if len(s.config.columns) > 0 {
		score = s.scoreConfigured(score)
	}
	o := sheet.Options{
		Name: told.Name, HeaderRow: told.HeaderRow, Table: told.Table, Range: told.Range,
		Own: append(invoice.Results(), review.Columns()...), Score: score, Password: s.askPassword,
	}
	if flags.worksheet != "" {
		o.Name = flags.worksheet
	}
	if flags.headerRow > 0 {
		o.HeaderRow = flags.headerRow
	}
	if flags.table != "" || flags.cells != "" {
		o.Table, o.Range = flags.table, flags.cells
	}
	return o
}

// askPassword gives the password of a protected workbook: from the environment,
// or asked for once on a terminal without showing it.
func (s *session) askPassword() (string, error) {
	if password := s.env.getenv(passwordName); password != "" {
		return password, nil
	}
	if s.password != "" {
		return s.password, nil
	}
	if !s.env.inTerminal || s.options.noInput {
		return "", usage(fmt.Errorf("the workbook is password-protected: set %s, or save a copy without a password in Excel", passwordName))
	}
	_, _ = fmt.Fprint(s.env.err, "Password of the workbook: ")
	password, err := s.env.hidden()
	s.env.say("")
	if err != nil {
		return "", fmt.Errorf("reading the password: %w", err)
	}
	s.password = string(password)
	return s.password, nil
}

// checkRegion refuses flags that name two tables at once.
func (o *options) checkRegion() error {
	if o.table != "" && o.cells != "" {
		return usage(errors.New("--table and --range both say where the invoices are: choose one"))
	}
	if o.headerRow < 0 {
		return usage(fmt.Errorf("--header-row %d is no row: write its number as the spreadsheet shows it", o.headerRow))
	}
	return nil
}

// refuseProtected stops before a password-protected workbook would be replaced
// by one that has no password.
func (s *session) refuseProtected(target string) error {
	if !s.table.Info().Protected || !sameFile(s.table.Info().Path, target) {
		return nil
	}
	return usage(fmt.Errorf("%s is password-protected and its results cannot be written with a password: name another file with -o, which will have none", target))
}

func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// rehearse goes through writing the results of the planned rows, so that a
// formula or a merged cell in their place stops the run before its first call.
func (s *session) rehearse(ctx context.Context, rows *writtenRows) error {
	err := sheet.Rehearse(ctx, s.table, invoice.Results(), rows.all())
	if err != nil {
		return fmt.Errorf("the results could not be written: %w; nothing was sent", err)
	}
	return nil
}

// writtenRows are the rows whose results will be written, and which of them are
// no invoices.
type writtenRows struct {
	rows   []int
	yields map[int]bool
}

// note is given every row of the plan.
func (w *writtenRows) note(item bulk.Item) error {
	if item.Action == bulk.Leave {
		return nil
	}
	w.rows = append(w.rows, item.Row)
	if item.NoInvoice {
		if w.yields == nil {
			w.yields = map[int]bool{}
		}
		w.yields[item.Row] = true
	}
	return nil
}

func (w *writtenRows) all() iter.Seq2[int, bool] {
	return func(yield func(int, bool) bool) {
		for _, row := range w.rows {
			if !yield(row, w.yields[row]) {
				return
			}
		}
	}
}
