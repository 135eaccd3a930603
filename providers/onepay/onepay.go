// Package onepay makes payment links at OnePay (Sri Lanka) with its Payment Link
// API v3. It maps OnePay's words to those of providers and holds no policy:
// nothing here is retried, and a call whose fate is not known says so.
// providers/all is what opens it.
package onepay

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

const name = "onepay"

// documentedBase serves live and sandbox credentials alike; no host of a sandbox
// is published (OnePay API introduction, docs.onepay.lk, 2026-04-22).
const documentedBase = "https://api.onepay.lk"

// Definition describes OnePay to the rest of paysheet.
func Definition() providers.Definition {
	return providers.Definition{
		Name:         name,
		Title:        "OnePay (Sri Lanka)",
		Hosts:        []string{"onepay.lk"},
		Settings:     settings(),
		Capabilities: capabilities,
		Endpoint:     endpoint,
		Open:         open,
	}
}

// settings: the names of some body fields and the type of an amount are settings
// because the create page prints no table of body fields (OnePay Payment Link API
// v3, docs.onepay.lk, 2026-04-22).
func settings() []providers.Setting {
	return []providers.Setting{
		{Name: "app_id", Doc: "the App ID from OnePay's merchant portal", Required: true, Identity: true},
		{Name: "api_key", Doc: "the company API key from OnePay's merchant portal", Required: true, Secret: true},
		{Name: "reference_field", Doc: "what OnePay calls your reference in the body of a create", Default: "reference_number"},
		{Name: "min_partial_field", Doc: "what OnePay calls the least part-payment in the body of a create", Default: "minimum_partial_amount"},
		{
			Name: "customer_fields", Doc: "what OnePay calls first name, last name, email and phone in the body of a create; none sends no customer",
			Default: "customer_first_name,customer_last_name,customer_email,customer_phone_number", List: true,
		},
		{Name: "amount_type", Doc: "whether amounts travel as JSON strings or numbers", Default: "string", Choices: []string{"string", "number"}},
		// The currencies page lists these ten, enabled per merchant (docs.onepay.lk, 2026-04-22).
		{Name: "currencies", Doc: "the currencies enabled for your app", Default: "LKR,USD,GBP,EUR,AUD,JPY,INR,CHF,CAD,SGD", List: true},
	}
}

func capabilities(s providers.Settings) providers.Capabilities {
	known, _ := currencies(s)
	return providers.Capabilities{
		Currencies: known,
		Partial:    partialRule(),
		Expiry:     providers.ExpiryDate,
		ExpiryZone: "Asia/Colombo",
		// Neither default nor maximum is documented.
		DefaultExpiry: "not documented",
		Find:          providers.FindNone,
		// "Only the description field can be modified after creation" and "a link
		// can only be deleted if it has no successful transactions" (OnePay Payment
		// Link API v3, docs.onepay.lk, 2026-04-22).
		Update:     []providers.Field{providers.FieldDescription},
		UpdateFrom: []providers.Status{providers.Active},
		CancelFrom: []providers.Status{providers.Active, providers.Expired},
		// Limited per App ID and second; the number is not published (OnePay API,
		// rate limits, docs.onepay.lk, 2026-04-22).
		Rate: 1,
		Notes: []string{
			"A create whose answer is lost cannot be looked up: check the merchant portal.",
			"Part-payments do not show until the link is fully paid.",
			"A link with a successful payment cannot be taken back.",
			"Test credentials use the live address; no other is published.",
		},
	}
}

// partialRule: part-payments need a total over LKR 100,000 or USD 100 and a least
// part of 30 to 100 % (OnePay Payment Link API v3, docs.onepay.lk, 2026-04-22).
func partialRule() providers.PartialRule {
	rule := providers.PartialRule{Allowed: true, MinPercent: 30, MaxPercent: 100}
	for _, above := range [][2]string{{"100000", "LKR"}, {"100", "USD"}} {
		if m, err := providers.ParseMoney(above[0], above[1]); err == nil {
			rule.Above = append(rule.Above, m)
		}
	}
	return rule
}

func currencies(s providers.Settings) ([]providers.Currency, error) {
	var known []providers.Currency
	for _, word := range s.List("currencies") {
		code, err := providers.ParseCurrency(word)
		if err != nil {
			return nil, fmt.Errorf("currencies: %w", err)
		}
		known = append(known, code)
	}
	return known, nil
}

func endpoint(s providers.Settings) string {
	if base := s.Get("base_url"); base != "" {
		return base
	}
	return documentedBase
}

// account is one OnePay app.
type account struct {
	client   *rest.Client
	clock    func() time.Time
	settings providers.Settings
	query    url.Values     // of most calls
	zone     *time.Location // Sri Lanka's
	customer []string       // four names of fields, or none
}

func open(a providers.Account) (providers.Provider, error) {
	if _, err := currencies(a.Settings); err != nil {
		return nil, err
	}
	customer := a.Settings.List("customer_fields")
	if len(customer) == 1 && customer[0] == "none" {
		customer = nil
	} else if len(customer) != 4 {
		return nil, fmt.Errorf("customer_fields has %d names: write four, for first name, last name, email and phone, or none", len(customer))
	}
	client, err := rest.ForAccount(name, a, endpoint(a.Settings))
	if err != nil {
		return nil, err
	}
	return &account{
		client: client, clock: a.Clock, settings: a.Settings, zone: colombo(), customer: customer,
		query: url.Values{"app_id": {a.Settings.Get("app_id")}},
	}, nil
}

// Create makes a link, which is payable at once.
func (a *account) Create(ctx context.Context, req providers.LinkRequest) (providers.Link, error) {
	call := a.call("create", http.MethodPost, "/v3/payment-link/", "")
	call.JSON, call.Creates = a.body(req), true
	return a.object(ctx, call)
}

// Get reads a link. What was paid so far is not told.
func (a *account) Get(ctx context.Context, id string) (providers.Link, error) {
	return a.read(ctx, "get", id)
}

// Payments is not possible: the documented link tells only that it is complete
// (OnePay Payment Link API v3, docs.onepay.lk, 2026).
func (a *account) Payments(context.Context, string) ([]providers.Payment, error) {
	return nil, &providers.Error{
		Kind: providers.Unsupported, Provider: name, Op: "payments",
		Message: "OnePay does not tell the payments on a link: look in the merchant portal",
	}
}

// Find is not possible: OnePay documents no list and no look-up by reference.
func (a *account) Find(context.Context, string) (providers.Link, error) {
	return providers.Link{}, &providers.Error{
		Kind: providers.Unsupported, Provider: name, Op: "find",
		Message: "OnePay has no way to look for a link by its reference: look in the merchant portal",
	}
}

// List is not possible, for the same reason.
func (a *account) List(context.Context, string) (providers.Page, error) {
	return providers.Page{}, &providers.Error{
		Kind: providers.Unsupported, Provider: name, Op: "list",
		Message: "OnePay has no list of links: look in the merchant portal",
	}
}

// Update changes the description and nothing else.
func (a *account) Update(ctx context.Context, id string, req providers.LinkRequest) (providers.Link, error) {
	call := a.call("update", http.MethodPut, linkPath, id)
	if strings.TrimSpace(req.Description) == "" {
		return providers.Link{}, a.client.Fail(call, rest.Answer{}, providers.Invalid, "the description is empty, and it is all that OnePay can change")
	}
	// Unlike the other three calls this one takes app_id in the body.
	call.Query = nil
	call.JSON = map[string]any{"app_id": a.settings.Get("app_id"), "description": req.Description}
	return a.object(ctx, call)
}

// Cancel deletes a link and reads it back, because the answer to a delete holds
// no link, and because the refusal of a link deleted before is not documented.
func (a *account) Cancel(ctx context.Context, id string) (providers.Link, error) {
	call := a.call("cancel", http.MethodDelete, linkPath, id)
	answer, _, err := a.send(ctx, call)
	switch {
	case err == nil:
		return a.confirm(ctx, call, answer)
	case providers.Is(err, providers.Invalid), providers.Is(err, providers.NotFound):
		return a.refused(ctx, call, answer, err)
	}
	return providers.Link{}, err
}

// confirm reads back a link whose delete was accepted.
func (a *account) confirm(ctx context.Context, call rest.Call, answer rest.Answer) (providers.Link, error) {
	link, err := a.read(ctx, call.Op, call.ID)
	switch {
	case providers.Is(err, providers.NotFound):
		return providers.Link{ID: call.ID, Status: providers.Cancelled}, nil
	case err == nil && link.Status != providers.Cancelled:
		err = a.client.Fail(call, answer, providers.Unavailable, "OnePay confirmed the delete but still shows the link as "+string(link.Status))
	}
	return link, err
}

// refused reads a link whose delete was refused: one that is deleted already is
// what was asked for, one that is paid cannot be taken back.
func (a *account) refused(ctx context.Context, call rest.Call, answer rest.Answer, refusal error) (providers.Link, error) {
	link, err := a.read(ctx, call.Op, call.ID)
	switch {
	case providers.Is(err, providers.NotFound):
		return providers.Link{}, refusal
	case err != nil:
		return providers.Link{}, err
	case link.Status == providers.Cancelled:
		return link, nil
	case link.Status == providers.Paid:
		return link, a.client.Fail(call, answer, providers.Conflict, "the link is paid and cannot be taken back")
	}
	return link, refusal
}

// linkPath ends in a slash because the documented paths do.
const linkPath = "/v3/payment-link/{id}/"

func (a *account) call(op, method, path, id string) rest.Call {
	return rest.Call{
		Op: op, Method: method, Path: path, ID: id, Query: a.query,
		Header: http.Header{
			// The key stands alone, without a scheme.
			"Authorization": {a.settings.Secret("api_key").Reveal()},
			"Content-Type":  {"application/json"},
		},
	}
}

func (a *account) read(ctx context.Context, op, id string) (providers.Link, error) {
	return a.object(ctx, a.call(op, http.MethodGet, linkPath, id))
}

// object makes a call whose answer holds a link.
func (a *account) object(ctx context.Context, call rest.Call) (providers.Link, error) {
	answer, reply, err := a.send(ctx, call)
	if err != nil {
		return providers.Link{}, err
	}
	link, problem := a.link(answer, reply.Data, !call.Creates)
	if call.ID != "" && link.ID == "" && problem == nil {
		link.ID = call.ID
	}
	if call.ID != "" && link.ID != "" && link.ID != call.ID {
		link, problem = providers.Link{ID: call.ID}, errors.New("it is about another link")
	}
	return a.client.Checked(call, answer, link, problem)
}
