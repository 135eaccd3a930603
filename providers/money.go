package providers

import (
	"errors"
	"fmt"
	"strings"

	"github.com/govalues/decimal"
)

// Money is an exact amount in one currency, held at the currency's minor-unit
// digits. It never passes through a float. Two Moneys are equal (==) exactly
// when amount and currency are. The zero value is "no amount".
//
// govalues/decimal holds 19 digits and reports overflow instead of losing
// digits, which is why it was chosen over arbitrary precision.
type Money struct {
	amount   decimal.Decimal
	currency Currency
}

// maxDigits is what decimal.Decimal holds exactly; its parser would round more.
const maxDigits = 19

// ErrTooManyDecimals says that an amount is finer than its currency's minor unit.
var ErrTooManyDecimals = errors.New("more decimal places than the currency has")

// ParseDecimal reads a plain decimal ("-1234.50") exactly. Exponents, thousands
// marks, a comma and more than 19 digits are errors.
func ParseDecimal(text string) (decimal.Decimal, error) {
	digits := 0
	for i, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '.', (r == '-' || r == '+') && i == 0:
		default:
			return decimal.Decimal{}, fmt.Errorf("%q is not a plain decimal number", text)
		}
	}
	if digits > maxDigits {
		trimmed := strings.TrimLeft(strings.TrimLeft(text, "+-"), "0")
		if len(strings.ReplaceAll(trimmed, ".", "")) > maxDigits {
			return decimal.Decimal{}, fmt.Errorf("%q has more than %d digits, which no amount has", text, maxDigits)
		}
	}
	d, err := decimal.Parse(text)
	if err != nil {
		return decimal.Decimal{}, fmt.Errorf("%q is not a plain decimal number", text)
	}
	return d, nil
}

// NewMoney makes an amount of a currency. Zeros beyond the minor unit are
// dropped; any other digit there is ErrTooManyDecimals.
func NewMoney(amount decimal.Decimal, currency Currency) (Money, error) {
	digits, ok := minorDigits(string(currency))
	if !ok {
		return Money{}, fmt.Errorf("%q is not an ISO 4217 currency code", string(currency))
	}
	if amount.MinScale() > digits {
		return Money{}, fmt.Errorf("%s %s: %w (%s has %d)", amount, currency, ErrTooManyDecimals, currency, digits)
	}
	exact := amount.Rescale(digits)
	if exact.Scale() != digits {
		return Money{}, fmt.Errorf("%s %s has more than %d digits, which no amount has", amount, currency, maxDigits)
	}
	return Money{amount: exact, currency: currency}, nil
}

// ParseMoney reads a plain decimal and a currency code.
func ParseMoney(amount, currency string) (Money, error) {
	code, err := ParseCurrency(currency)
	if err != nil {
		return Money{}, err
	}
	d, err := ParseDecimal(amount)
	if err != nil {
		return Money{}, err
	}
	return NewMoney(d, code)
}

// Round makes an amount of a currency from a decimal that may be too fine,
// rounding half away from zero at the minor unit, and tells whether it had to.
func Round(amount decimal.Decimal, currency Currency) (m Money, rounded bool, err error) {
	digits, ok := minorDigits(string(currency))
	if ok && amount.MinScale() > digits {
		half, err := decimal.New(5, digits+1)
		if err != nil {
			return Money{}, false, fmt.Errorf("rounding %s %s: %w", amount, currency, err)
		}
		moved, err := amount.Add(half.CopySign(amount))
		if err != nil {
			return Money{}, false, fmt.Errorf("rounding %s %s: %w", amount, currency, err)
		}
		amount, rounded = moved.Trunc(digits), true
	}
	m, err = NewMoney(amount, currency)
	return m, rounded, err
}

// Decimal gives the amount in major units, with the currency's digits.
func (m Money) Decimal() decimal.Decimal { return m.amount }

// Currency gives the currency, empty for the zero Money.
func (m Money) Currency() Currency { return m.currency }

// IsNone tells the zero Money ("no amount"), which differs from an amount of 0.
func (m Money) IsNone() bool { return m.currency == "" }

// Sign gives -1, 0 or 1.
func (m Money) Sign() int { return m.amount.Sign() }

// Cmp compares two amounts of one currency; comparing currencies with each
// other is an error.
func (m Money) Cmp(o Money) (int, error) {
	if m.currency != o.currency {
		return 0, fmt.Errorf("cannot compare %s with %s", m, o)
	}
	return m.amount.Cmp(o.amount), nil
}

// Add gives m + o. Different currencies and overflow are errors.
func (m Money) Add(o Money) (Money, error) {
	if m.currency != o.currency {
		return Money{}, fmt.Errorf("cannot add %s and %s", m, o)
	}
	sum, err := m.amount.AddExact(o.amount, m.currency.Digits())
	if err != nil {
		return Money{}, fmt.Errorf("adding %s and %s: %w", m, o, err)
	}
	return Money{amount: sum, currency: m.currency}, nil
}

// Sub gives m - o. Different currencies and overflow are errors.
func (m Money) Sub(o Money) (Money, error) {
	return m.Add(Money{amount: o.amount.Neg(), currency: o.currency})
}

// Number gives the amount in major units as plain digits with the currency's
// decimal places ("150000.00", "49990"), the shape that travels to providers
// and into numeric cells. It is empty for the zero Money.
func (m Money) Number() string {
	if m.IsNone() {
		return ""
	}
	return m.amount.String()
}

// String gives the amount for people: "150,000.00 LKR"; "none" for the zero Money.
func (m Money) String() string {
	if m.IsNone() {
		return "none"
	}
	return group(m.amount.String()) + " " + string(m.currency)
}

// group puts thousands commas into plain digits.
func group(number string) string {
	sign := ""
	if strings.HasPrefix(number, "-") {
		sign, number = "-", number[1:]
	}
	whole, frac, _ := strings.Cut(number, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if frac != "" {
		b.WriteString("." + frac)
	}
	return b.String()
}
