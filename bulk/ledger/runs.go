package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// StartRun records durably that a run starts; Who, Host, PID and Started are
// filled in. Every event from here to EndRun names it. A run needs an ID that
// no other run has.
func (l *Ledger) StartRun(ctx context.Context, run Run) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if run.ID == "" {
		return errors.New("a run needs an id")
	}
	return l.write(func(ctx context.Context, s *session) error {
		var count int
		if err := s.conn.QueryRowContext(ctx, "SELECT count(*) FROM runs WHERE id = ?", run.ID).Scan(&count); err != nil {
			return failure("reading the runs", err)
		}
		if count > 0 {
			return fmt.Errorf("run %s is in the ledger already", run.ID)
		}
		run.Who, run.Host, run.PID, run.Started = l.who, l.host, os.Getpid(), l.clock().UTC()
		body, err := json.Marshal(run)
		if err != nil {
			return fmt.Errorf("run %s: %w", run.ID, err)
		}
		if _, err := s.conn.ExecContext(ctx, "INSERT INTO runs (id, first, seq, body) VALUES (?1, ?2, ?2, ?3)",
			run.ID, s.seq+1, string(body)); err != nil {
			return failure("writing a run", err)
		}
		s.run = run.ID
		return s.add(ctx, &Event{At: run.Started, Kind: "run", Run: run.ID, Sheet: run.Sheet, Row256: hashOf(body)})
	})
}

// EndRun records durably how a run ended; ErrMissing where it never started.
// It is not stopped by ctx.
func (l *Ledger) EndRun(_ context.Context, id string, summary Summary) error {
	return l.write(func(ctx context.Context, s *session) error {
		runs, err := readRuns(s.conn.QueryContext(ctx, "SELECT seq, body FROM runs WHERE id = ?", id))
		if err != nil {
			return failure("reading the runs", err)
		}
		if len(runs) == 0 {
			return fmt.Errorf("run %s: %w", id, ErrMissing)
		}
		run := runs[0].run
		summary.Note = clean(summary.Note)
		run.Summary, run.Ended = summary, l.clock().UTC()
		body, err := json.Marshal(run)
		if err != nil {
			return fmt.Errorf("run %s: %w", id, err)
		}
		if _, err := s.conn.ExecContext(ctx, "UPDATE runs SET seq = ?, body = ? WHERE id = ?", s.seq+1, string(body), id); err != nil {
			return failure("writing a run", err)
		}
		if s.run == id {
			s.run = ""
		}
		return s.add(ctx, &Event{
			At: run.Ended, Kind: "end", Run: id, Reason: summary.Note, Before: runs[0].seq, Row256: hashOf(body),
		})
	})
}

// Runs gives every run, the latest first.
func (l *Ledger) Runs(ctx context.Context) ([]Run, error) {
	if l.ro == nil {
		return nil, nil
	}
	stored, err := readRuns(l.ro.QueryContext(ctx, "SELECT seq, body FROM runs ORDER BY first DESC"))
	if err != nil {
		return nil, fmt.Errorf("reading the runs: %w", err)
	}
	runs := make([]Run, 0, len(stored))
	for _, s := range stored {
		runs = append(runs, s.run)
	}
	return runs, nil
}

type storedRun struct {
	seq int64
	run Run
}

func readRuns(rows *sql.Rows, err error) (all []storedRun, _ error) {
	if err != nil {
		return nil, err
	}
	err = each(rows, func(rows *sql.Rows) error {
		var s storedRun
		var body string
		if err := rows.Scan(&s.seq, &body); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &s.run); err != nil {
			return fmt.Errorf("%w: a run: %w", ErrCorrupt, err)
		}
		all = append(all, s)
		return nil
	})
	return all, err
}
