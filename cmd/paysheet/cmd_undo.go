package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
)

func newUndo(e env, code *int) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use: "undo RUN", Short: "Take a run's links back",
		Long: `undo shows what it would do with each link that a run made, asks, and takes back
what nobody has paid, after looking at each link again. It tells in four lists:
taken back; kept, because it was paid or somebody changed it since; cannot be
taken back, with the day until which it can be paid; and failed.

It works from the ledger and needs no sheet. Where the run's sheet is still there,
the rows that name a link that was looked at get its status, as after a cancel; a
file that apply -o wrote gets them from its next refresh. What was undone stays cancelled until apply --recreate asks for
another link. Links that the run changed or took back stay as they are.`,
		Example: "  paysheet undo 20261121-090000-1f2e3d4c",
		Args:    oneArgument("a run's id; paysheet runs lists them"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return undo(cmd, e, o, args[0], code)
		},
	}
	o.bookFlags(cmd)
	f := cmd.Flags()
	f.BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	f.BoolVar(&o.noInput, "no-input", false, "never ask")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print only the summary")
	return cmd
}

func undo(cmd *cobra.Command, e env, o options, id string, code *int) (err error) {
	if !o.sandbox && !o.yes && (!e.inTerminal || o.noInput) {
		return usage(errors.New("nobody can be asked here (no terminal): add --yes if the run is the right one; paysheet runs show tells what it did"))
	}
	ctx := cmd.Context()
	s, err := openBook(ctx, e, o, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	run, err := s.findRun(ctx, id)
	if err != nil {
		return err
	}
	plan, err := bulk.PlanUndo(ctx, s.ledger, s.accounts, run.ID)
	if err != nil {
		return err
	}
	if !o.json {
		title := fmt.Sprintf("undo of run %s: %s of %s by %s at %s", run.ID, run.Command, orLedger(run.Sheet), run.Who, s.instant(run.Started))
		_, _ = io.WriteString(cmd.OutOrStdout(), undoText(title, plan, "would be taken back", o.quiet, e.palette(cmd)))
	}
	if n := plan.Count(bulk.TakenBack); n > 0 {
		if err := s.askUndo(ctx, n); err != nil {
			return err
		}
	}
	return s.carryOutUndo(cmd, run, plan, code)
}

func orLedger(sheet string) string {
	if sheet == "" {
		return "the ledger"
	}
	return sheet
}

func (s *session) askUndo(ctx context.Context, n int) error {
	if s.options.yes || s.options.sandbox {
		return nil
	}
	_, _ = fmt.Fprintf(s.env.err, "\nTake back %s? [y/N] ", plural(n, "link", "links"))
	if !s.yes(ctx) {
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		return &failure{exitGuard, errSaidNo}
	}
	return nil
}

// carryOutUndo takes the links back as a run of its own, and tells.
func (s *session) carryOutUndo(cmd *cobra.Command, run ledger.Run, plan *bulk.UndoPlan, code *int) error {
	ctx := cmd.Context()
	approver := s.env.who()
	if s.options.yes || s.options.sandbox {
		approver += " (not asked)"
	}
	record := ledger.Run{
		ID: s.run, Command: "undo", Sheet: run.Sheet, Config: s.config.path, ConfigDigest: s.config.digest,
		Version: version(), Approver: approver,
	}
	if err := s.ledger.StartRun(ctx, record); err != nil {
		return err
	}
	progress := newProgress(s.env, s.options, plan.Count(bulk.TakenBack), nil)
	s.waiting, s.env.err = progress.waiting, progress
	runner := &bulk.Runner{
		Accounts: s.accounts, Ledger: s.ledger, Clock: s.env.clock, Today: s.today,
		Run: s.run, Sheet: run.Sheet, Done: progress.done,
	}
	called := plan.Count(bulk.TakenBack) > 0
	failed := runner.Undo(ctx, plan)
	progress.end()
	sheet, unsaved := s.writeUndone(context.WithoutCancel(ctx), run, plan)
	*code = worst(undoCode(plan), exitCode(failed), exitCode(unsaved))
	if ctx.Err() != nil {
		*code = worst(*code, exitInterrupted)
	}
	summary := ledger.Summary{Exit: *code, Counts: map[string]int{}, Note: undoNote + run.ID}
	for _, bucket := range bulk.Buckets() {
		if n := plan.Count(bucket); n > 0 {
			summary.Counts[string(bucket)] = n
		}
	}
	ended := s.ledger.EndRun(context.WithoutCancel(ctx), s.run, summary)
	return errors.Join(failed, unsaved, ended, s.showUndone(cmd, run, plan, sheet, called), s.backUp(context.WithoutCancel(ctx)))
}

// undoCode gives the exit status: a link that stays payable although it was to
// be taken back is one that somebody must see to.
func undoCode(plan *bulk.UndoPlan) int {
	codes := []int{exitDone}
	for i := range plan.Links {
		switch each := &plan.Links[i]; {
		case each.Unknown:
			codes = append(codes, exitUncertain)
		case each.Bucket == bulk.NotUndone, each.Bucket == bulk.StaysOpen:
			codes = append(codes, exitRows)
		}
	}
	return worst(codes...)
}

// showUndone tells what came of an undo. called tells that it had links to take
// back: else the plan said all there is.
func (s *session) showUndone(cmd *cobra.Command, run ledger.Run, plan *bulk.UndoPlan, sheet undoneSheet, called bool) error {
	w := cmd.OutOrStdout()
	if s.options.json {
		return writeJSON(w, s.undoDocument(run, plan, sheet))
	}
	text := "\nThere was nothing to take back.\n"
	if called {
		text = undoText("\nDone", plan, string(bulk.TakenBack), s.options.quiet, s.env.palette(cmd))
	}
	text += printable(sheet.told())
	text += printable(fmt.Sprintf("\nRun %s\nLedger head %s\n", s.run, s.head()))
	_, err := io.WriteString(w, text)
	return err
}

// undoText gives the four buckets, each with its links and sums. backWord names
// the first before and after.
func undoText(title string, plan *bulk.UndoPlan, backWord string, quiet bool, colours palette) string {
	var b strings.Builder
	b.WriteString(printable(title) + "\n")
	for _, bucket := range bulk.Buckets() {
		tally := bulk.Tally{}
		for i := range plan.Links {
			if plan.Links[i].Bucket == bucket {
				tally.Add("", "", plan.Links[i].Item.Amount)
			}
		}
		name := string(bucket)
		if bucket == bulk.TakenBack {
			name = backWord
		}
		fmt.Fprintf(&b, "%s: %s", colours.marked(bucket.Mark(), name), plural(plan.Count(bucket), "link", "links"))
		if total := sums(tally.ByCurrency()); total != "" {
			b.WriteString(", " + total)
		}
		b.WriteByte('\n')
		if !quiet {
			undoLines(&b, plan, bucket)
		}
	}
	if plan.Changed > 0 {
		fmt.Fprintf(&b, "%s as now\n", plural(plan.Changed, "older link that the run changed stays", "older links that the run changed stay"))
	}
	if plan.Retired > 0 {
		fmt.Fprintf(&b, "%s cancelled: apply --recreate asks for another\n", plural(plan.Retired, "older link that the run took back stays", "older links that the run took back stay"))
	}
	return b.String()
}

func undoLines(b *strings.Builder, plan *bulk.UndoPlan, bucket bulk.Bucket) {
	most := needRows
	if bucket == bulk.TakenBack {
		most = sampleRows
	}
	shown := 0
	for i := range plan.Links {
		each := &plan.Links[i]
		if each.Bucket != bucket {
			continue
		}
		if shown++; shown > most {
			continue
		}
		row := ""
		if each.Item.Row > 0 {
			row = "row " + itoa(each.Item.Row)
		}
		line := fmt.Sprintf("    %s %s %18s  %s", pad(row, 9), pad(each.Item.Reference, 14), amountOrBlank(each.Item), each.Item.Known.Account)
		b.WriteString(printable(strings.TrimRight(line, " ")) + "\n")
		if each.Why != "" {
			b.WriteString(wrapped("      ", each.Why))
		}
	}
	if more := shown - most; more > 0 {
		fmt.Fprintf(b, "    … %s more (--json has every link)\n", groupInt(more))
	}
}

func (s *session) undoDocument(run ledger.Run, plan *bulk.UndoPlan, sheet undoneSheet) undoDocument {
	links := make([]undoLinkJSON, 0, len(plan.Links))
	for i := range plan.Links {
		each := &plan.Links[i]
		links = append(links, undoLinkJSON{
			each.Item.Reference, each.Item.Row, each.Item.Known.Account, each.Item.Amount.Number(), string(each.Item.Amount.Currency()),
			each.Link.ID, each.Link.Status, each.Bucket, each.Why,
		})
	}
	return undoDocument{
		opening: opened("undo"), Undone: run.ID, RunID: s.run, Head: s.head(), Sandbox: s.options.sandbox,
		Links: links, Changed: plan.Changed, Cancelled: plan.Retired, Sheet: sheet.path, Rows: sheet.rows,
	}
}
