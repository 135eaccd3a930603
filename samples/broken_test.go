package samples

import (
	"strings"
	"testing"
)

// TestEveryMistakeIsNamed: each rejected row says which cell, and what to do.
func TestEveryMistakeIsNamed(t *testing.T) {
	t.Parallel()
	folder := copied(t, "broken-rows")
	run := apply(t, folder, "invoices.xlsx", "links.xlsx", 3)
	rows := brokenRows()
	for _, row := range run.Rows {
		if row.Outcome != "rejected" {
			continue
		}
		if len(row.Problems) == 0 {
			t.Errorf("row %d (%s) has no problem", row.Row, rows[row.Row-2].wrong)
		}
		for _, problem := range row.Problems {
			if !strings.HasPrefix(problem.Cell, "Invoices!") || problem.Message == "" {
				t.Errorf("row %d (%s): %+v", row.Row, rows[row.Row-2].wrong, problem)
			}
		}
		if !strings.Contains(row.Note, "Invoices!") {
			t.Errorf("row %d (%s): the note names no cell: %s", row.Row, rows[row.Row-2].wrong, row.Note)
		}
	}
	for i, r := range rows {
		outcome := run.of(i + 2)
		if good := r.wrong == "nothing"; good != (outcome == "created") {
			t.Errorf("row %d (%s) is %s", i+2, r.wrong, outcome)
		}
	}
}

func (o outcome) of(number int) string {
	for _, row := range o.Rows {
		if row.Row == number {
			return row.Outcome
		}
	}
	return "missing"
}
