package invoice

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"

	"paysheet/providers"
)

// signTable holds the signs and abbreviations that people write beside an
// amount, each with the currencies that it can stand for (Unicode CLDR 47,
// currency symbols; the rest by custom). A sign never decides a row's currency,
// it can only contradict it.
const signTable = `
$ USD AUD ARS BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD UYU XCD XCG ZWG
US$ USD
U$S USD
A$ AUD
AU$ AUD
C$ CAD NIO
CA$ CAD
NZ$ NZD
S$ SGD
HK$ HKD
NT$ TWD
R$ BRL
MX$ MXN
RS INR LKR MUR NPR PKR SCR
₨ INR LKR MUR NPR PKR SCR
RP IDR INR LKR
₹ INR
රු LKR
ரூ LKR INR
SLRS LKR
SLR LKR
€ EUR
£ GBP EGP FKP GIP LBP SDG SHP SSP SYP
¥ CNY JPY
円 JPY
元 CNY
KR CZK DKK ISK NOK SEK
KČ CZK
ZŁ PLN
₩ KRW KPW
₽ RUB
₺ TRY
₱ PHP
₫ VND
฿ THB
৳ BDT
₦ NGN
₪ ILS
₴ UAH
RM MYR
R ZAR
FR CHF
SFR CHF
DH AED MAD
DHS AED MAD
`

// signCurrencies gives the currencies of a sign, empty for an unknown one.
func signCurrencies(sign string) string {
	for line := range strings.Lines(signTable) {
		if known, currencies, found := strings.Cut(line, " "); found && known == sign {
			return strings.TrimSpace(currencies)
		}
	}
	return ""
}

// headerUnit splits "Balance Due (LKR)" or "Amount in USD" into the header
// proper and the currency code or sign; unit is empty where there is none.
// Other words in brackets stay: "Amount (excl. tax)" is not "Amount".
func headerUnit(header string) (base, unit string) {
	header = trim(header)
	at, inside := strings.LastIndexAny(header, "(["), ""
	if at > 0 && strings.HasSuffix(header, ")") || at > 0 && strings.HasSuffix(header, "]") {
		inside = header[at+1 : len(header)-1]
	} else if at = strings.LastIndex(header, " in "); at > 0 {
		inside = header[at+len(" in "):]
	}
	unit = unitForm(trim(inside))
	if _, err := providers.ParseCurrency(unit); unit == "" || err != nil && signCurrencies(unit) == "" {
		return header, ""
	}
	return header[:at], unit
}

// unitForm is how codes and signs are compared: in capitals, without full stops.
func unitForm(text string) string {
	return strings.ToUpper(strings.Trim(norm.NFKC.String(text), "."))
}

// isUnit tells that what stands beside an amount is a currency, whichever.
func isUnit(unit string) bool {
	if signCurrencies(unit) != "" {
		return true
	}
	_, err := providers.ParseCurrency(strings.Trim(unit, "$")) // "CLP$"
	return err == nil
}

func notUnit(unit string) string {
	return fmt.Sprintf("has %q beside its digits, which is no currency that paysheet knows: write the amount alone", unit)
}

// disagrees says how a code or symbol beside an amount contradicts the row's
// currency, empty where it agrees.
func disagrees(unit string, currency providers.Currency) string {
	if code, err := providers.ParseCurrency(unit); err == nil {
		if code == currency {
			return ""
		}
		return fmt.Sprintf("is in %s, but the row's currency is %s: correct one of them", code, currency)
	}
	code := strings.Trim(unit, "$") // "CLP$"
	if code != unit && code == string(currency) && strings.Contains(signCurrencies("$"), code) {
		return ""
	}
	possible := signCurrencies(unit)
	switch {
	case possible == "":
		return notUnit(unit)
	case strings.Contains(possible, string(currency)):
		return ""
	}
	return fmt.Sprintf("has the sign %q, but the row's currency is %s: correct one of them", unit, currency)
}
