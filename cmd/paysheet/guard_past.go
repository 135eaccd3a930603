package main

import (
	"context"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// undoNote begins the note of a run that took another one's links back.
const undoNote = "undo of run "

// past reads from the ledger what the guards in force compare a run with.
func (s *session) past(ctx context.Context) (bulk.Past, error) {
	var past bulk.Past
	var err error
	if len(s.config.guards.MaxPerDay) > 0 {
		if past.Day, past.Made, err = s.madeToday(ctx); err != nil {
			return past, err
		}
	}
	if s.config.guards.MaxChange > 0 {
		past.Family, past.Part = bulk.Family(s.table.Info().Path), s.partly()
		past.Runs, err = s.pastRuns(ctx, past.Family)
	}
	return past, err
}

// madeToday adds up the links that any run made since midnight in the config's
// zone. It goes by the clock, not by --as-of: that is only the rules' today.
func (s *session) madeToday(ctx context.Context) (string, []bulk.Count, error) {
	midnight := s.midnight()
	var tally bulk.Tally
	for amount, err := range s.ledger.MadeSince(ctx, midnight) {
		if err != nil {
			return "", nil, err
		}
		tally.Add("", "", amount)
	}
	return providers.DateOf(midnight).String() + " (" + s.config.zoneName + ")", tally.ByCurrency(), nil
}

// midnight is when today began in the config's zone, by the clock.
func (s *session) midnight() time.Time {
	now := s.env.clock().In(s.config.zone)
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, s.config.zone)
}

// pastRuns gives the last runs over a whole sheet of a family. A run that was
// undone was a mistake and is no measure.
func (s *session) pastRuns(ctx context.Context, family string) ([]bulk.PastRun, error) {
	runs, err := s.ledger.Runs(ctx)
	if err != nil {
		return nil, err
	}
	undone := map[string]bool{}
	var past []bulk.PastRun
	for i := range runs {
		run := &runs[i]
		if id, is := strings.CutPrefix(run.Summary.Note, undoNote); is {
			undone[id] = true
		}
		if run.Command != string(bulk.ModeApply) || run.Part || undone[run.ID] || len(run.Summary.Asked) == 0 || bulk.Family(run.Sheet) != family {
			continue
		}
		if past = append(past, pastRun(run)); len(past) == bulk.PastRuns {
			break
		}
	}
	return past, nil
}

func pastRun(run *ledger.Run) bulk.PastRun {
	past := bulk.PastRun{ID: run.ID, Asked: map[providers.Currency]decimal.Decimal{}}
	for code, digits := range run.Summary.Asked {
		if sum, err := decimal.Parse(digits); err == nil {
			past.Asked[providers.Currency(code)] = sum
		}
	}
	return past
}

// partly tells that the run was told to leave rows of the sheet out.
func (s *session) partly() bool { return s.options.rows != "" || s.options.where != "" }
