package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/rivo/uniseg"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/bulk/review"
	"paysheet/bulk/sheet"
	sheets "paysheet/bulk/sheet/all"
	"paysheet/bulk/sheet/book"
)

var errPlanMoved = errors.New("the plan changed while the review was written, because another run wrote to the ledger: run plan again")

// checkReviewTarget refuses a file that a review cannot be written to.
func (s *session) checkReviewTarget(output string) error {
	info := s.table.Info()
	extension := strings.ToLower(filepath.Ext(output))
	fits := extension == strings.ToLower(filepath.Ext(info.Path))
	if info.Format == "csv" {
		fits = fits || extension == ".xlsx"
	}
	switch {
	case !fits && info.Format == "csv":
		return usage(fmt.Errorf("-o %s: the review of a text file is a workbook or a text file: a name that ends in .xlsx or %s", output, filepath.Ext(info.Path)))
	case !fits:
		return usage(fmt.Errorf("-o %s: a review is a copy of the sheet, so the name must end in %s", output, filepath.Ext(info.Path)))
	case sameFile(info.Path, output):
		return usage(fmt.Errorf("-o %s is the sheet itself: a review is a copy of it; name another file", output))
	}
	for _, header := range info.Header {
		for _, ours := range review.Columns() {
			if header == ours {
				return usage(fmt.Errorf("%s has a column %q already: name the sheet itself instead of a review, or rename the column", info.Path, header))
			}
		}
	}
	if owner, locked := sheet.LockedBy(output); locked {
		return &failure{exitLocked, fmt.Errorf("%s is open in another program (%s): close it there and run again", output, owner)}
	}
	return sheet.Writable(output)
}

// writeReview records the plan that v shows and writes it into a copy of the
// sheet.
func (s *session) writeReview(ctx context.Context, v *view, output string) (*writtenReview, error) {
	var stored ledger.StoredReview
	record, err := s.reviewRecord(ctx, output)
	if err != nil {
		return nil, err
	}
	record.Totals = totals(&v.tally)
	if v.limits, err = s.limits(ctx, v); err != nil {
		return nil, err
	}
	err = s.note(ctx, func(l *ledger.Ledger) (err error) {
		stored, err = l.AddReview(ctx, record)
		return err
	})
	if err != nil {
		return nil, err
	}
	c := &reviewCopy{s: s, id: stored.ID, plan: record.Plan, written: writtenReview{stored: stored}}
	table, done, err := c.table(ctx, output, reviewDress(s, stored, v))
	if err != nil {
		return nil, err
	}
	options := sheet.SaveOptions{BackupDir: filepath.Join(s.config.stateFolder(), "backups"), Now: s.env.clock()}
	_, err = sheet.Replace(ctx, table, output, review.Columns(), c.values(ctx), options)
	return &c.written, errors.Join(err, done())
}

// note opens the ledger for writing for as long as use takes: a plan and an
// approval read it and add one record.
func (s *session) note(ctx context.Context, use func(*ledger.Ledger) error) error {
	if err := s.checkState(); err != nil {
		return err
	}
	if err := ledger.MakeFolder(s.config.stateFolder()); err != nil {
		return fmt.Errorf("making the state folder: %w", err)
	}
	l, err := ledger.Open(ctx, s.state, ledger.Options{Clock: s.env.clock, Who: s.env.who()})
	if err != nil {
		return err
	}
	return errors.Join(use(l), l.Close())
}

// reviewRecord says what the plan stands on.
func (s *session) reviewRecord(ctx context.Context, output string) (ledger.Review, error) {
	info, o := s.table.Info(), s.options
	content, err := review.Content(ctx, s.table)
	if err != nil {
		return ledger.Review{}, err
	}
	plan, rows := s.planned.Sum()
	record := ledger.Review{
		Path: absolute(output), Sheet: absolute(info.Path), SheetDigest: info.Digest, Content: content, Rules: s.rulesPath,
		ConfigDigest: s.config.digest, Today: s.today.String(), Plan: plan, Rows: rows, Version: version(),
		Asked: ledger.ReviewAsks{
			Worksheet: o.worksheet, Table: o.table, Range: o.cells, HeaderRow: o.headerRow, Rows: o.rows, Where: o.where, Accept: o.accept,
			Update: o.update, Replace: o.replace, Renew: o.renew, Recreate: o.recreate, Hidden: o.includeHidden,
		},
	}
	if record.Asked.RulesFile = o.rules; o.rules != "" && o.rules != "none" {
		record.Asked.RulesFile = absolute(o.rules)
	}
	if s.script != nil {
		record.Rules, record.RulesDigest = absolute(s.rulesPath), s.script.Digest()
	}
	if s.config.path != "" {
		record.Config = absolute(s.config.path)
	}
	return record, nil
}

// reviewCopy is a review being written.
type reviewCopy struct {
	s      *session
	id     string
	plan   string // the digest that the plan must have once more
	lines  bool   // rows are counted instead of taken by their number
	failed error

	written writtenReview
}

// writtenReview is a review as it was written: the ledger's record of it, in how
// many rows it suggests yes, and how many it leaves to be decided.
type writtenReview struct {
	stored    ledger.StoredReview
	yes, open int
}

// row gives a row's cells, with what the plan warns of in it.
func (c *reviewCopy) row(item bulk.Item, warned []string) []sheet.Value {
	switch answer := review.Prefill(item, warned); {
	case answer == review.Yes:
		c.written.yes++
	case answer == "" && item.Action.Calls():
		c.written.open++
	}
	return review.Values(item, c.id, warned...)
}

// values plans once more and gives each row as cells.
func (c *reviewCopy) values(ctx context.Context) iter.Seq2[int, []sheet.Value] {
	return func(yield func(int, []sheet.Value) bool) {
		var warned []string
		warnings, err := c.s.warnings(ctx)
		if err != nil {
			c.failed = err
			return
		}
		warnings.Each = func(kind bulk.WarningKind, why string) { warned = append(warned, suspectText(kind, why)) }
		c.written.yes, c.written.open = 0, 0
		line := 1
		for item, err := range c.s.items(ctx) {
			if err != nil {
				c.failed = err
				return
			}
			line++
			warned = warned[:0]
			if err := warnings.Add(ctx, item); err != nil {
				c.failed = err
				return
			}
			row := item.Row
			if c.lines {
				row = line
			}
			if item.Action != bulk.Leave && !yield(row, c.row(item, warned)) {
				return
			}
		}
		if digest, _ := c.s.planned.Sum(); digest != c.plan {
			c.failed = errPlanMoved
		}
	}
}

// checkedTable lets a copy fail for what its values met.
type checkedTable struct {
	sheet.Table
	copy *reviewCopy
}

// table gives what is copied, and what has to be done after. It is opened on its
// own: the plan reads rows of the other one meanwhile.
func (c *reviewCopy) table(ctx context.Context, output string, dress sheet.Dress) (sheet.Table, func() error, error) {
	path, options, after := c.s.table.Info().Path, c.s.tableOptions(), func() error { return nil }
	if c.s.table.Info().Format == "csv" && strings.EqualFold(filepath.Ext(output), ".xlsx") {
		made, err := c.s.asWorkbook(ctx, filepath.Dir(output))
		if err != nil {
			return nil, nil, err
		}
		path, options, c.lines = made, sheet.Options{HeaderRow: 1}, true
		after = func() error { return os.Remove(made) }
	}
	table, err := sheets.Open(ctx, path, options)
	if err != nil {
		return nil, nil, errors.Join(err, after())
	}
	done := func() error { return errors.Join(table.Close(), after()) }
	if !c.lines && table.Info().Digest != c.s.table.Info().Digest {
		return nil, nil, errors.Join(fmt.Errorf("%s: %w", path, sheet.ErrChanged), done())
	}
	copied := table
	if dresser, ok := table.(sheet.Dresser); ok {
		copied = sheet.Dressed(dresser, dress)
	}
	return checkedTable{copied, c}, done, nil
}

// asWorkbook writes the rows of a text file into a new workbook as texts, so
// that nothing in it is read as anything else, and gives its path.
func (s *session) asWorkbook(ctx context.Context, folder string) (path string, err error) {
	b := book.New(folder)
	defer func() { err = errors.Join(err, b.Close()) }()
	page, err := b.Sheet("Review", s.textColumns(ctx)...)
	if err != nil {
		return "", err
	}
	var cells []book.Cell
	for row, err := range s.table.Rows(ctx) {
		if err != nil {
			return "", err
		}
		cells = cells[:0]
		for i := range min(len(row.Cells), len(s.table.Info().Header)) {
			cells = append(cells, book.Text(row.Cells[i].Text))
		}
		if err := page.Row(cells...); err != nil {
			return "", fmt.Errorf("%w; -o review.csv has room", err)
		}
	}
	file, err := os.CreateTemp(folder, ".paysheet-review-*.tmp")
	if err != nil {
		return "", err
	}
	if err := errors.Join(b.Write(file), file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), nil
}

// textColumns gives the columns of a text file, as wide as what stands in the
// first rows.
func (s *session) textColumns(ctx context.Context) []book.Column {
	const looked, narrow, wide = 200, 8, 40
	var columns []book.Column
	for _, header := range s.table.Info().Header {
		columns = append(columns, book.Column{Header: header, Width: len([]rune(header)) + 2})
	}
	n := 0
	for row, err := range s.table.Rows(ctx) {
		if n++; err != nil || n > looked {
			break
		}
		for i := range columns {
			columns[i].Width = max(columns[i].Width, uniseg.StringWidth(row.Cell(i).Text)+2)
		}
	}
	for i := range columns {
		columns[i].Width = min(max(columns[i].Width, narrow), wide)
	}
	return columns
}

// Patch writes the copy.
func (t checkedTable) Patch(ctx context.Context, w io.Writer, columns []string, results iter.Seq2[int, []sheet.Value]) error {
	return errors.Join(t.Table.Patch(ctx, w, columns, results), t.copy.failed)
}
