package main

import (
	"cmp"

	"github.com/spf13/cobra"

	"paysheet/bulk"
)

func newApply(e env, code *int) *cobra.Command {
	var o options
	var output string
	cmd := &cobra.Command{
		Use: "apply SHEET", Short: "Make and refresh the links, and write them into the sheet",
		Long: `apply shows the plan, asks, carries it out, and writes the result columns into
the sheet (or into a copy with -o). Whatever it asks of a provider is in the
ledger first, so that a run which was cut off can simply be started again.

With --approved it does exactly the rows to which a review says yes, as of the
day that was reviewed. It stops (exit 5) when the sheet, the rules or the config
changed since, when the review was written over, and, where the config names
approvers, when none of them approved it.`,
		Example: "  paysheet apply invoices.xlsx\n  paysheet apply --sandbox invoices.xlsx -o links.xlsx\n  paysheet apply invoices.csv --yes --rows 12,20-40\n  paysheet apply invoices.xlsx --approved review.xlsx",
		Args:    oneSheet,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := cmp.Or(o.checkCanary(cmd), o.onlyReviewed(cmd)); err != nil {
				return err
			}
			return act(cmd, e, o, args[0], output, bulk.ModeApply, code)
		},
	}
	o.common(cmd)
	o.rulesFlag(cmd)
	o.changeFlags(cmd)
	actFlags(cmd, &o, &output)
	o.canaryFlag(cmd)
	f := cmd.Flags()
	f.StringVar(&o.approved, "approved", "", "do exactly the rows that this review approves (paysheet plan SHEET -o FILE)")
	f.BoolVar(&o.wait, "wait", false, "wait at the end until creates that were not answered can be asked about for good")
	f.BoolVar(&o.newMerchant, "new-merchant", false, "an account that is another merchant than before is meant")
	f.BoolVar(&o.newLedger, "new-ledger", false, "this ledger is the first: no link was made before")
	return cmd
}

func newCancel(e env, code *int) *cobra.Command {
	var o options
	var output string
	cmd := &cobra.Command{
		Use: "cancel SHEET", Short: "Take back the links of the rows chosen with --rows or --where",
		Long: `cancel takes back live, unpaid links of the chosen rows, after looking at each
one again. Links that were paid since stay as they are.`,
		Example: "  paysheet cancel invoices.xlsx --rows 12,20-40\n  paysheet cancel invoices.xlsx --where 'row[\"Status\"] == \"Void\"'",
		Args:    oneSheet,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.rows == "" && o.where == "" {
				return usage(errChooseRows)
			}
			return act(cmd, e, o, args[0], output, bulk.ModeCancel, code)
		},
	}
	o.common(cmd)
	actFlags(cmd, &o, &output)
	return cmd
}

func actFlags(cmd *cobra.Command, o *options, output *string) {
	cmd.Flags().BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	cmd.Flags().StringVarP(output, "output", "o", "", "write a copy and leave the sheet alone")
}
