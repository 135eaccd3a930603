package report

import (
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"paysheet/bulk"
	"paysheet/providers"
)

// bar draws a sum against the longest of its chart; the share is of the whole.
func bar(label string, c bulk.Count, longest, whole decimal.Decimal) barView {
	b := barView{Label: label, Rows: groupInt(c.Rows), Unit: "rows", Amount: amount(c)}
	if c.Rows == 1 {
		b.Unit = "row"
	}
	if c.Over || c.Currency == "" || !c.Sum.IsPos() {
		return b
	}
	const thinnest = 15 // of 1000: what is there can be seen
	b.Width = max(thinnest, share(c.Sum, longest))
	b.Share = percent(share(c.Sum, whole))
	return b
}

// share gives part of whole in thousandths, 0 where there is no whole.
func share(part, whole decimal.Decimal) int {
	if !part.IsPos() || !whole.IsPos() {
		return 0
	}
	ratio, err := part.Quo(whole)
	if err != nil {
		return 0
	}
	thousandths, err := ratio.Mul(decimal.Thousand)
	if err != nil {
		return 0
	}
	n, _, ok := thousandths.Int64(0)
	if !ok {
		return 0
	}
	return int(min(n, 1_000_000))
}

// percent shows thousandths as people read shares: whole, except near nothing
// and near all, where rounding would claim too much.
func percent(thousandths int) string {
	switch {
	case thousandths < 10:
		return "under 1%"
	case thousandths > 990 && thousandths < 1000:
		return "over 99%"
	default:
		return strconv.Itoa((thousandths+5)/10) + "%"
	}
}

// amount shows a sum with its currency.
func amount(c bulk.Count) string {
	switch {
	case c.Over:
		return "too large to add"
	case c.Currency == "":
		return "not read"
	}
	m, err := providers.NewMoney(c.Sum, c.Currency)
	if err != nil {
		return c.Sum.String() + " " + string(c.Currency)
	}
	return m.String()
}

// digits gives a sum as a plain number with its currency's decimals, empty
// where it is too large.
func digits(c bulk.Count) string {
	if m, err := providers.NewMoney(c.Sum, c.Currency); err == nil && !c.Over {
		return m.Number()
	}
	return ""
}

func moneyText(m providers.Money) string {
	if m.IsNone() {
		return ""
	}
	return m.String()
}

// in finds a currency's count, an empty one of that currency where there is none.
func in(counts []bulk.Count, c providers.Currency) bulk.Count {
	for _, count := range counts {
		if count.Currency == c {
			return count
		}
	}
	return bulk.Count{Currency: c}
}

// or gives an empty count its currency.
func or(count bulk.Count, c providers.Currency) bulk.Count {
	count.Currency = c
	return count
}

// plus adds two counts of one currency.
func plus(a, b bulk.Count) bulk.Count {
	sum, err := a.Sum.Add(b.Sum)
	return bulk.Count{Rows: a.Rows + b.Rows, Currency: b.Currency, Sum: sum, Over: a.Over || b.Over || err != nil}
}

func rowCount(n int) string {
	if n == 1 {
		return "1 row"
	}
	return groupInt(n) + " rows"
}

// groupInt puts thousands commas into a count.
func groupInt(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// class names a state's colour.
func class(s State) string { return "s-" + strings.ReplaceAll(string(s), " ", "-") }

// quoted gives a file's name as it is typed into a command.
func quoted(name string) string {
	name = bulk.Clean(name)
	if strings.ContainsAny(name, " '&;()") {
		return `"` + name + `"`
	}
	return name
}
