package checkup

import (
	"strings"

	"github.com/govalues/decimal"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
	"paysheet/providers"
)

// The parts of a sum that one total has and another leaves out.
const (
	partHidden   = 1 << iota // hidden or filtered rows, which SUBTOTAL leaves out
	partNegative             // credit notes
	partText                 // amounts stored as text, which SUM leaves out
	allParts
)

// span is what the rows from some row on add up to, by currency.
type span struct {
	sums   map[providers.Currency]*[allParts]decimal.Decimal
	broken bool // an amount could not be read, or the sum is too large
}

func (s *span) add(amount providers.Money, part int) {
	if s.sums == nil {
		s.sums = map[providers.Currency]*[allParts]decimal.Decimal{}
	}
	parts := s.sums[amount.Currency()]
	if parts == nil {
		parts = &[allParts]decimal.Decimal{}
		s.sums[amount.Currency()] = parts
	}
	sum, err := parts[part].Add(amount.Decimal())
	if err != nil || sum.Scale() < amount.Decimal().Scale() {
		s.broken = true
		return
	}
	parts[part] = sum
}

// footing watches three sums: of the whole sheet, since the last total, and
// since the last title.
type footing struct{ whole, part, section span }

func (f *footing) spans() []*span { return []*span{&f.whole, &f.part, &f.section} }

// add takes the amount of an invoice.
func (c *checker) add(row invoice.Row, class invoice.Class) {
	amount, err := row.Money(string(invoice.Amount))
	if err != nil {
		for _, s := range c.footing.spans() {
			s.broken = true
		}
		return
	}
	if amount.IsNone() {
		return
	}
	part := 0
	if row.Hidden() {
		part |= partHidden
	}
	if class == invoice.CreditNote || amount.Sign() < 0 {
		part |= partNegative
	}
	if row.Stored(invoice.Amount).Kind == sheet.Text && c.info.Format != "csv" {
		part |= partText
	}
	for _, s := range c.footing.spans() {
		s.add(amount, part)
	}
}

// foot compares a row of totals with what stands above it. It says nothing where
// there is any doubt what the total is of.
func (c *checker) foot(row invoice.Row, class invoice.Class, why string) {
	f := &c.footing
	switch class {
	case invoice.SubHeader:
		f.section = span{}
		return
	case invoice.TotalsRow:
	default:
		return
	}
	digits, err := row.Digits(invoice.Amount)
	if err != nil || digits == "" {
		return
	}
	if isCarried(why) {
		for _, s := range f.spans() {
			s.broken = true // what it was carried from is not in the sheet
		}
		return
	}
	defer func() { f.part = span{} }()
	if currency := f.whole.currency(row); currency != "" && !f.whole.broken {
		c.compare(row, digits, currency)
	}
}

// compare finds the sums that a total could be of.
func (c *checker) compare(row invoice.Row, digits string, currency providers.Currency) {
	total, err := providers.ParseDecimal(digits)
	if err != nil {
		return
	}
	money, _, err := providers.Round(total, currency) // a formula leaves binary residue
	if err != nil {
		return
	}
	var sums []*[allParts]decimal.Decimal
	for _, s := range c.footing.spans() {
		if parts := s.sums[currency]; parts != nil {
			sums = append(sums, parts)
		}
	}
	c.judge(row, money, sums)
}

// judge notes a total that is none of the sums above it.
func (c *checker) judge(row invoice.Row, total providers.Money, spans []*[allParts]decimal.Decimal) {
	if len(spans) == 0 {
		return
	}
	withoutText := false
	for left := range int(allParts) {
		for _, parts := range spans {
			sum, ok := sumWithout(parts, left)
			if !ok {
				return
			}
			if sum.Cmp(total.Decimal()) != 0 {
				continue
			}
			if left&partText == 0 {
				return
			}
			withoutText = true
		}
	}
	sum, _ := sumWithout(spans[0], 0)
	f := c.about(row, invoice.Amount)
	f.Kind, f.Confidence = Totals, Likely
	above, err := providers.NewMoney(sum, total.Currency())
	if err != nil {
		return
	}
	f.Proposed = above.Number()
	f.Text = "the total says " + total.String() + ", but the rows above it add up to " + above.String()
	if withoutText {
		f.Confidence = Sure
		f.Text += ": it leaves out the amounts that are stored as text"
	}
	c.note(f)
}

// sumWithout adds up the parts that have none of the marks in left.
func sumWithout(parts *[allParts]decimal.Decimal, left int) (decimal.Decimal, bool) {
	var sum decimal.Decimal
	for part, amount := range parts {
		if part&left != 0 {
			continue
		}
		added, err := sum.Add(amount)
		if err != nil {
			return sum, false
		}
		sum = added
	}
	return sum, true
}

// currency gives the currency of a total: its own, or the only one above it.
func (s *span) currency(row invoice.Row) providers.Currency {
	if cell := row.Stored(invoice.Currency); cell.Kind == sheet.Text {
		code, err := providers.ParseCurrency(tidy(cell.Text))
		if err != nil {
			return ""
		}
		return code
	}
	if len(s.sums) != 1 {
		return ""
	}
	for code := range s.sums {
		return code
	}
	return ""
}

// isCarried tells a balance that is carried from or to somewhere else.
func isCarried(why string) bool {
	why = strings.ToLower(why)
	for _, word := range []string{"balance", "forward", "b/f", "c/f", "b/d", "c/d"} {
		if strings.Contains(why, word) {
			return true
		}
	}
	return false
}
