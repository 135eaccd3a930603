package invoice

import (
	"strings"
	"testing"

	"paysheet/bulk/sheet"
	"paysheet/providers"
)

func TestAmountsAsText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, currency, decimal string
		want                    string // a number, or a part of the problem behind ~
	}{
		{"1500", "LKR", "", "1500.00"},
		{"1500.5", "LKR", "", "1500.50"},
		{" 1500.50 ", "LKR", "", "1500.50"},
		{"\u00a01500.50\u00a0", "LKR", "", "1500.50"},
		{"1,500.50", "LKR", "", "1500.50"},
		{"1.500,50", "LKR", "", "1500.50"},
		{"1500,50", "LKR", "", "1500.50"},
		{"1,00,000.00", "INR", "", "100000.00"},
		{"12,34,56,789.10", "INR", "", "123456789.10"},
		{"1 500,50", "EUR", "", "1500.50"},
		{"1\u00a0500,50", "EUR", "", "1500.50"},
		{"1\u202f500,50", "EUR", "", "1500.50"},
		{"1'234'567.80", "CHF", "", "1234567.80"},
		{"1’234.80", "CHF", "", "1234.80"},
		{"1 234 567", "CLP", "", "1234567"},
		{"49.990", "CLP", ",", "49990"},
		{"1.250.000", "CLP", "", "1250000"},
		{".50", "LKR", "", "0.50"},
		{"0.125", "KWD", "", "0.125"},
		{"1,234", "LKR", ".", "1234.00"},
		{"1,234", "KWD", ",", "1.234"},
		{"99999999999999999.99", "LKR", "", "99999999999999999.99"},
		{"0000000000000000000000001.00", "LKR", "", "1.00"},
		// Signs.
		{"-500", "LKR", "", "-500.00"},
		{"−500", "LKR", "", "-500.00"},
		{"–500", "LKR", "", "-500.00"},
		{"+500", "LKR", "", "500.00"},
		{"500-", "LKR", "", "-500.00"},
		{"(500.00)", "LKR", "", "-500.00"},
		{"( 500.00 )", "LKR", "", "-500.00"},
		{"500 CR", "LKR", "", "-500.00"},
		{"500.00Cr", "INR", "", "-500.00"},
		{"500 Dr", "INR", "", "500.00"},
		{"500 Cr.", "INR", "", "-500.00"},
		{"(LKR 500)", "LKR", "", "-500.00"},
		{"LKR (500)", "LKR", "", "-500.00"},
		{"-$500", "USD", "", "-500.00"},
		{"$-500", "USD", "", "-500.00"},
		{"500/-", "INR", "", "500.00"},
		{"Rs. 500/=", "LKR", "", "500.00"},
		{"(-500)", "LKR", "", "~more than one sign"},
		{"-500-", "LKR", "", "~more than one sign"},
		{"(500", "LKR", "", "~one bracket without the other"},
		{")500(", "LKR", "", "~one bracket without the other"},
		{"(500) CR", "LKR", "", "~more than one sign"},
		// Codes and signs beside the digits.
		{"LKR 500", "LKR", "", "500.00"},
		{"500 lkr", "LKR", "", "500.00"},
		{"Rs.500.50", "LKR", "", "500.50"},
		{"Rs 500", "INR", "", "500.00"},
		{"₹1,00,000.00", "INR", "", "100000.00"},
		{"රු.500", "LKR", "", "500.00"},
		{"$500", "AUD", "", "500.00"},
		{"$49.990", "CLP", ",", "49990"},
		{"US$ 500", "USD", "", "500.00"},
		{"CLP$ 500", "CLP", "", "500"},
		{"ＬＫＲ 500", "LKR", "", "500.00"},
		{"€ 1.234,50", "EUR", "", "1234.50"},
		{"USD 500", "LKR", "", "~is in USD, but the row's currency is LKR"},
		{"₹500", "LKR", "", `~has the sign "₹", but the row's currency is LKR`},
		{"$500", "LKR", "", "~but the row's currency is LKR"},
		{"US$500", "AUD", "", "~but the row's currency is AUD"},
		{"500 apples", "LKR", "", `~"APPLES" beside its digits`},
		{"50%", "LKR", "", "~'%' beside its digits"},
		{"#500", "LKR", "", "~'#' beside its digits"},
		// Digits of other scripts.
		{"１５００．５０", "LKR", "", "1500.50"},
		{"१,००,०००.५०", "INR", "", "100000.50"},
		{"٥٠٠", "AED", "", "500.00"},
		{"1५00", "INR", "", "~digits of two scripts"},
		{"１500", "LKR", "", "~digits of two scripts"},
		{"5²", "LKR", "", "~'²' beside its digits"},
		// Mistakes.
		{"12,5O0", "LKR", "", `~the letter 'O' among its digits`},
		{"1.2.3", "LKR", "", "~thousands marks in the wrong places"},
		{"12,34.50", "LKR", "", "~thousands marks in the wrong places"},
		{"1,0000.50", "LKR", "", "~thousands marks in the wrong places"},
		{"1,,000.00", "LKR", "", "~thousands marks in the wrong places"},
		{"1,234.567.89", "LKR", ".", "~behind its decimal point"},
		{"1'234 567.00", "CHF", "", "~two kinds of thousands marks"},
		{"1,50", "LKR", ".", "~thousands marks in the wrong places"},
		{"1E+05", "LKR", "", "~scientific notation"},
		{"1.5e5", "LKR", "", "~scientific notation"},
		{"n/a", "LKR", "", "~is no number"},
		{"-", "LKR", "", "~is no number"},
		{"500.", "LKR", "", "~'.' beside its digits"},
		{"500 600", "LKR", "", "150"},
		{"31/12/2026", "LKR", "", "~'/' among its digits"},
		{"123456789012345678901", "LKR", "", "~more digits than any amount"},
		{"500.123", "LKR", ".", "~500.123, but LKR has 2 decimals"},
		{"500.5", "CLP", "", "~500.5, but CLP has no decimals"},
		{"1,234", "LKR", "", "~can be read in two ways"},
		{"1.234", "LKR", "", `~set decimal = "." or ","`},
	}
	for _, tt := range tests {
		if tt.text == "500 600" {
			tt.want = "500600.00" // a space separates thousands
		}
		t.Run(tt.text+" "+tt.currency, func(t *testing.T) {
			t.Parallel()
			c := mapped(t, Config{Decimal: tt.decimal}, "Invoice Number", "Amount", "Currency")
			row := c.Row(csv(17, "INV-1", tt.text, tt.currency))
			m, err := row.Money("amount")
			if part, bad := strings.CutPrefix(tt.want, "~"); bad {
				if err == nil || !strings.Contains(err.Error(), part) || !strings.HasPrefix(err.Error(), "Invoices!B17 "+Quote(tt.text)+" ") {
					t.Fatalf("got %v, %v; want a problem with %q that names cell and value", m, err, part)
				}
				return
			}
			if err != nil || m.Number() != tt.want {
				t.Fatalf("got %q, %v; want %q", m.Number(), err, tt.want)
			}
		})
	}
}

func TestAmountsInCells(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		cell sheet.Cell
		cfg  Config
		want string
	}{
		{"a number", number("1500.5"), Config{}, "1500.50 LKR"},
		{"float dust", number("0.30000000000000004"), Config{}, "0.30 LKR"},
		{"an exponent in a numeric cell", number("1.5E+05"), Config{}, "150000.00 LKR"},
		{"below zero", number("-12.50"), Config{}, "-12.50 LKR"},
		{"too fine", sheet.Cell{Kind: sheet.Number, Text: "1234.567", Format: "#,##0.00"}, Config{}, `~is stored as 1234.567 (the sheet shows 1,234.57), but LKR has 2 decimals`},
		{"what a formula left behind", sheet.Cell{Kind: sheet.Number, Text: "0.400000000001455", Formula: true}, Config{}, "0.40 LKR"},
		{"what a formula left behind a larger amount", sheet.Cell{Kind: sheet.Number, Text: "1000.4000000000233", Formula: true}, Config{}, "1000.40 LKR"},
		{"a formula with a real fraction", sheet.Cell{Kind: sheet.Number, Text: "0.401", Formula: true}, Config{}, "~is stored as 0.401"},
		{"the same as a constant", number("0.400000000001455"), Config{}, "~is stored as 0.400000000001455"},
		{"too fine, rounded", number("1234.565"), Config{Rounding: true}, "1234.57 LKR"},
		{"nothing to round", number("1234.50"), Config{Rounding: true}, "1234.50 LKR"},
		{"blank", sheet.Cell{}, Config{}, ""},
		{"only spaces", text(" \u00a0"), Config{}, ""},
		{"an error", sheet.Cell{Kind: sheet.Error, Text: "#N/A"}, Config{}, `~Invoices!B17 "#N/A" is an error of the spreadsheet`},
		{"a truth", sheet.Cell{Kind: sheet.Bool, Text: "TRUE"}, Config{}, "~is TRUE or FALSE"},
		{"a date", sheet.Cell{Kind: sheet.Date, Text: "2026-12-31"}, Config{}, "~is a date where an amount belongs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.cfg.Currency = "LKR"
			c := mapped(t, tt.cfg, "Invoice Number", "Amount")
			row := c.Row(sheet.Row{Number: 17, Cells: []sheet.Cell{text("INV-1"), tt.cell}})
			m, err := row.Money("amount")
			if got := shownMoney(m) + problemOf(err); got != tt.want {
				wantText(t, "amount", got, tt.want)
			}
			if row.Rounded() != (tt.name == "too fine, rounded") {
				t.Errorf("Rounded is %v", row.Rounded())
			}
		})
	}
}

func TestCurrencyOfARow(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		cfg  Config
		want string
	}{
		{"LKR", Config{}, "LKR"},
		{" inr ", Config{}, "INR"},
		{"", Config{Currency: "CLP"}, "CLP"},
		{"USD", Config{Currency: "CLP"}, "USD"},
		{"", Config{}, `~Invoices!C17: the currency is missing`},
		{"$", Config{Currency: "USD"}, `~Invoices!C17 "$" is no ISO 4217 currency code`},
		{"Rupees", Config{}, `~is no ISO 4217 currency code`},
	}
	for _, tt := range tests {
		c := mapped(t, tt.cfg, "Invoice Number", "Amount", "Currency")
		got, err := c.Row(csv(17, "INV-1", "5", tt.text)).Text("currency")
		wantText(t, tt.text, got+problemOf(err), tt.want)
	}
	c := mapped(t, Config{}, "Invoice Number", "Amount")
	_, err := c.Row(csv(17, "INV-1", "5")).Text("currency")
	wantText(t, "no column", problemOf(err), `~Invoices row 17: the sheet has no currency column: set currency = "…" under [sheet]`)
}

// FuzzAmount checks that no text breaks the reader, and that what it reads is
// what it says: reading its own number again gives the same amount.
func FuzzAmount(f *testing.F) {
	for _, seed := range []string{"1,500.50", "(1.234,5)", "Rs. 5/-", "1E+05", "१,००,०००", "12,5O0", "-", "1'0", "US$-5", "\xff5", "٫5"} {
		f.Add(seed, "LKR")
		f.Add(seed, "CLP")
	}
	c := mapped(f, Config{}, "Invoice Number", "Amount", "Currency")
	f.Fuzz(func(t *testing.T, typed, currency string) {
		m, err := c.Row(csv(17, "INV-1", typed, currency)).Money("amount")
		if err != nil || m.IsNone() {
			return
		}
		again, err := c.Row(csv(17, "INV-1", m.Number(), currency)).Money("amount")
		if digits := m.Currency().Digits(); err != nil && digits == 3 && strings.Contains(err.Error(), "two ways") {
			return // 1.234 in a currency of three decimals needs a column to be read
		}
		if err != nil || again != m {
			t.Fatalf("%q %s is %s, which is read again as %s, %v", typed, currency, m, again, err)
		}
		if _, err := providers.ParseMoney(m.Number(), string(m.Currency())); err != nil {
			t.Fatal(err)
		}
	})
}
