package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
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

// figureFaults says which totals on a review's page are not those of its plan, or
// that the page is gone: somebody may have said yes to what it showed.
func (s *session) figureFaults(ctx context.Context) ([]string, error) {
	record := s.reviewed.record
	if record.Totals == "" || !isWorkbook(record.Path) {
		return nil, nil // made by a version that did not keep them, or a text file, which has no pages
	}
	if !isWorkbook(s.reviewed.path) {
		return []string{fmt.Sprintf("it was written as the workbook %s, and a text file has no page %s: save the answers in the workbook", filepath.Base(record.Path), summaryName)}, nil
	}
	written, err := s.writtenFigures(ctx)
	if err != nil {
		return nil, err
	}
	if written == nil {
		return []string{fmt.Sprintf("the page %s, which has %q in its cell A1, was deleted, renamed or written over: undo that", summaryName, reviewTitle(record.ID))}, nil
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

// writtenFigures reads the totals of the review's page; nil where there is no such
// page. A sheet may have worksheets of that name itself, so that the page has a
// number behind it.
func (s *session) writtenFigures(ctx context.Context) ([]figure, error) {
	name := summaryName
	for n, missing := 2, 0; missing < 2; n++ {
		figures, err := s.figuresOn(ctx, name)
		var none *sheet.ChoiceError
		switch {
		case errors.As(err, &none):
			missing++
		case err != nil || figures != nil:
			return figures, err
		}
		name = summaryName + " " + itoa(n)
	}
	return nil, nil
}

// figuresOn reads them from one worksheet; nil where it is not the review's page.
func (s *session) figuresOn(ctx context.Context, name string) (figures []figure, err error) {
	table, err := sheets.Open(ctx, s.reviewed.path, sheet.Options{Name: name, HeaderRow: 1, Password: s.askPassword})
	if err != nil {
		return nil, err
	}
	info := table.Info()
	if info.Sheet == name && len(info.Header) > 0 && info.Header[0] == reviewTitle(s.reviewed.record.ID) {
		figures, err = readFigures(ctx, table)
	}
	return figures, errors.Join(err, table.Close())
}

// isWorkbook tells by a file's name that it can have pages.
func isWorkbook(path string) bool {
	extension := strings.ToLower(filepath.Ext(path))
	return extension == ".xlsx" || extension == ".xlsm"
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
