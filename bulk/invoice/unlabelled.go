package invoice

import (
	"fmt"
	"iter"
	"slices"

	"github.com/govalues/decimal"

	"paysheet/bulk/sheet"
	"paysheet/providers"
)

// mostSuspects bounds the rows that are looked at as totals without a label. A
// sheet with more of them lacks its references for another reason.
const mostSuspects = 1000

// suspect takes note of a row that may be a total without a label: an amount,
// no reference, and nothing beside them but other numbers.
func (c *Columns) suspect(row sheet.Row) {
	reference, amount := row.Cell(c.places[atReference]), row.Cell(c.places[atAmount])
	if len(c.survey.suspects) == mostSuspects || !isBlank(&reference) || isBlank(&amount) {
		return
	}
	for i := range row.Cells {
		cell := &row.Cells[i]
		ours := i < len(c.isOurs) && c.isOurs[i]
		if ours || isBlank(cell) || i == c.places[atCurrency] || cell.Kind == sheet.Number {
			continue
		}
		if cell.Kind != sheet.Text {
			return
		}
		if _, err := splitAmount(cell.Text); err != nil {
			return
		}
	}
	c.survey.suspects = append(c.survey.suspects, row.Number)
}

// findTotals reads the rows once more for the totals among the suspects, where
// there are any: those whose amount is what other rows add up to.
func (c *Columns) findTotals(rows iter.Seq2[sheet.Row, error]) error {
	if len(c.survey.suspects) == 0 {
		return nil
	}
	c.survey.totals = map[int]string{}
	var f footing
	for raw, err := range rows {
		if err != nil {
			return fmt.Errorf("looking for totals: %w", err)
		}
		row := Row{&record{columns: c, number: raw.Number, hidden: raw.Hidden, cells: raw.Cells}}
		switch class, _ := row.noInvoice(); class {
		case TotalsRow:
			f.part = adder{}
		case Billable:
			f.take(row, slices.Contains(c.survey.suspects, raw.Number))
		default:
		}
	}
	if len(f.left) == 1 && f.whole.without(f.left[0]).makes(f.left[0]) {
		c.survey.totals[f.left[0].number] = "totals row without a label: its amount is the sum of all other rows"
	}
	return nil
}

// footing follows the sums down a sheet.
type footing struct {
	whole, part adder // from the first row on, and since the last total
	left        []Row // suspects that are no sum of the rows above
}

// take adds an invoice, unless it is a suspect that is a total.
func (f *footing) take(row Row, suspect bool) {
	if suspect && (f.whole.makes(row) || f.part.makes(row)) {
		row.columns.survey.totals[row.number] = "totals row without a label: its amount is the sum of the rows above"
		f.part = adder{}
		return
	}
	f.whole.add(row)
	f.part.add(row)
	if suspect {
		row.cells = slices.Clone(row.cells)
		f.left = append(f.left, row)
	}
}

// addition is what some rows add up to.
type addition struct {
	rows   int
	amount decimal.Decimal
	broken bool // an amount could not be read, or the sum is too large
}

func (s *addition) add(amount decimal.Decimal) {
	added, err := s.amount.AddExact(amount, max(s.amount.Scale(), amount.Scale()))
	s.rows++
	s.amount, s.broken = added, s.broken || err != nil
}

// adder adds up rows: all of them and those that are not hidden, over all
// currencies and of each.
type adder struct{ sums map[adderKey]*addition }

type adderKey struct {
	currency providers.Currency
	visible  bool
}

func (t *adder) add(row Row) {
	if t.sums == nil {
		t.sums = map[adderKey]*addition{}
	}
	read, problem := row.reading(atAmount)
	amount, err := providers.ParseDecimal(read.digits)
	if problem == nil && read.digits == "" {
		return
	}
	currency, _ := row.currency()
	for key, counts := range map[adderKey]bool{
		{"", false}: true, {"", true}: !row.hidden, {currency, false}: currency != "", {currency, true}: currency != "" && !row.hidden,
	} {
		if !counts {
			continue
		}
		if t.sums[key] == nil {
			t.sums[key] = &addition{}
		}
		t.sums[key].add(amount)
		t.sums[key].broken = t.sums[key].broken || problem != nil || err != nil
	}
}

// makes tells that a row's amount is what two or more rows add up to: those of
// its currency where it has one, else all.
func (t *adder) makes(row Row) bool {
	read, problem := row.reading(atAmount)
	total, err := providers.ParseDecimal(read.digits)
	if problem != nil || err != nil || total.IsZero() {
		return false
	}
	currency := providers.Currency("")
	if !isBlank(row.stored(atCurrency)) {
		currency, _ = row.currency()
	}
	for _, visible := range []bool{false, true} {
		s := t.sums[adderKey{currency, visible}]
		if s != nil && s.rows > 1 && !s.broken && s.amount.Cmp(total) == 0 {
			return true
		}
	}
	return false
}

// without gives the sums less one row.
func (t *adder) without(row Row) *adder {
	rest := &adder{sums: map[adderKey]*addition{}}
	read, _ := row.reading(atAmount)
	amount, err := providers.ParseDecimal(read.digits)
	for key, s := range t.sums {
		less := *s
		less.add(amount.Neg())
		less.rows -= 2
		less.broken = less.broken || err != nil
		rest.sums[key] = &less
	}
	return rest
}
