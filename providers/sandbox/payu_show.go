package sandbox

import (
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"slices"
	"time"
)

// state has the words of the older pages; the newer say cancelled for deactivated.
func (p *payu) state(l *link, now time.Time) (string, bool) {
	switch {
	case l.complete():
		return "paid", false
	case l.Cancelled || !l.Live:
		if p.isNew() {
			return "cancelled", false
		}
		return "deactivated", false
	case l.expired(now):
		return "expired", false
	}
	return "active", true
}

func (p *payu) expire(l *link, now time.Time) { l.Expires = now.Truncate(time.Second) }

func (p *payu) withdraw(l *link, now time.Time) error {
	switch {
	case l.complete():
		return refusal("Cannot cancel a payment link that has already been paid.")
	case l.Cancelled:
		return refusal("Payment link is already cancelled.")
	}
	l.Cancelled, l.Live, l.Updated = true, false, now
	return nil
}

// core is what every answer about a link holds.
func (p *payu) core(l *link, now time.Time) map[string]any {
	_, payable := p.state(l, now)
	shown := map[string]any{
		"invoiceNumber": l.ID, "paymentLink": pageURL(p.name, l.Page), "description": l.Description,
		"subAmount": numberOr(l, "subAmount"), "tax": numberOr(l, "tax"), "shippingCharge": numberOr(l, "shippingCharge"),
		"totalAmount": nil, "active": payable, "isPartialPaymentAllowed": l.Parts, "expiryDate": p.instant(l.Expires),
		"udf":     withNulls(l.Fields["udf"], "udf1", "udf2", "udf3", "udf4", "udf5"),
		"address": withNulls(l.Fields["address"], "line1", "line2", "city", "state", "country", "zipCode"),
	}
	if l.Amount != "" {
		shown["totalAmount"] = amountOf(l.Amount)
	} else {
		shown["subAmount"] = nil
	}
	return shown
}

// instant: the older answers have an offset, the newer and every create have not.
func (p *payu) instant(at time.Time) string {
	if p.isNew() {
		return at.In(ist()).Format(payuInstant)
	}
	return at.In(ist()).Format("2006-01-02T15:04:05.000-0700")
}

func numberOr(l *link, name string) json.Number {
	if given, ok := l.Fields[name].(json.Number); ok {
		return amountOf(given.String())
	}
	return "0"
}

func withNulls(given any, names ...string) map[string]any {
	shown := map[string]any{}
	object, _ := given.(map[string]any)
	for _, name := range names {
		shown[name] = object[name]
	}
	return shown
}

// generated is the answer to a create. Its longer form, with a guid, is that of a live answer of
// 2025-03-12; the newer document ends with smsStatus.
func (p *payu) generated(l *link, now time.Time) answer {
	shown := p.documented(l, now)
	shown["expiryDate"] = l.Expires.In(ist()).Format(payuInstant)
	if p.isNew() && !p.knobs.on("payu.paid_fields") {
		return p.envelope(0, "paymentLink generated", shown)
	}
	customer, _ := l.Fields["customer"].(map[string]any)
	maps.Copy(shown, p.collected(l, now))
	maps.Copy(shown, map[string]any{
		"currency": l.Currency, "addedOn": l.Created.In(ist()).Format(payuInstant), "maxPaymentsAllowed": mostOrNull(l),
		"customerName": customer["name"], "customerPhone": customer["phone"], "customerEmail": customer["email"],
		"notes": l.Fields["notes"], "minAmountForCustomer": amountOf(l.Least), "adjustment": numberOr(l, "adjustment"),
		"discount": numberOr(l, "discount"), "customParams": nil, "transactionId": l.Fields["transactionId"],
	})
	return reply(http.StatusOK, map[string]any{
		"status": 0, "message": "paymentLink generated", "result": shown, "errorCode": nil, "guid": uuid(),
	})
}

func mostOrNull(l *link) any {
	if l.Most == 0 {
		return nil
	}
	return l.Most
}

// documented is the newer document's PaymentLinkResult.
func (p *payu) documented(l *link, now time.Time) map[string]any {
	shown := p.core(l, now)
	for name, channel := range map[string]string{"emailStatus": "email", "smsStatus": "sms"} {
		shown[name] = "not opted"
		if slices.Contains(l.Notified, channel) {
			shown[name] = "sent"
		}
	}
	return shown
}

// collected is what live answers add to the newer document.
func (p *payu) collected(l *link, now time.Time) map[string]any {
	state, _ := p.state(l, now)
	due := new(big.Rat)
	if l.Amount != "" {
		due.Sub(rat(l.Amount), l.paid())
	}
	return map[string]any{
		"status": state, "amountCollected": json.Number(shortest(l.paid())), "dueAmount": json.Number(shortest(due)),
	}
}

func (p *payu) result(l *link, now time.Time) map[string]any {
	shown := p.documented(l, now)
	if p.knobs.on("payu.paid_fields") {
		maps.Copy(shown, p.collected(l, now))
	}
	return shown
}

func (p *payu) get(l *link, now time.Time) answer {
	if p.isNew() {
		return p.envelope(0, "success", p.result(l, now))
	}
	state, _ := p.state(l, now)
	shown := p.core(l, now)
	maps.Copy(shown, map[string]any{
		"summary":              map[string]any{"amountRequested": shown["totalAmount"], "totalRevenue": json.Number(shortest(l.paid())), "totalViews": 0},
		"totalAmountCollected": json.Number(shortest(l.paid())), "status": state, "addedOn": p.instant(l.Created),
		"isAmountFilledByCustomer": l.Amount == "", "isScheduled": 0, "reminderCount": 0, "customAttributes": []any{},
	})
	return p.envelope(0, nil, shown)
}
