package invoice

import (
	"errors"
	"fmt"
	"strings"

	"github.com/govalues/decimal"

	"paysheet/bulk/sheet"
	"paysheet/providers"
)

// currency gives the row's currency: its own, else the configured one.
func (r Row) currency() (providers.Currency, *Problem) {
	if m := &r.memo; !m.hasCurrency {
		m.currency, m.noCurrency = r.readCurrency()
		m.hasCurrency = true
	}
	return r.memo.currency, r.memo.noCurrency
}

func (r Row) readCurrency() (providers.Currency, *Problem) {
	cell := r.cell(atCurrency)
	if isBlank(cell) {
		if r.columns.cfg.Currency != "" {
			return r.columns.cfg.Currency, nil
		}
		if _, ok := r.columns.index[Currency]; ok {
			return "", r.problem(atCurrency, `the currency is missing: write its ISO 4217 code, or set currency = "…" under [sheet] for rows without one`)
		}
		return "", r.problem(atCurrency, `the sheet has no currency column: set currency = "…" under [sheet], or name the column under [columns]`)
	}
	currency, err := providers.ParseCurrency(trim(cell.Text))
	if err != nil || cell.Kind != sheet.Text {
		return "", r.problem(atCurrency, "is no ISO 4217 currency code: write three letters such as LKR, INR or USD")
	}
	return currency, nil
}

// reading is the amount in a cell before its currency is looked at.
type reading struct {
	digits string // a plain decimal, empty for a blank cell
	units  []string
}

// reading reads the digits of an amount, whatever the currency.
func (r Row) reading(at place) (reading, *Problem) {
	m := r.memo.amount(at)
	if !m.hasDigits {
		m.read, m.noDigits = r.readDigits(at)
		m.hasDigits = true
	}
	return m.read, m.noDigits
}

func (r Row) readDigits(at place) (reading, *Problem) {
	cell := r.cell(at)
	switch cell.Kind {
	case sheet.Blank:
		return reading{}, nil
	case sheet.Number:
		plain, ok := cell.Plain()
		if !ok {
			return reading{}, r.problem(at, "is a number that no amount has: correct it")
		}
		if cell.Percent() {
			return reading{}, r.problem(at, "is a percentage, which the sheet shows with a % sign, where an amount belongs: type the amount and format the cell as a number")
		}
		return reading{digits: plain}, nil
	case sheet.Date:
		return reading{}, r.problem(at, "is a date where an amount belongs: type the amount again and format the cell as a number")
	case sheet.Bool:
		return reading{}, r.problem(at, "is TRUE or FALSE where an amount belongs: type the amount")
	case sheet.Error:
		return reading{}, r.problem(at, "is an error of the spreadsheet: correct its formula")
	default:
	}
	if isBlank(cell) {
		return reading{}, nil
	}
	return r.readText(at, cell.Text)
}

func (r Row) readText(at place, text string) (reading, *Problem) {
	whole, fraction, found := strings.Cut(text, ".")
	if isDigits(whole) && !found { // most amounts of most exports
		return reading{digits: text}, nil
	}
	if isDigits(whole) && isDigits(fraction) {
		mark, problem := r.decimalMark(at, text)
		if problem != nil || mark == '.' {
			return reading{digits: text}, problem
		}
	}
	parts, err := splitAmount(text)
	if err != nil {
		return reading{}, r.problem(at, err.Error())
	}
	mark, problem := r.decimalMark(at, parts.number)
	if problem != nil {
		return reading{}, problem
	}
	digits, err := plainNumber(parts.number, mark)
	if err != nil {
		return reading{}, r.problem(at, err.Error())
	}
	if parts.negative {
		digits = "-" + digits
	}
	return reading{digits: digits, units: parts.units}, nil
}

// money reads an amount in the row's currency and tells whether it was rounded.
func (r Row) money(at place) (providers.Money, bool, *Problem) {
	m := r.memo.amount(at)
	if !m.hasMoney {
		m.money, m.rounded, m.noMoney = r.readMoney(at)
		m.hasMoney = true
	}
	return m.money, m.rounded, m.noMoney
}

func (r Row) readMoney(at place) (m providers.Money, rounded bool, problem *Problem) {
	read, problem := r.reading(at)
	if problem != nil || read.digits == "" {
		return providers.Money{}, false, problem
	}
	currency, problem := r.currency()
	if problem != nil {
		return providers.Money{}, false, problem
	}
	if contradiction := r.contradiction(at, read.units, currency); contradiction != "" {
		return providers.Money{}, false, r.problem(at, contradiction)
	}
	amount, err := providers.ParseDecimal(read.digits)
	if err != nil {
		return providers.Money{}, false, r.problem(at, "has more digits than any amount: correct it")
	}
	m, rounded, err = r.exact(at, amount, currency)
	switch {
	case err == nil && at == atMinPartial:
		return r.firstPayment(m, rounded)
	case err == nil:
		return m, rounded, nil
	case errors.Is(err, providers.ErrTooManyDecimals):
		return providers.Money{}, false, r.tooFine(at, read.digits, currency)
	}
	return providers.Money{}, false, r.problem(at, "has more digits than any amount: correct it")
}

// exact fits an amount to its currency's minor unit: as it is, rounded where the
// configuration says so, or without what a formula's arithmetic left behind.
func (r Row) exact(at place, amount decimal.Decimal, currency providers.Currency) (providers.Money, bool, error) {
	if r.columns.cfg.Rounding {
		return providers.Round(amount, currency)
	}
	m, err := providers.NewMoney(amount, currency)
	if cell := r.cell(at); errors.Is(err, providers.ErrTooManyDecimals) && cell.Formula && cell.Kind == sheet.Number {
		if whole, ok := withoutResidue(amount, currency); ok {
			return whole, false, nil
		}
	}
	return m, false, err
}

// withoutResidue takes from a formula's result what binary arithmetic left
// behind the minor unit: 39814.00-39813.60 is stored as 0.400000000001455. A
// residue is smaller than a hundred-thousandth of the minor unit; anything
// larger is a real fraction and is refused like any other.
func withoutResidue(amount decimal.Decimal, currency providers.Currency) (providers.Money, bool) {
	m, _, err := providers.Round(amount, currency)
	if err != nil {
		return m, false
	}
	residue, err := amount.SubAbs(m.Decimal())
	limit, errLimit := decimal.New(1, currency.Digits()+5)
	return m, err == nil && errLimit == nil && residue.Less(limit)
}

// unit gives the currency code or sign in the header of an amount.
func (c *Columns) unit(at place) string {
	if at == atMinPartial {
		return c.units[1]
	}
	return c.units[0]
}

// contradiction says how what stands beside an amount or in its header does not
// agree with the row's currency.
func (r Row) contradiction(at place, units []string, currency providers.Currency) string {
	for _, unit := range units {
		if text := disagrees(unit, currency); text != "" {
			return text
		}
	}
	if unit := r.columns.unit(at); unit != "" && disagrees(unit, currency) != "" {
		return fmt.Sprintf("stands in the column %s, but the row's currency is %s: correct one of them",
			Quote(trim(r.columns.info.Header[r.columns.places[at]])), currency)
	}
	return ""
}

// firstPayment is min_partial: 0 says that there is none.
func (r Row) firstPayment(m providers.Money, rounded bool) (providers.Money, bool, *Problem) {
	switch m.Sign() {
	case 0:
		return providers.Money{}, rounded, nil
	case -1:
		return providers.Money{}, false, r.problem(atMinPartial, "is below zero: write the least first payment, or nothing")
	}
	return m, rounded, nil
}

// tooFine says that an amount has more decimals than its currency, and why
// nobody sees them in the spreadsheet.
func (r Row) tooFine(at place, digits string, currency providers.Currency) *Problem {
	shown := ""
	if cell := r.cell(at); cell.Kind == sheet.Number {
		if text := cell.Shown(); text != digits {
			shown = fmt.Sprintf(" (the sheet shows %s)", text)
		}
	}
	places := "no decimals"
	if n := currency.Digits(); n > 0 {
		places = fmt.Sprintf("%d decimals", n)
	}
	return r.problem(at, fmt.Sprintf(`is stored as %s%s, but %s has %s: correct the amount, or set rounding = "half-up" under [sheet]`,
		digits, shown, currency, places))
}

// oddFormat warns of a number that is shown with the sign of another currency
// than the row's: one of the two is wrong, and the row's currency is sent.
func (r Row) oddFormat(at place) string {
	cell := r.cell(at)
	if cell.Kind != sheet.Number {
		return ""
	}
	_, after, found := strings.Cut(cell.Format, "[$")
	if !found {
		return ""
	}
	unit, _, _ := strings.Cut(after, "]")
	unit, _, _ = strings.Cut(unit, "-")
	var signs affix
	if err := signs.read(strings.TrimSpace(unit), true); err != nil || len(signs.units) != 1 {
		return ""
	}
	currency, problem := r.currency()
	if problem != nil || disagrees(signs.units[0], currency) == "" {
		return ""
	}
	return fmt.Sprintf("%s %s: the sheet shows it as %s, the row's currency is %s", r.Cellname(string(Fields()[at])), Quote(cell.Text), signs.units[0], currency)
}
