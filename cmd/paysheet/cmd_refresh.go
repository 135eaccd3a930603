package main

import (
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/bulk/schedule"
)

// refreshing are the flags that refresh has for itself.
type refreshing struct {
	all           bool
	every, health string
	events        bool
	exitOnChanges bool
	output        string
}

func newRefresh(e env, code *int) *cobra.Command {
	var o options
	var r refreshing
	cmd := &cobra.Command{
		Use: "refresh SHEET", Short: "Look at the sheet's links: statuses and paid amounts only",
		Long: `refresh asks the providers how the sheet's links stand and writes statuses and
paid amounts back. It needs no rules and changes nothing at a provider. A link
that is paid, expired or cancelled is looked at for 30 days more (closed_days
under [refresh] in the config), because a payment may be given back or arrive
late; rows chosen with --rows or --where are always looked at. The link that was
looked at longest ago comes first.

--all looks at the open links of the whole ledger and needs no sheet.

--every keeps going: 15m and the like begin at once, a cron expression such as
"0 6 * * 1-5" when it says, in the config's timezone. Each round is a run of its
own, so other commands work in between. A round begins up to a tenth of the
interval late, by chance and by a minute at most. One that takes longer than the
interval makes the next be left out. A round that fails, or that finds the sheet
or the ledger in use, is told and tried again at the next time. The sheet is
written when a link changed, and once a day; while it is open in Excel its
results wait in the ledger. Ctrl-C or SIGTERM finishes what is in flight, writes
the sheet and ends with 0, or with 7 where the sheet could not be written.

--events prints one JSON object a line instead of text: round-began,
link-changed (status or paid amount), round-skipped and round-ended, each with
"version" and "at". --health FILE keeps a small JSON document for a monitor: the
last round, the last success, the last error, and when the next round is due. A
refresh that a timer starts again and again should have it too: it then leaves
the sheet alone where nothing is new, as the rounds of --every do.`,
		Example: "  paysheet refresh invoices.xlsx\n  paysheet refresh invoices.xlsx --every 15m --health refresh.json\n  paysheet refresh --all --every \"0 6 * * 1-5\" --events",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := r.check(cmd, o, args); err != nil {
				return err
			}
			return newRefresher(cmd, e, o, r, args).run(cmd.Context(), code)
		},
	}
	o.common(cmd)
	f := cmd.Flags()
	f.StringVarP(&r.output, "output", "o", "", "write a copy and leave the sheet alone")
	f.BoolVar(&r.all, "all", false, "every open link of the ledger, without a sheet")
	f.StringVar(&r.every, "every", "", "keep going: a duration such as 15m, or a cron expression such as \"0 6 * * 1-5\"")
	f.BoolVar(&r.events, "events", false, "print what happens as one JSON object a line")
	f.StringVar(&r.health, "health", "", "keep a JSON file for a monitor, written after each round")
	f.BoolVar(&r.exitOnChanges, "exit-code", false, "exit with 6 if a link changed")
	return cmd
}

// check refuses flags that do not go together, and a sheet too many or too few.
func (r refreshing) check(cmd *cobra.Command, o options, args []string) error {
	if err := o.check(); err != nil {
		return err
	}
	switch {
	case r.every != "" && o.json:
		return usage(errors.New("--json prints one document, and --every has no end: take --events"))
	case r.every != "" && r.exitOnChanges:
		return usage(errors.New("--exit-code tells of one run, and --every has no end: take --events"))
	case r.events && o.json:
		return usage(errors.New("--events and --json both say what is printed: choose one"))
	case !r.all:
		return oneSheet(cmd, args)
	case len(args) > 0:
		return usage(fmt.Errorf("--all works from the ledger alone: leave out %s, or leave out --all", args[0]))
	}
	for _, name := range sheetFlags() {
		if cmd.Flags().Changed(name) {
			return usage(fmt.Errorf("--all works from the ledger and needs no sheet: leave out --%s", name))
		}
	}
	return nil
}

// sheetFlags are those that mean nothing without a sheet.
func sheetFlags() []string {
	return []string{"output", "sheet", "table", "range", "header-row", "rows", "where", "accept", "include-hidden"}
}

// pastLinks gives what says of a refresh that a link is not looked at any more;
// nil where every link is: in other runs, and where rows were chosen.
func (s *session) pastLinks(mode bulk.Mode) func(*ledger.Entry) string {
	if mode != bulk.ModeRefresh || s.options.rows != "" || s.options.where != "" {
		return nil
	}
	return s.window().Past
}

func (s *session) window() schedule.Window {
	return schedule.Window{
		Now: s.env.clock(), Closed: time.Duration(s.config.closedDays) * 24 * time.Hour, Days: s.config.closedDays,
	}
}

// inOrder gives the items of a plan in the order in which they are carried out.
func (s *session) inOrder() iter.Seq2[bulk.Item, error] {
	return s.kept.InOrder(s.planner.Mode == bulk.ModeRefresh)
}
