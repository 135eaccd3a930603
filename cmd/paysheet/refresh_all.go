package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/bulk/schedule"
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
	var items []bulk.Item
	for item, err := range schedule.OldestFirst(bulk.LedgerItems(context.WithoutCancel(ctx), s.ledger, s.accounts, s.window().Past)) {
		if err != nil {
			return err
		}
		items = append(items, item)
	}
	w := o.watch
	if w == nil {
		w = &watcher{}
	}
	results, failed, err := s.lookAtAll(ctx, items, w)
	if err != nil {
		return err
	}
	sum, err := s.sumUpAll(results)
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
		shown = s.showAll(cmd.OutOrStdout(), results, sum, w)
	}
	return errors.Join(failed, ended, shown, s.backUp(context.WithoutCancel(ctx)))
}

// lookAtAll carries the items out as a run and gives their results by sheet and
// row. failed is what ended the run early.
func (s *session) lookAtAll(ctx context.Context, items []bulk.Item, w *watcher) (results []bulk.Result, failed, err error) {
	record := ledger.Run{
		ID: s.run, Command: "refresh", Config: s.config.path, ConfigDigest: s.config.digest, Version: version(), Approver: s.env.who() + " (not asked)",
	}
	if err := s.ledger.StartRun(ctx, record); err != nil {
		return nil, nil, err
	}
	shares := map[string]int{}
	for i := range items {
		shares[items[i].Account]++
	}
	progress := newProgress(s.env, s.options, len(items), shares)
	s.waiting, s.env.err = progress.waiting, progress
	runner := &bulk.Runner{
		Accounts: s.accounts, Ledger: s.ledger, Clock: s.env.clock, Today: s.today, Run: s.run, Zone: s.config.zone,
		Waiting: progress.pausing, Sleep: s.env.sleep, Done: w.each(s.run, progress.done),
	}
	results, failed = runner.Apply(ctx, func(yield func(bulk.Item, error) bool) {
		for _, item := range items {
			if !yield(item, nil) {
				return
			}
		}
	})
	progress.end()
	slices.SortStableFunc(results, func(a, b bulk.Result) int {
		return cmp.Or(cmp.Compare(a.Known.Sheet, b.Known.Sheet), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Reference, b.Reference))
	})
	return results, failed, nil
}

// showAll tells what came of a refresh of the ledger: what changed, what needs
// somebody, and how the links stand.
func (s *session) showAll(w io.Writer, results []bulk.Result, sum *outcome, seen *watcher) error {
	if s.options.json {
		return writeJSON(w, s.allAsJSON(results))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "paysheet refresh --all\n  %-8s %s\n", "ledger", printable(s.state))
	if s.options.sandbox {
		fmt.Fprintf(&b, "  %-8s the sandbox's stand-ins: nobody is called or charged\n", "accounts")
	}
	if len(seen.changes) > 0 && !s.options.quiet {
		fmt.Fprintf(&b, "\n%s: %s\n", s.colours.marked(bulk.Refresh.Mark(), "changed"), plural(len(seen.changes), "link", "links"))
		for _, c := range seen.changes {
			b.WriteString(changeLine(c))
		}
	}
	b.WriteByte('\n')
	for _, outcome := range []bulk.Outcome{bulk.Uncertain, bulk.Failed} {
		if err := s.showNeedy(&b, sum, outcome); err != nil {
			return err
		}
	}
	states := bulk.Tally{}
	for i := range results {
		r := &results[i]
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

// allDocument is what a refresh of the ledger prints with --json.
type allDocument struct {
	opening
	Run      string        `json:"run_id" doc:"the run as the ledger knows it"`
	Head     string        `json:"head" doc:"of the ledger's chain, for somebody else to keep"`
	Sandbox  bool          `json:"sandbox" doc:"the accounts were stand-ins"`
	Today    string        `json:"today" doc:"the run's date"`
	Timezone string        `json:"timezone" doc:"of the dates"`
	Links    []allLinkJSON `json:"links" doc:"that were looked at, by sheet and row"`
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

// allAsJSON gives what showAll tells as one document.
func (s *session) allAsJSON(results []bulk.Result) allDocument {
	doc := allDocument{
		opened("refresh all"), s.run, s.head(), s.options.sandbox, s.today.String(), s.config.zoneName, make([]allLinkJSON, 0, len(results)),
	}
	for i := range results {
		r := &results[i]
		doc.Links = append(doc.Links, allLinkJSON{
			r.Reference, r.Known.Sheet, r.Known.Row, r.Label, r.Known.Amount.Number(), string(r.Known.Amount.Currency()), r.Link.ID,
			linkState{string(r.Known.Link.Status), r.Known.Link.Paid.Number()},
			linkState{string(r.Link.Status), r.Link.Paid.Number()},
			r.Outcome, r.Note,
		})
	}
	return doc
}
