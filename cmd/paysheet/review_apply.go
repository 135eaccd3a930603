package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/bulk/review"
	"paysheet/bulk/sheet"
	sheets "paysheet/bulk/sheet/all"
	"paysheet/providers"
)

// reviewed is a review that is carried out or approved: its file, and what the
// ledger says that it was when it was written.
type reviewed struct {
	path      string
	record    ledger.StoredReview
	review    *review.Review
	gate      *review.Gate
	approvals []ledger.StoredApproval // those that are good now; looked for where one is needed
	needs     bool                    // an approval is needed
}

// String names the review and what it approves.
func (r *reviewed) String() string {
	all, yes := r.review.Rows()
	return fmt.Sprintf("%s (%s), planned by %s: %s of %s approved", r.path, r.record.ID, r.record.Who, groupInt(yes), rowsOf(all))
}

// replayed names the flags that a review answers, so that the run asks for what
// was reviewed.
func replayed() []string {
	return []string{
		"as-of", "rows", "where", "update", "replace", "renew", "recreate", "accept", "include-hidden", "sheet", "table", "range", "header-row", "rules",
	}
}

// onlyReviewed refuses flags that would make another plan of a reviewed one.
func (o *options) onlyReviewed(cmd *cobra.Command) error {
	if o.approved == "" {
		return nil
	}
	for _, name := range replayed() {
		if cmd.Flags().Changed(name) {
			return usage(fmt.Errorf("--approved does what was reviewed, so --%s has no place beside it: leave it out, or give it to paysheet plan and review that", name))
		}
	}
	return nil
}

// openReview reads the review, finds it in the ledger, and asks for the same as
// the plan that it was made of.
func (s *session) openReview(ctx context.Context, call bool) error {
	path := s.options.approved
	r := &reviewed{path: path}
	err := s.readReview(ctx, path, func(t sheet.Table) (err error) {
		r.review, err = review.Read(ctx, t)
		return err
	})
	if err != nil {
		return s.notReview(err)
	}
	if err := s.openState(ctx, call); err != nil {
		return err
	}
	r.record, err = s.ledger.FindReview(ctx, r.review.ID)
	if errors.Is(err, ledger.ErrMissing) {
		return &failure{exitGuard, fmt.Errorf("%s is review %s, which the ledger in %s does not know: it was made with another ledger%s; make a new review with %s",
			path, r.review.ID, s.state, s.otherSandbox(), s.planAgain())}
	}
	if err != nil {
		return err
	}
	asked := r.record.Asked
	o := &s.options
	o.asOf, o.rows, o.where, o.accept = r.record.Today, asked.Rows, asked.Where, asked.Accept
	o.update, o.replace, o.renew, o.recreate = asked.Update, asked.Replace, asked.Renew, asked.Recreate
	o.includeHidden, o.worksheet, o.table, o.cells, o.headerRow = asked.Hidden, asked.Worksheet, asked.Table, asked.Range, asked.HeaderRow
	o.rules = asked.RulesFile
	r.gate = &review.Gate{Review: r.review, Name: filepath.Base(path), Today: providers.DateOf(s.env.clock().In(s.config.zone))}
	s.reviewed = r
	return nil
}

func (s *session) otherSandbox() string {
	if s.options.sandbox {
		return ", perhaps without --sandbox"
	}
	return ", perhaps the sandbox's (--sandbox)"
}

// reviewScore rates a row as a header of a review, and among such rows as the
// sheet's own: a title merged over some of its columns is then read with the
// header in the copy exactly where it is in the sheet.
func reviewScore(own func([]string) int) func([]string) int {
	const more = 1000 // than a header can name of the sheet's own fields
	return func(texts []string) int {
		score := review.Score(texts)
		if score == 0 {
			return 0
		}
		return more*score + own(texts)
	}
}

// readReview opens a review's file for as long as use takes.
func (s *session) readReview(ctx context.Context, path string, use func(sheet.Table) error) error {
	table, err := sheets.Open(ctx, path, sheet.Options{Score: reviewScore(s.tableOptions().Score), Password: s.askPassword})
	if err != nil {
		return err
	}
	return errors.Join(use(table), table.Close())
}

// items gives the plan, as far as a review allows it.
func (s *session) items(ctx context.Context) iter.Seq2[bulk.Item, error] {
	items := s.planner.Items(ctx)
	switch {
	case s.planned != nil:
		return s.planned.Watch(items)
	case s.reviewed != nil:
		return s.reviewed.gate.Pass(items)
	default:
		return items
	}
}

// checkReview stops a run that needs a review and has none, and one whose
// sheet, rules or config are not what was reviewed.
func (s *session) checkReview(ctx context.Context, mode bulk.Mode) error {
	needs := mode == bulk.ModeApply && len(s.config.approvers) > 0 && !s.options.sandbox
	if s.reviewed == nil {
		if !needs {
			return nil
		}
		return &failure{exitGuard, fmt.Errorf("the config names approvers (%s), so apply needs a review that one of them approved: paysheet plan %s -o review.xlsx, then paysheet approve review.xlsx, then paysheet apply %s --approved review.xlsx; nothing was sent",
			strings.Join(s.config.approvers, ", "), s.sheetTyped(), s.sheetTyped())}
	}
	s.reviewed.needs = needs
	why, err := s.changedFiles(ctx)
	if err != nil {
		return err
	}
	return s.refuse(why)
}

// refuse gives the error that lists what stands against a review.
func (s *session) refuse(why []string) error {
	if len(why) == 0 {
		return nil
	}
	return &failure{exitGuard, fmt.Errorf("%s is not what would be done now, so nothing was sent:\n  %s\nmake a new review with %s",
		s.reviewed.path, strings.Join(why, "\n  "), s.planAgain())}
}

// changedFiles says what of the sheet, the rules and the config is not what it
// was when the review was made.
func (s *session) changedFiles(ctx context.Context) ([]string, error) {
	record := s.reviewed.record
	var why []string
	digest := ""
	if s.script != nil {
		digest = s.script.Digest()
	}
	if digest != record.RulesDigest {
		why = append(why, fmt.Sprintf("the rules %s changed (%s when reviewed, now %s)", s.rulesPath, fingerprintOr(record.RulesDigest), fingerprintOr(digest)))
	}
	if s.config.digest != record.ConfigDigest {
		why = append(why, fmt.Sprintf("the config %s changed (%s when reviewed, now %s)", orWord(s.config.path), fingerprintOr(record.ConfigDigest), fingerprintOr(s.config.digest)))
	}
	changed, err := s.sheetChanged(ctx)
	if err != nil {
		return nil, err
	}
	cells, err := s.changedCells(ctx, changed)
	if changed && len(cells) == 0 {
		cells = []string{fmt.Sprintf("the sheet %s changed, though no cell of its rows did: its worksheet, header or hidden rows are others", s.table.Info().Path)}
	}
	return append(cells, why...), err
}

func fingerprintOr(digest string) string {
	if digest == "" {
		return "none"
	}
	return fingerprint(digest)
}

// sheetChanged tells that the sheet's own cells are not what they were; what a
// run writes into its result columns is no change.
func (s *session) sheetChanged(ctx context.Context) (bool, error) {
	if s.table.Info().Digest == s.reviewed.record.SheetDigest {
		return false, nil
	}
	content, err := review.Content(ctx, s.table)
	return content != s.reviewed.record.Content, err
}

// changedCells names the cells that are not the same in the sheet and the review.
func (s *session) changedCells(ctx context.Context, changed bool) (cells []string, err error) {
	err = s.readReview(ctx, s.reviewed.path, func(t sheet.Table) (err error) {
		cells, err = s.reviewed.review.Compare(ctx, s.table, t, changed)
		return err
	})
	return cells, err
}

// verdict stops a run whose plan is not what its review shows, or that nobody
// approved. It is asked once the plan was read.
func (s *session) verdict(ctx context.Context) error {
	if s.reviewed == nil {
		return nil
	}
	faults := s.reviewed.gate.Faults()
	if len(faults) == 0 {
		var err error
		if faults, err = s.figureFaults(ctx); err != nil {
			return err
		}
	}
	if err := s.refuse(faults); err != nil {
		return err
	}
	return s.findApproval(ctx)
}

// findApproval looks for an approval that is good now, where one is needed.
func (s *session) findApproval(ctx context.Context) error {
	r := s.reviewed
	all, err := s.ledger.Approvals(ctx, r.record.ID)
	if err != nil {
		return err
	}
	now, digest := s.env.clock(), r.review.Digest(r.record.Plan)
	r.approvals = nil
	why := "nobody approved it"
	for _, a := range all {
		switch ends := a.At.Add(s.config.approvalValid); {
		case a.Who == r.record.Who, !slices.Contains(s.config.approvers, a.Who):
		case a.Digest != digest:
			why = fmt.Sprintf("%s approved it on %s, but its answers were changed since", a.Who, s.instant(a.At))
		case now.After(ends):
			why = fmt.Sprintf("%s approved it on %s, and that was good until %s", a.Who, s.instant(a.At), s.instant(ends))
		default:
			r.approvals = append(r.approvals, a)
		}
	}
	if !r.needs || len(r.approvals) > 0 {
		return nil
	}
	return &failure{exitGuard, fmt.Errorf("%s (%s) needs an approval: %s; one of %s has to run paysheet approve %s; nothing was sent",
		r.path, r.record.ID, why, strings.Join(s.config.approvers, ", "), typed(r.path))}
}

// approvedBy gives what the run's record keeps: the review and who approved it.
func (s *session) approvedBy() (id string, by []string) {
	if s.reviewed == nil {
		return "", nil
	}
	for _, a := range s.reviewed.approvals {
		by = append(by, fmt.Sprintf("%s at %s (%s)", a.Who, a.At.UTC().Format("2006-01-02T15:04:05Z"), a.Event))
	}
	return s.reviewed.record.ID, by
}
