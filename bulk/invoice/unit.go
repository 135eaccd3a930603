package invoice

import (
	"fmt"
	"strings"

	"paysheet/providers"
)

const (
	dollars = "AUD ARS BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD USD UYU XCD XCG ZWG"
	rupees  = "INR LKR MUR NPR PKR SCR"
	pounds  = "EGP FKP GBP GIP LBP SDG SHP SSP SYP"
	crowns  = "CZK DKK ISK NOK SEK"
)

// unitCurrencies gives the currencies that a symbol or an abbreviation can
// stand for, empty for an unknown one. It never decides a row's currency, it
// can only contradict it.
func unitCurrencies(unit string) string {
	switch unit {
	case "$":
		return dollars
	case "US$", "U$S", "U$":
		return "USD"
	case "A$", "AU$":
		return "AUD"
	case "C$", "CA$":
		return "CAD NIO"
	case "NZ$":
		return "NZD"
	case "S$":
		return "SGD"
	case "HK$":
		return "HKD"
	case "NT$":
		return "TWD"
	case "R$":
		return "BRL"
	case "MX$":
		return "MXN"
	case "RS", "₨", "RP", "RE":
		return rupees + " IDR"
	case "₹":
		return "INR"
	case "රු", "ரூ", "SLRS", "SLR":
		return "LKR"
	case "€":
		return "EUR"
	case "£":
		return pounds
	case "¥", "円", "元":
		return "CNY JPY"
	case "KR":
		return crowns
	default:
		return rareUnit(unit)
	}
}

func rareUnit(unit string) string {
	switch unit {
	case "₩":
		return "KRW KPW"
	case "₽":
		return "RUB"
	case "₺":
		return "TRY"
	case "₱":
		return "PHP"
	case "₫":
		return "VND"
	case "฿":
		return "THB"
	case "৳":
		return "BDT"
	case "₦":
		return "NGN"
	case "₪":
		return "ILS"
	case "₴":
		return "UAH"
	case "RM":
		return "MYR"
	case "R":
		return "ZAR"
	case "FR", "SFR":
		return "CHF"
	case "DHS", "DH":
		return "AED MAD"
	}
	return ""
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
	if code != unit && code == string(currency) && strings.Contains(dollars, code) {
		return ""
	}
	possible := unitCurrencies(unit)
	switch {
	case possible == "":
		return fmt.Sprintf("has %q beside its digits, which is no currency that paysheet knows: write the amount alone", unit)
	case strings.Contains(possible, string(currency)):
		return ""
	}
	return fmt.Sprintf("has the sign %q, but the row's currency is %s: correct one of them", unit, currency)
}
