package main

import (
	"cmp"
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

// refreshAll looks at every link of the ledger that can still change. No sheet
// is read or written: the next refresh of a sheet writes what is known by then.
func refreshAll(cmd *cobra.Command, e env, o options, code *int) (err error) {
	ctx := cmd.Context()
	s, err := openBook(ctx, e, o, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	s.colours = e.palette(cmd)
	kept, shares, err := s.planAll(ctx)
	if err != nil {
		return err
	}
	w := o.watch
	if w == nil {
		w = &watcher{}
	}
	results, failed, err := s.lookAtAll(ctx, kept, shares, w)
	if err != nil {
		return err
	}
	sum, err := s.sumUp(results)
	if err != nil {
		return err
	}
	codes := []int{sum.code, exitCode(failed)}
	if ctx.Err() != nil {
		codes = append(codes, exitInterrupted)
	}
	*code = worst(codes...)
	ended := s.ledger.EndRun(context.WithoutCancel(ctx), s.run, sum.summary(*code))
	var shown error
	if !w.quiet() {
		shown = s.showAll(cmd.OutOrStdout(), sum, w)
	}
	return errors.Join(failed, ended, shown, s.backUp(context.WithoutCancel(ctx)))
}

// planAll keeps an item for every link of the ledger that can still change, and
// counts them by account.
func (s *session) planAll(ctx context.Context) (*bulk.KeptPlan, map[string]int, error) {
	s.spool = spool.New(s.spoolFolder)
	kept := bulk.KeepPlan(s.spool)
	shares := map[string]int{}
	for item, err := range bulk.LedgerItems(context.WithoutCancel(ctx), s.ledger, s.accounts, s.window().Past) {
		if err != nil {
			return nil, nil, err
		}
		shares[item.Account]++
		kept.Add(item)
	}
	return kept, shares, nil
}

// lookAtAll carries the plan out as a run and gives its results by sheet and
// row. failed is what ended the run early.
func (s *session) lookAtAll(ctx context.Context, kept *bulk.KeptPlan, shares map[string]int, w *watcher) (results *bulk.Results, failed, err error) {
	record := ledger.Run{
		ID: s.run, Command: "refresh", Config: s.config.path, ConfigDigest: s.config.digest, Version: version(), Approver: s.env.who() + " (not asked)",
	}
	if err := s.ledger.StartRun(ctx, record); err != nil {
		return nil, nil, err
	}
	calls := 0
	for _, share := range shares {
		calls += share
	}
	progress := newProgress(s.env, s.options, calls, shares)
	s.waiting, s.env.err = progress.waiting, progress
	runner := &bulk.Runner{
		Accounts: s.accounts, Ledger: s.ledger, Clock: s.env.clock, Today: s.today, Run: s.run, Zone: s.config.zone,
		Waiting: progress.pausing, Sleep: s.env.sleep, Done: w.each(s.run, progress.done), Spool: s.spool,
	}
	results, failed = runner.CarryOut(ctx, kept.InOrder(true))
	progress.end()
	if results == nil {
		return nil, nil, failed
	}
	return results, failed, results.BySheet()
}

// showAll tells what came of a refresh of the ledger: what changed, what needs
// somebody, and how the links stand.
func (s *session) showAll(w io.Writer, sum *outcome, seen *watcher) error {
	if s.options.json {
		return s.documentAll(w, sum.results)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "paysheet refresh --all\n  %-8s %s\n", "ledger", printable(s.state))
	if s.options.sandbox {
		fmt.Fprintf(&b, "  %-8s the sandbox's stand-ins: nobody is called or charged\n", "accounts")
	}
	if seen.changed > 0 && !s.options.quiet {
		fmt.Fprintf(&b, "\n%s: %s\n", s.colours.marked(bulk.Refresh.Mark(), "changed"), plural(seen.changed, "link", "links"))
		seen.list(&b, s.options.verbose, "-v shows more, --json every link")
	}
	b.WriteByte('\n')
	for _, outcome := range []bulk.Outcome{bulk.Uncertain, bulk.Failed} {
		if err := s.showNeedy(&b, sum, outcome); err != nil {
			return err
		}
	}
	states := bulk.Tally{}
	for r, err := range sum.results.All() {
		if err != nil {
			return err
		}
		states.Add(r.Label, cmp.Or(string(r.Link.Status), "not known"), r.Known.Amount)
	}
	b.WriteString("Done: " + strings.Join(outcomeCounts(&sum.tally), ", ") + "\n")
	for _, line := range states.Lines(nil) {
		fmt.Fprintf(&b, "  %s %-14s %12s  %24s\n", printable(pad(line.Account, 22)), line.What, plural(line.Rows, "link", "links"), sums([]bulk.Count{line.Count}))
	}
	fmt.Fprintf(&b, "\nNo sheet is written; paysheet refresh SHEET writes what is known into one.\nRun %s\nLedger head %s\n", s.run, s.head())
	_, err := io.WriteString(w, b.String())
	return err
}

// allDocument is what a refresh of the ledger prints with --json. It is written
// link by link, so this type only describes it.
type allDocument struct {
	allHead
	Links []allLinkJSON `json:"links" doc:"that were looked at, by sheet and row"`
}

type allHead struct {
	opening
	Run      string `json:"run_id" doc:"the run as the ledger knows it"`
	Head     string `json:"head" doc:"of the ledger's chain, for somebody else to keep"`
	Sandbox  bool   `json:"sandbox" doc:"the accounts were stand-ins"`
	Today    string `json:"today" doc:"the run's date"`
	Timezone string `json:"timezone" doc:"of the dates"`
}

type allLinkJSON struct {
	Reference string       `json:"reference" doc:"of the invoice"`
	Sheet     string       `json:"sheet,omitempty" doc:"that asked for the link"`
	Row       int          `json:"row,omitempty" doc:"of that sheet when it did"`
	Account   string       `json:"account" doc:"that made the link"`
	Amount    string       `json:"amount" doc:"asked for, a plain decimal in major units"`
	Currency  string       `json:"currency" doc:"ISO 4217"`
	ID        string       `json:"id,omitempty" doc:"the provider's"`
	Before    linkState    `json:"before" doc:"how the link stood at the last look"`
	Now       linkState    `json:"now" doc:"how it stands"`
	Outcome   bulk.Outcome `json:"outcome" doc:"what came of the look"`
	Note      string       `json:"note,omitempty" doc:"one sentence that a person can act on"`
}

// documentAll prints what showAll tells as one document.
func (s *session) documentAll(w io.Writer, results *bulk.Results) error {
	doc := newList(w, allHead{opened("refresh all"), s.run, s.head(), s.options.sandbox, s.today.String(), s.config.zoneName}, "links")
	for r, err := range results.All() {
		if err != nil {
			return err
		}
		if err := doc.row(allLinkJSON{
			r.Reference, r.Known.Sheet, r.Known.Row, r.Label, r.Known.Amount.Number(), string(r.Known.Amount.Currency()), r.Link.ID,
			linkState{string(r.Known.Link.Status), r.Known.Link.Paid.Number()},
			linkState{string(r.Link.Status), r.Link.Paid.Number()},
			r.Outcome, r.Note,
		}); err != nil {
			return err
		}
	}
	return doc.end(struct{}{})
}
