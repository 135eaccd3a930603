package sandbox

import (
	"math/big"
	"slices"
	"time"
)

func (o *onepay) create(t *txn, c *call, body map[string]any) answer {
	l := link{Merchant: c.merchant, Live: true, Created: c.now, Updated: c.now, Fields: map[string]any{}}
	if refused := o.checkFields(&l, body); refused != "" {
		return o.bad(refused)
	}
	if refused := o.checkExpiry(&l, body); refused != "" {
		return o.bad(refused)
	}
	if refused := o.checkParts(&l, body); refused != "" {
		return o.bad(refused)
	}
	if o.knobs.on("onepay.reference_unique") && t.hasReference(l.Merchant, l.Reference) {
		return o.bad("Reference number already exists")
	}
	l.ID = t.freshPage(func() string { return randomText(upperDigits, 8) })
	l.Page = l.ID
	t.put(l)
	return o.show("Payment link created successfully", l)
}

func (t *txn) hasReference(merchant, reference string) bool {
	found := false
	t.each(merchant, func(l *link) bool {
		found = l.Reference == reference
		return !found
	})
	return found
}

func (o *onepay) checkFields(l *link, body map[string]any) string {
	if broken := o.creates.check("", body); broken != nil {
		return broken.text()
	}
	given, typed := o.amountText(body["amount"])
	amount, ok := parseDecimal(given, 2)
	if !typed || !ok || amount.Sign() <= 0 {
		return "Invalid amount"
	}
	l.Amount, l.Currency = fixed2(amount), text(body, "currency")
	if !slices.Contains(o.currencies, l.Currency) {
		return "Currency type not available for the app"
	}
	l.Reference, l.Description = text(body, o.knobs["onepay.reference_field"]), text(body, "description")
	for _, name := range onepayCustomer() {
		l.Fields[name] = text(body, name)
	}
	return ""
}

// checkExpiry: a link is payable until its date is over in Colombo; the document
// names a date alone.
func (o *onepay) checkExpiry(l *link, body map[string]any) string {
	today := l.Created.In(o.zone)
	given := text(body, "expiration_date")
	if given == "" {
		given = today.AddDate(0, 0, o.knobs.number("onepay.default_expiry_days")).Format(civilDate)
	}
	date, err := time.Parse(civilDate, given)
	if err != nil {
		return "expiration_date must be YYYY-MM-DD"
	}
	if given < today.Format(civilDate) {
		return "expiration_date must not be in the past"
	}
	l.Expires, l.Fields["expiration_date"] = endOfDay(date, o.zone), given
	return ""
}

// checkParts: payments in parts only over LKR 100,000 or USD 100, the least
// part 30 to 100 % of the total.
func (o *onepay) checkParts(l *link, body map[string]any) string {
	name := o.knobs["onepay.minimum_partial_field"]
	least, given := body[name]
	if !flag(body, "allow_partial_payment") {
		if given {
			return name + " needs allow_partial_payment"
		}
		return ""
	}
	over := map[string]int64{"LKR": 100_000, "USD": 100}[l.Currency]
	total := rat(l.Amount)
	if over == 0 || total.Cmp(big.NewRat(over, 1)) <= 0 {
		return "Partial payment is only available over LKR 100,000 or USD 100"
	}
	part := percentOf(total, 30)
	if given {
		text, typed := o.amountText(least)
		value, ok := parseDecimal(text, 2)
		if !typed || !ok {
			return "Invalid amount: " + name
		}
		if value.Cmp(part) < 0 || value.Cmp(total) > 0 {
			return name + " must be between 30% and 100% of the amount"
		}
		part = value
	}
	l.Parts, l.Least = true, shortest(part)
	return ""
}
