package sandbox

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

// payuUpdateShape is the newer document's fields and those of the older SDK.
func payuUpdateShape() shape {
	return payuDetails().with(optional("expiryDate", "expiry")).with(shape{
		"subAmount":    {kind: kindNumber},
		"description":  {kind: kindText, max: 255},
		"active":       {kind: kindFlag},
		"staticFields": {kind: kindObject, shape: optional("notes", "termsAndConditions")},
	})
}

func (p *payu) update(t *txn, c *call, l link, body map[string]any) answer {
	if broken := p.updates.check("", body); broken != nil {
		return p.fail(broken.text() + ".")
	}
	if refused := p.checkUpdate(&l, body); refused != "" {
		return p.fail(refused)
	}
	if refused := p.apply(&l, c, body); refused != "" {
		return p.fail(refused)
	}
	l.Updated = c.now
	t.put(l)
	if !p.isNew() {
		return p.envelope(0, "paymentLink updated", nil)
	}
	shown := p.result(&l, c.now)
	delete(shown, "udf") // the document's sample has neither
	delete(shown, "address")
	return p.envelope(0, "Payment link updated successfully", shown)
}

// checkUpdate: the newer document lets a cancelled link rest; the older brings it back with active.
func (p *payu) checkUpdate(l *link, body map[string]any) string {
	if len(body) == 0 {
		return "At least one field is required."
	}
	if l.complete() {
		return "Cannot update a payment link that has already been paid."
	}
	if l.Cancelled && (p.isNew() || !flag(body, "active")) {
		return "Cannot update a cancelled payment link."
	}
	first, second := text(body, "expiryDate"), text(body, "expiry")
	if first != "" && second != "" && first != second {
		return "expiryDate and expiry must agree."
	}
	return ""
}

func (p *payu) apply(l *link, c *call, body map[string]any) string {
	if given := orElse(text(body, "expiryDate"), text(body, "expiry")); given != "" {
		if refused := setEnd(l, given, c.now); refused != "" {
			return refused
		}
	}
	if given, found := body["description"].(string); found {
		if strings.TrimSpace(given) == "" {
			return "description is required."
		}
		l.Description = given
	}
	active, switched := body["active"].(bool)
	if switched {
		l.Live, l.Cancelled = active, !active
	}
	l.notify(payuChannels(body)...)
	for _, name := range []string{"viaEmail", "viaSms", "active", "expiry", "expiryDate"} {
		delete(body, name)
	}
	maps.Copy(l.Fields, body)
	return p.reprice(l, body)
}

func orElse(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}

// reprice takes over new amounts: never below what was collected.
func (p *payu) reprice(l *link, body map[string]any) string {
	if l.Amount == "" {
		if _, given := body["subAmount"]; given {
			return "subAmount must not be sent with isAmountFilledByCustomer."
		}
	}
	if refused := p.checkAmounts(l, l.Fields); refused != "" {
		return refused
	}
	if l.Amount != "" && rat(l.Amount).Cmp(l.paid()) < 0 {
		return "Amount cannot be less than the amount already collected."
	}
	return p.checkParts(l, l.Fields)
}

func (p *payu) list(c *call) answer {
	query := c.request.URL.Query()
	if p.isNew() {
		return p.listNew(c, query)
	}
	return p.listOld(c, query)
}

func (p *payu) listNew(c *call, query url.Values) answer {
	wanted := query.Get("status")
	if wanted != "" && !slices.Contains([]string{"active", "expired", "cancelled"}, wanted) {
		return p.fail("Invalid status value.")
	}
	page, refused1 := number(query.Get("pageNumber"), 1)
	size, refused2 := number(query.Get("pageSize"), 10)
	if refused1+refused2 != "" || page < 1 || size < 1 || size > 50 {
		return p.fail("Invalid pageNumber or pageSize value.")
	}
	return p.run(func(t *txn) answer {
		found := p.found(t, c, func(_ *link, state string) bool { return wanted == "" || wanted == state })
		data := []any{}
		for _, l := range cutOut(found, (page-1)*size, size) {
			data = append(data, p.result(l, c.now))
		}
		message := "success"
		if len(data) == 0 {
			message = "No records found"
		}
		return p.envelope(0, message, map[string]any{"total": len(found), "pageNumber": page, "pageSize": size, "data": data})
	})
}

// checkOldList names the first parameter of an older list that is wrong.
func checkOldList(query url.Values) string {
	from, err1 := time.ParseInLocation(civilDate, query.Get("dateFrom"), ist())
	to, err2 := time.ParseInLocation(civilDate, query.Get("dateTo"), ist())
	if err1 != nil || err2 != nil || to.Before(from) {
		return "dateFrom and dateTo are required as YYYY-MM-DD."
	}
	if by := query.Get("orderBy"); by != "" && by != "addedOn" {
		return "Invalid orderBy value."
	}
	for _, one := range query["status"] {
		if !slices.Contains([]string{"active", "inactive", "expired"}, one) {
			return "Invalid status value."
		}
	}
	return ""
}

func (p *payu) listOld(c *call, query url.Values) answer {
	if refused := checkOldList(query); refused != "" {
		return p.fail(refused)
	}
	offset, refused1 := number(query.Get("pageOffset"), 0)
	size, refused2 := number(query.Get("pageSize"), 20)
	if refused1+refused2 != "" || size < 1 {
		return p.fail("Invalid pageOffset or pageSize value.")
	}
	search := strings.ToLower(query.Get("searchText"))
	return p.run(func(t *txn) answer {
		found := p.found(t, c, func(l *link, state string) bool {
			return p.createdWithin(l, query) && oldStatus(query["status"], state) && strings.Contains(strings.ToLower(l.ID+"\n"+l.Description), search)
		})
		if query.Get("order") == "desc" {
			slices.Reverse(found)
		}
		rows := []any{}
		for _, l := range cutOut(found, offset, size) {
			rows = append(rows, p.row(l, c.now))
		}
		return p.envelope(0, nil, map[string]any{
			"pageSize": size, "pages": (len(found) + size - 1) / size, "rows": len(found), "pageOffset": offset, "paymentLinksList": rows,
		})
	})
}

func (p *payu) found(t *txn, c *call, wanted func(*link, string) bool) []*link {
	var all []*link
	t.each(c.merchant, func(l *link) bool {
		if state, _ := p.state(l, c.now); wanted(l, state) {
			all = append(all, l)
		}
		return true
	})
	return all
}

func cutOut[T any](all []T, from, size int) []T {
	from = min(max(from, 0), len(all))
	return all[from : from+min(size, len(all)-from)]
}

// oldStatus: inactive is every link that is neither active nor expired.
func oldStatus(wanted []string, state string) bool {
	if state != "active" && state != "expired" {
		state = "inactive"
	}
	return len(wanted) == 0 || slices.Contains(wanted, state)
}

// createdWithin reads dateFrom and dateTo, both optional here, both inclusive, in Indian time.
func (p *payu) createdWithin(l *link, query url.Values) bool {
	day := l.Created.In(ist()).Format(civilDate)
	from, to := query.Get("dateFrom"), query.Get("dateTo")
	return (from == "" || day >= from) && (to == "" || day <= to)
}

func (p *payu) row(l *link, now time.Time) map[string]any {
	state, payable := p.state(l, now)
	customer, _ := l.Fields["customer"].(map[string]any)
	var amount any
	if l.Amount != "" {
		amount = amountOf(l.Amount)
	}
	return map[string]any{
		"invoiceNumber": l.ID, "description": l.Description, "createDate": p.instant(l.Created), "paymentLinkURL": pageURL(p.name, l.Page),
		"customerName": customer["name"], "amount": amount, "active": payable, "expiry": p.instant(l.Expires),
		"isAmountFilledByCustomer": l.Amount == "", "status": state, "isScheduled": 0, "reminderCount": 0,
	}
}
