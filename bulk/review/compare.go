package review

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"paysheet/bulk/sheet"
	"paysheet/providers"
)

func split(asked string) (account, amount, currency string) {
	words := strings.SplitN(asked, "\x00", 3)
	return words[0], words[1], words[2]
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// money gives an amount as people read it, or as it stands where it is none.
func money(amount, currency string) string {
	if m, err := providers.ParseMoney(amount, currency); err == nil {
		return m.String()
	}
	return orNone(strings.TrimSpace(amount + " " + currency))
}

// Compare says where a sheet and the copy of it that a review is differ: for
// every row where changed tells that the sheet is not what it was, else for the
// rows that the review approves, which somebody corrected in the copy instead of
// in the sheet. At most a handful of sentences; none where nothing differs. An
// error is that of reading either table.
func (r *Review) Compare(ctx context.Context, t, copied sheet.Table, changed bool) ([]string, error) {
	c := comparison{review: r, changed: changed, own: own(t.Info().Header), texts: map[int][]string{}}
	if missing := c.columns(); missing != "" {
		return []string{missing}, nil
	}
	if err := c.sheet(ctx, t); err != nil {
		return nil, err
	}
	if len(c.texts) > 0 {
		if err := c.copy(ctx, copied); err != nil {
			return nil, err
		}
	}
	return append(c.faults.list(), c.moved.list()...), nil
}

type comparison struct {
	review  *Review
	changed bool
	own     []column
	faults  faults           // cells
	moved   faults           // rows that came or went
	texts   map[int][]string // what the sheet has in the rows that differ, by the review's row
	numbers map[int]int      // the sheet's row, by the review's
}

// columns says what the columns of the copy are not, that those of the sheet are.
func (c *comparison) columns() string {
	names := func(list []column) []string {
		var words []string
		for _, column := range list {
			words = append(words, column.name)
		}
		return words
	}
	sheet, copied := names(c.own), names(c.review.own)
	for _, name := range sheet {
		if !slices.Contains(copied, name) {
			return fmt.Sprintf("column %q of the sheet is not in the review", name)
		}
	}
	for _, name := range copied {
		if !slices.Contains(sheet, name) {
			return fmt.Sprintf("column %q of the review is not in the sheet", name)
		}
	}
	return ""
}

// sheet goes through the sheet and notes the first rows that differ.
func (c *comparison) sheet(ctx context.Context, t sheet.Table) error {
	c.numbers = map[int]int{}
	met := map[int]bool{}
	for row, err := range t.Rows(ctx) {
		if err != nil {
			return err
		}
		if s := c.review.rows[row.Number]; s != nil {
			met[row.Number] = c.changed
			c.row(row, s)
		} else if c.changed && !blank(row, c.own) {
			c.moved.say("row %d is not in the review: it was added since, or the plan was told to leave it", row.Number)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(c.review.rows)) {
		if c.changed && !met[n] {
			c.moved.say("row %d was taken out of the sheet", n)
		}
	}
	return nil
}

// row notes a row of the sheet that differs from the review's.
func (c *comparison) row(row sheet.Row, s *shown) {
	if !c.changed && !s.yes || s.print == print(row, c.own) {
		return
	}
	if len(c.texts) == most {
		c.faults.more++
		return
	}
	c.texts[s.at], c.numbers[s.at] = values(row, c.own), row.Number
}

// values gives what people see in a row's own cells.
func values(row sheet.Row, columns []column) []string {
	texts := make([]string, len(columns))
	for i, c := range columns {
		texts[i] = strings.TrimSpace(row.Cell(c.at).Shown())
	}
	return texts
}

// copy goes through the review again and says what differs in the noted rows.
func (c *comparison) copy(ctx context.Context, t sheet.Table) error {
	for row, err := range t.Rows(ctx) {
		if err != nil {
			return err
		}
		texts, ok := c.texts[row.Number]
		if !ok {
			continue
		}
		for i, was := range values(row, c.review.own) {
			if was == texts[i] {
				continue
			}
			name := c.own[i].name
			if c.changed {
				c.faults.say("row %d, %s: was %s when reviewed, is %s", c.numbers[row.Number], name, quoted(was), quoted(texts[i]))
				continue
			}
			c.faults.say("row %d, %s: the review says %s, the sheet %s: correct the sheet instead", c.numbers[row.Number], name, quoted(was), quoted(texts[i]))
		}
	}
	return nil
}

// quoted gives a cell's text as a sentence can hold it.
func quoted(text string) string {
	if text == "" {
		return "blank"
	}
	const longest = 60
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}
