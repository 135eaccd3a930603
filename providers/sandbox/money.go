package sandbox

import (
	"math/big"
	"strings"
)

// isDecimal tells a plain decimal as all four documents show amounts: no sign,
// no exponent, no grouping, no zeros before it. Fifteen digits are more than any of
// them takes and keep a hostile number from costing time.
func isDecimal(text string) bool {
	whole, fraction, point := strings.Cut(text, ".")
	return areDigits(whole, 15) && (whole[0] != '0' || whole == "0") && (!point || areDigits(fraction, 8))
}

func areDigits(text string, most int) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != "" && len(text) <= most
}

// parseDecimal reads a plain decimal with at most digits after the point.
func parseDecimal(text string, digits int) (*big.Rat, bool) {
	if !isDecimal(text) {
		return nil, false
	}
	if _, after, _ := strings.Cut(text, "."); len(strings.TrimRight(after, "0")) > digits {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// rat reads an amount that this package wrote; an empty one is zero.
func rat(text string) *big.Rat {
	if value, ok := new(big.Rat).SetString(text); ok {
		return value
	}
	return new(big.Rat)
}

// fixed2 writes an amount with two decimals, exactly: callers hold at most two.
func fixed2(value *big.Rat) string { return value.FloatString(2) }

// shortest writes an amount without trailing zeros, as a JSON number of the older
// and newer PayU answers and a Conomy sum look.
func shortest(value *big.Rat) string {
	text := value.FloatString(8)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// percentOf is value * percent / 100, exact.
func percentOf(value *big.Rat, percent int64) *big.Rat {
	return new(big.Rat).Mul(value, big.NewRat(percent, 100))
}

func sum(values ...*big.Rat) *big.Rat {
	total := new(big.Rat)
	for _, value := range values {
		total.Add(total, value)
	}
	return total
}

// shownMoney writes an amount as people read it, with the decimals that its currency
// has: 150000.5 becomes 150,000.50, and of pesos and yen 49990 becomes 49,990 (ISO 4217, 2024).
func shownMoney(decimal, currency string) string {
	whole, fraction, _ := strings.Cut(decimal, ".")
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	switch currency {
	case "CLP", "JPY", "PYG":
	default:
		fraction += strings.Repeat("0", max(0, 2-len(fraction)))
	}
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}
