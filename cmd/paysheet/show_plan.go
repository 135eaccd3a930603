package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"paysheet/bulk"
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
	s.showWarnings(&b, v.warnings)
	s.showData(&b)
	showRemarks(&b, v, brief)
	showLasting(&b, v.lasting)
	if !brief {
		b.WriteString("\n" + footing(&v.tally, s.planner.Input(), s.colours))
	}
	_, _ = io.WriteString(w, b.String())
}

// showAction writes one group of rows: its sum and some of its rows.
func (s *session) showAction(b *strings.Builder, v *view, action bulk.Action, brief bool) {
	n := v.tally.CountOf(string(action))
	if n == 0 {
		return
	}
	sign := action.Mark().Sign + " " + string(action)
	head := fmt.Sprintf("%s: %s", sign, rowsOf(n))
	if total := sums(v.tally.Of(string(action))); total != "" {
		head += ", " + total
	}
	text := strings.Replace(wrapped("      ", head), "      ", "", 1)
	b.WriteString("\n" + strings.Replace(text, sign, s.colours.marked(action.Mark(), string(action)), 1))
	if s.options.verbose || s.options.quiet || brief && needsSomebody(action) {
		return
	}
	if action == bulk.Reject {
		defer v.failures.show(b)
	}
	if rows := v.rows[action]; rows != nil {
		rows.show(b)
	}
}

// showRemarks writes what a person must know besides the rows themselves. Where
// it is brief the results follow, which name the links that are still open.
func showRemarks(b *strings.Builder, v *view, brief bool) {
	if v.hidden.Rows > 0 {
		text := fmt.Sprintf("! hidden: %s skipped, hidden by hand or by a filter", rowsOf(v.hidden.Rows))
		if total := sums(v.hidden.ByCurrency()); total != "" {
			text += ", " + total
		}
		b.WriteString("\n" + wrapped("", text+"; --include-hidden takes such rows"))
	}
	if v.rounded > 0 {
		b.WriteString("\n" + wrapped("", fmt.Sprintf("The amounts of %s have too many decimals and are rounded half up, as the config allows.", rowsOf(v.rounded))))
	}
	if v.skippedOpen > 0 && !brief {
		fmt.Fprintf(b, "\n! link still open: %s skipped whose link can be paid\n", rowsOf(v.skippedOpen))
		for _, item := range v.stillOpen {
			b.WriteString(itemLines(item))
		}
		if more := v.skippedOpen - len(v.stillOpen); more > 0 {
			fmt.Fprintf(b, "    … and %s more; -v shows them\n", groupInt(more))
		}
	}
	for _, remark := range v.guards.Remarks() {
		b.WriteString("\n" + wrapped("", remark))
	}
	if v.notify > 0 {
		fmt.Fprintf(b, "\nThe providers will write to %s.\n", plural(v.notify, "customer", "customers"))
	}
}

// needsSomebody tells the actions whose rows a person must look at.
func needsSomebody(a bulk.Action) bool {
	return a == bulk.Hold || a == bulk.Reject || a == bulk.Resolve
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
		if l.open > 0 {
			text += fmt.Sprintf("; %d without an expiry: %s", l.open, l.usual)
		}
		b.WriteString("\n" + wrapped("", text+"."))
	}
}
