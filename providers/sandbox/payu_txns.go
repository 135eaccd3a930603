package sandbox

import (
	"net/http"
	"net/url"
	"time"
)

// transactions follows PayU Fetch Transaction Details, docs.payu.in, 2026: every
// payment on a link from one day to another, a page of them at a time. Like
// PayU it tells the payer's address and, of a card, the last digits.
func (p *payu) transactions(c *call, l *link) answer {
	query := c.request.URL.Query()
	from, until, ok := days(query)
	if !ok {
		return p.fail("dateFrom and dateTo are required as YYYY-MM-DD.")
	}
	var found []map[string]any
	for n, one := range l.Payments {
		if at := one.At.In(ist()); !at.Before(from) && at.Before(until) {
			found = append(found, p.transaction(l, n, one))
		}
	}
	size, _ := number(query.Get("pageSize"), 20)
	offset, _ := number(query.Get("pageOffset"), 0)
	if size < 1 {
		return p.fail("pageSize must be at least 1.")
	}
	data := cutOut(found, offset, size)
	if data == nil {
		data = []map[string]any{}
	}
	return reply(http.StatusOK, map[string]any{
		"status": 0, "message": nil, "errorCode": nil, "guid": uuid(),
		"result": map[string]any{
			"pageSize": size, "pages": (len(found) + size - 1) / size, "rows": len(found), "pageOffset": offset, "data": data,
		},
	})
}

// days reads the two dates, of which the second is a whole day too; until is the
// first instant after it.
func days(query url.Values) (from, until time.Time, ok bool) {
	from, errFrom := time.ParseInLocation(time.DateOnly, query.Get("dateFrom"), ist())
	until, errUntil := time.ParseInLocation(time.DateOnly, query.Get("dateTo"), ist())
	return from, until.AddDate(0, 0, 1), errFrom == nil && errUntil == nil
}

// transaction shows the nth payment on a link; every second one is by card, so
// that both ways of paying are seen.
func (p *payu) transaction(l *link, n int, one payment) map[string]any {
	customer, _ := l.Fields["customer"].(map[string]any)
	email, _ := customer["email"].(string)
	mode, card := "UPI", ""
	if n%2 == 1 {
		mode, card = "CC", "XXXXXXXXXXXX2346"
	}
	return map[string]any{
		"createdOn": one.At.In(ist()).Format("2006-01-02 15:04:05.0"), "transactionId": one.ID, "merchantReferenceId": l.ID,
		"paymentId": nil, "settledAmount": amountOf(one.Amount), "customerEmail": email, "status": "success", "mode": mode,
		"bankCode": mode, "cardNum": card, "subscriptionDetails": nil,
	}
}
