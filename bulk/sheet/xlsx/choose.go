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

// choice is the worksheet and header row that were told or found.
type choice struct {
	tab     tab
	row     int
	guesses []string
}

// choose finds the worksheet and its header row.
func choose(ctx context.Context, p *pack, book *workbook, opts sheet.Options) (choice, error) {
	if opts.Name != "" {
		t, err := book.named(opts.Name)
		if err != nil {
			return choice{}, err
		}
		row, err := findHeader(ctx, p, book, t, opts)
		if err == nil && row == 0 {
			err = noHeader(t.name, opts)
		}
		found := choice{tab: t, row: row}
		if opts.HeaderRow == 0 {
			found.guesses = []string{fmt.Sprintf("header row %d of worksheet %s, found by looking", row, t.name)}
		}
		return found, err
	}
	return chooseFirst(ctx, p, book, opts)
}

// chooseFirst takes the first visible worksheet that has a header row.
func chooseFirst(ctx context.Context, p *pack, book *workbook, opts sheet.Options) (choice, error) {
	var looked []string
	for _, t := range book.tabs {
		if t.hidden || t.kind != "worksheet" {
			continue
		}
		row, err := findHeader(ctx, p, book, t, opts)
		if err != nil {
			return choice{}, err
		}
		if row == 0 {
			looked = append(looked, t.name)
			continue
		}
		guess := fmt.Sprintf("header row %d of worksheet %s, found by looking", row, t.name)
		if opts.HeaderRow > 0 {
			guess = fmt.Sprintf("worksheet %s, found by looking", t.name)
		}
		return choice{tab: t, row: row, guesses: []string{guess}}, nil
	}
	switch len(looked) {
	case 0:
		return choice{}, errors.New("the workbook has no visible worksheet: show one, or name the one to use")
	case 1:
		return choice{}, noHeader(looked[0], opts)
	}
	return choice{}, fmt.Errorf("none of the worksheets %s has a %s: name the worksheet and its header row", quoteList(looked), wanted(opts))
}

func noHeader(name string, opts sheet.Options) error {
	return fmt.Errorf("worksheet %q has no %s: name the header row, and the columns if their headers are unusual", name, wanted(opts))
}

func wanted(opts sheet.Options) string {
	switch {
	case opts.HeaderRow > 0:
		return fmt.Sprintf("text in row %d, which was named as the header row", opts.HeaderRow)
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
			return tab{}, fmt.Errorf("%q is no worksheet but a %s: name a tab that has cells", names[i], b.tabs[i].kind)
		}
	}
	hint := ""
	if near := nearest(name, names); near != "" {
		hint = fmt.Sprintf(", did you mean %q?", near)
	}
	return tab{}, fmt.Errorf("there is no worksheet %q%s (the workbook has %s)", name, hint, quoteList(names))
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

// findHeader returns the header row of a worksheet, 0 for none.
func findHeader(ctx context.Context, p *pack, book *workbook, t tab, opts sheet.Options) (int, error) {
	part, err := p.openSheet(t.part)
	if err != nil {
		return 0, fmt.Errorf("worksheet %q: %w", t.name, err)
	}
	defer func() { _ = part.Close() }() // only read from
	r := &sheetReader{sc: newScanner(part), book: book}
	search := headerSearch{opts: opts}
	for {
		more, err := r.step(ctx)
		if err != nil {
			return 0, fmt.Errorf("worksheet %q: %w", t.name, explain(err))
		}
		if !more || search.look(r.row, r.cells[:r.filled]) {
			return search.best, nil
		}
	}
}

// headerSearch looks at one row after the other.
type headerSearch struct {
	opts        sheet.Options
	seen        int // rows that are not blank
	best, score int
}

// look takes a row into account and tells whether the search is over.
func (h *headerSearch) look(row int, cells []sheet.Cell) bool {
	texts, count := headerTexts(cells)
	if h.opts.HeaderRow > 0 {
		if row == h.opts.HeaderRow && len(texts) > 0 {
			h.best = row
		}
		return row >= h.opts.HeaderRow
	}
	if len(texts) == 0 {
		return false
	}
	h.seen++
	if h.opts.Score == nil {
		if count >= 2 {
			h.best = row
		}
		return h.best > 0 || h.seen >= headRows
	}
	if score := h.opts.Score(texts); score > h.score {
		h.best, h.score = row, score
	}
	return h.seen >= headRows
}

// headerTexts gives the trimmed texts by column up to the last one that is not
// empty, and how many of them are text cells.
func headerTexts(cells []sheet.Cell) (texts []string, count int) {
	for i, c := range cells {
		text := strings.TrimSpace(c.Text)
		if text == "" {
			continue
		}
		for len(texts) < i {
			texts = append(texts, "")
		}
		texts = append(texts, text)
		if c.Kind == sheet.Text {
			count++
		}
	}
	return texts, count
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
