package providers

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Payment is one sum that came in on a link, or with Refund one that went back.
// It holds what an accountant posts a receipt by and nothing of who paid: no
// number of a card, no address, no name.
type Payment struct {
	ID     string    // the provider's own; a refund may have that of its payment
	Refund bool      // the money went back to the payer
	At     time.Time // when it was made; zero where the provider does not tell
	Method string    // in the provider's word, as Method leaves it: "UPI"; empty where not told
	Amount Money     // above zero, also that of a refund
}

// maxPaymentID is far above the ids that are documented, which have 15 to 18 digits.
const maxPaymentID = 64

// Check says why a payment cannot be kept: it has no id that could stand in a
// ledger, or no amount above zero.
func (p Payment) Check() error {
	switch {
	case p.ID == "":
		return fmt.Errorf("a payment of %s has no id", p.Amount)
	case utf8.RuneCountInString(p.ID) > maxPaymentID || strings.ContainsFunc(p.ID, notInID):
		return fmt.Errorf("a payment of %s has an id that is none", p.Amount)
	case p.Amount.Sign() <= 0:
		return fmt.Errorf("payment %s has no amount above zero", p.ID)
	}
	return nil
}

// notInID tells what no provider's payment id has. An address, with its @, does
// not pass for an id.
func notInID(r rune) bool {
	return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.:/", r)
}

// Method leaves of a provider's word for the way of paying what is a word:
// "UPI", "net_banking". Anything longer, or with more than three digits in it, may
// be a card's number or an address and gives nothing.
func Method(word string) string {
	word = strings.TrimSpace(word)
	digits := 0
	for _, r := range word {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune(" -_+/", r):
		default:
			return ""
		}
	}
	if digits > 3 || len(word) > 32 {
		return ""
	}
	return word
}

// Received adds up payments and takes off refunds, in the currency of the first.
// An error means that they are of two currencies, or too large to add; no
// payments give the zero Money.
func Received(payments []Payment) (Money, error) {
	if len(payments) == 0 {
		return Money{}, nil
	}
	sum, err := ParseMoney("0", string(payments[0].Amount.Currency()))
	for _, p := range payments {
		if err != nil {
			break
		}
		if p.Refund {
			sum, err = sum.Sub(p.Amount)
		} else {
			sum, err = sum.Add(p.Amount)
		}
	}
	if err != nil {
		return Money{}, fmt.Errorf("adding up the payments: %w", err)
	}
	return sum, nil
}
