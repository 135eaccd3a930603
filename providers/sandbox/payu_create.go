package sandbox

import (
	"encoding/json"
	"math/big"
	"regexp"
	"strconv"
	"time"
)

var (
	indianPhone  = regexp.MustCompile(`^[6-9][0-9]{9}$`)
	alphanumeric = regexp.MustCompile(`^[A-Za-z0-9]+$`)
)

func payuDetails() shape {
	address := optional("line1", "line2", "city", "state", "country", "zipCode")
	udf := shape{}
	for i := 1; i <= 5; i++ {
		udf["udf"+strconv.Itoa(i)] = field{kind: kindText, null: true, max: 255}
	}
	any := field{kind: kindAny}
	return shape{
		"address": {kind: kindObject, null: true, shape: address},
		"udf":     {kind: kindObject, null: true, shape: udf},
		"tax":     {kind: kindNumber, null: true}, "shippingCharge": {kind: kindNumber, null: true},
		"isPartialPaymentAllowed": {kind: kindFlag}, "minAmountForCustomer": {kind: kindNumber, null: true},
		"viaEmail": {kind: kindFlag}, "viaSms": {kind: kindFlag},
		"reminder": any, "customAttributes": {kind: kindList, null: true},
	}
}

// payuCreateShape is every field of the newer document and of the older SDK.
func payuCreateShape() shape {
	s := payuDetails().with(optional("currency", "expiryDate", "successURL", "failureURL", "transactionId", "batchId", "enforcePayMethod",
		"dropCategory", "enforcePG", "userToken", "userCredentials", "scheduledFor", "smsConfirm", "whatsappTemplateName",
		"emailTemplateName", "smsTemplateName", "offerKey"))
	for _, name := range []string{
		"siDetails", "cart_details", "aggregatorSplitInfo", "beneficiarydetail", "paymentDeadline", "additionalDetails",
		"blockDaysForPreAuthorizeLinks", "validationPeriod", "timeUnit",
	} {
		s[name] = field{kind: kindAny}
	}
	customer := shape{"name": {kind: kindText, null: true, max: 100}}.with(optional("email", "phone"))
	return s.with(shape{
		"description":              {kind: kindText, need: true, max: 255},
		"source":                   {kind: kindText, need: true},
		"subAmount":                {kind: kindNumber, null: true},
		"discount":                 {kind: kindNumber, null: true},
		"adjustment":               {kind: kindNumber, null: true},
		"invoiceNumber":            {kind: kindText, null: true, max: 25},
		"isAmountFilledByCustomer": {kind: kindFlag},
		"maxPaymentsAllowed":       {kind: kindInteger, null: true},
		"customer":                 {kind: kindObject, null: true, shape: customer},
		"viaWhatsapp":              {kind: kindFlag},
		"whatsappRecipients":       {kind: kindList, null: true, item: &field{kind: kindText}},
		"notes":                    {kind: kindText, null: true, max: 255},
		"isActive":                 {kind: kindFlag},
	})
}

func (p *payu) create(c *call, body map[string]any) answer {
	if broken := p.creates.check("", body); broken != nil {
		return p.fail(broken.text() + ".")
	}
	l := link{
		Merchant: c.merchant, ID: text(body, "invoiceNumber"), Description: text(body, "description"), Currency: "INR",
		Live: true, Created: c.now, Updated: c.now, Fields: body,
	}
	if given := text(body, "currency"); given != "" {
		l.Currency = given
	}
	if active, found := body["isActive"].(bool); found {
		l.Live = active
	}
	for _, check := range []func(*link, map[string]any) string{p.checkIdentity, p.checkAmounts, p.checkParts, p.checkEnd} {
		if refused := check(&l, body); refused != "" {
			return p.fail(refused)
		}
	}
	l.notify(payuChannels(body)...)
	return p.run(func(t *txn) answer {
		for l.ID == "" {
			l.ID = "INV" + randomText(tenDigits, 13)
			if _, taken := t.get(l.Merchant, l.ID); taken {
				l.ID = ""
			}
		}
		// A number stays taken for good, also after a cancel: whether it is freed is not documented.
		if _, taken := t.get(l.Merchant, l.ID); taken {
			return p.fail("Invoice Number already exists. Please enter new invoice number.")
		}
		l.Reference = l.ID
		l.Page = t.freshPage(func() string { return randomText(mixedDigits, 12) })
		t.put(l)
		return p.generated(&l, c.now)
	})
}

func (p *payu) checkIdentity(l *link, body map[string]any) string {
	if l.Currency != "INR" {
		return "Invalid currency."
	}
	if p.knobs.on("payu.alphanumeric") && l.ID != "" && !alphanumeric.MatchString(l.ID) {
		return "invoiceNumber must be alphanumeric."
	}
	return p.checkCustomer(body)
}

// checkCustomer: the newer document asks for all three fields, the live server took less.
func (p *payu) checkCustomer(body map[string]any) string {
	customer, given := body["customer"].(map[string]any)
	complete := text(customer, "name") != "" && text(customer, "email") != "" && indianPhone.MatchString(text(customer, "phone"))
	switch {
	case given && !complete && p.knobs.on("payu.strict_customer"):
		return "customer must have name, email and a phone of ten digits."
	case flag(body, "viaEmail") && text(customer, "email") == "":
		return "customer email is required for viaEmail."
	case (flag(body, "viaSms") || flag(body, "viaWhatsapp")) && text(customer, "phone") == "":
		return "customer phone is required for viaSms and viaWhatsapp."
	}
	return ""
}

// rupees reads one amount of the body; absent is zero. Only adjustment may be negative.
func (p *payu) rupees(body map[string]any, name string) (*big.Rat, bool) {
	given, found := body[name].(json.Number)
	if !found {
		return new(big.Rat), true
	}
	text, negative := given.String(), false
	if text[0] == '-' && name == "adjustment" {
		text, negative = text[1:], true
	}
	digits := 2
	if p.knobs.on("payu.whole_rupees") {
		digits = 0
	}
	value, ok := parseDecimal(text, digits)
	if ok && negative {
		value.Neg(value)
	}
	return value, ok
}

func payuAmounts() []string {
	return []string{"subAmount", "tax", "shippingCharge", "discount", "adjustment"}
}

// checkAmounts: totalAmount = subAmount + tax + shippingCharge - discount, as a live answer of 2025-03-12
// shows; the sign of adjustment is inferred.
func (p *payu) checkAmounts(l *link, body map[string]any) string {
	parts := map[string]*big.Rat{}
	for _, name := range payuAmounts() {
		value, ok := p.rupees(body, name)
		if !ok {
			if name == "subAmount" {
				return "Amount must be greater than 0."
			}
			return name + " must be a number of at least 0 with at most two decimals."
		}
		parts[name] = value
	}
	if flag(body, "isAmountFilledByCustomer") {
		if _, given := body["subAmount"]; given {
			return "subAmount must not be sent with isAmountFilledByCustomer."
		}
		l.Amount = ""
		return ""
	}
	total := sum(parts["subAmount"], parts["tax"], parts["shippingCharge"], parts["adjustment"])
	total.Sub(total, parts["discount"])
	if parts["subAmount"].Cmp(big.NewRat(1, 1)) < 0 || total.Sign() <= 0 {
		return "Amount must be greater than 0."
	}
	l.Amount = shortest(total)
	return ""
}

func (p *payu) checkParts(l *link, body map[string]any) string {
	least, ok := p.rupees(body, "minAmountForCustomer")
	if _, given := body["minAmountForCustomer"]; !given {
		least = big.NewRat(1, 1)
	}
	if !ok || least.Cmp(big.NewRat(1, 1)) < 0 {
		return "minAmountForCustomer must be at least 1."
	}
	if l.Amount != "" && least.Cmp(rat(l.Amount)) > 0 {
		return "minAmountForCustomer must not be more than the amount."
	}
	most, given := integer(body, "maxPaymentsAllowed")
	if !given {
		most = p.knobs.number("payu.default_max_payments")
	} else if most < 1 {
		return "maxPaymentsAllowed must be at least 1."
	}
	l.Parts, l.Least, l.Most = flag(body, "isPartialPaymentAllowed"), shortest(least), most
	return ""
}

const payuInstant = "2006-01-02 15:04:05"

func (p *payu) checkEnd(l *link, body map[string]any) string {
	given := text(body, "expiryDate")
	if given == "" {
		days := 365
		if p.isNew() {
			days = 7
		}
		if p.knobs["payu.default_expiry_days"] != "" {
			days = p.knobs.number("payu.default_expiry_days")
		}
		l.Expires = l.Created.AddDate(0, 0, days).Truncate(time.Second)
		return ""
	}
	return setEnd(l, given, l.Created)
}

func setEnd(l *link, given string, now time.Time) string {
	end, err := time.ParseInLocation(payuInstant, given, ist())
	if err != nil {
		return "expiryDate must be YYYY-MM-DD HH:mm:ss."
	}
	if !end.After(now) {
		return "expiry cannot be less than the current date"
	}
	l.Expires = end
	return ""
}

func payuChannels(body map[string]any) []string {
	var channels []string
	for _, channel := range [][2]string{{"viaEmail", "email"}, {"viaSms", "sms"}, {"viaWhatsapp", "whatsapp"}} {
		if flag(body, channel[0]) {
			channels = append(channels, channel[1])
		}
	}
	return channels
}
