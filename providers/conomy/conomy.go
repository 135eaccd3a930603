// Package conomy speaks Conomy's payment links API: a link is made in the state
// ATTEMPT and activated by a second call, lives for a number of seconds, and can
// only be deleted before it is activated or after it has expired. What travels
// stands in wire.go. Only providers/all imports it.
package conomy

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

const (
	name           = "conomy"
	productionBase = "https://api.conomyhq.com"         // Conomy quickstart, github.com/conomyapp/gitbook-docs, 2026-03
	testBase       = "https://api.conomyhq.com/sandbox" // the same
	pageSize       = 50                                 // the most that a list gives: Payment API (OpenAPI), 2026-03
)

// Definition describes Conomy to the rest of paysheet.
func Definition() providers.Definition {
	return providers.Definition{
		Name:         name,
		Title:        "Conomy (Latin America)",
		Hosts:        []string{"conomyhq.com"},
		Settings:     settings(),
		Capabilities: capabilities,
		Endpoint:     endpoint,
		Open:         open,
	}
}

func settings() []providers.Setting {
	return []providers.Setting{
		{Name: "client_id", Doc: "client id of the API access", Required: true},
		{Name: "client_secret", Doc: "client secret of the API access", Required: true, Secret: true},
		{Name: "api_key", Doc: "key sent as x-api-key", Required: true, Secret: true},
		{Name: "user_agent", Doc: "name of the application, which Conomy wants with every call", Default: "paysheet"},
		{Name: "owner_identity_id", Doc: "identity that owns the links", Required: true, Identity: true},
		{Name: "destination_account", Doc: "number of the Conomy account that is paid into", Required: true, Identity: true},
		{Name: "destination_identity_id", Doc: "identity that is paid; owner_identity_id where absent"},
		// Conomy demands at least one and documents no default; which ones a
		// merchant may use is agreed with Conomy, so none is guessed.
		{Name: "payment_methods", Doc: "ways to pay that a link offers, such as WEBPAY, ETPAY, SPEI, PSE, PIX or CARD", Required: true, List: true},
		{Name: "customer_requirements", Doc: "what the payer must fill in, such as firstName or email", List: true},
		// The recipe sends the account's number alone, the OpenAPI schema wants
		// all four fields (both 2026).
		{Name: "account_shape", Doc: "how the account to pay into is written: its number alone, or all four fields", Default: "number", Choices: []string{"number", "full"}},
		{Name: "account_type", Doc: "type of the account to pay into, for account_shape = full"},
		{Name: "account_holder", Doc: "holder of the account to pay into, for account_shape = full"},
		{Name: "default_days", Doc: "days that a link lives for when neither rules nor sheet give an expiry", Default: "30"},
		{Name: "api_version", Doc: "sent as conomyhq-api-version, such as 24-04-2025; Conomy takes its first version where absent"},
		// Only the official client sends a sort, the documents have none.
		{Name: "list_sort", Doc: "order asked for when links are listed, such as createdAt:desc; none is asked for where absent"},
	}
}

// capabilities come from the Payment API (OpenAPI) in
// github.com/conomyapp/gitbook-docs, 2026-03, unless another source is named.
func capabilities(s providers.Settings) providers.Capabilities {
	return providers.Capabilities{
		// USDC and USDT are documented too, but they are no ISO 4217 currencies.
		Currencies:    []providers.Currency{"CLP", "MXN", "COP", "PEN", "BOB", "PYG", "AUD", "ARS", "BRL", "USD", "CAD", "EUR", "GBP"},
		Expiry:        providers.ExpiryDuration,
		DefaultExpiry: "Conomy has none, so paysheet asks for " + s.Get("default_days") + " days (default_days)",
		Find:          providers.FindScan,
		FindCompletes: true, // an ATTEMPT is activated
		CancelFrom:    []providers.Status{providers.Draft, providers.Expired},
		// No number is published, only that HTTP 429 exists: this one is careful.
		Rate: 3,
		// Not documented: twice the time that one call may take.
		Settle: 2 * time.Minute,
		Notes: []string{
			"A link cannot be taken back once it is active; it ends with its expiry.",
			"A reference travels as checkoutToken, which is part of a web address: letters, digits and hyphens are safest.",
			"Whether Conomy refuses a reference that was used before is not documented, so a run reads the list of links, 50 a call, before it makes its first.",
		},
	}
}

func endpoint(s providers.Settings) string {
	if base := s.Get("base_url"); base != "" {
		return base
	}
	if s.Get("environment") == "test" {
		return testBase
	}
	return productionBase
}

type driver struct {
	account providers.Account
	client  *rest.Client
	tokens  *rest.Tokens
	days    int // how long a link without an expiry lives
	// deleted holds the ids whose deletion was sent: Conomy forgets a deleted
	// link, so that a repeated Cancel would otherwise look like a wrong id.
	deleted sync.Map
}

func open(account providers.Account) (providers.Provider, error) {
	s := account.Settings
	days, err := strconv.Atoi(s.Get("default_days"))
	if err != nil || days < 1 {
		return nil, fmt.Errorf("default_days = %q is no whole number above zero: write it as 30", s.Get("default_days"))
	}
	if s.Get("account_shape") == "full" && (s.Get("account_type") == "" || s.Get("account_holder") == "") {
		return nil, errors.New("account_shape = \"full\" needs account_type and account_holder")
	}
	client, err := rest.ForAccount(name, account, endpoint(s))
	if err != nil {
		return nil, err
	}
	if account.Zone == nil {
		account.Zone = time.UTC
	}
	d := &driver{account: account, client: client, days: days}
	d.tokens = rest.NewTokens(client, d.fetchToken)
	return d, nil
}

// Create makes a link and activates it where Conomy answers ATTEMPT.
func (d *driver) Create(ctx context.Context, req providers.LinkRequest) (providers.Link, error) {
	call := rest.Call{Op: "create", Method: http.MethodPost, Path: "/payment-links", Creates: true}
	body, err := d.newLink(req)
	if err != nil {
		return providers.Link{}, d.client.Fail(call, rest.Answer{}, providers.Invalid, err.Error())
	}
	call.JSON = body
	made, answer, err := d.link(ctx, call)
	if err != nil {
		return made.partial(), err
	}
	return d.complete(ctx, call, answer, made)
}

// Get reads a link by Conomy's id.
func (d *driver) Get(ctx context.Context, id string) (providers.Link, error) {
	link, _, err := d.get(ctx, "get", id)
	return link, err
}

// Find lists every link of the owner and compares its checkoutToken; a link that
// was made but not activated is activated.
func (d *driver) Find(ctx context.Context, reference string) (providers.Link, error) {
	call := listCall("find")
	found, err := d.best(ctx, call, reference)
	if err != nil {
		return providers.Link{}, err
	}
	if found == nil {
		return providers.Link{}, d.client.Fail(call, rest.Answer{}, providers.NotFound, fmt.Sprintf("Conomy lists no link with the reference %q", reference))
	}
	return d.complete(ctx, call, rest.Answer{Status: http.StatusOK}, *found)
}

// List reads one page of the owner's links.
func (d *driver) List(ctx context.Context, cursor string) (providers.Page, error) {
	results, next, err := d.part(ctx, listCall("list"), cursor)
	if err != nil {
		return providers.Page{}, err
	}
	page := providers.Page{Next: next}
	for _, each := range results {
		link, _ := d.read(each) // that one is unreadable does not make it another's reference
		page.Links = append(page.Links, link)
	}
	return page, nil
}

// Payments is Unsupported: the documented link has a status and no payments
// (Conomy Payment API, gitbook-docs, 2026-03).
func (d *driver) Payments(context.Context, string) ([]providers.Payment, error) {
	return nil, d.client.Fail(rest.Call{Op: "payments"}, rest.Answer{}, providers.Unsupported, "Conomy does not tell the payments on a link: look in its dashboard")
}

// Update is Unsupported: the documents have no call for it.
func (d *driver) Update(context.Context, string, providers.LinkRequest) (providers.Link, error) {
	return providers.Link{}, d.client.Fail(rest.Call{Op: "update"}, rest.Answer{}, providers.Unsupported, "Conomy documents no way to change a link")
}

// Cancel deletes a link in ATTEMPT or EXPIRED, the only states in which Conomy
// lets it go; Conflict in any other. A link that another process deleted is
// NotFound, because Conomy answers so for other merchants' links as well.
func (d *driver) Cancel(ctx context.Context, id string) (providers.Link, error) {
	link, now, err := d.get(ctx, "cancel", id)
	if err != nil || link.Status == providers.Cancelled {
		return link, err
	}
	call := rest.Call{Op: "cancel", Method: http.MethodDelete, Path: "/payment-links/{id}", ID: id}
	if now.Status != stateAttempt && now.Status != stateExpired {
		return link, d.client.Fail(call, rest.Answer{}, providers.Conflict, d.undeletable(now))
	}
	d.deleted.Store(id, true)
	answer, err := d.send(ctx, call)
	if err != nil {
		return link, err
	}
	if !answer.OK() && answer.Status != http.StatusNotFound {
		kept := d.refused(call, answer)
		if providers.Is(kept, providers.Invalid) {
			// It was deletable a moment ago: its state has changed since.
			kept = d.client.Fail(call, answer, providers.Conflict, explain(answer))
		}
		if !providers.Is(kept, providers.Unavailable) {
			d.deleted.Delete(id) // Conomy said no
		}
		return link, kept
	}
	link.Status = providers.Cancelled
	return link, nil
}

func (d *driver) get(ctx context.Context, op, id string) (providers.Link, wireLink, error) {
	call := rest.Call{Op: op, Method: http.MethodGet, Path: "/payment-links/{id}", ID: id}
	found, answer, err := d.link(ctx, call)
	if _, ours := d.deleted.Load(id); ours && providers.Is(err, providers.NotFound) {
		return providers.Link{ID: id, Status: providers.Cancelled}, found, nil
	}
	if err != nil {
		return providers.Link{}, found, err
	}
	link, problem := d.read(found)
	link, err = d.client.Checked(call, answer, link, problem)
	return link, found, err
}

// complete turns a link that was made into one that can be paid.
func (d *driver) complete(ctx context.Context, call rest.Call, answer rest.Answer, made wireLink) (providers.Link, error) {
	if made.Status == stateAttempt {
		active, again, err := d.activate(ctx, call, made.ID)
		if err != nil {
			link, _ := d.read(made)
			return link, err
		}
		made, answer = active, again
	}
	link, problem := d.read(made)
	return d.client.Checked(call, answer, link, problem)
}

// activate makes a link payable. A failure inside a Create is Uncertain whatever
// its kind: the link exists, and a create that was only throttled would be sent
// again. Inside a Find it keeps its kind, for a Find may be repeated.
func (d *driver) activate(ctx context.Context, call rest.Call, id string) (wireLink, rest.Answer, error) {
	if call.Creates {
		ctx = context.WithoutCancel(ctx) // leaving now would leave the link half made
	}
	activate := rest.Call{Op: call.Op, Method: http.MethodPost, Path: "/payment-links/{id}/activate", ID: id, JSON: struct{}{}, Creates: call.Creates}
	active, answer, err := d.link(ctx, activate)
	if err == nil && active.Status == stateAttempt {
		err = d.client.Unreadable(activate, answer, "the link is still in ATTEMPT")
	}
	if err != nil && call.Creates {
		err = d.client.Fail(activate, answer, providers.Uncertain, "the link is made but not active yet: "+text(err))
	}
	return active, answer, err
}
