package main

import (
	"fmt"
	"strings"

	"paysheet/bulk"
)

// accountWord names the account of a total, or says why there is none.
func accountWord(account, what string) string {
	switch {
	case what == bulk.LeftRows:
		return "(not looked at)"
	case account == "":
		return "(no account)"
	default:
		return account
	}
}

// footing gives the totals by what happens, and shows that they add up to what
// the sheet itself has.
func footing(t *bulk.Tally, input *bulk.Input, colours palette) string {
	var b strings.Builder
	b.WriteString("By account and currency\n")
	for _, line := range t.Lines(markOrder()) {
		account := accountWord(line.Account, line.What)
		sign := markOf(line.What)
		text := fmt.Sprintf("%s %s", pad(sign.Sign, 3), pad(line.What, 14))
		fmt.Fprintf(&b, "  %s %s %11s  %24s\n", printable(pad(account, 20)), colours.paint(toneStyle(sign.Tone), text), rowsOf(line.Rows), countText(line.Count))
	}
	b.WriteString("The sheet's rows, all together\n")
	for _, count := range t.ByCurrency() {
		fmt.Fprintf(&b, "  %-39s %11s  %24s\n", "", rowsOf(count.Rows), countText(count))
	}
	if blank := t.Left; blank > 0 {
		fmt.Fprintf(&b, "  %-39s %11s\n", "(blank)", rowsOf(blank))
	}
	if input == nil {
		return b.String()
	}
	if faults := input.Compare(t); len(faults) > 0 {
		b.WriteString(colours.paint(bad, "! does not foot to the sheet") + "\n")
		for _, fault := range faults {
			b.WriteString(wrapped("      ", fault))
		}
		return b.String()
	}
	b.WriteString("  " + colours.paint(good, "✓") + fmt.Sprintf(" foots to the sheet: %s read, and the same sum in every currency\n", rowsOf(input.Rows())))
	return b.String()
}

func countText(count bulk.Count) string {
	if count.Currency == "" {
		return "no amount"
	}
	return sums([]bulk.Count{count})
}

// markOrder gives every word of a footing in the order in which people read it.
func markOrder() []string {
	order := make([]string, 0, len(bulk.Actions())+len(bulk.Outcomes())+1)
	for _, a := range bulk.Actions() {
		order = append(order, string(a))
	}
	for _, o := range bulk.Outcomes() {
		order = append(order, string(o))
	}
	return append(order, bulk.LeftRows)
}

// markOf gives the mark of an action or an outcome by its word.
func markOf(word string) bulk.Mark {
	for _, a := range bulk.Actions() {
		if string(a) == word {
			return a.Mark()
		}
	}
	return bulk.Outcome(word).Mark()
}

// toneStyle is how a tone looks on a terminal.
func toneStyle(t bulk.Tone) style {
	switch t {
	case bulk.ToneMade:
		return good
	case bulk.ToneChanged, bulk.ToneWarning:
		return caution
	case bulk.ToneGone, bulk.ToneDoubt:
		return bad
	case bulk.ToneRead:
		return reads
	default:
		return faint
	}
}

// marked gives a word behind its mark, in its colour.
func (p palette) marked(m bulk.Mark, word string) string {
	return p.paint(toneStyle(m.Tone), m.Sign+" "+word)
}
