package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"paysheet/script"
)

func newRulesProfile(e env) *cobra.Command {
	var o options
	var top int
	cmd := &cobra.Command{
		Use: "profile [RULES] SHEET", Short: "What the rules cost, line by line, and the heaviest rows",
		Long: `profile asks the rules about every row and counts the instructions and the time
of each line. A row may take 1,000,000 instructions; rules use about a hundred.
Times are those of a program that looks at itself: compare them with each other.`,
		Example: "  paysheet rules profile invoices.xlsx",
		Args:    takes(1, 2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			rules, sheetPath, err := rulesAndSheet(args)
			if err != nil {
				return err
			}
			if sheetPath == "" {
				return usage(errors.New("profile needs a sheet: paysheet rules profile invoices.xlsx"))
			}
			if top < 1 {
				return usage(errors.New("--top takes a number from 1"))
			}
			b, err := openBench(cmd.Context(), e, o, rules, sheetPath)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, b.close()) }()
			return b.profile(cmd.Context(), cmd.OutOrStdout(), top)
		},
	}
	o.rulesFlags(cmd)
	f := cmd.Flags()
	f.IntVar(&top, "top", 10, "how many lines and rows to show")
	f.StringVar(&o.rows, "rows", "", "only these rows, as the spreadsheet counts: 12,20-40")
	f.StringVar(&o.where, "where", "", `only rows where it holds: 'row.currency == "LKR"'`)
	return cmd
}

func (b *bench) profile(ctx context.Context, w io.Writer, top int) error {
	rules, err := b.compile()
	if err != nil {
		return err
	}
	if err := b.plan(ctx, rules); err != nil {
		return err
	}
	p, err := rules.NewProfile(b.env.clock, top)
	if err != nil {
		return usage(err)
	}
	rows := 0
	for row, err := range b.invoices(ctx) {
		if err != nil {
			return err
		}
		if err := p.Row(ctx, row); err != nil {
			return err
		}
		rows++
	}
	if b.options.json {
		return writeJSON(w, map[string]any{
			"version": documentVersion, "command": "rules profile", "rules": b.rulesPath, "rows": rows,
			"lines": nonNil(p.Lines()), "heaviest": nonNil(p.Heaviest()),
		})
	}
	_, err = io.WriteString(w, printable(profileText(b.rulesPath, rows, top, p)))
	return err
}

func profileText(path string, rows, top int, p *script.Profile) string {
	var b strings.Builder
	steps, took := 0, time.Duration(0)
	lines := p.Lines()
	for _, line := range lines {
		steps += line.Steps
		took += line.Took
	}
	fmt.Fprintf(&b, "%s over %s: %s instructions, %s a row\n\n", path, rowsOf(rows), groupInt(steps), groupInt(steps/max(rows, 1)))
	fmt.Fprintf(&b, "%12s %6s %6s %10s  line\n", "instructions", "share", "time", "runs")
	for _, line := range lines[:min(len(lines), top)] {
		fmt.Fprintf(&b, "%12s %5.1f%% %5.1f%% %10s  %s:%d %s\n", groupInt(line.Steps), share(line.Steps, steps), share(int(line.Took), int(took)),
			groupInt(line.Runs), line.File, line.Line, cut(strings.TrimSpace(line.Source), 60))
	}
	b.WriteString("\nHeaviest rows\n")
	for _, row := range p.Heaviest() {
		text := fmt.Sprintf("  row %-8d %12s instructions", row.Row, groupInt(int(row.Steps)))
		if row.Error != "" {
			message, _, _ := strings.Cut(row.Error, "\n")
			text += "  ! " + cut(message, 80)
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}

// share is a percentage to look at; nothing is reckoned with it.
func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}
