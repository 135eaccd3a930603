package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
	sheets "paysheet/bulk/sheet/all"
	"paysheet/bulk/spool"
	"paysheet/providers"
)

func (s *session) openSheet(ctx context.Context, path string) error {
	if !exists(path) {
		return usage(fmt.Errorf("there is no file %s", path))
	}
	s.tellReading(path, largeSheet)
	s.spool = spool.New(s.spoolFolder)
	var err error
	s.table, s.columns, err = s.readTable(ctx, path)
	return err
}

// largeSheet and largeLedger are from how many bytes on reading one takes a
// moment.
const (
	largeSheet  = 4 << 20
	largeLedger = 64 << 20
)

// tellReading says at once what somebody at a terminal is waiting for.
func (s *session) tellReading(path string, large int64) {
	info, err := os.Stat(path)
	if err != nil || info.Size() < large || !s.env.errTerminal || s.options.quiet {
		return
	}
	s.env.say("%s", printable(fmt.Sprintf("Reading %s (%d MB) …", path, info.Size()>>20)))
}

// tellLedger does the same of a ledger with many links, where all of it is gone
// through: whoever only looks something up in it waits for nothing.
func (s *session) tellLedger(call bool) {
	if s.table != nil || call {
		s.tellReading(filepath.Join(s.state, "ledger.db"), largeLedger)
	}
}

// spoolFolder gives the state folder, where there is one already.
func (s *session) spoolFolder() string {
	if folder := s.config.stateFolder(); exists(folder) {
		return folder
	}
	return ""
}

// readTable opens a sheet and finds its columns. Its rows are kept, because they
// are needed several times. The table is open only where the error is nil.
func (s *session) readTable(ctx context.Context, path string) (sheet.Table, *invoice.Columns, error) {
	first, options := &firstReading{Rows: spool.NewRows(s.spool), session: s}, s.tableOptions()
	beside := sheet.NewBeside(first)
	options.Keep = beside
	table, err := sheets.Open(ctx, path, options)
	beside.End()
	if err != nil {
		return nil, nil, unread(ctx, err)
	}
	if s.options.worksheet != "" && table.Info().Sheet == "" {
		err := usage(fmt.Errorf("%s is no workbook and has no worksheets: leave out --sheet %q", path, s.options.worksheet))
		return nil, nil, errors.Join(err, table.Close())
	}
	if err := s.refuseReview(ctx, table, path); err != nil {
		return nil, nil, errors.Join(err, table.Close())
	}
	table = first.Table(table)
	columns, err := s.mapColumns(ctx, table, first, path)
	if err != nil {
		return nil, nil, errors.Join(err, table.Close())
	}
	return table, columns, nil
}

// unread says that another file has to be named or the file put right, which is
// for whoever called; not so where the machine failed or the file is in use.
func unread(ctx context.Context, err error) error {
	var machine *fs.PathError
	theirs := errors.As(err, &machine) && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission)
	if theirs || ctx.Err() != nil || errors.Is(err, sheet.ErrLocked) {
		return err
	}
	return usage(err)
}

// firstReading keeps the rows of a table while it is opened, and surveys them
// under the header that they begin with.
type firstReading struct {
	*spool.Rows
	session *session
	info    sheet.Info
	columns *invoice.Columns // nil where that header has not the columns
}

// Begin is sheet.Keeper's.
func (f *firstReading) Begin(info sheet.Info) {
	f.info = info
	f.columns, _ = f.session.columnsOf(info) // the error is found again once the table is open
}

// Add is sheet.Keeper's.
func (f *firstReading) Add(row sheet.Row) {
	f.Rows.Add(row)
	if f.columns != nil {
		f.columns.Look(row)
	}
}

// Forget is sheet.Keeper's.
func (f *firstReading) Forget() {
	f.Rows.Forget()
	f.columns = nil
}

// holds tells that the header is still the one that the rows began with.
func (f *firstReading) holds(info sheet.Info) bool {
	return f.columns != nil && f.info.Sheet == info.Sheet && f.info.HeaderRow == info.HeaderRow && slices.Equal(f.info.Header, info.Header)
}

// mapColumns finds the columns of a table and surveys its rows, unless that was
// done while it was opened.
func (s *session) mapColumns(ctx context.Context, table sheet.Table, first *firstReading, path string) (*invoice.Columns, error) {
	if first.holds(table.Info()) {
		return first.columns, first.columns.Conclude(table.Rows(ctx))
	}
	columns, err := s.columnsOf(table.Info())
	if err != nil {
		return nil, usage(fmt.Errorf("%s: %w", path, err))
	}
	return columns, columns.Survey(table.Rows(ctx))
}

func (s *session) columnsOf(info sheet.Info) (*invoice.Columns, error) {
	currency, err := configuredCurrency(s.config)
	if err != nil {
		return nil, err
	}
	columns, err := invoice.Map(info, invoice.Config{
		Columns: s.config.columns, Currency: currency, Rounding: s.config.sheet.Rounding == "half-up",
		IncludeHidden: s.options.includeHidden, Zone: s.config.zone,
		Decimal: s.config.sheet.Decimal, DateOrder: s.config.sheet.Dates,
	})
	if err != nil {
		return nil, err
	}
	columns.Correct(s.data.correction) // nil at first; a sheet that is read again is read the same way
	return columns, nil
}

// scoreConfigured rates a row as a header when the config names some headers.
func (s *session) scoreConfigured(rate func([]string) int) func([]string) int {
	return func(texts []string) int {
		score := rate(texts)
		for _, header := range s.config.columns {
			if slices.ContainsFunc(texts, func(text string) bool { return strings.TrimSpace(text) == header }) {
				score += 2
			}
		}
		return score
	}
}

func configuredCurrency(c *config) (providers.Currency, error) {
	if c.sheet.Currency == "" {
		return "", nil
	}
	return providers.ParseCurrency(c.sheet.Currency)
}
