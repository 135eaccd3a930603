package providers

import (
	"slices"
	"testing"
)

func TestCurrency(t *testing.T) {
	t.Parallel()
	for code, digits := range map[string]int{
		"LKR": 2, "INR": 2, "USD": 2, "CLP": 0, "JPY": 0, "KWD": 3, "CLF": 4,
		"PKR": 2, "IDR": 2, "COP": 2, "MUR": 2, "HUF": 2, // where CLDR's display digits differ
		"ISK": 0, "UGX": 0, "TND": 3, "UYW": 4, "AED": 2, "ZWG": 2,
	} {
		c, err := ParseCurrency(" " + string(code[0]+32) + code[1:] + " ")
		if err != nil || string(c) != code || c.Digits() != digits {
			t.Errorf("%s: %s with %d digits, %v, want %d", code, c, c.Digits(), err, digits)
		}
	}
	for _, text := range []string{"", "L", "LK", "RUPEE", "XXX", "L R", "R L", "D A", "Rs.", "₨", "AED AFN", "  ", "KRL", "EDA"} {
		if c, err := ParseCurrency(text); err == nil {
			t.Errorf("%q was taken as %s", text, c)
		}
	}
}

func TestCurrenciesAreDistinct(t *testing.T) {
	t.Parallel()
	all := Currencies()
	slices.Sort(all)
	if len(all) < 150 || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Errorf("%d codes, some twice", len(all))
	}
	for _, code := range all {
		if c, err := ParseCurrency(code); err != nil || string(c) != code {
			t.Errorf("%s: %s, %v", code, c, err)
		}
	}
}
