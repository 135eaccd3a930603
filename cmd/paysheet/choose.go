package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"paysheet/script"
)

// span is a range of rows, both ends included.
type span struct{ from, to int }

// rowNumber reads a row: its number as the spreadsheet shows it, or one of its
// cells, as a plan names it: 12 or A12. 0 is none.
func rowNumber(text string) int {
	const columnLetters = 3 // XFD is the last column of a worksheet
	text = strings.TrimSpace(text)
	digits := strings.TrimLeft(strings.ToUpper(text), "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || digits[0] == '+' || len(text)-len(digits) > columnLetters {
		return 0
	}
	return n
}

// parseRows reads --rows: "12,20-40", counted as the spreadsheet shows; a cell
// stands for its row.
func parseRows(text string) ([]span, error) {
	var spans []span
	for part := range strings.SplitSeq(text, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		from, to := rowNumber(first), rowNumber(last)
		if from == 0 || to < from {
			return nil, fmt.Errorf("--rows %q: %q is neither a row such as 12 nor a range such as 20-40", text, part)
		}
		spans = append(spans, span{from, to})
	}
	return spans, nil
}

// checkSpans refuses a part of --rows in which the sheet has no invoice: a row
// that was mistyped would else be left out without a word.
func (s *session) checkSpans(ctx context.Context, spans []span) error {
	missing, first, last := slices.Clone(spans), 0, 0
	for raw, err := range s.table.Rows(ctx) {
		if err != nil {
			return err
		}
		if class, _ := s.columns.Row(raw).Class(); class.IsNoInvoice() {
			continue
		}
		first, last = min(cmp.Or(first, raw.Number), raw.Number), max(last, raw.Number)
		missing = slices.DeleteFunc(missing, func(each span) bool { return inSpans([]span{each}, raw.Number) })
		if len(missing) == 0 {
			return nil
		}
	}
	if last == 0 {
		return usage(fmt.Errorf("there is no invoice in %s: the sheet has none at all", missing[0].named()))
	}
	return usage(fmt.Errorf("there is no invoice in %s: the sheet's first is in row %d and its last in row %d", missing[0].named(), first, last))
}

// named gives "row 12" or "rows 20-40".
func (s span) named() string {
	if s.from == s.to {
		return fmt.Sprintf("row %d", s.from)
	}
	return fmt.Sprintf("rows %d-%d", s.from, s.to)
}

// chooser gives the function for --rows and --where; nil takes every row.
func (s *session) chooser(ctx context.Context) (func(context.Context, script.Row) (bool, error), error) {
	if s.options.rows == "" && s.options.where == "" {
		return nil, nil
	}
	var spans []span
	if s.options.rows != "" {
		var err error
		if spans, err = parseRows(s.options.rows); err != nil {
			return nil, usage(err)
		}
		if err := s.checkSpans(ctx, spans); err != nil {
			return nil, err
		}
	}
	var filter *script.Filter
	if s.options.where != "" {
		var err error
		if filter, err = script.CompileWhere(s.options.where, s.scriptEnvironment()); err != nil {
			return nil, usage(fmt.Errorf("--where: %w", err))
		}
	}
	return func(ctx context.Context, row script.Row) (bool, error) {
		if len(spans) > 0 && !inSpans(spans, row.Number()) {
			return false, nil
		}
		if filter == nil {
			return true, nil
		}
		match, err := filter.Match(ctx, row)
		if err != nil {
			return false, usage(fmt.Errorf("--where on row %d: %w", row.Number(), err))
		}
		return match, nil
	}, nil
}

func inSpans(spans []span, row int) bool {
	for _, s := range spans {
		if row >= s.from && row <= s.to {
			return true
		}
	}
	return false
}
