package xlsx

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"paysheet/bulk/sheet"
)

// headRows is how many rows that are not blank are looked at for a header.
const headRows = 30

// choice is the worksheet and header that were told or found.
type choice struct {
	tab     tab
	row     int // the header's last line
	lines   int // of the header; one that merged cells tell of is found later
	guesses []string
}

// choose finds the worksheet and its header row.
func choose(ctx context.Context, p *pack, book *workbook, opts sheet.Options, r region) (choice, error) {
	if r.tab == "" {
		return chooseFirst(ctx, p, book, opts, r)
	}
	t, err := book.named(r.tab)
	if err != nil {
		return choice{}, err
	}
	found, err := findHeader(ctx, p, book, t, opts, r)
	if err == nil && found.row == 0 {
		err = noHeader(t.name, opts, r)
	}
	if r.header == 0 {
		found.guesses = []string{fmt.Sprintf("header row %d of worksheet %s, found by looking", found.row, t.name)}
	}
	return found, err
}

// chooseFirst takes the first visible worksheet that has a header row.
func chooseFirst(ctx context.Context, p *pack, book *workbook, opts sheet.Options, r region) (choice, error) {
	var looked []string
	for _, t := range book.tabs {
		if t.hidden || t.kind != "worksheet" {
			continue
		}
		found, err := findHeader(ctx, p, book, t, opts, r)
		if err != nil {
			return choice{}, err
		}
		if found.row == 0 {
			looked = append(looked, t.name)
			continue
		}
		guess := fmt.Sprintf("header row %d of worksheet %s, found by looking", found.row, t.name)
		if opts.HeaderRow > 0 {
			guess = fmt.Sprintf("worksheet %s, found by looking", t.name)
		}
		found.guesses = []string{guess}
		return found, nil
	}
	switch len(looked) {
	case 0:
		return choice{}, errors.New("the workbook has no visible worksheet: show one, or name the one to use")
	case 1:
		return choice{}, noHeader(looked[0], opts, r)
	}
	return choice{}, sheet.NotThere(fmt.Errorf("none of the worksheets %s has a %s: name the worksheet with --sheet and its header row with --header-row", quoteList(looked), wanted(opts, r)))
}

func noHeader(name string, opts sheet.Options, r region) error {
	if r.told {
		name += ", " + r.what
	}
	return sheet.NotThere(fmt.Errorf("worksheet %q has no %s: name the header row with --header-row, and the columns under [columns] if their headers are unusual", name, wanted(opts, r)))
}

func wanted(opts sheet.Options, r region) string {
	switch {
	case r.header > 0:
		return fmt.Sprintf("text in row %d, which was named as the header row", r.header)
	case opts.Score != nil:
		return fmt.Sprintf("header row with a known column among its first %d rows", headRows)
	}
	return fmt.Sprintf("header row (two texts side by side) among its first %d rows", headRows)
}

// named finds a worksheet by its name, exactly or, as Excel keeps names apart
// without case, by its letters.
func (b *workbook) named(name string) (tab, error) {
	same := []func(string) bool{
		func(s string) bool { return s == name },
		func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), strings.TrimSpace(name)) },
	}
	var names []string
	for _, t := range b.tabs {
		names = append(names, t.name)
	}
	for _, is := range same {
		i := slices.IndexFunc(names, is)
		switch {
		case i < 0:
		case b.tabs[i].kind == "worksheet":
			return b.tabs[i], nil
		case b.tabs[i].kind == "":
			return tab{}, fmt.Errorf("worksheet %q has no content in the package: save it again in Excel", names[i])
		default:
			return tab{}, sheet.NotThere(fmt.Errorf("%q is no worksheet but a %s: name a tab that has cells", names[i], b.tabs[i].kind))
		}
	}
	hint := ""
	if near := nearest(name, names); near != "" {
		hint = fmt.Sprintf(", did you mean %q?", near)
	}
	return tab{}, sheet.NotThere(fmt.Errorf("there is no worksheet %q%s (the workbook has %s)", name, hint, quoteList(names)))
}

func quoteList(names []string) string {
	const most = 20
	var b strings.Builder
	for i, n := range names {
		if i == most {
			fmt.Fprintf(&b, " and %d more", len(names)-most)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", n)
	}
	return b.String()
}

// findHeader looks for the header row of a worksheet; a row of 0 is none.
func findHeader(ctx context.Context, p *pack, book *workbook, t tab, opts sheet.Options, rg region) (choice, error) {
	none := choice{tab: t}
	part, err := p.openSheet(t.part)
	if err != nil {
		return none, fmt.Errorf("worksheet %q: %w", t.name, err)
	}
	defer func() { _ = part.Close() }() // only read from
	r := newSheetReader(p, part, book)
	search := headerSearch{score: opts.Score, told: rg.header}
	for {
		more, err := r.step(ctx)
		if err != nil {
			return none, fmt.Errorf("worksheet %q: %w", t.name, explain(err))
		}
		if more && r.row < rg.top {
			continue
		}
		cells := r.cells[:r.filled]
		rg.mask(cells, nil)
		if !more || r.row > rg.bottom || search.look(r.row, cells) {
			return choice{tab: t, row: search.best, lines: search.lines}, nil
		}
	}
}

// nearest gives the candidate that a misspelt word probably meant, or nothing.
func nearest(word string, candidates []string) string {
	best, bestCost := "", len(word)/3+2
	for _, c := range candidates {
		if cost := distance(strings.ToLower(word), strings.ToLower(c)); cost < bestCost {
			best, bestCost = c, cost
		}
	}
	return best
}

// distance counts the letters to change, add or leave out between two words.
func distance(a, b string) int {
	target := []rune(b)
	row := make([]int, len(target)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range []rune(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range target {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(target)]
}
