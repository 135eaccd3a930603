package payu

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

// newLink is the body of a create: PayU Payment Links API, docs.payu.in, 2026.
type newLink struct {
	SubAmount     json.Number `json:"subAmount"`
	Description   string      `json:"description"`
	Source        string      `json:"source"`
	InvoiceNumber string      `json:"invoiceNumber"`
	ExpiryDate    string      `json:"expiryDate"`
	Partial       bool        `json:"isPartialPaymentAllowed"`
	MinAmount     json.Number `json:"minAmountForCustomer,omitempty"`
	MaxPayments   int         `json:"maxPaymentsAllowed,omitempty"`
	Customer      *customer   `json:"customer,omitempty"`
	ViaEmail      bool        `json:"viaEmail"`
	ViaSMS        bool        `json:"viaSms"`
	SuccessURL    string      `json:"successURL,omitempty"`
	FailureURL    string      `json:"failureURL,omitempty"`
}

// change is the body of an update. The newer document calls the expiry
// expiryDate, the older ones call it expiry, so it is sent as both.
type change struct {
	SubAmount   json.Number `json:"subAmount,omitempty"`
	Description string      `json:"description,omitempty"`
	ExpiryDate  string      `json:"expiryDate,omitempty"`
	Expiry      string      `json:"expiry,omitempty"`
	Partial     bool        `json:"isPartialPaymentAllowed"`
	MinAmount   json.Number `json:"minAmountForCustomer,omitempty"`
}

type customer struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone"`
}

// result is what PayU says of a link, in the words of both generations and of
// their lists.
type result struct {
	InvoiceNumber   string    `json:"invoiceNumber"`
	PaymentLink     string    `json:"paymentLink"`
	PaymentLinkURL  string    `json:"paymentLinkURL"` // in the older list
	Description     string    `json:"description"`
	Currency        string    `json:"currency"`
	SubAmount       rest.Text `json:"subAmount"`
	TotalAmount     rest.Text `json:"totalAmount"`
	Amount          rest.Text `json:"amount"` // in the older list
	TotalCollected  rest.Text `json:"totalAmountCollected"`
	AmountCollected rest.Text `json:"amountCollected"`
	DueAmount       rest.Text `json:"dueAmount"`
	MinAmount       rest.Text `json:"minAmountForCustomer"`
	OpenAmount      bool      `json:"isAmountFilledByCustomer"`
	Partial         bool      `json:"isPartialPaymentAllowed"`
	Active          *bool     `json:"active"`
	Status          string    `json:"status"`
	ExpiryDate      string    `json:"expiryDate"`
	Expiry          string    `json:"expiry"` // in the older list
	AddedOn         string    `json:"addedOn"`
	CreateDate      string    `json:"createDate"` // in the older list
}

// envelope is around every answer of the API that is not a 401.
type envelope struct {
	Status  *rest.Text `json:"status"`
	Message rest.Text  `json:"message"`
	Result  *oneOrMany `json:"result"`
	odd     bool       // there is a result that is neither
}

// oneOrMany is a link, or a list of them in either generation's shape.
type oneOrMany struct {
	result
	Data  *[]json.RawMessage `json:"data"`
	Links *[]json.RawMessage `json:"paymentLinksList"`
}

// parse reads an envelope whatever its result is.
func parse(body []byte) (envelope, error) {
	var whole envelope
	err := rest.ReadJSON(body, &whole)
	if err == nil {
		return whole, nil
	}
	var head struct {
		Status  *rest.Text `json:"status"`
		Message rest.Text  `json:"message"`
	}
	if rest.ReadJSON(body, &head) != nil {
		return envelope{}, err
	}
	return envelope{Status: head.Status, Message: head.Message, odd: true}, nil
}

func (e envelope) isList() bool {
	return e.Result != nil && (e.Result.Data != nil || e.Result.Links != nil)
}

// pick gives the envelope of one link out of a list.
func (e envelope) pick(invoice string) (envelope, bool) {
	for _, each := range []*[]json.RawMessage{e.Result.Data, e.Result.Links} {
		if each == nil {
			continue
		}
		for _, raw := range *each {
			var r result
			if err := rest.ReadJSON(raw, &r); err == nil && r.InvoiceNumber == invoice {
				e.Result = &oneOrMany{result: r}
				return e, true
			}
		}
	}
	return e, false
}

func (d *driver) newLink(req providers.LinkRequest) newLink {
	expires := req.Expires
	if expires.IsZero() {
		expires = providers.DateOf(d.account.Clock().In(d.zone)).AddDays(d.days)
	}
	body := newLink{
		SubAmount: rupees(req.Amount), Description: req.Description, Source: "API", InvoiceNumber: req.Reference,
		ExpiryDate: d.lastSecond(expires), Customer: shapeCustomer(req.Customer),
		ViaEmail: req.Notify.Email, ViaSMS: req.Notify.SMS,
		SuccessURL: req.ReturnURL, FailureURL: req.FailureURL,
	}
	if !req.MinPartial.IsNone() {
		body.Partial, body.MinAmount, body.MaxPayments = true, rupees(req.MinPartial), d.payments
	}
	return body
}

func (d *driver) change(req providers.LinkRequest) change {
	body := change{SubAmount: rupees(req.Amount), Description: req.Description}
	if !req.Expires.IsZero() {
		body.ExpiryDate = d.lastSecond(req.Expires)
		body.Expiry = body.ExpiryDate
	}
	if !req.MinPartial.IsNone() {
		body.Partial, body.MinAmount = true, rupees(req.MinPartial)
	}
	return body
}

func (d *driver) lastSecond(day providers.Date) string {
	return day.EndOfDay(d.zone).Format(dateTimeShape)
}

// rupees writes whole amounts without a point, as the newest document types them.
func rupees(m providers.Money) json.Number {
	return json.Number(strings.TrimSuffix(m.Number(), ".00"))
}

// shapeCustomer gives nil unless name, email and phone are all known: the
// document requires the three together. Servers seem to be laxer, but a customer
// left out only means that the payer types it in.
func shapeCustomer(c providers.Customer) *customer {
	shaped := customer{Name: cut(strings.TrimSpace(c.Name), 100), Email: strings.TrimSpace(c.Email), Phone: mobile(c.Phone)}
	if shaped.Name == "" || shaped.Email == "" || shaped.Phone == "" {
		return nil
	}
	return &shaped
}

func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}

// mobile gives the ten digits of an Indian mobile number, which begin with 6 to
// 9, however the sheet writes its country code; any other number is none.
func mobile(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	switch {
	case len(digits) == 12:
		digits = strings.TrimPrefix(digits, "91")
	case len(digits) == 14:
		digits = strings.TrimPrefix(digits, "0091")
	case len(digits) == 11:
		digits = strings.TrimPrefix(digits, "0")
	}
	if len(digits) != 10 || digits[0] < '6' {
		return ""
	}
	return digits
}

// link maps the result of an answer; id is what was asked for, if anything was.
func (d *driver) link(call rest.Call, answer rest.Answer, env envelope, id string) (providers.Link, error) {
	switch {
	case env.odd:
		return providers.Link{}, d.client.Unreadable(call, answer, "its result is not the JSON that was expected")
	case env.Result == nil:
		return providers.Link{}, d.client.Unreadable(call, answer, "it has no result")
	}
	r := env.Result.result
	if r.InvoiceNumber == "" || (id != "" && r.InvoiceNumber != id) {
		return providers.Link{}, d.client.Unreadable(call, answer, "it does not have the link's invoice number")
	}
	link, problem := d.read(r)
	return d.client.Checked(call, answer, link, problem)
}

// read maps a result; the error is a clause about what cannot be understood, and
// then the link holds what can.
func (d *driver) read(r result) (providers.Link, error) {
	link := providers.Link{
		ID: r.InvoiceNumber, Reference: r.InvoiceNumber, URL: first(r.PaymentLink, r.PaymentLinkURL), Description: r.Description,
	}
	sums, err := r.sums(first(r.Currency, "INR"))
	if err != nil {
		return link, err
	}
	link.Amount, link.Paid = sums.total, sums.paid
	if r.Partial {
		link.MinPartial = sums.least // PayU shows 1 where nobody asked for a part-payment
	}
	var expires time.Time
	if text := first(r.ExpiryDate, r.Expiry); text != "" {
		var ok bool
		if expires, ok = d.instant(text); !ok {
			return link, fmt.Errorf("its expiry %q is no date", text)
		}
		link.Expires = providers.DateOf(expires)
	}
	if created, ok := d.instant(first(r.AddedOn, r.CreateDate)); ok {
		link.Created = created
	}
	link.Status = r.status(sums, !expires.IsZero() && expires.Before(d.account.Clock()))
	if link.Status == "" {
		return link, fmt.Errorf("its status %q is not one of those that are documented", r.Status)
	}
	return link, nil
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// instant reads the four shapes of a date seen in documents and live answers;
// one without an offset is India's time.
func (d *driver) instant(text string) (time.Time, bool) {
	for _, shape := range []string{dateTimeShape, "2006-01-02T15:04:05.000-0700", "2006-01-02 15:04:05.0", time.DateOnly} {
		if t, err := time.ParseInLocation(shape, text, d.zone); err == nil {
			return t.In(d.zone), true
		}
	}
	return time.Time{}, false
}
