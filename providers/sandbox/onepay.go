package sandbox

import (
	"encoding/json"
	"net/http"
	"time"
)

// onepay follows "OnePay Payment Link API v3", docs.onepay.lk, 2026-04-22. The page
// prints no table of the create's fields; the names used here are knobs.
type onepay struct {
	*desk
	creates    shape
	currencies []string
	zone       *time.Location
}

func newOnePay(d *desk) *onepay {
	creates := optional(onepayCustomer()...).with(optional("description", "expiration_date")).
		with(required("currency", d.knobs["onepay.reference_field"]))
	creates["amount"] = field{kind: kindAny, need: true}
	creates["allow_partial_payment"] = field{kind: kindFlag}
	creates[d.knobs["onepay.minimum_partial_field"]] = field{kind: kindAny, null: true}
	return &onepay{desk: d, creates: creates, currencies: d.knobs.words("onepay.currencies"), zone: colombo()}
}

// colombo is where OnePay's dates are: the document names no zone, the company's is assumed.
func colombo() *time.Location { return time.FixedZone("+0530", 5*3600+1800) }

const civilDate = "2006-01-02"

func (o *onepay) route(r *http.Request) (operation, string) {
	parts := segments(r)
	if slash := parts[len(parts)-1] == ""; slash {
		parts = parts[:len(parts)-1]
	} else if o.knobs.on("onepay.strict_slash") {
		return opNone, ""
	}
	return match(r.Method, parts, []way{
		{http.MethodPost, "v3/payment-link", opCreate},
		{http.MethodGet, "v3/payment-link/*", opGet},
		{http.MethodPut, "v3/payment-link/*", opUpdate},
		{http.MethodDelete, "v3/payment-link/*", opCancel},
	})
}

func (o *onepay) message(status int, text string) answer {
	return reply(status, map[string]any{"status": status, "message": text})
}

func (o *onepay) denied() answer { return o.message(http.StatusUnauthorized, "Invalid app token") }

func (o *onepay) throttled() answer {
	return o.message(http.StatusTooManyRequests, "Too many requests have been made within a one second period")
}

func (o *onepay) broken() answer {
	return o.message(http.StatusInternalServerError, "Internal server error")
}

func (o *onepay) bad(text string) answer { return o.message(http.StatusBadRequest, text) }

func (o *onepay) serve(c *call) answer {
	if c.op == opNone {
		return o.message(http.StatusNotFound, "Not found")
	}
	// The key is sent raw: a scheme before it makes it another key.
	if !sameSecret(c.request.Header.Get("Authorization"), OnePayAPIKey) {
		return o.denied()
	}
	var body map[string]any
	if c.op == opCreate || c.op == opUpdate {
		var err error
		if body, err = jsonBody(c); err != nil {
			return o.bad(err.Error())
		}
	}
	if refused := o.admit(c, body); refused != nil {
		return *refused
	}
	return o.run(func(t *txn) answer {
		if c.op == opCreate {
			return o.create(t, c, body)
		}
		l, found := t.get(c.merchant, c.id)
		if !found {
			return o.message(http.StatusNotFound, "Payment link not found")
		}
		switch c.op {
		case opUpdate:
			return o.update(t, c, l, body)
		case opCancel:
			return o.remove(t, c, l)
		default:
			return o.show("Payment link details", l)
		}
	})
}

// admit checks the app id, which an update alone names in its body.
func (o *onepay) admit(c *call, body map[string]any) *answer {
	c.merchant = c.request.URL.Query().Get("app_id")
	if c.op == opUpdate {
		c.merchant = text(body, "app_id")
	}
	var refused answer
	switch {
	case !o.knowsMerchant(c.merchant):
		refused = o.bad("Invalid app id")
	case !o.limits.allow(c.merchant, c.now):
		refused = o.throttled()
	default:
		return nil
	}
	return &refused
}

func (o *onepay) update(t *txn, c *call, l link, body map[string]any) answer {
	rules := required("app_id", "description")
	if !o.knobs.on("onepay.strict_update") {
		for name := range body {
			if _, known := rules[name]; !known {
				delete(body, name) // what cannot be changed is ignored
			}
		}
	}
	if broken := rules.check("", body); broken != nil {
		return o.bad(broken.text())
	}
	if l.Cancelled {
		return o.bad("Cannot update a deleted payment link")
	}
	l.Description, l.Updated = text(body, "description"), c.now
	t.put(l)
	return o.show("Payment link updated successfully", l)
}

func (o *onepay) remove(t *txn, c *call, l link) answer {
	if err := o.withdraw(&l, c.now); err != nil {
		return o.bad(err.Error())
	}
	t.put(l)
	return o.message(http.StatusOK, "Payment link deleted successfully")
}

func (o *onepay) show(message string, l link) answer {
	data := append(make(object, 0, 16), object{
		{"link_id", l.ID},
		{"link_url", pageURL(o.name, l.Page)},
		{"amount", l.Amount},
		{"currency", l.Currency},
		{"reference_number", l.Reference},
		{"description", l.Description},
		{"allow_partial_payment", l.Parts},
		{"is_complete", l.complete()},
		{"is_delete", l.Cancelled},
		{"expiration_date", l.text("expiration_date")},
		{"created_at", l.Created.UTC().Format(time.RFC3339)},
		{"updated_at", l.Updated.UTC().Format(time.RFC3339)},
	}...)
	for _, name := range onepayCustomer() {
		data = append(data, member{name, l.text(name)})
	}
	return reply(http.StatusOK, object{{"status", http.StatusOK}, {"message", message}, {"data", data}})
}

func onepayCustomer() []string {
	return []string{"customer_first_name", "customer_last_name", "customer_email", "customer_phone_number"}
}

// state has words of its own: the API has none and tells it by flags and the date.
func (o *onepay) state(l *link, now time.Time) (string, bool) {
	switch {
	case l.Cancelled:
		return "deleted", false
	case l.complete():
		return "complete", false
	case l.expired(now):
		return "expired", false
	}
	return "active", true
}

func (o *onepay) expire(l *link, now time.Time) {
	l.Expires, l.Fields["expiration_date"] = yesterday(now, o.zone)
}

func (o *onepay) withdraw(l *link, now time.Time) error {
	switch {
	case len(l.Payments) > 0:
		return refusal("Cannot delete a link with successful transactions")
	case l.Cancelled:
		return refusal("Payment link is already deleted")
	}
	l.Cancelled, l.Updated = true, now
	return nil
}

// endOfDay is the first instant after a civil date in a zone.
func endOfDay(date time.Time, zone *time.Location) time.Time {
	return time.Date(date.Year(), date.Month(), date.Day()+1, 0, 0, 0, 0, zone)
}

func yesterday(now time.Time, zone *time.Location) (time.Time, string) {
	day := now.In(zone).AddDate(0, 0, -1)
	return endOfDay(day, zone), day.Format(civilDate)
}

// amountText reads an amount of the JSON type that the knob asks for, with at most
// two decimals.
func (o *onepay) amountText(value any) (string, bool) {
	kind := o.knobs["onepay.amount_type"]
	switch given := value.(type) {
	case string:
		return given, kind != "number"
	case json.Number:
		return given.String(), kind != "string"
	}
	return "", false
}
