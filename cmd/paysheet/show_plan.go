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
func (s *session) showPlan(w io.Writer, v *view, command string) {
	// Where nobody is asked, the results follow at once and name every row that
	// needs somebody, and the totals.
	unasked := s.options.yes || s.options.sandbox || readsOnly(bulk.Mode(command))
	brief := command != "plan" && unasked && !s.options.verbose
	var b strings.Builder
	b.WriteString(s.header(command))
	for _, action := range bulk.Actions() {
		s.showAction(&b, v, action, brief)
	}
	s.showData(&b)
	showRemarks(&b, v)
	showLasting(&b, v.lasting)
	if !brief {
		b.WriteString("\n" + footing(&v.tally))
	}
	_, _ = io.WriteString(w, b.String())
}

// showAction writes one group of rows: its sum and some of its rows.
func (s *session) showAction(b *strings.Builder, v *view, action bulk.Action, brief bool) {
	n := v.tally.CountOf(string(action))
	if n == 0 {
		return
	}
	head := fmt.Sprintf("%s %s: %s", symbol(action), action, rowsOf(n))
	if total := sums(v.tally.Of(string(action))); total != "" {
		head += ", " + total
	}
	b.WriteString("\n" + strings.Replace(wrapped("      ", head), "      ", "", 1))
	if s.options.verbose || s.options.quiet || brief && needsSomebody(action) {
		return
	}
	if action == bulk.Reject {
		n -= v.failures.rows
		defer v.failures.show(b)
	}
	showItems(b, v.samples[action], n)
}

// showRemarks writes what a person must know besides the rows themselves.
func showRemarks(b *strings.Builder, v *view) {
	if v.hidden.Rows > 0 {
		text := fmt.Sprintf("! hidden: %s skipped because they are hidden or filtered out", rowsOf(v.hidden.Rows))
		if total := sums(v.hidden.ByCurrency()); total != "" {
			text += ", " + total
		}
		b.WriteString("\n" + wrapped("", text+"; --include-hidden takes them"))
	}
	if v.rounded > 0 {
		b.WriteString("\n" + wrapped("", fmt.Sprintf("The amounts of %s have too many decimals and are rounded half up, as the config allows.", rowsOf(v.rounded))))
	}
	if v.skippedOpen > 0 {
		fmt.Fprintf(b, "\n! link still open: %s skipped whose link can be paid\n", rowsOf(v.skippedOpen))
		showItems(b, v.stillOpen, v.skippedOpen)
	}
	if v.notify > 0 {
		fmt.Fprintf(b, "\nThe providers will write to %s.\n", plural(v.notify, "customer", "customers"))
	}
}

// needsSomebody tells the actions whose rows a person must look at.
func needsSomebody(a bulk.Action) bool {
	return a == bulk.Hold || a == bulk.Reject || a == bulk.Resolve
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
	b.WriteString(rowLine(item, where(item)))
	for _, text := range itemTexts(item) {
		b.WriteString(wrapped("      ", text))
	}
	return b.String()
}

// itemTexts gives the sentences under a row.
func itemTexts(item bulk.Item) []string {
	texts := reasons(item)
	if item.StillOpen && item.Action != bulk.Skip && item.Known != nil {
		texts = append(texts, "link still open at "+item.Known.Account)
	}
	for _, because := range item.Because {
		texts = append(texts, "because "+because)
	}
	return append(texts, item.Notices...)
}

// reasons says why a row gets what it gets, where that is not plain.
func reasons(item bulk.Item) []string {
	switch item.Action {
	case bulk.Create:
		if item.Request.MinPartial.IsNone() {
			return nil
		}
		return []string{"in parts from " + item.Request.MinPartial.String()}
	case bulk.Reject:
		var texts []string
		for _, problem := range item.Problems {
			texts = append(texts, problemText(problem))
		}
		if len(texts) > 0 {
			return texts
		}
	default:
	}
	if item.Reason == "" || item.Reason == bulk.HasLink {
		return nil
	}
	return []string{item.Reason}
}

// problemText gives a problem with the cell and the value that it is about.
func problemText(problem bulk.Problem) string {
	return invoice.Sentence(problem.Cell, cut(bulk.Clean(problem.Value), 40), problem.Message)
}

// rowLine gives the line that names a row: its cell (the worksheet stands in
// the header), its reference and amount, and one word more.
func rowLine(item bulk.Item, more string) string {
	cell := item.Cell[strings.LastIndexByte(item.Cell, '!')+1:]
	line := fmt.Sprintf("    %s %s %20s  %s", pad(cell, 8), pad(item.Reference, 18), amountOrBlank(item), more)
	return printable(strings.TrimRight(line, " ")) + "\n"
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
