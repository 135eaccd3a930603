package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"sync"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
	sheets "paysheet/bulk/sheet/all"
)

// A long run writes the sheet now and then, so that what is done can be seen
// and sent before the end. A run that ends within the first half minute does not.
const (
	keepAfter = 30 * time.Second
	// keepShare bounds what writing may cost: a save that took ten seconds is
	// followed by none for ninety.
	keepShare = 9
)

// keeper writes a run's results into the sheet, during the run and at its end.
// Every save starts from the sheet as it was when the run began, so that none
// depends on an earlier one.
type keeper struct {
	s      *session
	target string
	own    bool   // the target is the sheet itself
	base   string // a copy of the sheet as the run began; empty where nothing is called
	runner *bulk.Runner

	mu      sync.Mutex
	last    time.Time // when the last save ended, or the run began
	took    time.Duration
	busy    bool
	stopped bool // somebody else saved the sheet: only the end can put that right
	saves   sync.WaitGroup

	table  sheet.Table // of base, once it is needed; used by one save at a time
	digest string      // what was written last
}

// keep prepares the writing of results. calls is how many rows call a provider.
func (s *session) keep(ctx context.Context, target string, calls int) (*keeper, error) {
	k := &keeper{s: s, target: target, last: s.env.clock()}
	path := s.table.Info().Path
	if source, err := os.Stat(path); err == nil {
		if info, err := os.Stat(target); err == nil {
			k.own = os.SameFile(source, info)
		}
	}
	if calls == 0 {
		return k, nil
	}
	var err error
	if k.base, err = sheet.Backup(ctx, path, k.backups()); err != nil {
		return nil, fmt.Errorf("the sheet could not be backed up, so nothing was sent: %w", err)
	}
	return k, nil
}

// freeze makes sure that the copy is the sheet of which the plan was made: the
// rows were kept when it was opened, and results go into the copy by row.
func (k *keeper) freeze(ctx context.Context) error {
	if k.base == "" {
		return nil
	}
	digest, err := sheet.Digest(ctx, k.base)
	if err == nil && digest != k.s.table.Info().Digest {
		err = fmt.Errorf("%s: %w; nothing was sent", k.s.table.Info().Path, sheet.ErrChanged)
	}
	return err
}

func (k *keeper) backups() string { return k.s.backups() }

func (s *session) backups() string { return filepath.Join(s.config.stateFolder(), "backups") }

// watch gives what the runner calls for each result: it passes it on and starts
// a save where one is due. The saves run beside the calls.
func (k *keeper) watch(ctx context.Context, runner *bulk.Runner, pass func(bulk.Result)) func(bulk.Result) {
	k.runner = runner
	ctx = context.WithoutCancel(ctx)
	return func(r bulk.Result) {
		pass(r)
		if k.base == "" || !r.Action.Calls() || k.s.options.watch.loops() {
			return
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.busy || k.stopped || !k.due(k.s.env.clock()) {
			return
		}
		k.busy = true
		k.saves.Go(func() { k.between(ctx) })
	}
}

func (k *keeper) due(now time.Time) bool {
	return now.Sub(k.last) >= max(keepAfter, keepShare*k.took)
}

// between saves what there is in the middle of a run. A failure is no reason to
// stop calling, and the end tries again and tells.
func (k *keeper) between(ctx context.Context) {
	began := k.s.env.clock()
	err := k.saveSoFar(ctx, began)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last = k.s.env.clock()
	k.took, k.busy = k.last.Sub(began), false
	k.stopped = errors.Is(err, sheet.ErrChanged)
}

func (k *keeper) saveSoFar(ctx context.Context, at time.Time) error {
	if err := k.openBase(ctx); err != nil {
		return err
	}
	expect := k.digest
	if expect == "" && k.own {
		expect = k.s.table.Info().Digest
	}
	results := k.runner.SoFar()
	results.InRowOrder() // a refresh looks in another order
	return k.replace(ctx, k.table, results.All(), at, expect)
}

// openBase opens the copy of the sheet as it was when the run began.
func (k *keeper) openBase(ctx context.Context) (err error) {
	if k.table != nil {
		return nil
	}
	if k.base == "" {
		return errors.New("no copy of the sheet was made, because nothing was called")
	}
	k.table, err = sheets.Open(ctx, k.base, k.s.tableOptions())
	return err
}

// replace writes the results into the target and remembers what is there now.
func (k *keeper) replace(ctx context.Context, table sheet.Table, results iter.Seq2[*bulk.Result, error], at time.Time, expect string) error {
	options := sheet.SaveOptions{BackupDir: k.backups(), Now: at, Expect: expect}
	if k.digest != "" && expect == k.digest {
		options.BackupDir = "" // what is replaced is our own and half done
	}
	digest, err := writeResults(ctx, table, k.target, results, at, options)
	if digest != "" {
		k.digest = digest
	}
	return err
}

// writeResults is sheet.Replace with results that may turn out not to be there:
// then nothing is replaced.
func writeResults(ctx context.Context, table sheet.Table, target string, results iter.Seq2[*bulk.Result, error], at time.Time, options sheet.SaveOptions) (string, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	digest, err := sheet.Replace(ctx, table, target, invoice.Results(), cells(results, at, stop), options)
	if cause := context.Cause(ctx); err != nil && cause != nil && !errors.Is(err, cause) {
		err = errors.Join(err, cause)
	}
	return digest, err
}

// cells gives the results as sheet.Replace takes them; stop ends it where they
// cannot be read.
func cells(results iter.Seq2[*bulk.Result, error], at time.Time, stop context.CancelCauseFunc) iter.Seq2[int, []sheet.Value] {
	return func(yield func(int, []sheet.Value) bool) {
		for r, err := range results {
			if err != nil {
				stop(err)
				return
			}
			if r.Outcome != bulk.Left && !yield(r.Row, r.Cells(at)) {
				return
			}
		}
	}
}

// finish writes all results at the end of a run, whole or not at all. A sheet
// that somebody saved in between is merged with, by reference.
func (k *keeper) finish(ctx context.Context, results *bulk.Results, at time.Time) error {
	k.saves.Wait()
	table := k.s.table
	if k.table != nil {
		table = k.table
	}
	expect := k.digest
	if expect == "" && k.own {
		expect = k.s.table.Info().Digest
	}
	err := k.replace(ctx, table, results.All(), at, expect)
	switch {
	case !errors.Is(err, sheet.ErrChanged):
		return err
	case k.own:
		return k.merge(ctx, results, at)
	default:
		// A copy is ours to replace; what stands there is backed up first.
		return k.replace(ctx, table, results.All(), at, "")
	}
}

// close ends what the keeper opened.
func (k *keeper) close() error {
	k.saves.Wait()
	if k.table == nil {
		return nil
	}
	return k.table.Close()
}
