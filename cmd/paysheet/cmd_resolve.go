package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/bulk"
)

func newAdopt(e env, code *int) *cobra.Command {
	var o options
	var output string
	cmd := &cobra.Command{
		Use: "adopt SHEET", Short: "Take the links in a sheet into this ledger, after checking each at its provider",
		Long: `adopt reads every link that the sheet names (Link ID, Link Account) at its
provider and takes it into the ledger if all that the provider echoes agrees with
the row: reference, amount and currency. A row that does not agree is uncertain and
says both figures. It makes and changes nothing at a provider and needs no rules.

Use it before the first run on a new machine, or after a ledger was lost.`,
		Example: "  paysheet adopt invoices.xlsx",
		Args:    oneSheet,
		RunE: func(cmd *cobra.Command, args []string) error {
			return act(cmd, e, o, args[0], output, bulk.ModeAdopt, code)
		},
	}
	o.common(cmd)
	cmd.Flags().BoolVar(&o.newMerchant, "new-merchant", false, "an account that is another merchant than before is meant")
	cmd.Flags().StringVarP(&output, "output", "o", "", "write a copy and leave the sheet alone")
	return cmd
}

// said is what a person says of an uncertain row.
type said struct {
	row        int
	linkID     string
	notCreated bool
	reason     string
	output     string
}

func newResolve(e env, code *int) *cobra.Command {
	var o options
	var x said
	cmd := &cobra.Command{
		Use: "resolve SHEET --row N", Short: "Settle an uncertain row: --link-id X, or --not-created --reason WHY",
		Long: `A create that was not answered may have made a link. Where the provider cannot be
asked, a person looks in its dashboard and says what is there:

  --link-id X      the link is there; it is read at the provider and taken if
                   its amount, currency and reference agree
  --not-created    no link is there; taken only once the create must be over

Either is recorded in the ledger with your name, and the row's result cells are
written.`,
		Example: "  paysheet resolve invoices.xlsx --row 12 --link-id 8A2F\n  paysheet resolve invoices.xlsx --row 12 --not-created --reason \"not there\"",
		Args:    oneSheet,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := x.check(); err != nil {
				return err
			}
			return resolve(cmd, e, o, args[0], x, code)
		},
	}
	f := cmd.Flags()
	f.IntVar(&x.row, "row", 0, "the row, as the spreadsheet counts")
	f.StringVar(&x.linkID, "link-id", "", "the provider's id of the link that was made")
	f.BoolVar(&x.notCreated, "not-created", false, "no link was made")
	f.StringVar(&x.reason, "reason", "", "how you know that no link was made")
	f.StringVarP(&x.output, "output", "o", "", "write a copy and leave the sheet alone")
	f.StringVar(&o.config, "config", "", "the config file (default: paysheet.toml here, then beside the sheet)")
	o.regionFlags(cmd)
	o.acceptFlag(cmd)
	f.BoolVar(&o.sandbox, "sandbox", false, "use the built-in stand-ins instead of every account")
	f.BoolVar(&o.includeHidden, "include-hidden", false, "take hidden and filtered rows too")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print only the summary")
	f.BoolVar(&o.noInput, "no-input", false, "never ask")
	return cmd
}

func (x said) check() error {
	switch {
	case x.row < 1:
		return usage(errors.New("resolve needs a row, as the spreadsheet counts: --row 12"))
	case (x.linkID != "") == x.notCreated:
		return usage(errors.New("say what is in the dashboard: either --link-id X, or --not-created --reason WHY"))
	case x.notCreated && strings.TrimSpace(x.reason) == "":
		return usage(errors.New("--not-created needs a reason that the ledger can keep: --reason \"not in the dashboard\""))
	default:
		return nil
	}
}

// resolve settles one row with what a person says of it.
func resolve(cmd *cobra.Command, e env, o options, path string, x said, code *int) (err error) {
	ctx := cmd.Context()
	target, err := beforeAct(e, o, path, x.output, bulk.ModeAdopt)
	if err != nil {
		return err
	}
	if o.sandbox && x.output == "" && exists(target) {
		path = target // the copy has the results of the sandbox's runs
	}
	o.rows = itoa(x.row)
	s, err := open(ctx, e, o, path, bulk.ModeRefresh, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	release, err := s.hold(path, target)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	item, err := s.rowToResolve(ctx, x.row)
	if err != nil {
		return err
	}
	if err := s.askNotCreated(x, item); err != nil {
		return err
	}
	return s.settleByHand(cmd, item, x, target, code)
}

// rowToResolve gives the plan's item of a row, which must be open.
func (s *session) rowToResolve(ctx context.Context, row int) (bulk.Item, error) {
	for item, err := range s.planner.Items(ctx) {
		switch {
		case err != nil:
			return item, err
		case item.Row != row:
			continue
		case item.Action == bulk.Resolve:
			return item, nil
		case item.Known != nil && item.Known.Link.ID != "":
			return item, usage(fmt.Errorf("row %d (%s) is not uncertain: its link %s at %s is %s", row, item.Reference, item.Known.Link.ID, item.Known.Account, item.Known.Link.Status))
		default:
			return item, usage(fmt.Errorf("row %d is not uncertain in this ledger (%s): there is nothing to settle", row, item.Reason))
		}
	}
	return bulk.Item{}, usage(fmt.Errorf("the sheet has no row %d with an invoice", row))
}

// askNotCreated asks once more where a wrong answer would make a second link.
func (s *session) askNotCreated(x said, item bulk.Item) error {
	if !x.notCreated || s.options.sandbox || s.options.noInput || !s.env.inTerminal {
		return nil
	}
	_, _ = fmt.Fprintf(s.env.err, "%s", printable(fmt.Sprintf(
		"The next apply makes a link for %s over %s. If there is one at %s after all, the customer can pay both.\nIs there really none? [y/N] ",
		item.Reference, item.Known.Amount, item.Known.Account)))
	line, err := bufio.NewReader(s.env.in).ReadString('\n')
	if answer := strings.ToLower(strings.TrimSpace(line)); err != nil && line == "" || answer != "y" && answer != "yes" {
		return &failure{exitGuard, errors.New("stopped: nothing was recorded")}
	}
	return nil
}

// settleByHand records what was said as a run of its own and writes the row.
func (s *session) settleByHand(cmd *cobra.Command, item bulk.Item, x said, target string, code *int) (err error) {
	ctx := cmd.Context()
	keep, err := s.keep(ctx, target, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, keep.close()) }()
	if err := s.ledger.StartRun(ctx, s.runRecord("resolve", s.env.who())); err != nil {
		return err
	}
	runner := &bulk.Runner{
		Accounts: s.accounts, Ledger: s.ledger, Clock: s.env.clock, Today: s.today, Zone: s.config.zone,
		Run: s.run, Sheet: s.table.Info().Path,
	}
	result, failed := runner.SettleByHand(ctx, item, bulk.Finding{LinkID: x.linkID, Who: s.env.who(), Reason: x.reason})
	var refused *bulk.UnsettledError
	if errors.As(failed, &refused) {
		failed = &failure{exitUncertain, fmt.Errorf("row %d (%s) stays uncertain: %w", item.Row, item.Reference, refused)}
	}
	after := context.WithoutCancel(ctx)
	if failed != nil {
		return errors.Join(failed, s.ledger.EndRun(after, s.run, (&outcome{}).summary(exitCode(failed))))
	}
	results := bulk.ResultsOf(s.spool, result)
	sum, unsaved := s.sumUp(results)
	if unsaved == nil {
		unsaved = keep.finish(after, results, s.env.clock())
	}
	if unsaved != nil {
		*code = exitNotWritten
	}
	ended := s.ledger.EndRun(after, s.run, sum.summary(*code))
	shown := s.showResults(cmd.OutOrStdout(), "resolve", sum, target, unsaved)
	if unsaved != nil {
		unsaved = &failure{exitNotWritten, fmt.Errorf("the row is settled in the ledger but the sheet is not written: %w; mend that and run apply", unsaved)}
	}
	return errors.Join(unsaved, ended, shown, s.backUp(after))
}
