package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/bulk"
)

func sortByRow(list []decided) {
	slices.SortFunc(list, func(a, b decided) int { return cmp.Compare(a.Row, b.Row) })
}

// show prints what differs, and the totals before and after.
func (d *differ) show(cmd *cobra.Command) error {
	lines := d.totals()
	if d.options.json {
		return writeJSON(cmd.OutOrStdout(), map[string]any{
			"version": documentVersion, "command": "rules diff", "old": d.oldPath, "new": d.rulesPath, "today": d.today.String(),
			"rows": d.rows, "different": d.count, "with_open_link": d.open, "differences": nonNil(d.shown), "totals": lines,
		})
	}
	var b strings.Builder
	b.WriteString(d.header("rules diff"))
	switch {
	case d.oldPath == "":
		fmt.Fprintf(&b, "\n%s decided.\n", rowsOf(d.rows))
	case d.count == 0:
		fmt.Fprintf(&b, "\nNo difference: %s and %s decide %s alike.\n", d.oldPath, d.rulesPath, rowsOf(d.rows))
	default:
		fmt.Fprintf(&b, "\n%s of %s decided differently, from %s to %s\n", groupInt(d.count), groupInt(d.rows), d.oldPath, d.rulesPath)
		if d.open > 0 {
			fmt.Fprintf(&b, "! %s of them with a link that can be paid\n", groupInt(d.open))
		}
	}
	for _, found := range d.shown {
		showDifference(&b, found)
	}
	if more := d.count - len(d.shown); more > 0 {
		fmt.Fprintf(&b, "    … %s more (-v shows every row)\n", groupInt(more))
	}
	showTotals(&b, lines, d.oldPath != "")
	_, err := io.WriteString(cmd.OutOrStdout(), printable(b.String()))
	return err
}

func showDifference(b *strings.Builder, found difference) {
	amount := found.money()
	text := ""
	if !amount.IsNone() {
		text = amount.String()
	}
	b.WriteString("\n" + strings.TrimRight(fmt.Sprintf("    %s %s %18s", pad(found.Cell, 16), pad(found.Reference, 14), text), " ") + "\n")
	switch {
	case found.Gone:
		fmt.Fprintf(b, "      was %s, and the sheet has the row no more\n", found.verdict())
	case found.Old == nil:
		fmt.Fprintf(b, "      %s; the saved decisions do not know the row\n", found.verdict())
	}
	for _, c := range found.Changes {
		fmt.Fprintf(b, "      %-12s %s → %s\n", c.Name, shownTerm(c.Old), shownTerm(c.New))
	}
	if found.Link != "" {
		b.WriteString(wrapped("      ", fmt.Sprintf("! %s; apply would then %s it: %s", found.Link, found.Action, found.Reason)))
	}
}

func shownTerm(s string) string {
	if s == "" {
		return "(not said)"
	}
	const most = 160 // a message of the rules fits, a description of 4 KiB does not
	return cut(bulk.Clean(s), most)
}

// totalLine is one account, verdict and currency before and after.
type totalLine struct {
	Account  string `json:"account"`
	Verdict  string `json:"verdict"`
	Currency string `json:"currency"`
	Before   half   `json:"before"`
	After    half   `json:"after"`
}

type half struct {
	Rows int    `json:"rows"`
	Sum  string `json:"sum"`
	text string
}

// totals puts the sums before and after beside each other.
func (d *differ) totals() []totalLine {
	order := []string{"link", "skip", "hold", "reject", "cancel", "error"}
	type key struct{ account, verdict, currency string }
	var keys []key
	lines := map[key]*totalLine{}
	take := func(t *bulk.Tally, into func(*totalLine) *half) {
		for _, line := range t.Lines(order) {
			k := key{line.Account, line.What, string(line.Currency)}
			if lines[k] == nil {
				keys = append(keys, k)
				lines[k] = &totalLine{Account: k.account, Verdict: k.verdict, Currency: k.currency}
			}
			*into(lines[k]) = half{line.Rows, line.Sum.String(), sums([]bulk.Count{line.Count})}
		}
	}
	take(&d.before, func(l *totalLine) *half { return &l.Before })
	take(&d.after, func(l *totalLine) *half { return &l.After })
	slices.SortStableFunc(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.verdict), slices.Index(order, b.verdict)), cmp.Compare(a.account, b.account), cmp.Compare(a.currency, b.currency))
	})
	list := make([]totalLine, len(keys))
	for i, k := range keys {
		list[i] = *lines[k]
	}
	return list
}

func showTotals(b *strings.Builder, lines []totalLine, both bool) {
	b.WriteString("\nBy account and currency\n")
	if both {
		fmt.Fprintf(b, "  %s %-8s %34s   %34s\n", pad("", 16), "", "before", "after")
	}
	for _, line := range lines {
		account := line.Account
		if account == "" {
			account = "(none)"
		}
		text := fmt.Sprintf("  %s %-8s", pad(account, 16), line.Verdict)
		if both {
			text += " " + halfText(line.Before) + "  "
		}
		b.WriteString(strings.TrimRight(text+" "+halfText(line.After), " ") + "\n")
	}
}

func halfText(h half) string {
	if h.Rows == 0 {
		return fmt.Sprintf("%34s", "–")
	}
	return fmt.Sprintf("%10s %23s", rowsOf(h.Rows), h.text)
}
