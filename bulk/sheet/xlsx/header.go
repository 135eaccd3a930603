package xlsx

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"paysheet/bulk/sheet"
)

// headerLine is one row looked at as a header or as a part of one.
type headerLine struct {
	row    int
	texts  []string
	titles bool // nothing but texts without digits
}

func lineOf(row int, cells []sheet.Cell) (line headerLine, count int) {
	line = headerLine{row: row, titles: true}
	line.texts, count = headerTexts(cells)
	for _, c := range cells {
		line.titles = line.titles && (c.Kind == sheet.Blank || c.Kind == sheet.Text && !strings.ContainsFunc(c.Text, unicode.IsDigit))
	}
	return line, count
}

func (l headerLine) at(column int) string {
	if column < 0 || column >= len(l.texts) {
		return ""
	}
	return l.texts[column]
}

// headerSearch looks at one row after the other.
type headerSearch struct {
	score func(texts []string) int
	told  int // the header row, where it was told
	seen  int // rows that are not blank
	above headerLine

	best, points int
	lines        int // of the best header
}

// look takes a row into account and tells whether the search is over.
func (h *headerSearch) look(row int, cells []sheet.Cell) bool {
	line, count := lineOf(row, cells)
	switch {
	case h.told > 0:
		if row == h.told && len(line.texts) > 0 {
			h.best, h.lines = row, 1
		}
		return row >= h.told
	case len(line.texts) == 0:
		return false
	}
	h.seen++
	if h.score != nil {
		h.rate(line)
		return h.seen >= headRows
	}
	if count >= 2 {
		h.best, h.lines = row, 1
	}
	return h.best > 0 || h.seen >= headRows
}

// rate takes a row as the header where it is the best so far, alone or read
// together with the row above.
func (h *headerSearch) rate(line headerLine) {
	if points := h.score(line.texts); points > h.points {
		h.best, h.points, h.lines = line.row, points, 1
	}
	if h.above.row == line.row-1 && h.above.titles && line.titles {
		if points := h.score(joined(h.above, line, nil)); points > h.points {
			h.best, h.points, h.lines = line.row, points, 2
		}
	}
	h.above = line
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

// joined gives the texts of a header of two lines: "Amount" merged over "Due"
// and "Paid" makes "Amount Due" and "Amount Paid".
func joined(top, bottom headerLine, merges []area) []string {
	texts := make([]string, max(len(top.texts), len(bottom.texts)))
	for i := range texts {
		over := top.at(i)
		if over == "" && bottom.at(i) != "" { // else nothing stands under the merged cell
			over = top.at(leftOf(i, top.row, merges))
		}
		texts[i] = strings.TrimSpace(over + " " + bottom.at(i))
	}
	return texts
}

// leftOf gives the first column of the cells that are merged sideways with a
// column in a row, which is where their text stands.
func leftOf(column, row int, merges []area) int {
	for _, m := range merges {
		if m.top == row && m.bottom == row && m.has(row, column) {
			return m.left
		}
	}
	return column
}

// spread finds out whether the header has a second line above or below, now
// that the merged cells are known, and sets the header's texts.
func (t *table) spread(lines []headerLine, chosen choice, score func([]string) int) {
	at := func(row int) headerLine {
		if i := slices.IndexFunc(lines, func(l headerLine) bool { return l.row == row }); i >= 0 {
			return lines[i]
		}
		return headerLine{row: row}
	}
	above, header, below := at(chosen.row-1), at(chosen.row), at(chosen.row+1)
	merges := slices.DeleteFunc(slices.Clone(t.extra.merges), func(m area) bool { return m.bottom < above.row || m.top > below.row })
	down, up := joined(header, below, merges), joined(above, header, merges)
	switch {
	case chosen.lines == 2:
		t.setHeader(above, header, up)
	case groups(header, below, merges) && !loses(header, down, score):
		t.rows-- // what looked like the first row
		t.setHeader(header, below, down)
	case groups(above, header, merges) && !loses(header, up, score) && !isTitle(above, header, merges, up, score):
		t.setHeader(above, header, up)
	default:
		t.info.Header = header.texts
	}
}

func (t *table) setHeader(top, bottom headerLine, texts []string) {
	t.info.Header, t.info.HeaderRow = texts, bottom.row
	t.info.Guesses = append(t.info.Guesses, fmt.Sprintf("the header is spread over rows %d and %d, whose texts are read together", top.row, bottom.row))
}

// groups tells whether cells merged sideways in one line stand over two or more
// texts of the line below, which has no other texts but where the line above
// has none.
func groups(top, bottom headerLine, merges []area) bool {
	if !top.titles || !bottom.titles {
		return false
	}
	found := false
	for _, m := range merges {
		found = found || isGroup(m, top, bottom)
	}
	for i, text := range bottom.texts {
		over := slices.ContainsFunc(merges, func(m area) bool { return isGroup(m, top, bottom) && m.has(top.row, i) })
		if text != "" && top.at(i) != "" && !over {
			return false
		}
	}
	return found
}

func isGroup(m area, top, bottom headerLine) bool {
	if m.top != top.row || m.bottom != top.row || top.at(m.left) == "" {
		return false
	}
	below := 0
	for i := m.left; i <= m.right; i++ {
		if bottom.at(i) != "" {
			below++
		}
	}
	return below > 1
}

// loses tells that a header names fewer fields than one of its lines alone.
func loses(alone headerLine, texts []string, score func([]string) int) bool {
	return score != nil && score(texts) < score(alone.texts)
}

// isTitle tells that what is merged above the header's first column is rather
// the title of the sheet: reading it with the header names no further field.
func isTitle(above, header headerLine, merges []area, texts []string, score func([]string) int) bool {
	first := slices.IndexFunc(header.texts, func(text string) bool { return text != "" })
	leads := slices.ContainsFunc(merges, func(m area) bool { return isGroup(m, above, header) && m.left <= first })
	return leads && (score == nil || score(texts) <= score(header.texts))
}
