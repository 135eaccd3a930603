package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/script"
)

func newRulesDiff(e env, code *int) *cobra.Command {
	var o options
	var save string
	var exitOnChanges bool
	cmd := &cobra.Command{
		Use: "diff OLD NEW SHEET", Short: "Which rows two versions of the rules decide differently",
		Long: `diff asks two rules files about every row of a sheet and shows the rows whose
decision differs, with the totals by account and currency before and after. A
row with a link that can be paid is marked with what apply would then do. OLD
may be a file that --save wrote earlier; with --save, OLD may be left out.`,
		Example: "  paysheet rules diff rules.star new.star invoices.xlsx\n  paysheet rules diff rules.star invoices.xlsx --save before.json\n  paysheet rules diff before.json rules.star invoices.xlsx",
		Args:    takes(2, 3),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			old, changed, sheetPath, err := diffArgs(args, save)
			if err != nil {
				return err
			}
			b, err := openBench(cmd.Context(), e, o, changed, sheetPath)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, b.close()) }()
			d := &differ{bench: b, oldPath: old}
			if err := d.run(cmd.Context(), save); err != nil {
				return err
			}
			if exitOnChanges && d.count > 0 {
				*code = exitChanges
			}
			return d.show(cmd)
		},
	}
	o.rulesFlags(cmd)
	f := cmd.Flags()
	f.StringVar(&save, "save", "", "write NEW's decisions to a file, which can be OLD another time")
	f.BoolVar(&exitOnChanges, "exit-code", false, "exit with 6 if any row is decided differently")
	f.StringVar(&o.rows, "rows", "", "only these rows, as the spreadsheet counts: 12,20-40")
	f.StringVar(&o.where, "where", "", `only rows where it holds: 'row.currency == "LKR"'`)
	f.BoolVarP(&o.verbose, "verbose", "v", false, "show every row that differs")
	o.changeFlags(cmd)
	return cmd
}

func diffArgs(args []string, save string) (old, changed, sheetPath string, err error) {
	switch {
	case strings.EqualFold(filepath.Ext(args[len(args)-1]), ".star"):
		return "", "", "", usage(errors.New("the sheet stands last: paysheet rules diff rules.star new.star invoices.xlsx"))
	case len(args) == 3:
		return args[0], args[1], args[2], nil
	case save != "":
		return "", args[0], args[1], nil
	}
	return "", "", "", usage(errors.New("diff needs OLD, NEW and a SHEET: paysheet rules diff rules.star new.star invoices.xlsx"))
}

// difference is a row that two rules decide differently.
type difference struct {
	decided
	Old     *decided `json:"old,omitempty" doc:"what OLD decides; absent for a row that saved decisions do not have"` // nil: the row is new
	Gone    bool     `json:"gone,omitempty" doc:"saved decisions have the row and the sheet has it no more"`
	Changes []change `json:"changes,omitempty" doc:"the terms that differ"`
	// Link is what is known of a link that can be paid, and Action what apply
	// would then do with the row.
	Link   string      `json:"open_link,omitempty" doc:"what is known of a link that can be paid, for people"`
	Action bulk.Action `json:"action,omitempty" doc:"what apply would then do with the row"`
	Reason string      `json:"reason,omitempty" doc:"and why"`
}

type change struct {
	Name string `json:"name" doc:"of the term"`
	Old  string `json:"old" doc:"what OLD says; empty where it says nothing"`
	New  string `json:"new" doc:"what NEW says"`
}

// differ compares two rules over a sheet.
type differ struct {
	*bench
	oldPath       string
	oldRules      *script.Rules
	saved         map[string]decided // by reference and its occurrence, where OLD is a file of decisions
	seen          map[string]int
	rows          int
	count, open   int
	shown         []difference
	before, after bulk.Tally
}

func (d *differ) run(ctx context.Context, save string) (err error) {
	rules, err := d.compile()
	if err != nil {
		return err
	}
	if err := d.openOld(); err != nil {
		return err
	}
	if d.unknown != nil {
		d.env.say("open links are not looked up: %v", d.unknown)
	}
	if err := d.plan(ctx, rules); err != nil {
		return err
	}
	out, err := d.saver(save, rules)
	if err != nil {
		return err
	}
	if out != nil {
		defer func() { err = errors.Join(err, out.close()) }()
	}
	for row, err := range d.invoices(ctx) {
		if err != nil {
			return err
		}
		answer, err := d.decide(ctx, rules, row)
		if err != nil {
			return err
		}
		if out != nil {
			out.add(answer)
		}
		if err := d.compare(ctx, row, answer); err != nil {
			return err
		}
	}
	d.gone()
	return nil
}

func (d *differ) openOld() (err error) {
	d.seen = map[string]int{}
	switch {
	case d.oldPath == "":
		return nil
	case strings.EqualFold(filepath.Ext(d.oldPath), ".json"):
		saved, err := readDecisions(d.oldPath)
		if err != nil {
			return err
		}
		if saved.Today != d.today.String() {
			d.env.say("%s was saved on %s and today is %s: dates that count from today differ (--as-of %s compares like with like)",
				d.oldPath, saved.Today, d.today, saved.Today)
		}
		d.saved = map[string]decided{}
		times := map[string]int{}
		for _, one := range saved.Decisions {
			d.saved[occurrence(times, one.Reference)] = one
		}
		return nil
	}
	d.oldRules, err = d.compileAt(d.oldPath)
	return err
}

// occurrence names the first, second … row of a reference, so that rows are
// found again after a sheet was sorted.
func occurrence(times map[string]int, reference string) string {
	times[reference]++
	return fmt.Sprintf("%s\x00%d", reference, times[reference])
}

func (d *differ) saver(path string, rules *script.Rules) (*saver, error) {
	if path == "" {
		return nil, nil
	}
	return newSaver(path, savedDecisions{
		Version: documentVersion, Kind: savedKind, Rules: d.rulesPath, Digest: rules.Digest(), Today: d.today.String(),
	})
}

// compare files a row, and tells where its decision differs.
func (d *differ) compare(ctx context.Context, row invoice.Row, answer decided) error {
	d.rows++
	d.after.Add(answer.Account, answer.verdict(), answer.money())
	if d.oldPath == "" {
		return nil
	}
	was, known, err := d.was(ctx, row, answer)
	if err != nil {
		return err
	}
	found := difference{decided: answer}
	if known {
		d.before.Add(was.Account, was.verdict(), was.money())
		found.Old = &was
		if found.Changes = changes(was, answer); len(found.Changes) == 0 {
			return nil
		}
	}
	item, err := d.planner.Item(ctx, row)
	if err != nil {
		return err
	}
	if item.Known != nil && item.Known.Link.Status.Payable() {
		found.Link = fmt.Sprintf("the link %s at %s is %s", item.Known.Link.ID, item.Known.Account, item.Known.Link.Status)
		found.Action, found.Reason = item.Action, item.Reason
		d.open++
	}
	d.keep(found)
	return nil
}

// was gives what OLD says of a row; known is false for a row that it never saw.
func (d *differ) was(ctx context.Context, row invoice.Row, answer decided) (was decided, known bool, err error) {
	if d.oldRules != nil {
		was, err = d.decide(ctx, d.oldRules, row)
		return was, true, err
	}
	key := occurrence(d.seen, answer.Reference)
	was, known = d.saved[key]
	delete(d.saved, key)
	return was, known, nil
}

func (d *differ) keep(found difference) {
	d.count++
	if d.options.json || d.options.verbose || len(d.shown) < needRows {
		d.shown = append(d.shown, found)
	}
}

// gone files the rows that saved decisions have and the sheet has no more.
func (d *differ) gone() {
	left := make([]decided, 0, len(d.saved))
	for _, one := range d.saved {
		left = append(left, one)
	}
	sortByRow(left)
	for _, one := range left {
		d.before.Add(one.Account, one.verdict(), one.money())
		d.keep(difference{decided: one, Gone: true})
	}
}

// changes lists the terms that differ, in the order of the newer decision.
func changes(was, now decided) []change {
	var list []change
	add := func(name, before, after string) {
		if before != after {
			list = append(list, change{name, before, after})
		}
	}
	if was.Error != "" || now.Error != "" {
		add("error", was.Error, now.Error)
	}
	for _, t := range now.Terms {
		add(t.Name, was.term(t.Name), t.Value)
	}
	for _, t := range was.Terms {
		if was.verdict() == now.verdict() && now.term(t.Name) == "" { // else the verdict says it all
			add(t.Name, t.Value, "")
		}
	}
	if was.Amount+was.Currency != now.Amount+now.Currency && was.term("amount") == now.term("amount") {
		add("amount", was.Amount+" "+was.Currency, now.Amount+" "+now.Currency)
	}
	return list
}
