package conomy

import (
	"fmt"
	"strings"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

// Conomy's states of a link: Payment API (OpenAPI),
// github.com/conomyapp/gitbook-docs, 2026-03.
const (
	stateAttempt    = "ATTEMPT"
	stateActive     = "ACTIVE"
	stateExpired    = "EXPIRED"
	stateFinished   = "FINISHED"
	stateProcessing = "PROCESSING_PAYMENT"
)

// minDuration is the least that a link may live, in seconds; the same document.
const minDuration = 30

type identity struct {
	ID string `json:"identityId"`
}

type item struct {
	PreTaxAmount string `json:"preTaxAmount"`
	TotalAmount  string `json:"totalAmount"`
	Description  string `json:"description"`
}

type destination struct {
	Type     string   `json:"type"`
	Amount   string   `json:"amount"`
	Currency string   `json:"currency"`
	Identity identity `json:"identity"`
	Account  paidInto `json:"account"`
}

type paidInto struct {
	Number   string `json:"accountNumber"`
	Type     string `json:"type,omitempty"`
	Currency string `json:"currency,omitempty"`
	Holder   string `json:"accountHolder,omitempty"`
}

type newLink struct {
	CheckoutToken        string        `json:"checkoutToken"`
	Currency             string        `json:"currency"`
	Items                []item        `json:"items"`
	PaymentMethods       []string      `json:"paymentMethodsAllowed"`
	Destinations         []destination `json:"destinations"`
	Duration             int64         `json:"duration"`
	Owner                identity      `json:"owner"`
	Customer             *customer     `json:"customer,omitempty"`
	CustomerRequirements []string      `json:"customerRequirements,omitempty"`
	SuccessURL           string        `json:"successUrl,omitempty"`
	FailedURL            string        `json:"failedUrl,omitempty"`
}

// wireLink is what Conomy says of a link.
type wireLink struct {
	ID            string    `json:"id"`
	CheckoutToken string    `json:"checkoutToken"`
	Status        string    `json:"status"`
	Items         []item    `json:"items"`
	Currency      string    `json:"currency"`
	TotalAmount   rest.Text `json:"totalAmount"`
	URL           string    `json:"url"`
	CreatedAt     string    `json:"createdAt"`
	Duration      int64     `json:"duration"`
}

type page struct {
	Pagination struct {
		Total int `json:"total"`
	} `json:"pagination"`
	Results []wireLink `json:"results"`
}

// newLink writes one invoice as one item paid into one account, so that items
// and destinations have the same sum.
func (d *driver) newLink(req providers.LinkRequest) (newLink, error) {
	s := d.account.Settings
	amount, currency := req.Amount.Number(), string(req.Amount.Currency())
	seconds, err := d.duration(req.Expires)
	if err != nil {
		return newLink{}, err
	}
	account := paidInto{Number: s.Get("destination_account")}
	if s.Get("account_shape") == "full" {
		account.Type, account.Currency, account.Holder = s.Get("account_type"), currency, s.Get("account_holder")
	}
	description := req.Description
	if strings.TrimSpace(description) == "" {
		description = req.Reference // an item must have one
	}
	owner := identity{s.Get("owner_identity_id")}
	payee := identity{s.Get("destination_identity_id")}
	if payee.ID == "" {
		payee = owner
	}
	return newLink{
		CheckoutToken:        req.Reference,
		Currency:             currency,
		Items:                []item{{PreTaxAmount: amount, TotalAmount: amount, Description: description}},
		PaymentMethods:       s.List("payment_methods"),
		Destinations:         []destination{{Type: "ACCOUNT", Amount: amount, Currency: currency, Identity: payee, Account: account}},
		Duration:             seconds,
		Owner:                owner,
		Customer:             shapeCustomer(req.Customer),
		CustomerRequirements: s.List("customer_requirements"),
		SuccessURL:           req.ReturnURL,
		FailedURL:            req.FailureURL,
	}, nil
}

// duration gives the seconds from now to the end of the last day.
func (d *driver) duration(last providers.Date) (int64, error) {
	now := d.account.Clock().In(d.account.Zone)
	if last.IsZero() {
		last = providers.DateOf(now).AddDays(d.days)
	}
	left := last.EndOfDay(d.account.Zone).Sub(now)
	if last.Before(providers.DateOf(now)) {
		return 0, fmt.Errorf("the expiry %s is past: choose a later date", last)
	}
	return max(minDuration, int64(left/time.Second)), nil
}

// read maps a link; the error is a clause about what cannot be understood, and
// then the link holds what can.
func (d *driver) read(w wireLink) (providers.Link, error) {
	link := w.partial()
	link.Reference, link.URL = w.CheckoutToken, w.URL
	if len(w.Items) > 0 {
		link.Description = w.Items[0].Description
	}
	link.Status = status(w.Status)
	if link.Status == "" {
		return link, fmt.Errorf("its status %q is not one of those that are documented", w.Status)
	}
	amount, err := w.TotalAmount.Money(w.Currency)
	if err != nil || amount.IsNone() {
		return link, fmt.Errorf("its amount %q %q cannot be read", w.TotalAmount, w.Currency)
	}
	link.Amount = amount
	created, err := time.Parse(time.RFC3339, w.CreatedAt)
	if err != nil {
		return link, fmt.Errorf("its createdAt %q is no instant", w.CreatedAt)
	}
	link.Created = created
	link.Expires = d.lastDay(created, w.Duration)
	return link, nil
}

// slack is how much later than our clock Conomy's may start to count: a link
// asked to end at 23:59:59 would otherwise seem to end a day later.
const slack = 5 * time.Minute

// lastDay gives the day on which createdAt plus duration falls; no field tells
// the expiry itself.
func (d *driver) lastDay(created time.Time, duration int64) providers.Date {
	end := created.Add(time.Duration(duration)*time.Second - slack)
	if end.Before(created) {
		end = created
	}
	return providers.DateOf(end.In(d.account.Zone))
}

// partial gives the id alone, by which a half-made link is found again.
func (w wireLink) partial() providers.Link { return providers.Link{ID: w.ID} }

// betterThan chooses among links of one reference: one that can be paid, then
// one that was paid, then one still to be activated; of equals the newest.
func (w wireLink) betterThan(o *wireLink) bool {
	if o == nil {
		return true
	}
	rank := map[string]int{stateActive: 4, stateProcessing: 4, stateFinished: 3, stateAttempt: 2, stateExpired: 1}
	if rank[w.Status] != rank[o.Status] {
		return rank[w.Status] > rank[o.Status]
	}
	mine, err := time.Parse(time.RFC3339, w.CreatedAt)
	theirs, err2 := time.Parse(time.RFC3339, o.CreatedAt)
	return err == nil && (err2 != nil || mine.After(theirs))
}

func status(state string) providers.Status {
	switch state {
	case stateAttempt:
		return providers.Draft
	case stateActive, stateProcessing:
		return providers.Active
	case stateExpired:
		return providers.Expired
	case stateFinished:
		return providers.Paid
	}
	return ""
}

// undeletable says why a link cannot be taken back, and until when it can be paid.
func (d *driver) undeletable(w wireLink) string {
	text := "Conomy deletes only links in ATTEMPT or EXPIRED; this one is " + w.Status
	created, err := time.Parse(time.RFC3339, w.CreatedAt)
	if err == nil && status(w.Status).Payable() {
		end := created.Add(time.Duration(w.Duration) * time.Second)
		text += ", payable until " + end.In(d.account.Zone).Format("2006-01-02 15:04:05 -07:00")
	}
	return text
}
