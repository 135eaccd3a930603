// Package payu speaks PayU India's payment links API (OneAPI): the merchant's
// invoice number is the id of a link and is never taken twice, success is told
// only by a status inside HTTP 200, and two generations of answers are in use.
// What travels stands in wire.go. Only providers/all imports it.
package payu

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

const (
	name               = "payu"
	productionBase     = "https://oneapi.payu.in"                                       // PayU Get Single Payment Link API, docs.payu.in, 2023-04
	testBase           = "https://uatoneapi.payu.in"                                    // the same
	productionAccounts = "https://accounts.payu.in"                                     // PayU Payment Links API, docs.payu.in, 2026
	testAccounts       = "https://uat-accounts.payu.in"                                 // the same
	dateTimeShape      = "2006-01-02 15:04:05"                                          // the same
	scopes             = "create_payment_links update_payment_links read_payment_links" // the same: at most three
)

// Definition describes PayU to the rest of paysheet.
func Definition() providers.Definition {
	return providers.Definition{
		Name:         name,
		Title:        "PayU (India)",
		Hosts:        []string{"payu.in", "pmny.in"},
		Settings:     settings(),
		Capabilities: capabilities,
		Endpoint:     endpoint,
		Open:         open,
	}
}

func settings() []providers.Setting {
	return []providers.Setting{
		{Name: "merchant_id", Doc: "number of the merchant (MID)", Required: true, Identity: true},
		{Name: "client_id", Doc: "client id of the OAuth application", Required: true},
		{Name: "client_secret", Doc: "client secret of the OAuth application", Required: true, Secret: true},
		{Name: "accounts_url", Doc: "replaces the documented address that gives access tokens"},
		{Name: "scope", Doc: "scopes asked for, at most three, with spaces between", Default: scopes},
		// One document says that a link without an expiry lives 7 days, another
		// 365, so one is always sent.
		{Name: "default_days", Doc: "days that a link lives for when neither rules nor sheet give an expiry", Default: "30"},
		// One document says that a link takes one payment by default, another
		// any number, so it is always sent with a part-payment.
		{Name: "max_payments", Doc: "most payments that one link with part-payments takes", Default: "10"},
	}
}

// capabilities come from the PayU Payment Links API, docs.payu.in, 2026, unless
// another source is named.
func capabilities(s providers.Settings) providers.Capabilities {
	return providers.Capabilities{
		Currencies:          []providers.Currency{"INR"},
		MinAmount:           "1",
		MaxReference:        25,
		MaxDescription:      255,
		DescriptionRequired: true,
		Partial:             providers.PartialRule{Allowed: true},
		Expiry:              providers.ExpiryDateTime,
		ExpiryZone:          "Asia/Kolkata",
		DefaultExpiry:       "PayU's documents disagree, so paysheet asks for " + s.Get("default_days") + " days (default_days)",
		Find:                providers.FindExact,
		RefusesDuplicates:   true,
		TellsPaid:           true,
		TellsPayments:       true,
		Update: []providers.Field{
			providers.FieldAmount, providers.FieldDescription, providers.FieldExpires, providers.FieldMinPartial,
		},
		// Documented: not on cancelled or fully paid links; cancelling: not on paid ones.
		UpdateFrom: []providers.Status{providers.Active, providers.PartiallyPaid, providers.Expired},
		CancelFrom: []providers.Status{providers.Active, providers.PartiallyPaid, providers.Expired},
		Notifies:   true,
		// No number is published for payment links: this one is careful.
		Rate: 3,
		// Not documented: twice the time that one call may take.
		Settle: 2 * time.Minute,
		Notes: []string{
			"The document calls an invoice number alphanumeric and shows hyphens in it; other characters may not be taken.",
			"An invoice number is taken for good; whether that of a cancelled link can be used again is not documented.",
			"The newest document types amounts as whole rupees, the older ones and live answers have paise; paise are sent as they are.",
			"The customer's details are sent only when name, email and an Indian mobile number are all known.",
			"Answers of the newest generation may not tell what was paid.",
			"The amount of a payment is the transaction's settledAmount, which no document explains; one that is less than was paid shows in the report.",
		},
	}
}

func endpoint(s providers.Settings) string {
	return address(s, "base_url", productionBase, testBase)
}

func address(s providers.Settings, setting, production, test string) string {
	if base := s.Get(setting); base != "" {
		return base
	}
	if s.Get("environment") == "test" {
		return test
	}
	return production
}

type driver struct {
	account  providers.Account
	client   *rest.Client
	accounts *rest.Client
	tokens   *rest.Tokens
	zone     *time.Location
	days     int // how long a link without an expiry lives
	payments int // how many payments a link with part-payments takes
}

func open(account providers.Account) (providers.Provider, error) {
	s := account.Settings
	days, err := strconv.Atoi(s.Get("default_days"))
	if err != nil || days < 1 {
		return nil, fmt.Errorf("default_days = %q is no whole number above zero: write it as 30", s.Get("default_days"))
	}
	payments, err := strconv.Atoi(s.Get("max_payments"))
	if err != nil || payments < 2 {
		return nil, fmt.Errorf("max_payments = %q is no whole number above one: write it as 10", s.Get("max_payments"))
	}
	client, err := rest.ForAccount(name, account, endpoint(s))
	if err != nil {
		return nil, err
	}
	accounts, err := client.At("accounts_url", address(s, "accounts_url", productionAccounts, testAccounts))
	if err != nil {
		return nil, err
	}
	d := &driver{
		account: account, client: client, accounts: accounts, days: days, payments: payments,
		// Without daylight saving a fixed offset is India's time on every machine.
		zone: time.FixedZone("IST", 5*60*60+30*60),
	}
	d.tokens = rest.NewTokens(client, d.fetchToken)
	return d, nil
}

// Create makes a link. PayU refuses an invoice number that was used, with Conflict.
func (d *driver) Create(ctx context.Context, req providers.LinkRequest) (providers.Link, error) {
	call := rest.Call{Op: "create", Method: http.MethodPost, Path: "/payment-links", JSON: d.newLink(req), Creates: true}
	env, answer, err := d.send(ctx, call)
	if err != nil {
		return providers.Link{}, err
	}
	return d.link(call, answer, env, "")
}

// Get reads a link by its invoice number: by the path of the newer documents,
// and where that finds nothing by the query of the older ones.
func (d *driver) Get(ctx context.Context, id string) (providers.Link, error) {
	return d.get(ctx, "get", id)
}

// Find is Get, for the invoice number is the reference that was sent.
func (d *driver) Find(ctx context.Context, reference string) (providers.Link, error) {
	return d.get(ctx, "find", reference)
}

// List is Unsupported: a link is asked for by its reference, so that no list is needed.
func (d *driver) List(context.Context, string) (providers.Page, error) {
	return providers.Page{}, d.client.Fail(rest.Call{Op: "list"}, rest.Answer{}, providers.Unsupported, "PayU's links are asked for one by one, by their references")
}

// Update changes amount, description, expiry and part-payments. Where the request
// says whom to notify, PayU then writes to them.
func (d *driver) Update(ctx context.Context, id string, req providers.LinkRequest) (providers.Link, error) {
	call := rest.Call{Op: "update", Method: http.MethodPut, Path: "/payment-links/{id}", ID: id, JSON: d.change(req)}
	env, answer, err := d.send(ctx, call)
	if err != nil {
		return providers.Link{}, err
	}
	link, err := d.link(call, answer, env, id)
	if err != nil {
		// The older answer to an update tells nothing of the link.
		if link, err = d.get(ctx, "update", id); err != nil {
			return link, err
		}
	}
	return link, d.share(ctx, id, req)
}

func (d *driver) get(ctx context.Context, op, id string) (providers.Link, error) {
	call := rest.Call{Op: op, Method: http.MethodGet, Path: "/payment-links/{id}", ID: id}
	env, answer, err := d.send(ctx, call)
	if err == nil && !env.isList() {
		return d.link(call, answer, env, id)
	}
	if err != nil && !providers.Is(err, providers.NotFound) {
		return providers.Link{}, err
	}
	missing := err
	// The older document asks by ID with two dates, whose meaning it does not
	// tell; a year back covers every default expiry.
	today := providers.DateOf(d.account.Clock().In(d.zone))
	call = rest.Call{Op: op, Method: http.MethodGet, Path: "/payment-links", Query: url.Values{
		"ID": {id}, "dateFrom": {today.AddMonths(-12).String()}, "dateTo": {today.String()},
	}}
	env, answer, err = d.send(ctx, call)
	if missing != nil && (providers.Is(err, providers.Invalid) || providers.Is(err, providers.NotFound)) {
		return providers.Link{}, missing // where the older form is refused, the first answer stands
	}
	if err != nil {
		return providers.Link{}, err
	}
	if env.isList() {
		var found bool
		if env, found = env.pick(id); !found {
			return providers.Link{}, d.client.Fail(call, answer, providers.NotFound, fmt.Sprintf("PayU lists no link with the invoice number %q", id))
		}
	}
	return d.link(call, answer, env, id)
}

// share asks PayU to write to the customer. It is a call of its own after the
// change, so that nobody is told of a link that is not yet known to be stored.
func (d *driver) share(ctx context.Context, id string, req providers.LinkRequest) error {
	var channels []string
	if address := strings.TrimSpace(req.Customer.Email); req.Notify.Email && address != "" {
		channels = append(channels, address)
	}
	if number := strings.TrimSpace(req.Customer.Phone); req.Notify.SMS && number != "" {
		if ten := mobile(number); ten != "" {
			number = "+91" + ten // as the sample has it
		}
		channels = append(channels, number)
	}
	if len(channels) == 0 {
		return nil
	}
	call := rest.Call{
		Op: "update", Method: http.MethodPost, Path: "/payment-links/{id}/share", ID: id, Creates: true,
		JSON: map[string][]string{"channelList": channels},
	}
	_, _, err := d.send(ctx, call)
	return err
}
