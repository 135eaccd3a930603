package script

import (
	"fmt"
	"math"
	"math/bits"
	"strings"

	"github.com/govalues/decimal"
	"go.starlark.net/starlark"

	"paysheet/providers"
)

// rounding is how a product or a quotient that is too fine is brought to whole
// units. Amounts may be negative, so up and down mean away from and towards zero.
type rounding string

const (
	roundUp       rounding = "up"
	roundDown     rounding = "down"
	roundNearest  rounding = "nearest" // halves away from zero
	roundHalfEven rounding = "half_even"
)

func parseRounding(text string) (rounding, error) {
	switch mode := rounding(text); mode {
	case roundUp, roundDown, roundNearest, roundHalfEven:
		return mode, nil
	}
	return "", fmt.Errorf("%q is no way to round: write \"up\", \"down\", \"nearest\" or \"half_even\"", clip(text, 60))
}

// pow10 gives 10^n for n from 0 to 19.
func pow10(n int) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}

// mulDiv gives a*b/by rounded, in 128 bits, so that nothing is lost on the way.
// ok is false where the result does not fit.
func mulDiv(a, b, by uint64, mode rounding) (q uint64, ok bool) {
	hi, lo := bits.Mul64(a, b)
	if hi >= by {
		return 0, false
	}
	q, rest := bits.Div64(hi, lo, by)
	if rest == 0 {
		return q, true
	}
	above := rest > by-rest
	half := rest == by-rest
	switch mode {
	case roundUp:
		q++
	case roundNearest:
		if above || half {
			q++
		}
	case roundHalfEven:
		if above || (half && q%2 == 1) {
			q++
		}
	case roundDown:
	}
	return q, true
}

// fromMinor makes an amount from whole minor units.
func fromMinor(units uint64, negative bool, currency providers.Currency) (providers.Money, error) {
	if units > math.MaxInt64 {
		return providers.Money{}, fmt.Errorf("the result has more digits than any amount of %s has", currency)
	}
	signed := int64(units)
	if negative {
		signed = -signed
	}
	d, err := decimal.New(signed, currency.Digits())
	if err != nil {
		return providers.Money{}, fmt.Errorf("the result is no amount of %s: %w", currency, err)
	}
	return providers.NewMoney(d, currency)
}

// times multiplies an amount by factor/10^shift and rounds at the minor unit.
func times(m providers.Money, factor decimal.Decimal, shift int, mode rounding) (providers.Money, error) {
	factor = factor.Trim(0)
	places := factor.Scale() + shift
	if places > 19 {
		return providers.Money{}, fmt.Errorf("%s has too many decimal places to multiply with", factor)
	}
	units, ok := mulDiv(m.Decimal().Coef(), factor.Coef(), pow10(places), mode)
	if !ok {
		return providers.Money{}, fmt.Errorf("%s times %s is too large", m, factor)
	}
	return fromMinor(units, m.Sign()*factor.Sign() < 0, m.Currency())
}

// roundTo brings an amount to a multiple of step, which is in major units.
func roundTo(m providers.Money, step decimal.Decimal, mode rounding) (providers.Money, error) {
	unit, err := providers.NewMoney(step, m.Currency())
	if err != nil || unit.Sign() <= 0 {
		return providers.Money{}, fmt.Errorf("cannot round %s to %s: give a positive amount that %s has, such as 100 or \"0.05\"", m, step, m.Currency())
	}
	size := unit.Decimal().Coef()
	count, _ := mulDiv(m.Decimal().Coef(), 1, size, mode)
	hi, units := bits.Mul64(count, size)
	if hi != 0 {
		return providers.Money{}, fmt.Errorf("%s rounded to %s is too large", m, step)
	}
	return fromMinor(units, m.Sign() < 0, m.Currency())
}

// split shares an amount into n parts that differ by at most one minor unit
// and sum back to it; the larger parts come first.
func split(m providers.Money, n uint64) ([]providers.Money, error) {
	units, negative := m.Decimal().Coef(), m.Sign() < 0
	parts := make([]providers.Money, n)
	for i := range parts {
		share := units / n
		if uint64(i) < units%n {
			share++
		}
		part, err := fromMinor(share, negative, m.Currency())
		if err != nil {
			return nil, err
		}
		parts[i] = part
	}
	return parts, nil
}

// exactDecimal takes what rules may write for a number: an int, a decimal or
// text. A float is refused, because its digits are already lost.
func exactDecimal(v starlark.Value) (decimal.Decimal, error) {
	switch v := v.(type) {
	case *decimalValue:
		return v.d, nil
	case starlark.Int:
		n, ok := v.Int64()
		if !ok {
			return decimal.Decimal{}, fmt.Errorf("%s is too large", clip(v.String(), 40))
		}
		return decimal.New(n, 0)
	case starlark.String:
		return parseNumber(string(v))
	case starlark.Float:
		return decimal.Decimal{}, floatError(v)
	}
	return decimal.Decimal{}, fmt.Errorf("%s is no number: write it as 25000 or \"25000.50\"", describe(v))
}

func floatError(f starlark.Float) error {
	text := f.String()
	return fmt.Errorf("%s is a float, which cannot hold every amount exactly: write it as text, \"%s\", or decimal(\"%s\")", text, text, text)
}

// parseNumber reads a plain decimal with or without thousands commas. Commas
// must stand where thousands, or lakhs and crores, do: "12,5" is refused.
func parseNumber(text string) (decimal.Decimal, error) {
	plain := strings.TrimSpace(text)
	whole, frac, dotted := strings.Cut(plain, ".")
	if strings.Contains(whole, ",") {
		if !grouped(strings.TrimLeft(whole, "+-")) {
			return decimal.Decimal{}, fmt.Errorf("%q has a comma where no thousands are: write it as \"25,000.00\" or \"25000.00\"", clip(text, 60))
		}
		plain = strings.ReplaceAll(whole, ",", "")
		if dotted {
			plain += "." + frac
		}
	}
	return providers.ParseDecimal(plain)
}

// grouped tells whether commas cut digits as 1,234,567 or 12,34,567 do.
func grouped(digits string) bool {
	groups := strings.Split(digits, ",")
	last := len(groups) - 1
	for i, g := range groups {
		least, most := 2, 3
		switch i {
		case 0:
			least = 1
		case last:
			least = 3
		}
		if len(g) < least || len(g) > most {
			return false
		}
	}
	return true
}
