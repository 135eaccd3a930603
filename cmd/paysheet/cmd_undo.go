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
	"paysheet/bulk/spool"
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
	s.spool = spool.New(s.spoolFolder)
	plan, err := bulk.PlanUndo(ctx, s.ledger, s.accounts, run.ID, s.spool)
	if err != nil {
		return err
	}
	if !o.json {
		title := fmt.Sprintf("undo of run %s: %s of %s by %s at %s", run.ID, run.Command, orLedger(run.Sheet), run.Who, s.instant(run.Started))
		text, err := undoText(title, plan, "would be taken back", o.quiet, e.palette(cmd))
		if err != nil {
			return err
		}
		_, _ = io.WriteString(cmd.OutOrStdout(), text)
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
		Run: s.run, Sheet: run.Sheet, Done: progress.done, Spool: s.spool,
	}
	called := plan.Count(bulk.TakenBack) > 0
	failed := runner.Undo(ctx, plan)
	progress.end()
	sheet, unsaved := s.writeUndone(context.WithoutCancel(ctx), run, plan)
	undone, unread := undoCode(plan)
	*code = worst(undone, exitCode(failed), exitCode(unsaved), exitCode(unread))
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
	return errors.Join(failed, unsaved, unread, ended, s.showUndone(cmd, run, plan, sheet, called), s.backUp(context.WithoutCancel(ctx)))
}

// undoCode gives the exit status: a link that stays payable although it was to
// be taken back is one that somebody must see to.
func undoCode(plan *bulk.UndoPlan) (int, error) {
	code := exitDone
	for each, err := range plan.Links() {
		switch {
		case err != nil:
			return code, err
		case each.Unknown:
			code = worst(code, exitUncertain)
		case each.Bucket == bulk.NotUndone, each.Bucket == bulk.StaysOpen:
			code = worst(code, exitRows)
		}
	}
	return code, nil
}

// showUndone tells what came of an undo. called tells that it had links to take
// back: else the plan said all there is.
func (s *session) showUndone(cmd *cobra.Command, run ledger.Run, plan *bulk.UndoPlan, sheet undoneSheet, called bool) error {
	w := cmd.OutOrStdout()
	if s.options.json {
		return s.undoDocument(w, run, plan, sheet)
	}
	text := "\nThere was nothing to take back.\n"
	if called {
		var err error
		if text, err = undoText("\nDone", plan, string(bulk.TakenBack), s.options.quiet, s.env.palette(cmd)); err != nil {
			return err
		}
	}
	text += printable(sheet.told())
	text += printable(fmt.Sprintf("\nRun %s\nLedger head %s\n", s.run, s.head()))
	_, err := io.WriteString(w, text)
	return err
}

// undoneLinks are those of one bucket as people read them.
type undoneLinks struct {
	tally bulk.Tally
	lines strings.Builder
	shown int // in lines
}

// undoText gives the four buckets, each with its links and sums. backWord names
// the first before and after.
func undoText(title string, plan *bulk.UndoPlan, backWord string, quiet bool, colours palette) (string, error) {
	buckets := map[bulk.Bucket]*undoneLinks{}
	for _, bucket := range bulk.Buckets() {
		buckets[bucket] = &undoneLinks{tally: bulk.Tally{}}
	}
	for each, err := range plan.Links() {
		if err != nil {
			return "", err
		}
		buckets[each.Bucket].add(&each)
	}
	var b strings.Builder
	b.WriteString(printable(title) + "\n")
	for _, bucket := range bulk.Buckets() {
		of, n := buckets[bucket], plan.Count(bucket)
		name := string(bucket)
		if bucket == bulk.TakenBack {
			name = backWord
		}
		fmt.Fprintf(&b, "%s: %s", colours.marked(bucket.Mark(), name), plural(n, "link", "links"))
		if total := sums(of.tally.ByCurrency()); total != "" {
			b.WriteString(", " + total)
		}
		b.WriteByte('\n')
		if quiet {
			continue
		}
		b.WriteString(of.lines.String())
		if more := n - of.shown; more > 0 {
			fmt.Fprintf(&b, "    … %s more (--json has every link)\n", groupInt(more))
		}
	}
	if plan.Changed > 0 {
		fmt.Fprintf(&b, "%s as now\n", plural(plan.Changed, "older link that the run changed stays", "older links that the run changed stay"))
	}
	if plan.Retired > 0 {
		fmt.Fprintf(&b, "%s cancelled: apply --recreate asks for another\n", plural(plan.Retired, "older link that the run took back stays", "older links that the run took back stay"))
	}
	return b.String(), nil
}

// add counts a link and, of the first few, keeps what is shown.
func (u *undoneLinks) add(each *bulk.Undoing) {
	u.tally.Add("", "", each.Item.Amount)
	most := needRows
	if each.Bucket == bulk.TakenBack {
		most = sampleRows
	}
	if u.shown == most {
		return
	}
	u.shown++
	row := ""
	if each.Item.Row > 0 {
		row = "row " + itoa(each.Item.Row)
	}
	line := fmt.Sprintf("    %s %s %18s  %s", pad(row, 9), pad(each.Item.Reference, 14), amountOrBlank(each.Item), each.Item.Known.Account)
	u.lines.WriteString(printable(strings.TrimRight(line, " ")) + "\n")
	if each.Why != "" {
		u.lines.WriteString(wrapped("      ", each.Why))
	}
}

func (s *session) undoDocument(w io.Writer, run ledger.Run, plan *bulk.UndoPlan, sheet undoneSheet) error {
	doc := newList(w, undoHead{opened("undo"), run.ID, s.run, s.head(), s.options.sandbox}, "links")
	for each, err := range plan.Links() {
		if err != nil {
			return err
		}
		if err := doc.row(undoLinkJSON{
			each.Item.Reference, each.Item.Row, each.Item.Known.Account, each.Item.Amount.Number(), string(each.Item.Amount.Currency()),
			each.Link.ID, each.Link.Status, each.Bucket, each.Why,
		}); err != nil {
			return err
		}
	}
	return doc.end(undoTail{plan.Changed, plan.Retired, sheet.path, sheet.rows})
}
