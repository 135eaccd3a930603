package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"paysheet/bulk"
	"paysheet/bulk/sheet"
	sheets "paysheet/bulk/sheet/all"
)

// summaryName is the page of a review that sums the plan up.
const summaryName = "Summary"

// summaryHead begins the totals on that page.
func summaryHead() []string { return []string{"Account", "Action", "Currency", "Rows", "Amount"} }

// allTogether heads the totals of the whole sheet there.
const allTogether = "The sheet's rows, all together"

// figure is one line of the totals: what it is about, and rows and amount as
// the page has them.
type figure struct{ about, rows, amount string }

func figureOf(account, what string, c bulk.Count) figure {
	f := figure{strings.Join([]string{account, what, string(c.Currency)}, " "), itoa(c.Rows), ""}
	if c.Currency != "" {
		f.amount = "too large to add"
		if !c.Over {
			f.amount = c.Sum.String()
		}
	}
	return f
}

// totals gives what a review's page says, for the ledger to keep.
func totals(t *bulk.Tally) string {
	var lines []string
	add := func(f figure) { lines = append(lines, f.rows+"\t"+f.amount+"\t"+f.about) }
	for _, line := range t.Lines(markOrder()) {
		add(figureOf(accountWord(line.Account, line.What), line.What, line.Count))
	}
	for _, c := range t.ByCurrency() {
		add(figureOf("", "", c))
	}
	return strings.Join(lines, "\n")
}

// same compares figures, however many zeros stand behind a point.
func (f figure) same(g figure) bool {
	return f.rows == g.rows && withoutZeros(f.amount) == withoutZeros(g.amount)
}

func withoutZeros(amount string) string {
	if !strings.Contains(amount, ".") {
		return amount
	}
	return strings.TrimRight(strings.TrimRight(amount, "0"), ".")
}

func (f figure) String() string {
	text := f.rows + " rows"
	if f.amount != "" {
		text += ", " + f.amount
	}
	return text
}

// figureFaults says which totals on a review's page are not those of its plan:
// somebody may have said yes to what they show.
func (s *session) figureFaults(ctx context.Context) ([]string, error) {
	if s.reviewed.record.Totals == "" {
		return nil, nil // made by a version that did not keep them
	}
	written, err := s.writtenFigures(ctx)
	if err != nil || written == nil {
		return nil, err
	}
	var planned []figure
	for line := range strings.SplitSeq(s.reviewed.record.Totals, "\n") {
		rows, rest, _ := strings.Cut(line, "\t")
		amount, about, _ := strings.Cut(rest, "\t")
		planned = append(planned, figure{about, rows, amount})
	}
	var faults []string
	tell := func(f figure, says, plan string) {
		about := strings.Join(strings.Fields(f.about), " ")
		if strings.HasPrefix(f.about, "  ") {
			about = strings.TrimSpace("all together " + about)
		}
		faults = append(faults, fmt.Sprintf("the page %s was written over: for %q it says %s, and was written as %s", summaryName, about, says, plan))
	}
	for _, p := range planned {
		at := slices.IndexFunc(written, func(w figure) bool { return w.about == p.about })
		switch {
		case at < 0:
			tell(p, "nothing", p.String())
			continue
		case !written[at].same(p):
			tell(p, written[at].String(), p.String())
		}
		written = slices.Delete(written, at, at+1)
	}
	for _, w := range written {
		tell(w, w.String(), "nothing")
	}
	return faults, nil
}

// writtenFigures reads the totals of the review's page; nil where there is no
// such page, as in a text file.
func (s *session) writtenFigures(ctx context.Context) ([]figure, error) {
	for _, name := range []string{summaryName, summaryName + " 2", summaryName + " 3", summaryName + " 4"} {
		table, err := sheets.Open(ctx, s.reviewed.path, sheet.Options{Name: name, HeaderRow: 1, Password: s.askPassword})
		var none *sheet.ChoiceError
		if errors.As(err, &none) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		info := table.Info()
		ours := info.Sheet == name && len(info.Header) > 0 && info.Header[0] == reviewTitle(s.reviewed.record.ID)
		if !ours {
			if err := table.Close(); err != nil {
				return nil, err
			}
			continue
		}
		figures, err := readFigures(ctx, table)
		return figures, errors.Join(err, table.Close())
	}
	return nil, nil
}

// readFigures gives the lines between the heading of the totals and the sentence
// below them.
func readFigures(ctx context.Context, table sheet.Table) ([]figure, error) {
	figures := []figure{}
	inside := false
	for row, err := range table.Rows(ctx) {
		if err != nil {
			return nil, err
		}
		var texts []string
		for i := range summaryHead() {
			texts = append(texts, strings.TrimSpace(row.Cell(i).Text))
		}
		switch {
		case slices.Equal(texts, summaryHead()):
			inside = true
		case !inside, texts[0] == allTogether, texts[3] == "" && texts[4] == "":
		default:
			figures = append(figures, figure{strings.Join(texts[:3], " "), strings.Clone(texts[3]), strings.Clone(texts[4])})
		}
	}
	return figures, nil
}
