package review

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
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
	if missing := lacks(c.own, r.own); len(missing) > 0 {
		return []string{fmt.Sprintf("column %q of the sheet is not in the review", missing[0])}, nil
	}
	extra := lacks(r.own, c.own)
	if len(extra) > 0 {
		if err := r.narrow(ctx, copied, extra); err != nil {
			return nil, err
		}
	}
	if err := c.sheet(ctx, t); err != nil {
		return nil, err
	}
	if len(c.texts) > 0 {
		if err := c.copy(ctx, copied); err != nil {
			return nil, err
		}
	}
	why := append(c.faults.list(), c.moved.list()...)
	if changed && len(why) == 0 && len(extra) > 0 {
		why = append(why, fmt.Sprintf("column %q of the review is not in the sheet", extra[0]))
	}
	return why, nil
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

// lacks gives the names of the columns of one list that the other has not.
func lacks(list, other []column) (names []string) {
	for _, c := range list {
		if !slices.ContainsFunc(other, func(o column) bool { return o.name == c.name }) {
			names = append(names, c.name)
		}
	}
	return names
}

// narrow leaves columns of the copy out that the sheet's table has not: those
// beside the range that was planned, and one that a reader wrote notes in.
func (r *Review) narrow(ctx context.Context, copied sheet.Table, extra []string) error {
	r.own = slices.DeleteFunc(r.own, func(c column) bool { return slices.Contains(extra, c.name) })
	for row, err := range copied.Rows(ctx) {
		if err != nil {
			return err
		}
		_, number, _ := strings.Cut(r.cell(row, HeaderKey), "/")
		n, _ := strconv.Atoi(number) // 0 where a row has no key, as Read let pass
		if s := r.rows[n]; s != nil {
			s.print = print(row, r.own)
		}
	}
	return nil
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
