package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
)

// showPlan writes a plan for people: what will be done, grouped by action, the
// rows that need somebody, and totals that foot to the sheet.
func (s *session) showPlan(w io.Writer, v *view) {
	var b strings.Builder
	b.WriteString(s.header("plan"))
	for _, action := range bulk.Actions() {
		n := v.tally.CountOf(string(action))
		if n == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s %s: %s", symbol(action), action, rowsOf(n))
		if total := sums(v.tally.Of(string(action))); total != "" {
			b.WriteString(", " + total)
		}
		b.WriteByte('\n')
		if !s.options.verbose && !s.options.quiet {
			showItems(&b, v.samples[action], n)
		}
	}
	if v.skippedOpen > 0 {
		fmt.Fprintf(&b, "\n! link still open: %s skipped whose link can be paid\n", rowsOf(v.skippedOpen))
		showItems(&b, v.stillOpen, v.skippedOpen)
	}
	showLasting(&b, v.lasting)
	if v.notify > 0 {
		fmt.Fprintf(&b, "\nThe providers will write to %s.\n", plural(v.notify, "customer", "customers"))
	}
	b.WriteString("\n" + footing(&v.tally))
	_, _ = io.WriteString(w, b.String())
}

// showItems writes some rows of an action and says how many more there are.
func showItems(b *strings.Builder, items []bulk.Item, n int) {
	for _, item := range items {
		b.WriteString(itemLines(item))
	}
	if more := n - len(items); more > 0 {
		fmt.Fprintf(b, "    … %s more (-v shows every row)\n", groupInt(more))
	}
}

// itemLines gives one row of a plan: where it stands, what it is, and why.
func itemLines(item bulk.Item) string {
	var b strings.Builder
	head := fmt.Sprintf("    %s %s %18s  %s", pad(item.Cell, 16), pad(item.Reference, 14), amountOrBlank(item), where(item))
	b.WriteString(printable(strings.TrimRight(head, " ")) + "\n")
	if item.Action == bulk.Reject && len(item.Problems) > 0 {
		for _, problem := range item.Problems {
			b.WriteString(wrapped("      ", problemText(problem)))
		}
		item.Reason = ""
	}
	if item.Reason != "" && item.Action != bulk.Create && item.Action != bulk.Refresh {
		b.WriteString(wrapped("      ", item.Reason))
	}
	if item.StillOpen && item.Action != bulk.Skip && item.Known != nil {
		b.WriteString(wrapped("      ", "link still open at "+item.Known.Account))
	}
	for _, because := range item.Because {
		b.WriteString(wrapped("      ", "because "+because))
	}
	for _, notice := range item.Notices {
		b.WriteString(wrapped("      ", notice))
	}
	return b.String()
}

// problemText gives a problem with the cell and the value that it is about.
func problemText(problem bulk.Problem) string {
	return invoice.Sentence(problem.Cell, cut(bulk.Clean(problem.Value), 40), problem.Message)
}

func amountOrBlank(item bulk.Item) string {
	if item.Amount.IsNone() {
		return ""
	}
	return item.Amount.String()
}

// where says to which account a row goes and until when, or which rule decided.
func where(item bulk.Item) string {
	switch item.Action {
	case bulk.Create:
		text := item.Account
		if !item.Request.Expires.IsZero() {
			text += " until " + item.Request.Expires.String()
		}
		if !item.Request.MinPartial.IsNone() {
			text += ", parts from " + item.Request.MinPartial.String()
		}
		return text
	case bulk.Skip, bulk.Hold, bulk.Reject:
		return item.Rule
	default:
		return item.Account
	}
}

// footing gives the totals by what happens, which add up to the sheet's own.
func footing(t *bulk.Tally) string {
	var b strings.Builder
	order := make([]string, 0, len(bulk.Actions()))
	for _, a := range bulk.Actions() {
		order = append(order, string(a))
	}
	for _, o := range bulk.Outcomes() {
		order = append(order, string(o))
	}
	b.WriteString("By account and currency\n")
	for _, line := range t.Lines(order) {
		account := line.Account
		if account == "" {
			account = "(no account)"
		}
		amount := "no amount"
		if line.Currency != "" {
			amount = sums([]bulk.Count{line.Count})
		}
		fmt.Fprintf(&b, "  %s %-14s %12s  %24s\n", pad(account, 22), line.What, rowsOf(line.Rows), amount)
	}
	b.WriteString("The sheet's rows, all together\n")
	for _, count := range t.ByCurrency() {
		amount := "no amount"
		if count.Currency != "" {
			amount = sums([]bulk.Count{count})
		}
		fmt.Fprintf(&b, "  %-37s %12s  %24s\n", "", rowsOf(count.Rows), amount)
	}
	if t.Left > 0 {
		fmt.Fprintf(&b, "  %-37s %12s  %24s\n", "(blank or not chosen)", rowsOf(t.Left), "")
	}
	return printable(b.String())
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return groupInt(n) + " " + many
}

// showLasting says, before they are made, which links cannot be taken back.
func showLasting(b *strings.Builder, accounts map[string]lasting) {
	names := make([]string, 0, len(accounts))
	for name := range accounts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		l := accounts[name]
		text := fmt.Sprintf("%s at %s cannot be taken back once made", plural(l.rows, "new link", "new links"), name)
		if !l.until.IsZero() {
			text += "; the last stays payable until " + l.until.String()
		}
		b.WriteString("\n" + wrapped("", text+"."))
	}
}
