package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/bulk/sheet"
)

// undoneSheet is what became of the sheet of a run that was undone.
type undoneSheet struct {
	path string // empty where nobody was called, or the run had no sheet
	rows int    // that got what came of their links
	why  string // there was nothing to write; empty where something was, or should have been
}

// told gives it as lines for people; what should have been written is an error's to tell.
func (u undoneSheet) told() string {
	switch {
	case u.rows > 0:
		return fmt.Sprintf("Written to %s: %s\n", u.path, rowsOf(u.rows))
	case u.why != "":
		return fmt.Sprintf("No sheet was written: %s. If the results went into another file (-o), paysheet refresh FILE writes the statuses into it.\n", u.why)
	default:
		return ""
	}
}

// writeUndone writes what came of an undo into the run's sheet: into the rows that
// name a link which was looked at, wherever they stand by now. An undo needs no
// sheet, so that one which is gone, or never had the links, is only told; the error
// is that of a sheet which could not be read or written, and exits with 7.
func (s *session) writeUndone(ctx context.Context, run ledger.Run, plan *bulk.UndoPlan) (u undoneSheet, err error) {
	results, err := lookedAt(plan.Results())
	if err != nil {
		return u, err
	}
	if run.Sheet == "" || len(results.byLink) == 0 {
		return u, nil
	}
	if u.path, err = target(run.Sheet, "", s.options.sandbox); err != nil {
		return u, err
	}
	if !exists(u.path) {
		u.why = "there is no " + u.path
		return u, nil
	}
	if u.rows, err = s.intoSheet(ctx, u.path, results); err != nil {
		return u, &failure{exitNotWritten, fmt.Errorf("what was undone is safe in the ledger but the sheet is not written: %w; mend that and run paysheet refresh %s", err, u.path)}
	}
	if u.rows == 0 {
		u.why = u.path + " names none of these links"
	}
	return u, nil
}

// undone are the results of the links that were looked at, by link.
type undone struct {
	*bulk.Results
	byLink map[linkKey]int32 // their numbers
}

func lookedAt(results *bulk.Results) (*undone, error) {
	u, n := &undone{results, map[linkKey]int32{}}, int32(0)
	for r, err := range results.All() {
		if err != nil {
			return nil, err
		}
		if r.Outcome != bulk.Left && r.Outcome != bulk.NotAttempted {
			u.byLink[keyOf(r.Label, r.Link.ID)] = n
		}
		n++
	}
	return u, nil
}

// in yields results by number, each as that of a row.
func (u *undone) in(rows, numbers []int) iter.Seq2[*bulk.Result, error] {
	return func(yield func(*bulk.Result, error) bool) {
		n := 0
		for r, err := range u.Some(numbers) {
			if err == nil {
				r.Row = rows[n]
				n++
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// intoSheet holds the sheet as every run does and writes the results by link. One
// that is saved by somebody else meanwhile is read again.
func (s *session) intoSheet(ctx context.Context, path string, results *undone) (rows int, err error) {
	held, err := s.take(path, sheet.Holder{Who: s.env.who(), Run: s.run, State: absolute(s.state), Since: s.env.clock()})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, held.Release()) }()
	for range mergeTries {
		if rows, err = s.intoRows(ctx, path, results); !errors.Is(err, sheet.ErrChanged) {
			break
		}
	}
	return rows, err
}

func (s *session) intoRows(ctx context.Context, path string, results *undone) (written int, err error) {
	table, columns, err := s.readTable(ctx, path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	var rows, numbers []int
	for raw, err := range table.Rows(ctx) {
		if err != nil {
			return 0, err
		}
		row := columns.Row(raw)
		account, _ := row.Cell(invoice.LinkAccount)
		id, _ := row.Cell(invoice.LinkID)
		if n, ours := results.byLink[keyOf(strings.TrimSpace(account), strings.TrimSpace(id))]; ours {
			rows, numbers = append(rows, row.Number()), append(numbers, int(n))
		}
	}
	info := table.Info()
	switch {
	case len(rows) == 0:
		return 0, nil
	case info.Protected:
		return 0, fmt.Errorf("%s is password-protected and cannot be written with a password", path)
	}
	at := s.env.clock()
	_, err = writeResults(ctx, table, path, results.in(rows, numbers), at, sheet.SaveOptions{BackupDir: s.backups(), Now: at, Expect: info.Digest})
	if err != nil {
		return 0, err
	}
	return len(rows), nil
}
