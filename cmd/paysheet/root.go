package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"
)

// run carries out one command line and gives the exit status.
func run(ctx context.Context, e env, args []string) int {
	code := exitDone
	out := &outlet{to: e.out}
	e.out = out
	root := newRoot(e, &code)
	root.SetArgs(args)
	root.SetIn(e.in)
	root.SetOut(e.out)
	root.SetErr(e.err)
	var p profiling
	p.flag(root)
	err := root.ExecuteContext(ctx)
	if err := out.judge(errors.Join(err, p.stop())); err != nil {
		e.complain("paysheet: " + err.Error())
		return worst(exitCode(err), code)
	}
	return code
}

// newRoot makes the command tree. A command that ends well but has something to
// say through the exit status puts it into code.
func newRoot(e env, code *int) *cobra.Command {
	root := &cobra.Command{
		Use:   "paysheet",
		Short: "Payment links for a sheet of invoices, written back into the sheet",
		Long: `paysheet reads a CSV or XLSX sheet of invoices, asks your rules what each row
should get, makes the payment links, and writes URLs and statuses back into the
sheet without changing anything else in it. Run it again and it makes nothing
twice: it looks at the links it has.

Try it with no account and no network:
  paysheet apply --sandbox samples/month-end/invoices.xlsx -o links.xlsx`,
		SilenceErrors: true, SilenceUsage: true,
		Version: thisBuild().String(),
		Args:    bareArgs,
		RunE:    bare(e, code),
	}
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(showHelp)
	root.SetHelpCommand(newHelp())
	root.PersistentFlags().Bool("no-color", false, "no colours (also: NO_COLOR, TERM=dumb)")
	root.AddCommand(
		newPlan(e, code), newApply(e, code), newRefresh(e, code), newCancel(e, code), newExplain(e),
		newReport(e), newProviders(e), newSandbox(e), newInit(e), newSecret(e), newDoctor(e, code),
		newRules(e, code), newUnlock(e), newRuns(e), newUndo(e, code), newResolve(e, code), newAdopt(e, code), newAudit(e), newApprove(e), newSchema(e),
		newMan(),
	)
	addTopics(root)
	root.InitDefaultHelpCmd()
	tellCompletions(root)
	groupCommands(root)
	completions(e, root)
	return root
}

// common gives a command the flags that it shares with others over a sheet.
func (o *options) common(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.config, "config", "", "the config file (default: paysheet.toml here, then beside the sheet)")
	o.regionFlags(cmd)
	f.StringVar(&o.rows, "rows", "", "only these rows, as the spreadsheet counts: 12,20-40")
	f.StringVar(&o.where, "where", "", `only rows where it holds: 'row.currency == "LKR"'`)
	f.StringVar(&o.asOf, "as-of", "", "the run's today, such as 2026-11-30")
	f.BoolVar(&o.sandbox, "sandbox", false, "use the built-in stand-ins instead of every account")
	o.acceptFlag(cmd)
	f.BoolVar(&o.includeHidden, "include-hidden", false, "take hidden and filtered rows too")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print only the summary")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "print every row")
	f.BoolVar(&o.noInput, "no-input", false, "never ask")
}

// regionFlags say which table of the file is meant.
func (o *options) regionFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.worksheet, "sheet", "", "the worksheet (default: the first visible one with a header row)")
	f.StringVar(&o.table, "table", "", "the workbook's table (ListObject) that has the invoices")
	f.StringVar(&o.cells, "range", "", "where the invoices are: A3:F200, Invoices!A3:F200, A:F, or a defined name")
	f.IntVar(&o.headerRow, "header-row", 0, "the row of the column names (default: found by looking)")
}

func (o *options) rulesFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.rules, "rules", "", `the rules (default: the config's, then rules.star beside the config or the sheet; "none" for no rules)`)
}

// changeFlags say what may happen to links that exist; the rules' own words for
// a row go before them.
func (o *options) changeFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.update, "update", false, "change links whose invoice changed, where the provider can")
	f.BoolVar(&o.replace, "replace", false, "take back unpaid links whose invoice changed or moved, and make others")
	f.BoolVar(&o.renew, "renew", false, "make expired links payable again")
	f.BoolVar(&o.recreate, "recreate", false, "make links for rows whose link was cancelled")
}

// check refuses flags that do not go together.
func (o *options) check() error {
	if o.update && o.replace {
		return usage(errors.New("--update changes links and --replace makes others: choose one"))
	}
	if o.json && o.verbose {
		return usage(errors.New("--json already has every row: leave out --verbose"))
	}
	return o.checkRegion()
}
