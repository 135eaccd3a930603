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
	"paysheet/bulk/review"
)

func newPlan(e env, code *int) *cobra.Command {
	var o options
	var exitOnChanges bool
	var output string
	cmd := &cobra.Command{
		Use: "plan SHEET", Short: "Show what apply would do, row by row, and why",
		Long: `plan reads the sheet, the rules and the ledger and shows what apply would do.
It calls no provider and needs no credential.

What happens is marked as everywhere: + create, ← adopt, ~ update, -/+ replace,
↻ refresh, = keep, - cancel, · skip, ! hold or reject, ? uncertain.

Some rows are to be looked at first, though nothing stops at them:
- the link was made for another sheet over the same amount, and the row does not
  name it; or the same reference and amount are in another namespace
- the amount is more than five times the median of the customer's last links in
  the currency (3 to 12 of them), or less than a fifth, and outside all of them
- the customer was never billed, where others were before today or in another
  sheet. Customers are told apart by e-mail, else phone, else name; the ledger
  holds a keyed hash of that, and the key is in no copy of it.

Without -o it writes nothing. With -o it writes a review: a copy of the sheet
with what would be done with each row and an Approve column to say yes or no in,
and a page of totals. Rows that the plan warns of have no answer in it yet, and
without a yes nothing is done. The ledger notes that it was made, and
apply SHEET --approved FILE does exactly what was approved.`,
		Example: "  paysheet plan invoices.xlsx\n  paysheet plan invoices.xlsx -o review.xlsx\n  paysheet plan --sandbox invoices.csv --where 'row.currency == \"LKR\"'",
		Args:    oneSheet,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if err := o.check(); err != nil {
				return err
			}
			s, err := open(cmd.Context(), e, o, args[0], bulk.ModeApply, false)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.close()) }()
			s.colours = e.palette(cmd)
			v, err := s.printPlan(cmd, output)
			if err != nil {
				return err
			}
			*code = planCode(v, exitOnChanges)
			for _, passed := range v.guards.Passed() {
				e.say("apply would stop: %s", printable(passed))
			}
			return s.planLimits(cmd.Context(), v, code)
		},
	}
	o.common(cmd)
	o.rulesFlag(cmd)
	o.changeFlags(cmd)
	cmd.Flags().StringVarP(&output, "output", "o", "", "write a review: a copy of the sheet to approve rows in")
	cmd.Flags().BoolVar(&exitOnChanges, "exit-code", false, "exit with 6 if apply would change anything")
	return cmd
}

// printPlan writes the plan to stdout, as text or as JSON, and the review where
// one is asked for.
func (s *session) printPlan(cmd *cobra.Command, output string) (*view, error) {
	out := cmd.OutOrStdout()
	if output != "" {
		if err := s.checkReviewTarget(output); err != nil {
			return nil, err
		}
		s.planned = review.NewDigest()
	}
	ctx, seen := cmd.Context(), bulk.NewAbsent()
	if s.options.json {
		if err := s.checkData(ctx); err != nil { // the document begins with it
			return nil, err
		}
		doc := newDocument(out, s, "plan")
		v, err := s.look(ctx, seeing(seen, doc.item))
		if err != nil {
			return nil, err
		}
		if err := s.absentLinks(ctx, seen, v, doc.absent()); err != nil {
			return nil, err
		}
		return v, s.endWithReview(ctx, doc, v, output)
	}
	checked := s.checkDataBeside(ctx)
	v, err := s.look(ctx, seeing(seen, nil))
	if err = cmp.Or(err, checked()); err != nil {
		return nil, err
	}
	if err := s.absentLinks(ctx, seen, v, nil); err != nil {
		return nil, err
	}
	s.showPlan(out, v, "plan")
	_, _ = fmt.Fprint(out, printable(s.showAbsent(&v.absent)+v.elsewhere.show()))
	if err := s.showEvery(ctx, out); err != nil || output == "" {
		return v, err
	}
	written, err := s.writeReview(ctx, v, output)
	if err == nil {
		_, err = io.WriteString(out, s.showReview(written, output))
	}
	return v, err
}

// endWithReview ends a plan's document, after its review was written.
func (s *session) endWithReview(ctx context.Context, doc *document, v *view, output string) error {
	foot := s.foot(&v.tally)
	foot.Warnings = s.warningDocument(v)
	foot.Elsewhere = v.elsewhere.document() // Absent is written already
	foot.Guards, foot.Remarks = v.guards.Passed(), v.guards.Remarks()
	if output == "" {
		return doc.end(foot)
	}
	written, err := s.writeReview(ctx, v, output)
	if err != nil {
		return err
	}
	foot.Written, foot.Review = output, written.stored.ID
	return doc.end(foot)
}

// showEvery writes every row of a plan, where that is asked for.
func (s *session) showEvery(ctx context.Context, out io.Writer) error {
	if !s.options.verbose || s.options.quiet {
		return nil
	}
	_, _ = fmt.Fprintln(out, "\nEvery row")
	items := s.items(ctx)
	if s.kept != nil {
		items = s.kept.InOrder(false)
	}
	for item, err := range items {
		if err != nil {
			return err
		}
		if item.Action != bulk.Leave {
			_, _ = fmt.Fprint(out, strings.Replace(itemLines(item), "    ", pad(item.Action.Mark().Sign, 4), 1))
		}
	}
	return nil
}

// seeing gives a function that notes each row as seen before it passes it on.
func seeing(seen *bulk.Absent, pass func(bulk.Item) error) func(bulk.Item) error {
	return func(item bulk.Item) error {
		seen.See(item)
		if pass == nil {
			return nil
		}
		return pass(item)
	}
}

// planCode gives the exit status of a plan.
func planCode(v *view, exitOnChanges bool) int {
	codes := []int{exitDone}
	if v.tally.CountOf(string(bulk.Reject)) > 0 || v.open > 0 {
		codes = append(codes, exitRows)
	}
	if v.tally.CountOf(string(bulk.Resolve)) > 0 {
		codes = append(codes, exitUncertain)
	}
	if len(v.guards.Passed()) > 0 {
		codes = append(codes, exitGuard)
	}
	if exitOnChanges && v.changes > 0 {
		codes = append(codes, exitChanges)
	}
	return worst(codes...)
}
