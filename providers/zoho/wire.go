package zoho

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

// newLink is the body of a create.
type newLink struct {
	Amount   json.Number `json:"amount"` // a JSON number with the currency's decimals
	Currency string      `json:"currency"`
	editable
}

// editable are the fields that an update can send too.
type editable struct {
	Email       string `json:"email,omitempty"`
	Phone       string `json:"phone,omitempty"`
	PhoneCode   string `json:"phone_country_code,omitempty"`
	Reference   string `json:"reference_id,omitempty"`
	Description string `json:"description,omitempty"`
	Expires     string `json:"expires_at,omitempty"`
	ReturnURL   string `json:"return_url,omitempty"`
}

// changes is the body of an update.
type changes struct {
	editable
	NotifyCustomer *channels `json:"notify_customer,omitempty"`
	NotifyUser     bool      `json:"notify_user,omitempty"`
}

type channels struct {
	Email bool `json:"email"`
	SMS   bool `json:"sms"`
}

func (c changes) empty() bool { return c == changes{} }

func (z *account) newLink(req providers.LinkRequest) newLink {
	return newLink{Amount: rest.JSONNumber(req.Amount), Currency: string(req.Amount.Currency()), editable: z.editable(req)}
}

func (z *account) editable(req providers.LinkRequest) editable {
	e := editable{
		Email: strings.TrimSpace(req.Customer.Email), Reference: req.Reference, Description: req.Description,
		Expires: req.Expires.String(), ReturnURL: req.ReturnURL,
	}
	e.Phone, e.PhoneCode = z.phone(req.Customer.Phone)
	return e
}

// phone gives a number with its country in front as the Payment Link page shows
// it ("+91 0000000000"), and a bare Indian one as Zoho's SDK does, with the
// country beside it.
func (z *account) phone(text string) (number, country string) {
	number = strings.TrimSpace(text)
	plain := rest.Without(number, " -")
	if _, err := strconv.ParseUint(plain, 10, 64); err == nil && len(plain) == 10 && z.settings.Get("edition") != "us" {
		return plain, "IN"
	}
	return number, ""
}

func (z *account) changes(req providers.LinkRequest) changes {
	c := changes{editable: z.editable(req)}
	switch {
	case req.Notify == providers.Notify{}:
	case z.settings.Get("notify_field") == "notify_user":
		c.NotifyUser = true
	default:
		c.NotifyCustomer = &channels{Email: req.Notify.Email, SMS: req.Notify.SMS}
	}
	return c
}

// envelope is every answer. code is 0 on success, a word or a number otherwise;
// payment_links holds one link in spite of its name.
type envelope struct {
	Code    rest.Text `json:"code"`
	Message string    `json:"message"`
	Link    *object   `json:"payment_links"`
}

type object struct {
	ID          rest.Text `json:"payment_link_id"`
	URL         string    `json:"url"`
	Expires     string    `json:"expires_at"`
	Amount      rest.Text `json:"amount"`
	Paid        rest.Text `json:"amount_paid"`
	Currency    string    `json:"currency"`
	Status      rest.Text `json:"status"`
	Reference   rest.Text `json:"reference_id"`
	Description rest.Text `json:"description"`
	Created     rest.Text `json:"created_time"`
	// Payments are told by a get.
	Payments json.RawMessage `json:"payments"`
}

// paid is amount_paid, or the payments that succeeded where an answer has none.
func (o object) paid() (providers.Money, error) {
	if o.Paid != "" || len(o.Payments) == 0 {
		return o.Paid.Money(o.Currency)
	}
	payments, err := o.payments()
	if err != nil {
		return providers.Money{}, err
	}
	sum, err := providers.ParseMoney("0", o.Currency)
	for _, each := range payments {
		if err != nil || each.Status != "succeeded" {
			continue
		}
		var one providers.Money
		if one, err = each.Amount.Money(o.Currency); err == nil && !one.IsNone() {
			sum, err = sum.Add(one)
		}
	}
	return sum, err
}

// open gives the link in an answer, or the error that it tells, which may come
// under HTTP 200.
func (z *account) open(call rest.Call, answer rest.Answer) (object, error) {
	var e envelope
	if !answer.OK() {
		if rest.ReadJSON(answer.Body, &e) != nil {
			e = envelope{}
		}
		return object{}, z.client.Fail(call, answer, kind(call, answer.Status, e), z.words(answer, e))
	}
	if err := z.client.Decode(call, answer, &e); err != nil {
		return object{}, err
	}
	switch {
	case e.Code == "":
		return object{}, z.client.Unreadable(call, answer, "it has no code")
	case e.Code != "0":
		return object{}, z.client.Fail(call, answer, kind(call, answer.Status, e), z.words(answer, e))
	case e.Link == nil:
		return object{}, z.client.Unreadable(call, answer, "it has no payment_links")
	}
	return *e.Link, nil
}

// words gives Zoho's message with its code where that says more than "error".
func (z *account) words(answer rest.Answer, e envelope) string {
	switch {
	case e.Message == "":
		return z.client.Describe(answer)
	case e.Code == "" || e.Code == "error":
		return e.Message
	}
	return strings.TrimRight(e.Message, ". ") + " (" + string(e.Code) + ")"
}

// refusals are the codes of the Errors page (zoho.com/in and zoho.com/us
// payments/api, 2026-07) by which Zoho says that it did nothing.
func refusals() []string {
	return []string{
		"invalid_payment_session", "payments_not_enabled", "invalid_currency", "currency_not_supported_for_payment",
		"insufficient_customer_details", "payment_method_type_not_supported", "invalid_request",
	}
}

// kind classes an error by its code, then by the HTTP status. Under a status of
// success a code that no document lists does not prove that nothing was made.
func kind(call rest.Call, status int, e envelope) providers.Kind {
	switch {
	// The page prints this message under 404 for an account that is not the token's.
	case strings.EqualFold(e.Message, "Not Authorised"), e.Code == "invalid_token":
		return providers.Denied
	case status >= 300 && status != http.StatusBadRequest:
		return rest.KindOf(call, status)
	case e.Code == "resource_does_not_exist", call.ID != "" && strings.Contains(e.Message, "does not exist"):
		return providers.NotFound
	case status == http.StatusBadRequest, slices.Contains(refusals(), string(e.Code)), !call.Creates && e.Code != "error":
		return providers.Invalid
	}
	return rest.KindOf(call, http.StatusInternalServerError)
}

// link maps an object; with an error it is as far as it could be read.
func (o object) link() (providers.Link, error) {
	link := providers.Link{
		ID: string(o.ID), URL: o.URL, Reference: string(o.Reference), Description: string(o.Description), Created: instant(string(o.Created)),
	}
	var err error
	if link.Amount, err = o.Amount.Money(o.Currency); err != nil || link.Amount.IsNone() {
		return link, errors.New("its amount cannot be read")
	}
	if link.Paid, err = o.paid(); err != nil {
		return link, errors.New("what was paid cannot be read")
	}
	if o.Expires != "" {
		if link.Expires, err = providers.ParseDate(o.Expires); err != nil {
			return link, errors.New("its expires_at is no date")
		}
	}
	link.Status, err = o.state(link)
	return link, err
}

// state maps the status; a link that is partly paid has none of its own.
func (o object) state(link providers.Link) (providers.Status, error) {
	switch o.Status {
	case "active":
		if order, err := link.Paid.Cmp(link.Amount); err == nil && link.Paid.Sign() > 0 && order < 0 {
			return providers.PartiallyPaid, nil
		}
		return providers.Active, nil
	case "paid":
		return providers.Paid, nil
	case "canceled", "cancelled":
		return providers.Cancelled, nil
	case "expired":
		return providers.Expired, nil
	}
	return "", errors.New("its status is none of active, paid, canceled and expired")
}

// instant reads created_time, which the page calls milliseconds and prints in
// seconds: below 1e11, the year 5138 in seconds and 1973 in milliseconds, it is
// seconds. Nothing is decided by it, so what cannot be read is no time.
func instant(text string) time.Time {
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil || n <= 0:
		return time.Time{}
	case n < 1e11:
		return time.Unix(n, 0).UTC()
	}
	return time.UnixMilli(n).UTC()
}
