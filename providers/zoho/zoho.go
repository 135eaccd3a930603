// Package zoho makes payment links at Zoho Payments (India and United States)
// with its API v1. It maps Zoho's words to those of providers and holds no
// policy: the only call that it repeats is one refused for an expired token.
// providers/all is what opens it.
package zoho

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

const name = "zoho"

// Addresses: the Indian base is the Payment Link page's (zoho.com/in/payments/api,
// 2026-07), the others are those of Zoho's own SDK
// (github.com/zoho/zoho-payments-go-sdk, 2026-07).
const (
	baseIndia   = "https://payments.zoho.in/api/v1"
	baseUS      = "https://payments.zoho.com/api/v1"
	baseSandbox = "https://paymentssandbox.zoho.in/api/v1"
	loginIndia  = "https://accounts.zoho.in"
	loginUS     = "https://accounts.zoho.com"
)

// Definition describes Zoho Payments to the rest of paysheet.
func Definition() providers.Definition {
	return providers.Definition{
		Name:         name,
		Title:        "Zoho Payments (India, United States)",
		Hosts:        []string{"zoho.in", "zoho.com"},
		Settings:     settings(),
		Capabilities: capabilities,
		Endpoint:     endpoint,
		Open:         open,
	}
}

func settings() []providers.Setting {
	return []providers.Setting{
		{Name: "account_id", Doc: "the Zoho Payments account id", Required: true, Identity: true},
		{Name: "client_id", Doc: "the client id of your server-based OAuth client", Required: true},
		{Name: "client_secret", Doc: "that client's secret", Required: true, Secret: true},
		{Name: "refresh_token", Doc: "the refresh token that the consent gave for ZohoPay.payments", Required: true, Secret: true},
		{Name: "edition", Doc: "which country's Zoho Payments", Default: "in", Choices: []string{"in", "us"}},
		{Name: "accounts_url", Doc: "replaces the documented address of Zoho's accounts server"},
		// Zoho's SDKs require it with a refresh, its shop plugin leaves it out.
		{Name: "redirect_uri", Doc: "the redirect address of the OAuth client, sent with a token refresh where given"},
		// notify_user is the older form of the Payment Link page, superseded in the SDKs.
		{Name: "notify_field", Doc: "the field that asks Zoho to write to the customer", Default: "notify_customer", Choices: []string{"notify_customer", "notify_user"}},
	}
}

func capabilities(s providers.Settings) providers.Capabilities {
	c := providers.Capabilities{
		// An Indian account takes INR only (Errors page, invalid_currency); USD for
		// the US edition is inferred from its documents' samples.
		Currencies: []providers.Currency{"INR"},
		ExpiryZone: "Asia/Kolkata",
		// The page says 100 characters, Zoho's own SDKs enforce 50: the lower is kept.
		MaxReference: 50,
		// Payment Link page: at most 500 characters; required as in the SDKs.
		MaxDescription: 500, DescriptionRequired: true,
		Expiry:        providers.ExpiryDate,
		DefaultExpiry: "30 days after the create",
		Find:          providers.FindNone,
		TellsPaid:     true,
		TellsPayments: true,
		// "The link must be active to make modifications" (Payment Link page).
		Update: []providers.Field{
			providers.FieldReference, providers.FieldDescription, providers.FieldExpires,
			providers.FieldEmail, providers.FieldPhone, providers.FieldReturnURL,
		},
		UpdateFrom: []providers.Status{providers.Active, providers.PartiallyPaid},
		CancelFrom: []providers.Status{providers.Active, providers.PartiallyPaid},
		Notifies:   true,
		// 600 calls a minute for payments; links are not named (Zoho Payments rate
		// limits, zoho.com/us/payments/developerdocs, 2026-07).
		Rate: 10,
		Notes: []string{
			"A create whose answer is lost cannot be looked up: check the Zoho Payments dashboard.",
			"A cancelled link cannot be revived and an expired one cannot be extended.",
			"Text messages reach Indian numbers only.",
			"Zoho may refuse special characters in a description; which ones is not documented.",
		},
	}
	if s.Get("edition") == "us" {
		c.Currencies, c.ExpiryZone = []providers.Currency{"USD"}, ""
	}
	return c
}

func endpoint(s providers.Settings) string {
	us, test := s.Get("edition") == "us", s.Get("environment") == "test"
	switch {
	case s.Get("base_url") != "":
		return s.Get("base_url")
	case us && test:
		return "" // open says why
	case us:
		return baseUS
	case test:
		return baseSandbox
	}
	return baseIndia
}

// account is one Zoho Payments account.
type account struct {
	client   *rest.Client
	login    *rest.Client
	tokens   *rest.Tokens
	settings providers.Settings
	query    url.Values // of every call
}

func open(a providers.Account) (providers.Provider, error) {
	base := endpoint(a.Settings)
	if base == "" {
		return nil, errors.New("environment = \"test\" needs edition = \"in\": Zoho Payments has a sandbox for India only")
	}
	client, err := rest.ForAccount(name, a, base)
	if err != nil {
		return nil, err
	}
	address := a.Settings.Get("accounts_url")
	switch {
	case address != "":
	case a.Settings.Get("edition") == "us":
		address = loginUS
	default:
		address = loginIndia
	}
	login, err := client.At("accounts_url", address)
	if err != nil {
		return nil, err
	}
	z := &account{client: client, login: login, settings: a.Settings, query: url.Values{"account_id": {a.Settings.Get("account_id")}}}
	z.tokens = rest.NewTokens(client, z.refresh)
	return z, nil
}

// Create makes a link, which is payable at once. Zoho is never asked to write to
// the customer here: that is an Update's, once the link is on record.
func (z *account) Create(ctx context.Context, req providers.LinkRequest) (providers.Link, error) {
	call := z.call("create", http.MethodPost, "/paymentlinks", "")
	if !req.MinPartial.IsNone() {
		return providers.Link{}, z.client.Fail(call, rest.Answer{}, providers.Unsupported, "Zoho Payments has no part-payments")
	}
	call.JSON, call.Creates = z.newLink(req), true
	return z.object(ctx, call)
}

// Get reads a link with what was paid so far.
func (z *account) Get(ctx context.Context, id string) (providers.Link, error) {
	return z.object(ctx, z.call("get", http.MethodGet, linkPath, id))
}

// Find is not possible: Zoho documents no list and no look-up by reference.
func (z *account) Find(context.Context, string) (providers.Link, error) {
	return providers.Link{}, &providers.Error{
		Kind: providers.Unsupported, Provider: name, Op: "find",
		Message: "Zoho Payments has no way to look for a link by its reference: look in the dashboard",
	}
}

// List is not possible, for the same reason.
func (z *account) List(context.Context, string) (providers.Page, error) {
	return providers.Page{}, &providers.Error{
		Kind: providers.Unsupported, Provider: name, Op: "list",
		Message: "Zoho Payments has no list of links: look in the dashboard",
	}
}

// Update sends every field of the request that Zoho can change and that is not
// empty. Where the request asks to notify, Zoho writes to the customer; such a
// call is not safe to repeat, so a lost one is Uncertain.
func (z *account) Update(ctx context.Context, id string, req providers.LinkRequest) (providers.Link, error) {
	call := z.call("update", http.MethodPut, linkPath, id)
	body := z.changes(req)
	if body.empty() {
		return providers.Link{}, z.client.Fail(call, rest.Answer{}, providers.Invalid, "there is nothing to change that Zoho can change")
	}
	call.JSON, call.Creates = body, req.Notify != providers.Notify{}
	return z.change(ctx, call)
}

// Cancel ends a link for good.
func (z *account) Cancel(ctx context.Context, id string) (providers.Link, error) {
	call := z.call("cancel", http.MethodPut, linkPath+"/cancel", id)
	link, err := z.change(ctx, call)
	if err == nil && link.Status != providers.Cancelled {
		err = z.client.Fail(call, rest.Answer{}, providers.Unavailable, "Zoho confirmed the cancel but still shows the link as "+string(link.Status))
	}
	return link, err
}

// change makes a call that Zoho refuses unless the link is active. With which
// code it refuses is not documented, so the link's own state is asked: a link
// that is cancelled already is what a cancel wants.
func (z *account) change(ctx context.Context, call rest.Call) (providers.Link, error) {
	link, err := z.object(ctx, call)
	if !providers.Is(err, providers.Invalid) && !providers.Is(err, providers.Conflict) {
		return link, err
	}
	refusal := err
	read := z.call(call.Op, http.MethodGet, linkPath, call.ID)
	link, err = z.object(ctx, read)
	switch {
	case err != nil:
		return link, err
	case call.Op == "cancel" && link.Status == providers.Cancelled:
		return link, nil
	case !link.Status.Payable():
		return link, z.client.Fail(call, rest.Answer{}, providers.Conflict, "the link is "+string(link.Status)+", and Zoho changes only active links")
	}
	return link, refusal
}

const linkPath = "/paymentlinks/{id}"

func (z *account) call(op, method, path, id string) rest.Call {
	return rest.Call{Op: op, Method: method, Path: path, ID: id, Query: z.query}
}

// send makes a call with the access token in force.
func (z *account) send(ctx context.Context, call rest.Call) (rest.Answer, error) {
	return z.tokens.Do(ctx, func(token string) (rest.Answer, error) {
		// Zoho has a scheme of its own; Bearer is refused.
		call.Header = http.Header{"Authorization": {"Zoho-oauthtoken " + token}}
		return z.client.Do(ctx, call)
	})
}

// object makes a call whose answer holds a link.
func (z *account) object(ctx context.Context, call rest.Call) (providers.Link, error) {
	answer, err := z.send(ctx, call)
	if err != nil {
		return providers.Link{}, err
	}
	found, err := z.open(call, answer)
	if err != nil {
		return providers.Link{}, err
	}
	link, problem := found.link()
	if call.ID != "" && link.ID != "" && link.ID != call.ID {
		link, problem = providers.Link{ID: call.ID}, errors.New("it is about another link")
	}
	return z.client.Checked(call, answer, link, problem)
}

// refresh gets an access token for the refresh token.
func (z *account) refresh(ctx context.Context) (string, time.Duration, error) {
	call := rest.Call{Op: "token", Method: http.MethodPost, Path: "/oauth/v2/token", Form: url.Values{
		"grant_type":    {"refresh_token"},
		"client_id":     {z.settings.Get("client_id")},
		"client_secret": {z.settings.Secret("client_secret").Reveal()},
		"refresh_token": {z.settings.Secret("refresh_token").Reveal()},
	}}
	if address := z.settings.Get("redirect_uri"); address != "" {
		call.Form.Set("redirect_uri", address)
	}
	answer, err := z.login.Do(ctx, call)
	if err != nil {
		return "", 0, err
	}
	return z.token(call, answer)
}
