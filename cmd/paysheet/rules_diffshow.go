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
		return writeJSON(cmd.OutOrStdout(), diffDocument{
			opened("rules diff"), d.oldPath, d.rulesPath, d.today.String(), d.rows, d.count, d.open, nonNil(d.shown), lines,
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

// diffDocument is what rules diff prints.
type diffDocument struct {
	opening
	Old         string       `json:"old" doc:"path of OLD; empty where decisions were only saved"`
	New         string       `json:"new" doc:"path of NEW"`
	Today       string       `json:"today" doc:"the day that both were asked about"`
	Rows        int          `json:"rows" doc:"that both were asked about"`
	Different   int          `json:"different" doc:"rows that are decided differently"`
	Open        int          `json:"with_open_link" doc:"of them, those with a link that can be paid"`
	Differences []difference `json:"differences" doc:"in the order of the sheet, rows that are gone last"`
	Totals      []totalLine  `json:"totals" doc:"by verdict, account and currency"`
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
	Account  string `json:"account" doc:"empty where a row has none"`
	Verdict  string `json:"verdict" doc:"link, skip, hold, reject, cancel or error"`
	Currency string `json:"currency" doc:"ISO 4217"`
	Before   half   `json:"before" doc:"with OLD"`
	After    half   `json:"after" doc:"with NEW"`
}

type half struct {
	Rows int    `json:"rows" doc:"how many"`
	Sum  string `json:"sum" doc:"of their amounts, a plain decimal in major units"`
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
