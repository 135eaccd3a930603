package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"paysheet/bulk/ledger"
	"paysheet/bulk/review"
	"paysheet/bulk/sheet"
)

// typed gives a file's name as it is typed: quoted where a shell would split it.
func typed(path string) string {
	if strings.ContainsAny(path, " '\"()&;") {
		return `"` + path + `"`
	}
	return path
}

// near gives a whole path as it is typed from here, where it is below here.
func near(path string) string {
	if short, err := filepath.Rel(absolute("."), path); err == nil && filepath.IsLocal(short) {
		return short
	}
	return path
}

// sandboxWord gives the flag that a command needs for what was made with it.
func sandboxWord(sandboxed bool) string {
	if sandboxed {
		return " --sandbox"
	}
	return ""
}

// sheetTyped gives the sheet as it was typed, else the one that the review is of,
// or SHEET where neither is known.
func (s *session) sheetTyped() string {
	switch {
	case s.path != "":
		return typed(s.path)
	case s.reviewed != nil:
		return typed(near(s.reviewed.record.Sheet))
	default:
		return "SHEET"
	}
}

// planAgain is the command that makes a new review.
func (s *session) planAgain() string {
	return fmt.Sprintf("paysheet plan%s %s -o FILE", sandboxWord(s.options.sandbox), s.sheetTyped())
}

// notReview says what to give instead of a file that is no review; any other
// error stays what it is.
func (s *session) notReview(err error) error {
	var choice *sheet.ChoiceError
	if errors.Is(err, review.ErrNone) || errors.As(err, &choice) {
		return usage(fmt.Errorf("%s is no review: make one with %s", s.options.approved, s.planAgain()))
	}
	return usage(fmt.Errorf("%s: %w", s.options.approved, err))
}

// refuseReview stops a review from being read as the sheet that it is a copy of:
// rows that somebody said no to would be carried out with the others.
func (s *session) refuseReview(ctx context.Context, table sheet.Table, path string) error {
	if !review.In(table.Info().Header) {
		return nil
	}
	of, name, sandboxed := "a sheet", "SHEET", s.options.sandbox
	id := ""
	err := s.readReview(ctx, path, func(t sheet.Table) (err error) {
		id, err = review.IDOf(ctx, t)
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, other := range []bool{s.options.sandbox, !s.options.sandbox} {
		// Whatever a ledger cannot tell, the file is a review and is refused.
		if record, err := s.recordOf(ctx, id, other); err == nil {
			of, name, sandboxed = near(record.Sheet), typed(near(record.Sheet)), other
			break
		}
	}
	return usage(fmt.Errorf("%s is a review of %s: run paysheet apply%s %s --approved %s", path, of, sandboxWord(sandboxed), name, typed(path)))
}

// recordOf finds a review in the ledger, or in the sandbox's.
func (s *session) recordOf(ctx context.Context, id string, sandboxed bool) (record ledger.StoredReview, err error) {
	if s.ledger != nil && sandboxed == s.options.sandbox {
		return s.ledger.FindReview(ctx, id)
	}
	folder := s.config.stateFolder()
	if sandboxed {
		folder = filepath.Join(folder, "sandbox")
	}
	l, err := ledger.Open(ctx, folder, ledger.Options{Clock: s.env.clock, Who: s.env.who(), ReadOnly: true})
	if err != nil {
		return record, err
	}
	record, err = l.FindReview(ctx, id)
	return record, errors.Join(err, l.Close())
}
