package providers

import (
	"errors"
	"math/big"
	"strings"
	"testing"
)

func mustMoney(tb testing.TB, amount, currency string) Money {
	tb.Helper()
	m, err := ParseMoney(amount, currency)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ amount, currency, number, shown string }{
		{"150000", "LKR", "150000.00", "150,000.00 LKR"},
		{"150000.5", "lkr ", "150000.50", "150,000.50 LKR"},
		{"0.010", "USD", "0.01", "0.01 USD"},
		{"49990", "CLP", "49990", "49,990 CLP"},
		{"49990.00", "CLP", "49990", "49,990 CLP"},
		{"1.234", "KWD", "1.234", "1.234 KWD"},
		{"1.2345", "CLF", "1.2345", "1.2345 CLF"},
		{"-1234.5", "INR", "-1234.50", "-1,234.50 INR"},
		{"+7", "INR", "7.00", "7.00 INR"},
		{".5", "INR", "0.50", "0.50 INR"},
		{"00000000000000000000012.50", "INR", "12.50", "12.50 INR"},
		{"99999999999999999.99", "INR", "99999999999999999.99", "99,999,999,999,999,999.99 INR"},
		{"999", "JPY", "999", "999 JPY"},
	} {
		m, err := ParseMoney(test.amount, test.currency)
		if err != nil || m.Number() != test.number || m.String() != test.shown {
			t.Errorf("%s %s: %s, %s, %v, want %s", test.amount, test.currency, m.Number(), m, err, test.shown)
		}
	}
	for _, test := range []struct{ amount, currency, want string }{
		{"10.005", "LKR", "more decimal places"},
		{"10.5", "JPY", "more decimal places"},
		{"1.2345", "KWD", "more decimal places"},
		{"1,000.00", "LKR", "not a plain decimal"},
		{"1.000,00", "LKR", "not a plain decimal"},
		{"1e3", "LKR", "not a plain decimal"},
		{"", "LKR", "not a plain decimal"},
		{"-", "LKR", "not a plain decimal"},
		{"1.2.3", "LKR", "not a plain decimal"},
		{"NaN", "LKR", "not a plain decimal"},
		{"١٢", "LKR", "not a plain decimal"},
		{"10", "RUPEES", "ISO 4217"},
		{"10", "", "ISO 4217"},
		{"12345678901234567890", "LKR", "19 digits"},
		{"123456789012345678.9", "LKR", "19 digits"}, // 20 with the second decimal
	} {
		if m, err := ParseMoney(test.amount, test.currency); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q %q: %s, %v, want %q", test.amount, test.currency, m, err, test.want)
		}
	}
	if _, err := ParseMoney("1.001", "USD"); !errors.Is(err, ErrTooManyDecimals) {
		t.Errorf("%v is not ErrTooManyDecimals", err)
	}
}

func TestRound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		amount, currency, want string
		rounded                bool
	}{
		{"10.005", "LKR", "10.01", true},
		{"10.0049999", "LKR", "10.00", true},
		{"-10.005", "LKR", "-10.01", true},
		{"10.5", "JPY", "11", true},
		{"0.004", "USD", "0.00", true},
		{"9.995", "USD", "10.00", true},
		{"10.00000", "LKR", "10.00", false},
		{"1.2344", "KWD", "1.234", true},
	} {
		d, err := ParseDecimal(test.amount)
		if err != nil {
			t.Fatal(err)
		}
		m, rounded, err := Round(d, Currency(test.currency))
		if err != nil || m.Number() != test.want || rounded != test.rounded {
			t.Errorf("%s %s: %s, %v, %v, want %s, %v", test.amount, test.currency, m.Number(), rounded, err, test.want, test.rounded)
		}
	}
	d, err := ParseDecimal("1.005")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Round(d, "XXX"); err == nil {
		t.Error("rounded to a currency that is none")
	}
}

func TestArithmetic(t *testing.T) {
	t.Parallel()
	a, b := mustMoney(t, "100.10", "LKR"), mustMoney(t, "0.90", "LKR")
	if sum, err := a.Add(b); err != nil || sum != mustMoney(t, "101", "LKR") {
		t.Errorf("sum %s, %v", sum, err)
	}
	if rest, err := b.Sub(a); err != nil || rest != mustMoney(t, "-99.20", "LKR") || rest.Sign() != -1 {
		t.Errorf("difference %s, %v", rest, err)
	}
	if order, err := a.Cmp(b); err != nil || order != 1 {
		t.Errorf("order %d, %v", order, err)
	}
	other := mustMoney(t, "1", "USD")
	if _, err := a.Add(other); err == nil {
		t.Error("added two currencies")
	}
	if _, err := a.Sub(other); err == nil {
		t.Error("subtracted two currencies")
	}
	if _, err := a.Cmp(other); err == nil {
		t.Error("compared two currencies")
	}
	most := mustMoney(t, "99999999999999999.99", "LKR")
	if sum, err := most.Add(mustMoney(t, "0.01", "LKR")); err == nil {
		t.Errorf("overflow gave %s", sum)
	}
	var none Money
	if !none.IsNone() || none.Number() != "" || none.String() != "none" || none.Currency() != "" || mustMoney(t, "0", "LKR").IsNone() {
		t.Error("no amount is not an amount of 0")
	}
}

// FuzzMoney: whatever parses keeps its value, has the currency's decimals and
// parses again to the same.
func FuzzMoney(f *testing.F) {
	for _, seed := range []string{"1", "-0.10", "1e5", "150000.00", "99999999999999999.99", ".", "--1", "00.1", "1.10000000000000000000000"} {
		f.Add(seed, "LKR")
		f.Add(seed, "CLP")
	}
	f.Fuzz(func(t *testing.T, amount, currency string) {
		m, err := ParseMoney(amount, currency)
		if err != nil {
			return
		}
		want, ok := new(big.Rat).SetString(amount)
		got, fine := new(big.Rat).SetString(m.Number())
		if !ok || !fine || want.Cmp(got) != 0 {
			t.Errorf("%q became %s", amount, m.Number())
		}
		_, decimals, _ := strings.Cut(m.Number(), ".")
		if len(decimals) != m.Currency().Digits() {
			t.Errorf("%s has %d decimals, %s has %d", m.Number(), len(decimals), m.Currency(), m.Currency().Digits())
		}
		if again, err := ParseMoney(m.Number(), string(m.Currency())); err != nil || again != m {
			t.Errorf("%s parses again to %s, %v", m, again, err)
		}
	})
}
