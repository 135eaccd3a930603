package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/bulk/sheet"
)

var (
	errChooseRows = errors.New("cancel takes back the links of chosen rows only: add --rows 12,20-40 or --where EXPRESSION")
	errNeedsYes   = errors.New("nobody can be asked here (no terminal): add --yes if the plan is right; paysheet plan shows it")
	errSaidNo     = errors.New("stopped: nothing was sent")
)

// act is the way of every command that calls providers over a sheet: plan,
// guard, ask, carry out, write back, tell.
func act(cmd *cobra.Command, e env, o options, path, output string, mode bulk.Mode, code *int) (err error) {
	ctx := cmd.Context()
	target, err := beforeAct(e, o, path, output, mode)
	if err != nil {
		return err
	}
	s, err := open(ctx, e, o, path, mode, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	s.colours = e.palette(cmd)
	release, err := s.hold(path, target)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	if err := cmp.Or(s.refuseProtected(target), s.checkReview(ctx, mode)); err != nil {
		return err
	}
	var rows writtenRows
	v, err := s.lookAndKeep(ctx, rows.note)
	if err != nil {
		return err
	}
	if err := s.tellPlan(ctx, cmd.OutOrStdout(), v, mode); err != nil {
		return err
	}
	if passed := v.guards.Passed(); len(passed) > 0 {
		if err := s.stopped(ctx, cmd.OutOrStdout(), string(mode), passed); err != nil {
			return err
		}
		return &failure{exitGuard, fmt.Errorf("stopped by a guard before the first call:\n  %s", strings.Join(passed, "\n  "))}
	}
	if err := s.rehearse(ctx, &rows); err != nil {
		return err
	}
	if err := s.stopAtLimits(ctx, v, mode); err != nil {
		return err
	}
	if err := s.ask(ctx, v, mode); err != nil {
		return errors.Join(err, s.stopped(ctx, cmd.OutOrStdout(), string(mode), []string{err.Error()}))
	}
	s.planner.Done()
	return s.carryOut(cmd, v, target, string(mode), code)
}

// tellPlan shows what is about to be done, where the run tells it in words.
func (s *session) tellPlan(ctx context.Context, w io.Writer, v *view, mode bulk.Mode) error {
	if !s.options.inWords() {
		return nil
	}
	s.showPlan(w, v, string(mode))
	return s.showEvery(ctx, w)
}

// beforeAct checks what needs no sheet: flags, somebody to ask, and that the
// results can be written when the time comes.
func beforeAct(e env, o options, path, output string, mode bulk.Mode) (string, error) {
	if err := o.check(); err != nil {
		return "", err
	}
	if !readsOnly(mode) && !o.sandbox && !o.yes && (!e.inTerminal || o.noInput) {
		return "", usage(errNeedsYes)
	}
	if !exists(path) {
		return "", usage(fmt.Errorf("there is no file %s", path))
	}
	target, err := target(path, output, o.sandbox)
	if err != nil {
		return "", err
	}
	// A scheduled refresh goes on: what it learns is kept in the ledger, and the
	// sheet gets it from the next one.
	if owner, locked := sheet.LockedBy(target); locked && mode != bulk.ModeRefresh {
		return "", &failure{exitLocked, fmt.Errorf("%s is open in another program (%s): close it there and run again; nothing was sent", target, owner)}
	}
	if err := sheet.Writable(target); err != nil {
		return "", fmt.Errorf("%w; nothing was sent", err)
	}
	return target, nil
}

// target gives where the results go: -o, a copy beside the sheet for a
// sandboxed run, else the sheet itself.
func target(path, output string, sandboxed bool) (string, error) {
	extension := filepath.Ext(path)
	if output == "" {
		if !sandboxed {
			return path, nil
		}
		name := strings.TrimSuffix(filepath.Base(path), extension)
		return filepath.Join(filepath.Dir(path), strings.TrimSuffix(name, ".sandbox")+".sandbox"+extension), nil
	}
	if !strings.EqualFold(filepath.Ext(output), extension) {
		return "", usage(fmt.Errorf("-o %s: the results keep the sheet's own format, so the name must end in %s", output, extension))
	}
	return output, nil
}

// readsOnly tells that a run changes nothing at a provider, so nobody is asked.
func readsOnly(mode bulk.Mode) bool { return mode == bulk.ModeRefresh || mode == bulk.ModeAdopt }

// ask shows what is about to happen and waits for a yes. A run that changes
// nothing at a provider, and a sandboxed one, goes ahead.
func (s *session) ask(ctx context.Context, v *view, mode bulk.Mode) error {
	if s.options.yes || s.options.sandbox || readsOnly(mode) || v.changes == 0 {
		return nil
	}
	verb := "Make or change"
	if mode == bulk.ModeCancel {
		verb = "Take back"
	}
	_, _ = fmt.Fprintf(s.env.err, "\n%s %s? [y/N] ", verb, plural(v.changes, "link", "links"))
	if !s.yes(ctx) {
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		return &failure{exitGuard, errSaidNo}
	}
	return nil
}

// carryOut runs the plan, writes the sheet and tells what came of it. What was
// done is written whatever went wrong.
func (s *session) carryOut(cmd *cobra.Command, v *view, target, command string, code *int) (err error) {
	ctx := cmd.Context()
	approver := s.env.who()
	if s.options.yes || s.options.sandbox {
		approver += " (not asked)"
	}
	keep, err := s.keep(ctx, target, v.calls)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, keep.close()) }()
	if err := keep.freeze(ctx); err != nil {
		return err
	}
	if err := s.ledger.StartRun(ctx, s.runRecord(command, approver)); err != nil {
		return err
	}
	progress := newProgress(s.env, s.options, v.calls, v.callsAt)
	s.waiting, s.env.err = progress.waiting, progress
	runner := &bulk.Runner{
		Accounts: s.accounts, Ledger: s.ledger, Clock: s.env.clock, Today: s.today,
		Run: s.run, Sheet: s.table.Info().Path, Zone: s.config.zone,
		Wait: s.options.wait, Waiting: progress.pausing, Sleep: s.env.sleep, Spool: s.spool,
	}
	first := s.firstFew(v, progress)
	runner.Done = keep.watch(ctx, runner, s.options.watch.each(s.run, first.watch(progress.done)))
	results, failed := runner.CarryOut(ctx, first.items(ctx, s.inOrder()))
	progress.end()
	if results == nil {
		return failed
	}
	results.InRowOrder()
	at := s.env.clock()
	sum, unsaved := s.sumUp(results)
	if unsaved == nil {
		unsaved = s.save(context.WithoutCancel(ctx), keep, results, at)
	}
	codes := []int{sum.code, exitCode(failed), exitCode(first.stopped())}
	if unsaved != nil {
		codes = append(codes, exitNotWritten)
	}
	if ctx.Err() != nil {
		codes = append(codes, exitInterrupted)
	}
	*code = worst(codes...)
	ended := s.ledger.EndRun(context.WithoutCancel(ctx), s.run, sum.summary(*code))
	s.stoppedEarly = first.why()
	shown := s.showResults(cmd.OutOrStdout(), command, sum, target, unsaved)
	unsaved = notWritten(unsaved, failed)
	return errors.Join(failed, first.stopped(), unsaved, ended, shown, s.backUp(context.WithoutCancel(ctx)))
}

// notWritten says what it means that the sheet is not written; failed is what
// ended the run early. What a broken ledger did not take, the next run looks for.
func notWritten(unsaved, failed error) error {
	if unsaved == nil {
		return nil
	}
	what := "the links are safe in the ledger but the sheet is not written"
	if errors.Is(failed, ledger.ErrPoisoned) {
		what = "the sheet is not written either"
	}
	return &failure{exitNotWritten, fmt.Errorf("%s: %w; %s", what, unsaved, mendSheet)}
}

func (s *session) runRecord(command, approver string) ledger.Run {
	info := s.table.Info()
	record := ledger.Run{
		ID: s.run, Command: command, Sheet: info.Path, SheetDigest: info.Digest,
		Rules: s.rulesPath, Config: s.config.path, ConfigDigest: s.config.digest,
		Version: version(), Approver: approver, Accepted: s.acceptedWords(),
		Part: s.partly(),
	}
	if s.script != nil {
		record.RulesDigest = s.script.Digest()
	}
	record.Review, record.Approved = s.approvedBy()
	return record
}
