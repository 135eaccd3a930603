package main

import (
	"fmt"
	"strings"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
)

const (
	sampleRows  = 8  // of an action that needs nobody
	needRows    = 40 // of an action that needs a person
	likeRows    = 3  // for one reason, of an action that needs nobody
	needLike    = 8  // for one reason, of an action that needs a person
	mostReasons = 40 // of one action that are told apart
)

// rowText is a row as it is shown: in one line under a reason that others share,
// and whole with its own reasons.
type rowText struct{ line, whole string }

// alike are rows that get the same for the same reason, which is told once.
type alike struct {
	reason string
	rows   int
	shown  []rowText
}

// rowGroup is some of the rows of one action or outcome, put together by
// reason. Its size does not grow with the sheet.
type rowGroup struct {
	all      bool // every row is shown
	order    []*alike
	byReason map[string]*alike
	kept     int // rows that are shown
	others   int // rows whose reason is not among those told apart
}

// item takes one row of a plan; needs tells that a person must look at it.
func (g *rowGroup) item(item bulk.Item, needs bool) {
	reason := sharedReason(item)
	if show := g.add(reason, needs); show != nil {
		show.shown = append(show.shown, rowText{rowLine(item, likeWhere(item)), itemLines(item)})
	}
}

// add counts a row under its reason, and gives where it is to be put if it is
// to be shown.
func (g *rowGroup) add(reason string, needs bool) *alike {
	most, like := sampleRows, likeRows
	if needs {
		most, like = needRows, needLike
	}
	if reason == "" {
		like = most // rows without a reason are the list itself
	}
	one := g.byReason[reason]
	switch {
	case one != nil:
	case len(g.order) == mostReasons && !g.all:
		g.others++
		return nil
	default:
		one = &alike{reason: reason}
		if g.byReason == nil {
			g.byReason = map[string]*alike{}
		}
		g.byReason[reason], g.order = one, append(g.order, one)
	}
	one.rows++
	if !g.all && (g.kept >= most || len(one.shown) >= like) {
		return nil
	}
	g.kept++
	return one
}

// sharedReason gives the sentence under a row if other rows can have the same
// and nothing else is told under it; empty where the row speaks for itself.
func sharedReason(item bulk.Item) string {
	if len(item.Because)+len(item.Notices)+len(item.Changes) > 0 || item.StillOpen {
		return ""
	}
	switch item.Action {
	case bulk.Create, bulk.Adopt, bulk.Update, bulk.Replace:
		return ""
	case bulk.Reject:
		if len(item.Problems) > 1 {
			return ""
		}
		if len(item.Problems) == 1 {
			return item.Problems[0].Message
		}
	default:
	}
	texts := reasons(item)
	if len(texts) == 0 {
		return ""
	}
	if item.Rule != "" && !item.Wanted {
		return texts[0] + " (" + item.Rule + ")"
	}
	return texts[0]
}

// show writes the rows and says how many more there are.
func (g *rowGroup) show(b *strings.Builder) {
	hidden := g.others
	for _, one := range g.order {
		more := one.rows - len(one.shown)
		if one.reason == "" || one.rows == 1 {
			for _, row := range one.shown {
				b.WriteString(row.whole)
			}
			hidden += more
			continue
		}
		b.WriteString(wrapped("    ", fmt.Sprintf("%s: %s", rowsOf(one.rows), cut(bulk.Clean(one.reason), mostOfMessage))))
		for _, row := range one.shown {
			b.WriteString("  " + row.line)
		}
		if more > 0 && len(one.shown) > 0 {
			fmt.Fprintf(b, "      … and %s\n", plural(more, "row like them", "rows like them"))
		}
	}
	if hidden > 0 {
		fmt.Fprintf(b, "    … and %s more; -v shows them\n", groupInt(hidden))
	}
}

// likeWhere says what differs between rows of one reason.
func likeWhere(item bulk.Item) string {
	switch item.Action {
	case bulk.Skip, bulk.Hold, bulk.Reject:
		if len(item.Problems) == 0 {
			return "" // the rule stands with the reason
		}
		// The cell that is to blame, which need not be the reference's.
		problem := item.Problems[0]
		text := problem.Cell[strings.LastIndexByte(problem.Cell, '!')+1:]
		if problem.Value != "" {
			text += " " + invoice.Quote(cut(bulk.Clean(problem.Value), moreWidth-len(text)-3))
		}
		return text
	default:
		return where(item)
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
	case bulk.Update, bulk.Replace:
		return changeTexts(item)
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

// changeTexts gives one line for each field that changes, after the reason
// where that says more than the fields do.
func changeTexts(item bulk.Item) []string {
	var texts []string
	reason := item.Reason
	for _, change := range item.Changes {
		reason = strings.ReplaceAll(reason, change.String(), "")
	}
	if reason = strings.Trim(reason, ",; "); reason != "" {
		texts = append(texts, reason)
	}
	for _, change := range item.Changes {
		texts = append(texts, change.String())
	}
	if item.Action == bulk.Replace && item.Known != nil && item.Known.Link.URL != "" {
		texts = append(texts, "the new link must be sent, because this one ends: "+item.Known.Link.URL)
	}
	return texts
}

// problemText gives a problem with the cell and the value that it is about.
func problemText(problem bulk.Problem) string {
	return invoice.Sentence(problem.Cell, cut(bulk.Clean(problem.Value), 40), problem.Message)
}

// rowLine gives the line that names a row: its cell (the worksheet stands in
// the header), its reference and amount, and one word more.
func rowLine(item bulk.Item, more string) string {
	cell := item.Cell[strings.LastIndexByte(item.Cell, '!')+1:]
	line := fmt.Sprintf("    %s %s %20s  %s", pad(cell, 8), pad(item.Reference, 18), amountOrBlank(item), cut(printable(more), moreWidth))
	return printable(strings.TrimRight(line, " ")) + "\n"
}

// moreWidth is what a row's line has left for the last word, also where it
// stands under a reason.
const moreWidth = lineWidth - 56

func amountOrBlank(item bulk.Item) string {
	if item.Amount.IsNone() {
		return ""
	}
	return item.Amount.String()
}

// where says to which account a row goes and until when, or which rule decided.
func where(item bulk.Item) string {
	switch item.Action {
	case bulk.Create, bulk.Replace:
		if item.Request.Expires.IsZero() {
			return item.Account
		}
		until := " until " + item.Request.Expires.String()
		return cut(item.Account, moreWidth-len(until)) + until
	case bulk.Skip, bulk.Hold, bulk.Reject:
		return item.Rule
	default:
		return item.Account
	}
}
