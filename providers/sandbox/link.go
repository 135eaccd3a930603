package sandbox

import (
	"maps"
	"math/big"
	"slices"
	"time"
)

// link is one payment link as the log keeps it: facts only. Its state is derived
// with the clock, so that a link expires without anybody writing it down.
type link struct {
	ID          string         `json:"id"`       // the provider's id; at PayU the invoice number
	Merchant    string         `json:"merchant"` // whose link it is
	Page        string         `json:"page"`     // last part of the payer's URL, unique in the log
	Reference   string         `json:"reference"`
	Description string         `json:"description,omitempty"`
	Amount      string         `json:"amount,omitempty"` // decimal; empty where the payer fills it in
	Currency    string         `json:"currency"`
	Parts       bool           `json:"parts,omitempty"` // may be paid in parts
	Least       string         `json:"least,omitempty"` // least part
	Most        int            `json:"most,omitempty"`  // most payments, 0 without limit
	Live        bool           `json:"live"`            // activated, not switched off
	Cancelled   bool           `json:"cancelled,omitempty"`
	Processing  bool           `json:"processing,omitempty"` // a payer is in the middle of paying
	Created     time.Time      `json:"created"`
	Updated     time.Time      `json:"updated"`
	Expires     time.Time      `json:"expires,omitzero"` // first instant at which it is expired
	Fields      map[string]any `json:"fields,omitempty"` // what the provider's answers echo
	Payments    []payment      `json:"payments,omitempty"`
	Notified    []string       `json:"notified,omitempty"` // channels over which the payer was told
}

type payment struct {
	ID     string    `json:"id"`
	Amount string    `json:"amount"`
	At     time.Time `json:"at"`
}

// copied lets a change be prepared without touching what readers see.
func (l link) copied() link {
	l.Fields = maps.Clone(l.Fields)
	if l.Fields == nil {
		l.Fields = map[string]any{}
	}
	l.Payments = slices.Clone(l.Payments)
	l.Notified = slices.Clone(l.Notified)
	return l
}

func (l link) paid() *big.Rat {
	total := new(big.Rat)
	for _, part := range l.Payments {
		total.Add(total, rat(part.Amount))
	}
	return total
}

func (l *link) receive(amount *big.Rat, at time.Time) {
	l.Payments = append(l.Payments, payment{ID: "1730000" + randomText(tenDigits, 8), Amount: shortest(amount), At: at})
	l.Processing = false
}

// complete says that nothing more can be paid. A link whose payer fills in the
// amount is complete when its payments are used up.
func (l link) complete() bool {
	if len(l.Payments) == 0 {
		return false
	}
	if l.Amount == "" {
		return l.Most > 0 && len(l.Payments) >= l.Most
	}
	return l.paid().Cmp(rat(l.Amount)) >= 0
}

func (l link) expired(now time.Time) bool {
	return !l.Expires.IsZero() && !now.Before(l.Expires)
}

// text reads a field that the create or an update sent as a string.
func (l link) text(name string) string {
	text, _ := l.Fields[name].(string)
	return text
}

// Link is one link as tests and the control page see it.
type Link struct {
	Provider    string
	ID          string // the provider's id; at PayU the invoice number
	Merchant    string // the identity that made it: app id, client id, account id or merchant id
	Reference   string // the merchant's own: reference number, checkoutToken, reference_id or invoice number
	Description string
	Amount      string // decimal in major units; empty where the payer fills it in
	Currency    string // ISO 4217
	State       string // the provider's own word for it at the clock's present
	Payable     bool   // whether the page would take a payment
	Paid        string // decimal in major units
	Created     time.Time
	Expires     time.Time // first instant at which it is expired; zero for never
	URL         string    // what the payer opens, on the fixed port
	Notified    []string  // channels over which the provider was asked to tell the payer
}

// paymentProblem says in a sentence why a payment is refused; nil where it is taken.
func (l link) paymentProblem(amount *big.Rat) error {
	if amount.Sign() <= 0 {
		return refusal("The amount must be greater than zero.")
	}
	if l.Most > 0 && len(l.Payments) >= l.Most {
		return refusal("This link takes no further payment.")
	}
	if l.Amount == "" {
		return nil
	}
	rest := new(big.Rat).Sub(rat(l.Amount), l.paid())
	switch {
	case amount.Cmp(rest) > 0:
		return refusal("The amount is more than what is still due.")
	case amount.Cmp(rest) == 0:
		return nil
	case !l.Parts:
		return refusal("This link can only be paid in full.")
	case l.Least != "" && amount.Cmp(rat(l.Least)) < 0:
		return refusal("The amount is less than the smallest part, " + l.Least + ".")
	}
	return nil
}

// refusal is a sentence for the person at the page.
type refusal string

func (r refusal) Error() string { return string(r) }
