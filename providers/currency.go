package providers

import (
	"fmt"
	"strings"
)

// Currency is an ISO 4217 alphabetic code in capitals, such as LKR. The zero
// value means that no currency is known.
type Currency string

// Codes by the number of minor-unit digits, from ISO 4217 list one as published
// by SIX on 2026-01-01. CLDR's display digits differ for about twenty of them
// (PKR, IDR, COP, MUR …) and must not be used for amounts that are sent.
const (
	digits0 = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
	digits2 = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF " +
		"CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR " +
		"ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV " +
		"MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD " +
		"SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG"
	digits3 = "BHD IQD JOD KWD LYD OMR TND"
	digits4 = "CLF UYW"
)

// ParseCurrency reads an ISO 4217 alphabetic code; case and surrounding spaces
// do not matter. The error names the text and says what is expected.
func ParseCurrency(text string) (Currency, error) {
	code := strings.ToUpper(strings.TrimSpace(text))
	if _, ok := minorDigits(code); !ok {
		return "", fmt.Errorf("%q is not an ISO 4217 currency code: write three letters such as LKR, INR or USD", text)
	}
	return Currency(code), nil
}

// Digits gives how many decimal places the currency's minor unit has: 2 for
// LKR, 0 for CLP, 3 for KWD. It is 0 for an unknown currency.
func (c Currency) Digits() int {
	n, _ := minorDigits(string(c))
	return n
}

func minorDigits(code string) (int, bool) {
	switch {
	case len(code) != codeLength:
		return 0, false
	case lists(digits2, code):
		return 2, true
	case lists(digits0, code):
		return 0, true
	case lists(digits3, code):
		return 3, true
	case lists(digits4, code):
		return 4, true
	}
	return 0, false
}

const codeLength = 3

// lists tells that a code is one of a list's, which are in the order of the
// alphabet with a space between them.
func lists(codes, code string) bool {
	const stride = codeLength + 1
	wanted := letters(code)
	low, high := 0, (len(codes)+1)/stride
	for low < high {
		middle := (low + high) / 2
		switch each := letters(codes[middle*stride:]); {
		case each == wanted:
			return true
		case each < wanted:
			low = middle + 1
		default:
			high = middle
		}
	}
	return false
}

// letters gives a code as a number, which is compared faster than a text.
func letters(code string) uint32 {
	return uint32(code[0])<<16 | uint32(code[1])<<8 | uint32(code[2])
}

// Currencies lists every known code in no particular order, for did-you-mean.
func Currencies() []string {
	return strings.Fields(digits0 + " " + digits2 + " " + digits3 + " " + digits4)
}
