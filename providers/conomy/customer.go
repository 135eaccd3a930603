package conomy

import (
	"strings"

	"paysheet/providers"
)

type customer struct {
	FirstName   string `json:"firstName,omitempty"`
	LastName    string `json:"lastName,omitempty"`
	Email       string `json:"email,omitempty"`
	PhoneNumber string `json:"phoneNumber,omitempty"`
	PhonePrefix string `json:"phoneNumberPrefix,omitempty"`
}

// shapeCustomer splits a name at its first space: in the countries served most
// people have one or two surnames behind one first name. It is a prefill that
// the payer can correct.
func shapeCustomer(c providers.Customer) *customer {
	first, last, _ := strings.Cut(strings.TrimSpace(c.Name), " ")
	prefix, number := splitPhone(c.Phone)
	shaped := customer{
		FirstName: first, LastName: strings.TrimSpace(last), Email: strings.TrimSpace(c.Email),
		PhoneNumber: number, PhonePrefix: prefix,
	}
	if shaped == (customer{}) {
		return nil
	}
	return &shaped
}

// splitPhone takes the country's code off an international number, which Conomy
// wants apart; a national number has none.
func splitPhone(phone string) (prefix, number string) {
	phone = strings.TrimSpace(phone)
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	switch {
	case strings.HasPrefix(phone, "+"):
	case strings.HasPrefix(phone, "00"):
		digits = digits[2:]
	default:
		return "", digits
	}
	n := codeLength(digits)
	if len(digits) <= n {
		return "", ""
	}
	return "+" + digits[:n], digits[n:]
}

// codeLength gives how many digits the country code at the start of an
// international number has, by ITU-T E.164 (list of 2016-12): 1 and 7 stand
// alone, the listed pairs are whole, every other code has three.
func codeLength(digits string) int {
	const pairs = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 " +
		"60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98"
	switch {
	case strings.HasPrefix(digits, "1"), strings.HasPrefix(digits, "7"):
		return 1
	case len(digits) >= 2 && strings.Contains(pairs, digits[:2]):
		return 2
	}
	return 3
}
