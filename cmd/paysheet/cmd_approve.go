package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
)

func newApprove(e env) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use: "approve REVIEW", Short: "Say yes, as a second person, to the rows that a review approves",
		Long: `Where the config names approvers, apply against real accounts does nothing
without a review that one of them approved:

  approvers = ["alice", "bob"]
  approval_valid = "72h"            # how long that is good for; default 7d

approve plans the review's sheet again, refuses where it is not what the review
shows, and writes into the ledger's chain who approved which rows. Whoever made
the review cannot approve it, and an answer that is changed afterwards needs
another approval.

Who somebody is, the operating system says: the user that is logged in. That is a
procedure, not cryptography: it keeps honest people from skipping a step and shows
afterwards who did what; it does not stop somebody who can log in as another, or
who may write to the config, the ledger and the program. Keep those where neither
of two people can change them alone.

Both people work with one ledger: make its folder theirs before the first run
(mkdir .paysheet; chgrp GROUP .paysheet; chmod 2770 .paysheet), and what paysheet
makes in it is for that group.`,
		Example: "  paysheet approve review.xlsx",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return nil
			}
			return usage(fmt.Errorf("%s needs one review: %s review.xlsx", cmd.Name(), cmd.CommandPath()))
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if !exists(args[0]) {
				return usage(fmt.Errorf("there is no file %s", args[0]))
			}
			o.approved = args[0]
			return approve(cmd, e, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.config, "config", "", "the config file (default: paysheet.toml here, then beside the review)")
	f.BoolVar(&o.sandbox, "sandbox", false, "a review that was made with --sandbox")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print only the last line")
	f.BoolVar(&o.noInput, "no-input", false, "never ask")
	f.Bool("no-color", false, "no colours")
	return cmd
}

// approveDocument is what approve prints.
type approveDocument struct {
	opening
	Review   string    `json:"review" doc:"the review's id"`
	Approval string    `json:"approval" doc:"the id of the approval in the ledger's chain"`
	Who      string    `json:"who" doc:"the person who approved, as the operating system names him"`
	Planner  string    `json:"planned_by" doc:"the person who made the review"`
	Sheet    string    `json:"sheet" doc:"the sheet that was reviewed"`
	Rows     int       `json:"rows" doc:"how many rows are approved"`
	Digest   string    `json:"digest" doc:"SHA-256 of the plan and the approved rows"`
	At       time.Time `json:"at" doc:"when it was approved"`
	Until    time.Time `json:"until" doc:"until when that is good"`
	Head     string    `json:"head" doc:"the head of the ledger's chain"`
}

func approve(cmd *cobra.Command, e env, o options) (err error) {
	ctx := cmd.Context()
	s, err := open(ctx, e, o, "", bulk.ModeApply, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.mayApprove(); err != nil {
		return err
	}
	var yes bulk.Tally
	if err := s.seeReview(ctx, &yes); err != nil {
		return err
	}
	r := s.reviewed
	_, rows := r.review.Rows()
	var stored ledger.StoredApproval
	err = s.note(ctx, func(l *ledger.Ledger) (err error) {
		stored, err = l.AddApproval(ctx, ledger.Approval{Review: r.record.ID, Digest: r.review.Digest(r.record.Plan), Rows: rows})
		return err
	})
	if err != nil {
		return err
	}
	return s.showApproval(cmd.OutOrStdout(), stored, &yes)
}

// mayApprove refuses whoever is none of the approvers, or planned it himself.
func (s *session) mayApprove() error {
	me, record := s.env.who(), s.reviewed.record
	switch {
	case len(s.config.approvers) == 0:
		return usage(fmt.Errorf("the config names no approvers, so nothing has to be approved: paysheet apply%s %s --approved %s does what the review says",
			sandboxWord(s.options.sandbox), s.sheetTyped(), typed(s.reviewed.path)))
	case !slices.Contains(s.config.approvers, me):
		return &failure{exitGuard, fmt.Errorf("you are %s, and the config's approvers are %s: nothing was approved", me, strings.Join(s.config.approvers, ", "))}
	case me == record.Who:
		return &failure{exitGuard, fmt.Errorf("you are %s, who planned this review, and a second person has to approve it: nothing was approved", me)}
	default:
		return nil
	}
}

// seeReview makes sure that the review still shows what would be done, and adds
// up what it approves.
func (s *session) seeReview(ctx context.Context, yes *bulk.Tally) error {
	if err := s.checkReview(ctx, bulk.ModeApply); err != nil {
		return err
	}
	s.reviewed.needs = false // that is what is done now
	_, err := s.look(ctx, func(item bulk.Item) error {
		if item.Action.Calls() {
			yes.Add(item.Account, string(item.Action), item.Amount)
		}
		return nil
	})
	return err
}

func (s *session) showApproval(w io.Writer, stored ledger.StoredApproval, yes *bulk.Tally) error {
	ends := stored.At.Add(s.config.approvalValid)
	r := s.reviewed
	if s.options.json {
		return writeJSON(w, approveDocument{
			opening: opened("approve"), Review: r.record.ID, Approval: stored.Event, Who: stored.Who, Planner: r.record.Who,
			Sheet: r.record.Sheet, Rows: stored.Rows, Digest: stored.Digest, At: stored.At, Until: ends, Head: s.head(),
		})
	}
	var b strings.Builder
	if !s.options.quiet {
		fmt.Fprintf(&b, "%s of %s, planned by %s as of %s\n", r.record.ID, r.record.Sheet, r.record.Who, r.record.Today)
		for _, line := range yes.Lines(markOrder()) {
			fmt.Fprintf(&b, "  %s %s %11s  %24s\n", pad(line.Account, 20), pad(line.What, 18), rowsOf(line.Rows), countText(line.Count))
		}
	}
	fmt.Fprintf(&b, "Approved by %s: %s, good until %s (%s)\n", stored.Who, rowsOf(stored.Rows), ends.In(s.config.zone).Format(time.RFC3339), stored.Event)
	_, err := io.WriteString(w, printable(b.String()))
	return err
}
