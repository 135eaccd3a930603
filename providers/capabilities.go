package providers

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/govalues/decimal"
)

// FindMode says how a lost create can be looked for.
type FindMode string

// The ways to look for a link by the reference sent.
const (
	FindNone  FindMode = "none"  // the API has no way; a person looks in the dashboard
	FindScan  FindMode = "scan"  // by listing links and comparing
	FindExact FindMode = "exact" // by the reference itself
)

// ExpiryShape says what a provider takes as the end of a link.
type ExpiryShape string

// The shapes of an expiry on the wire.
const (
	ExpiryDate     ExpiryShape = "date"      // a civil date, sent unchanged
	ExpiryDateTime ExpiryShape = "date-time" // 23:59:59 of the date in the provider's zone
	ExpiryDuration ExpiryShape = "duration"  // seconds until the end of the date in the run's zone
)

// Field names what an Update may change.
type Field string

// The fields that some provider can change after the create.
const (
	FieldAmount      Field = "amount"
	FieldReference   Field = "reference"
	FieldDescription Field = "description"
	FieldExpires     Field = "expires"
	FieldMinPartial  Field = "min_partial"
	FieldEmail       Field = "email"
	FieldPhone       Field = "phone"
	FieldReturnURL   Field = "return_url"
)

// PartialRule says when a link may be paid in parts. The zero value is never.
type PartialRule struct {
	Allowed bool
	// Above lists, per currency, the total that must be exceeded; where it is
	// not empty, other currencies have no part-payments.
	Above []Money
	// MinPercent and MaxPercent bound the least first payment as a share of the
	// total; 0 is no bound.
	MinPercent, MaxPercent int
}

// Capabilities is what a provider can do, as data. Each limit's source stands
// beside it in the provider's own file; 0 or empty means that no limit is documented.
type Capabilities struct {
	Currencies          []Currency
	MinAmount           string // plain decimal in major units
	MaxReference        int    // characters
	MaxDescription      int    // characters
	DescriptionRequired bool
	Partial             PartialRule
	Expiry              ExpiryShape
	ExpiryZone          string // IANA name, empty for the run's own zone
	DefaultExpiry       string // what the provider does without one, for people
	Find                FindMode
	FindCompletes       bool // what Find sees half made, it makes payable
	RefusesDuplicates   bool // a second create with a used reference is refused
	TellsPaid           bool // Get tells how much was paid so far; else only that all was
	TellsPayments       bool // Payments lists what came in, each with its id
	Update              []Field
	UpdateFrom          []Status
	CancelFrom          []Status
	Notifies            bool    // can write to the customer when asked
	Rate                float64 // calls a second; documented or careful
	// Settle is how long after a lost create a look-up that finds nothing still
	// proves nothing; no provider documents it.
	Settle time.Duration
	Notes  []string // what a person should know, one sentence each
}

// Problem is one reason why a provider would refuse a request.
type Problem struct {
	Field   string // the invoice's field: "amount", "description"
	Message string // a sentence without a full stop: value, rule, what to do
}

// Check lists every reason why a request about to be sent would be refused,
// without calling anybody. today is the run's date. It is meant for calls about
// to be made; a link that exists may well break these rules.
func (c Capabilities) Check(req LinkRequest, today Date) []Problem {
	var found []Problem
	add := func(field, format string, args ...any) {
		found = append(found, Problem{field, fmt.Sprintf(format, args...)})
	}
	c.checkAmount(req, add)
	if n := utf8.RuneCountInString(req.Reference); c.MaxReference > 0 && n > c.MaxReference {
		add("reference", "reference %q has %d characters, %d more than the provider takes: shorten it", req.Reference, n, n-c.MaxReference)
	}
	n := utf8.RuneCountInString(req.Description)
	if c.MaxDescription > 0 && n > c.MaxDescription {
		add("description", "the description has %d characters, the provider takes %d: shorten it in the rules or the sheet", n, c.MaxDescription)
	}
	if c.DescriptionRequired && strings.TrimSpace(req.Description) == "" {
		add("description", "the description is empty and the provider needs one: give it in the rules or a description column")
	}
	if !req.Expires.IsZero() && req.Expires.Before(today) {
		add("expires", "the expiry %s is before today, %s: choose a later date", req.Expires, today)
	}
	c.checkPartial(req, add)
	return found
}

func (c Capabilities) checkAmount(req LinkRequest, add func(string, string, ...any)) {
	currency := req.Amount.Currency()
	if len(c.Currencies) > 0 && !slices.Contains(c.Currencies, currency) {
		add("currency", "the provider does not take %s (it takes %s): choose another account", currency, joinCurrencies(c.Currencies))
	}
	if req.Amount.Sign() <= 0 {
		add("amount", "%s is not above zero", req.Amount)
		return
	}
	if c.MinAmount == "" {
		return
	}
	if least, err := ParseDecimal(c.MinAmount); err == nil && req.Amount.Decimal().Less(least) {
		add("amount", "%s is below the least amount of %s that the provider takes", req.Amount, c.MinAmount)
	}
}

func (c Capabilities) checkPartial(req LinkRequest, add func(string, string, ...any)) {
	part, total := req.MinPartial, req.Amount
	if part.IsNone() {
		return
	}
	if !c.Partial.Allowed {
		add("min_partial", "the provider has no part-payments: leave min_partial out or choose another account")
		return
	}
	if part.Currency() != total.Currency() {
		add("min_partial", "the least part-payment is %s but the invoice is %s: use one currency", part, total)
		return
	}
	if order, err := part.Cmp(total); err == nil && (order > 0 || part.Sign() <= 0) {
		add("min_partial", "the least part-payment of %s must be above zero and at most the total of %s", part, total)
	}
	c.checkPartialTotal(total, add)
	c.checkPercent(part, total, add)
}

func (c Capabilities) checkPartialTotal(total Money, add func(string, string, ...any)) {
	if len(c.Partial.Above) == 0 {
		return
	}
	i := slices.IndexFunc(c.Partial.Above, func(m Money) bool { return m.Currency() == total.Currency() })
	if i < 0 {
		add("min_partial", "the provider documents no part-payments in %s: leave min_partial out", total.Currency())
		return
	}
	if order, err := total.Cmp(c.Partial.Above[i]); err == nil && order <= 0 {
		add("min_partial", "the provider allows part-payments only above %s and this is %s: leave min_partial out", c.Partial.Above[i], total)
	}
}

// checkPercent compares part*100 with percent*total, which needs no division
// and no rounding.
func (c Capabilities) checkPercent(part, total Money, add func(string, string, ...any)) {
	digits := total.Currency().Digits()
	times := func(m Money, n int) (decimal.Decimal, error) {
		factor, err := decimal.New(int64(n), 0)
		if err != nil {
			return factor, err
		}
		return m.Decimal().MulExact(factor, digits)
	}
	share, err := times(part, 100)
	if err != nil {
		add("min_partial", "the least part-payment of %s is too large to check", part)
		return
	}
	if least, err := times(total, c.Partial.MinPercent); err == nil && c.Partial.MinPercent > 0 && share.Less(least) {
		add("min_partial", "the least part-payment of %s is below %d %% of %s, which the provider asks for: raise it", part, c.Partial.MinPercent, total)
	}
	if most, err := times(total, c.Partial.MaxPercent); err == nil && c.Partial.MaxPercent > 0 && most.Less(share) {
		add("min_partial", "the least part-payment of %s is above %d %% of %s, which the provider allows: lower it", part, c.Partial.MaxPercent, total)
	}
}

func joinCurrencies(list []Currency) string {
	words := make([]string, len(list))
	for i, c := range list {
		words[i] = string(c)
	}
	return strings.Join(words, ", ")
}
