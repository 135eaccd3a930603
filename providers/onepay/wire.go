package onepay

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

// colombo is where a link's last day ends. Sri Lanka has kept this offset since
// 2006, so no time zone data is needed.
func colombo() *time.Location { return time.FixedZone("+05:30", 5*3600+30*60) }

// reply is the envelope of every answer.
type reply struct {
	Status  rest.Text `json:"status"`
	Message string    `json:"message"`
	Data    *object   `json:"data"` // nil where there is none, or none that can be read
}

// parse reads an envelope whatever its data is.
func parse(body []byte) (reply, error) {
	var whole reply
	err := rest.ReadJSON(body, &whole)
	if err == nil {
		return whole, nil
	}
	var head struct {
		Status  rest.Text `json:"status"`
		Message string    `json:"message"`
	}
	if rest.ReadJSON(body, &head) != nil {
		return reply{}, err
	}
	return reply{Status: head.Status, Message: head.Message}, nil
}

// object is the link as the get page names its fields; link_id, currency and
// description are inferred. The reference's name is a setting.
type object struct {
	LinkID      rest.Text `json:"link_id"`
	LinkURL     string    `json:"link_url"`
	Amount      rest.Text `json:"amount"`
	Currency    string    `json:"currency"`
	Description rest.Text `json:"description"`
	IsComplete  flag      `json:"is_complete"`
	IsDelete    flag      `json:"is_delete"`
	Expires     string    `json:"expiration_date"`
	CreatedAt   string    `json:"created_at"`
	// The names that the settings have by default, and the other that OnePay uses.
	ReferenceNumber loose `json:"reference_number"`
	Reference       loose `json:"reference"`
	MinPartial      loose `json:"minimum_partial_amount"`
}

// loose is a text or a number; anything else is as good as missing.
type loose rest.Text

// UnmarshalJSON never fails.
func (l *loose) UnmarshalJSON(raw []byte) error {
	var t rest.Text
	if t.UnmarshalJSON(raw) != nil {
		t = ""
	}
	*l = loose(t)
	return nil
}

// flag is a boolean that may be missing.
type flag struct{ known, set bool }

// UnmarshalJSON takes true and false, and 1 and 0 for them.
func (f *flag) UnmarshalJSON(raw []byte) error {
	var t rest.Text
	if err := t.UnmarshalJSON(raw); err != nil {
		return err
	}
	f.set = t == "true" || t == "1"
	f.known = f.set || t == "false" || t == "0"
	return nil
}

func (a *account) body(req providers.LinkRequest) *rest.Object {
	body := &rest.Object{}
	a.amount(body, "amount", req.Amount)
	body.Text("currency", string(req.Amount.Currency()))
	body.Text(a.settings.Get("reference_field"), req.Reference)
	put := func(field, text string) {
		if text != "" {
			body.Text(field, text)
		}
	}
	put("description", req.Description)
	put("expiration_date", req.Expires.String())
	first, last, _ := strings.Cut(strings.TrimSpace(req.Customer.Name), " ")
	told := [...]string{first, strings.TrimSpace(last), strings.TrimSpace(req.Customer.Email), phone(req.Customer.Phone)}
	for i, field := range a.customer {
		put(field, told[i])
	}
	if !req.MinPartial.IsNone() {
		body.Bare("allow_partial_payment", "true")
		a.amount(body, a.settings.Get("min_partial_field"), req.MinPartial)
	}
	return body
}

func (a *account) amount(body *rest.Object, field string, m providers.Money) {
	if a.settings.Get("amount_type") == "number" {
		body.Bare(field, m.Number())
		return
	}
	body.Text(field, m.Number())
}

// phone gives the E.164 shape that OnePay's other APIs ask for (docs.onepay.lk,
// 2026-04-22) where the sheet's text leaves no doubt, else the text itself.
func phone(text string) string {
	text = strings.TrimSpace(text)
	plain := rest.Without(text, " -().")
	digits := strings.TrimPrefix(plain, "+")
	if _, err := strconv.ParseUint(digits, 10, 64); err != nil {
		return text
	}
	switch {
	case strings.HasPrefix(plain, "+"):
		return plain
	case strings.HasPrefix(plain, "00"):
		return "+" + plain[2:]
	case strings.HasPrefix(plain, "0") && len(plain) == 10:
		return "+94" + plain[1:]
	case strings.HasPrefix(plain, "94") && len(plain) == 11:
		return "+" + plain
	}
	return text
}

// send makes a call and gives its envelope; the error is set unless both the HTTP
// status and the body's own say that it was done.
func (a *account) send(ctx context.Context, call rest.Call) (rest.Answer, reply, error) {
	answer, err := a.client.Do(ctx, call)
	if err != nil {
		return answer, reply{}, err
	}
	r, unreadable := parse(answer.Body)
	if !answer.OK() {
		// A refusal without the envelope is shown as it came.
		if kind, known := refusal(call, r.Message); known && answer.Status == http.StatusBadRequest {
			return answer, r, a.client.Fail(call, answer, kind, r.Message)
		}
		return answer, r, a.client.Refused(call, answer, r.Message)
	}
	if unreadable != nil {
		return answer, r, a.client.Unreadable(call, answer, rest.NotJSON)
	}
	switch r.Status {
	case "", "200", "201":
		return answer, r, nil
	}
	return answer, r, a.client.Fail(call, answer, inside(call, r), "HTTP "+strconv.Itoa(answer.Status)+" with status "+string(r.Status)+" in the body: "+r.Message)
}

// refusal classes the texts that OnePay sends with HTTP 400: that a paid link
// stays is documented on the delete page, the app's errors on the error handling
// page (docs.onepay.lk, 2026-04-22). What an unknown link or a used reference answers
// is not, so both are guesses.
func refusal(call rest.Call, message string) (providers.Kind, bool) {
	text := strings.ToLower(message)
	switch {
	case strings.Contains(text, "with successful transactions"):
		return providers.Conflict, true
	case strings.Contains(text, "invalid app"):
		return providers.Denied, true
	case call.ID != "" && strings.Contains(text, "not found"):
		return providers.NotFound, true
	case call.Creates && strings.Contains(text, "already exists"):
		return providers.Conflict, true
	}
	return providers.Uncertain, false
}

// inside classes a failure that the body tells under an HTTP status of success.
// Codes above 1000 belong to OnePay's older API, whose 1015 is a used reference;
// the others between 1001 and 1099 refuse a field.
func inside(call rest.Call, r reply) providers.Kind {
	code, err := strconv.Atoi(string(r.Status))
	if kind, known := refusal(call, r.Message); known && code == http.StatusBadRequest {
		return kind
	}
	switch {
	case err != nil:
		code = http.StatusInternalServerError
	case code == 1015:
		return providers.Conflict
	case code > 1000 && code < 1100:
		return providers.Invalid
	}
	return rest.KindOf(call, code)
}

// link maps an object. strict asks for the fields that tell its state, which every
// answer but that to a create must have. A link with an error is as far as it
// could be read.
func (a *account) link(answer rest.Answer, o *object, strict bool) (providers.Link, error) {
	if o == nil {
		return providers.Link{}, errors.New("its data is no link")
	}
	link := providers.Link{
		ID: string(o.LinkID), URL: o.LinkURL, Description: string(o.Description), Created: instant(o.CreatedAt, a.zone),
		Reference: string(a.named("reference_field", answer, o.ReferenceNumber, o.Reference)),
	}
	if strict && (!o.IsComplete.known || !o.IsDelete.known) {
		return link, errors.New("it does not say is_complete and is_delete")
	}
	if o.Currency != "" {
		var err error
		if link.Amount, err = o.Amount.Money(o.Currency); err != nil {
			return link, errors.New("its amount cannot be read")
		}
		if link.MinPartial, err = a.named("min_partial_field", answer, o.MinPartial).Money(o.Currency); err != nil {
			return link, errors.New("its least part-payment cannot be read")
		}
	}
	if o.IsComplete.set {
		link.Paid = link.Amount // "complete" is paid in full
	}
	if o.Expires != "" {
		var err error
		if link.Expires, err = providers.ParseDate(o.Expires[:min(len(o.Expires), len(time.DateOnly))]); err != nil {
			return link, errors.New("its expiration_date is no date")
		}
	}
	link.Status = status(*o, link.Expires, providers.DateOf(a.clock().In(a.zone)))
	return link, nil
}

// named reads a field whose name is a setting: under that name, or else under the
// names that OnePay's pages use.
func (a *account) named(setting string, answer rest.Answer, usual ...loose) rest.Text {
	switch name := a.settings.Get(setting); name {
	case "reference_number", "reference", "minimum_partial_amount":
	default:
		var all struct {
			Data map[string]loose `json:"data"`
		}
		if rest.ReadJSON(answer.Body, &all) == nil && all.Data[name] != "" {
			return rest.Text(all.Data[name])
		}
	}
	for _, value := range usual {
		if value != "" {
			return rest.Text(value)
		}
	}
	return ""
}

// status derives the state, for which OnePay has no field of its own. That the
// last day counts whole, in Sri Lanka's time, is inferred.
func status(o object, expires, today providers.Date) providers.Status {
	switch {
	case o.IsDelete.set:
		return providers.Cancelled
	case o.IsComplete.set:
		return providers.Paid
	case !expires.IsZero() && expires.Before(today):
		return providers.Expired
	}
	return providers.Active
}

// instant reads an ISO 8601 time; one without an offset is taken as Sri Lanka's,
// and one that cannot be read is no time, because nothing is decided by it.
func instant(text string, zone *time.Location) time.Time {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at
	}
	at, err := time.ParseInLocation("2006-01-02T15:04:05", text, zone)
	if err != nil {
		return time.Time{}
	}
	return at
}
