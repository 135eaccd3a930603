package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// zohoShape is what an update may change; a create adds the amount and the currency. The limits
// are the document's, the reference's is a knob.
func zohoShape(create bool, mostReference int) shape {
	s := optional("email", "phone", "phone_country_code", "expires_at", "return_url")
	s["description"] = field{kind: kindText, need: create, max: 500}
	s["reference_id"] = field{kind: kindText, null: true, max: mostReference}
	s["notify_user"] = field{kind: kindFlag}
	s["notify_customer"] = field{kind: kindObject, shape: shape{"email": {kind: kindFlag}, "sms": {kind: kindFlag}}}
	methods := []string{"card", "upi", "netbanking", "net_banking", "wallet", "bank_transfer", "ach_debit"}
	s["configurations"] = field{kind: kindObject, shape: shape{
		"allowed_payment_methods": {kind: kindList, need: true, least: 1, item: &field{kind: kindText, oneOf: methods}},
	}}
	if create {
		s["amount"] = field{kind: kindNumber, need: true}
		s["currency"] = field{kind: kindText, need: true}
	}
	return s
}

func (z *zoho) create(c *call, body map[string]any) answer {
	if broken := z.creates.check("", body); broken != nil {
		return z.bad(broken.text())
	}
	given, _ := body["amount"].(json.Number)
	amount, ok := parseDecimal(given.String(), 2)
	if !ok || amount.Sign() <= 0 {
		return z.bad("amount must be greater than zero, with at most two decimals")
	}
	currency := text(body, "currency")
	if !slices.Contains(z.knobs.words("zoho.currencies"), currency) {
		if len(currency) == 3 && slices.Contains([]string{"INR", "USD", "EUR", "GBP", "CAD", "AUD", "SGD", "AED"}, currency) {
			return z.fail(http.StatusBadRequest, "currency_not_supported_for_payment", "Currency is not supported for this payment.")
		}
		return z.fail(http.StatusBadRequest, "invalid_currency", "Invalid currency.")
	}
	l := link{
		Merchant: c.merchant, Amount: fixed2(amount), Currency: currency, Live: true, Created: c.now, Updated: c.now, Fields: map[string]any{},
	}
	if text(body, "expires_at") == "" {
		body["expires_at"] = c.now.In(ist()).AddDate(0, 0, 30).Format(civilDate) // the document's default
	}
	if refused := z.apply(&l, c, body); refused != "" {
		return z.bad(refused)
	}
	return z.run(func(t *txn) answer {
		l.ID = "1730000" + randomText(tenDigits, 8)
		for _, taken := t.get(l.Merchant, l.ID); taken; _, taken = t.get(l.Merchant, l.ID) {
			l.ID = "1730000" + randomText(tenDigits, 8)
		}
		l.Page = t.freshPage(func() string { return randomHex(26) })
		t.put(l)
		return z.success(z.knobs.number("zoho.create_status"), "Payment link created successfully", z.show(&l, c.now))
	})
}

// update: the amount and the currency stay; at least one field must come (official SDK); the link must be
// active (document).
func (z *zoho) update(t *txn, c *call, l link, body map[string]any) answer {
	if broken := z.updates.check("", body); broken != nil {
		return z.bad(broken.text())
	}
	if len(body) == 0 {
		return z.bad("at least one field is required")
	}
	if _, payable := z.state(&l, c.now); !payable {
		return z.bad("Payment link is not active")
	}
	if refused := z.apply(&l, c, body); refused != "" {
		return z.bad(refused)
	}
	l.Updated = c.now
	t.put(l)
	return z.success(http.StatusOK, "Payment link updated", z.show(&l, c.now))
}

// apply takes over the fields that a create and an update share.
func (z *zoho) apply(l *link, c *call, body map[string]any) string {
	if given := text(body, "expires_at"); given != "" {
		date, err := time.Parse(civilDate, given)
		if err != nil {
			return "expires_at must be yyyy-MM-dd"
		}
		if given < c.now.In(ist()).Format(civilDate) {
			return "expires_at must not be in the past"
		}
		l.Expires = endOfDay(date, ist())
	}
	if given := text(body, "return_url"); given != "" {
		link, err := url.Parse(given)
		if err != nil || link.Scheme != "https" || !strings.Contains(link.Hostname(), ".") {
			return "return_url must be an https URL with a domain"
		}
	}
	if given, found := body["description"]; found {
		if strings.TrimSpace(text(body, "description")) == "" {
			return "description must not be empty"
		}
		l.Description, _ = given.(string)
	}
	for _, name := range []string{"email", "phone", "phone_country_code", "reference_id", "expires_at", "return_url", "configurations"} {
		if value, found := body[name]; found {
			l.Fields[name] = value
		}
	}
	l.Reference = l.text("reference_id")
	l.notify(zohoChannels(l, body)...)
	return ""
}

// zohoChannels: notify_user is the older form for both.
func zohoChannels(l *link, body map[string]any) []string {
	var channels []string
	chosen, _ := body["notify_customer"].(map[string]any)
	both := flag(body, "notify_user")
	if (both || flag(chosen, "email")) && l.text("email") != "" {
		channels = append(channels, "email")
	}
	if (both || flag(chosen, "sms")) && l.text("phone") != "" {
		channels = append(channels, "sms")
	}
	return channels
}

func (l *link) notify(channels ...string) { l.Notified = append(l.Notified, channels...) }
