package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"paysheet/script"
)

// span is a range of rows, both ends included.
type span struct{ from, to int }

// parseRows reads --rows: "12,20-40", counted as the spreadsheet shows.
func parseRows(text string) ([]span, error) {
	var spans []span
	for part := range strings.SplitSeq(text, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		from, errFrom := strconv.Atoi(strings.TrimSpace(first))
		to, errTo := strconv.Atoi(strings.TrimSpace(last))
		if errFrom != nil || errTo != nil || from < 1 || to < from {
			return nil, fmt.Errorf("--rows %q: %q is neither a row such as 12 nor a range such as 20-40", text, part)
		}
		spans = append(spans, span{from, to})
	}
	return spans, nil
}

// chooser gives the function for --rows and --where; nil takes every row.
func (s *session) chooser() (func(context.Context, script.Row) (bool, error), error) {
	if s.options.rows == "" && s.options.where == "" {
		return nil, nil
	}
	var spans []span
	if s.options.rows != "" {
		var err error
		if spans, err = parseRows(s.options.rows); err != nil {
			return nil, usage(err)
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
