package zoho

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/wireserver"
	"paysheet/providers/internal/wiretest"
)

const wire = "../../testdata/wire/zoho/"

func noon() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC) }

func definition(tb testing.TB, values map[string]string) (providers.Definition, providers.Settings) {
	tb.Helper()
	usual := map[string]string{"account_id": "23137556", "client_id": "CLIENT", "client_secret": "SECRET", "refresh_token": "REFRESH"}
	return Definition(), wireserver.Settings(tb, Definition(), usual, values)
}

// opened gives an account whose API and accounts server are both at base.
func opened(tb testing.TB, base string, values ...string) providers.Provider {
	tb.Helper()
	all := wireserver.Pairs(append([]string{"base_url", base + "/api/v1", "accounts_url", base}, values...)...)
	d, s := definition(tb, all)
	return wireserver.Open(tb, d, s, noon)
}

// request is the documented one.
func request(tb testing.TB) providers.LinkRequest {
	tb.Helper()
	return providers.LinkRequest{
		Reference: "1234567890IUEGS", Amount: wireserver.Money(tb, "100.50", "INR"), Description: "Payment for Order #12345",
		Expires: providers.Date{Year: 2025, Month: 3, Day: 14}, ReturnURL: "https://example.com/success",
		Customer: providers.Customer{Name: "Asha", Email: "xxx@abc.com", Phone: "+91 0000000000"},
		Notify:   providers.Notify{Email: true},
	}
}

func link(tb testing.TB) providers.Link {
	tb.Helper()
	return providers.Link{
		ID: "173000002315107", URL: "https://payments.zoho.in/paymentlink/b0ec9b455584e8ee1dc0fd479f7ad4601ea39169f8aaf9991b83",
		Reference: "1234567890IUEGS", Status: providers.Active, Amount: wireserver.Money(tb, "100.5", "INR"), Paid: wireserver.Money(tb, "0", "INR"),
		Description: "Payment for Order #12345", Expires: providers.Date{Year: 2025, Month: 3, Day: 14},
		Created: time.Unix(1708950672, 0).UTC(), // in seconds on the wire
	}
}

func exchange(t *testing.T, file string, i int) wiretest.Exchange {
	t.Helper()
	return wiretest.Load(t, wire+file+".http")[i]
}

// notified is the documented update with the newer field in the place of
// notify_user, which the SDKs have superseded.
func notified(t *testing.T) wiretest.Exchange {
	t.Helper()
	ex := wireserver.Without(t, exchange(t, "update", 0), "notify_user")
	ex.Request.Body = append([]byte(`{"notify_customer":{"email":true,"sms":false},`), ex.Request.Body[1:]...)
	return ex
}

// TestDocumented sends every documented request to the letter and understands its
// answer. A create leaves out the fields that make Zoho write to the customer.
func TestDocumented(t *testing.T) {
	t.Parallel()
	newer := link(t)
	newer.ID, newer.URL = "173000002315108", "https://payments.zoho.in/paymentlink/5b0c07b6b1d94ac09cb27d1d0f8d0f3da4c2b69d1b83f8aaf999"
	newer.Reference, newer.Description = "INV-2042", "Invoice 2042"
	newer.Amount, newer.Expires = wireserver.Money(t, "2499.99", "INR"), providers.Date{Year: 2026, Month: 9, Day: 30}
	newer.Created = time.Date(2026, 6, 1, 10, 30, 0, 0, time.UTC) // in milliseconds on the wire
	paid, cancelled := link(t), link(t)
	paid.Status, paid.Paid, cancelled.Status = providers.Paid, paid.Amount, providers.Cancelled
	for name, test := range map[string]struct {
		exchange wiretest.Exchange
		settings []string
		call     func(providers.Provider) (providers.Link, error)
		want     providers.Link
	}{
		"create": {wireserver.Without(t, exchange(t, "create", 0), "notify_user"), nil, func(p providers.Provider) (providers.Link, error) {
			return p.Create(t.Context(), request(t))
		}, link(t)},
		"create as in the SDK": {wireserver.Without(t, exchange(t, "create", 1), "notify_customer", "configurations"), nil, func(p providers.Provider) (providers.Link, error) {
			return p.Create(t.Context(), providers.LinkRequest{
				Reference: newer.Reference, Amount: newer.Amount, Description: newer.Description, Expires: newer.Expires,
				Customer: providers.Customer{Email: "asha@example.in", Phone: "98765 43210"},
			})
		}, newer},
		"get": {exchange(t, "get", 0), nil, func(p providers.Provider) (providers.Link, error) {
			return p.Get(t.Context(), "173000002315107")
		}, paid},
		"update, older notification": {exchange(t, "update", 0), []string{"notify_field", "notify_user"}, func(p providers.Provider) (providers.Link, error) {
			return p.Update(t.Context(), "173000002315107", request(t))
		}, link(t)},
		"update, newer notification": {notified(t), nil, func(p providers.Provider) (providers.Link, error) {
			return p.Update(t.Context(), "173000002315107", request(t))
		}, link(t)},
		"update, nobody notified": {wireserver.Without(t, exchange(t, "update", 0), "notify_user"), nil, func(p providers.Provider) (providers.Link, error) {
			req := request(t)
			req.Notify = providers.Notify{}
			return p.Update(t.Context(), "173000002315107", req)
		}, link(t)},
		"cancel": {exchange(t, "cancel", 0), nil, func(p providers.Provider) (providers.Link, error) {
			return p.Cancel(t.Context(), "173000002315107")
		}, cancelled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base := wireserver.Serve(t, exchange(t, "token", 0), test.exchange)
			got, err := test.call(opened(t, base, test.settings...))
			if err != nil || got != test.want {
				t.Errorf("%+v, %v\nwant %+v", got, err, test.want)
			}
		})
	}
}

// TestDocumentedErrors gives each documented refusal its kind and keeps its words.
func TestDocumentedErrors(t *testing.T) {
	t.Parallel()
	want := map[string]struct {
		kind providers.Kind
		text string
	}{
		"Not Authorised":               {providers.Denied, "Not Authorised"},
		"Invalid OAuth token.":         {providers.Denied, "Invalid OAuth token (invalid_token)"},
		"Invalid currency.":            {providers.Invalid, "Invalid currency (invalid_currency)"},
		"Payment link does not exist.": {providers.NotFound, "Payment link does not exist (resource_does_not_exist)"},
		"Payment link is not active":   {providers.Conflict, "the link is paid, and Zoho changes only active links"},
		"An internal error occurred. Please refresh the page and try again.": {
			providers.Uncertain, "An internal error occurred. Please refresh the page and try again",
		},
	}
	for _, ex := range wiretest.Load(t, wire+"errors.http") {
		var body struct{ Message string }
		if err := json.Unmarshal(ex.Response.Body, &body); err != nil {
			t.Fatal(err)
		}
		t.Run(body.Message, func(t *testing.T) {
			t.Parallel()
			p := opened(t, server(t, func(r *http.Request) (int, string) {
				if strings.HasSuffix(ex.Request.Path, "/cancel?account_id=23137556") && r.Method == http.MethodGet {
					return 200, string(exchange(t, "get", 0).Response.Body)
				}
				return ex.Response.Status, string(ex.Response.Body)
			}))
			var err error
			switch ex.Request.Method {
			case http.MethodPost:
				_, err = p.Create(t.Context(), request(t))
			case http.MethodPut:
				_, err = p.Cancel(t.Context(), "173000002315107")
			default:
				_, err = p.Get(t.Context(), "173000002315107")
			}
			var e *providers.Error
			if !errors.As(err, &e) || e.Kind != want[body.Message].kind || e.Message != want[body.Message].text {
				t.Errorf("%+v, want %+v", err, want[body.Message])
			}
		})
	}
}

// server answers the accounts server's calls well and leaves the API's to react.
func server(t *testing.T, react func(*http.Request) (int, string)) string {
	t.Helper()
	return wireserver.Reacting(t, func(r *http.Request) (int, string) {
		if r.URL.Path == "/oauth/v2/token" {
			return 200, `{"access_token":"1000.TOKEN","expires_in":3600}`
		}
		return react(r)
	})
}

func TestEndpoint(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ edition, environment, want, currency string }{
		{"in", "production", "https://payments.zoho.in/api/v1", "INR"},
		{"in", "test", "https://paymentssandbox.zoho.in/api/v1", "INR"},
		{"us", "production", "https://payments.zoho.com/api/v1", "USD"},
		{"us", "test", "", "USD"},
	} {
		d, s := definition(t, map[string]string{"edition": test.edition, "environment": test.environment})
		if got := d.Endpoint(s); got != test.want {
			t.Errorf("%s %s: %s, want %s", test.edition, test.environment, got, test.want)
		}
		if got := d.Capabilities(s).Currencies; len(got) != 1 || string(got[0]) != test.currency {
			t.Errorf("%s: %v", test.edition, got)
		}
		_, err := d.Open(providers.Account{Settings: s, Clock: noon})
		if (err != nil) != (test.want == "") {
			t.Errorf("%s %s: %v", test.edition, test.environment, err)
		}
	}
	for setting, value := range map[string]string{"base_url": "http://x.example", "accounts_url": "http://x.example"} {
		d, s := definition(t, map[string]string{setting: value})
		if _, err := d.Open(providers.Account{Settings: s, Clock: noon}); err == nil || !strings.HasPrefix(err.Error(), setting) {
			t.Errorf("%s = %q: %v", setting, value, err)
		}
	}
}

func TestAccountsHost(t *testing.T) {
	t.Parallel()
	for edition, want := range map[string]string{"in": "accounts.zoho.in", "us": "accounts.zoho.com"} {
		d, s := definition(t, map[string]string{"edition": edition})
		var asked string
		p, err := d.Open(providers.Account{Settings: s, Clock: noon, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			asked = r.URL.Host
			return nil, errors.New("stop here")
		})})
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Get(t.Context(), "1")
		if asked != want || !providers.Is(err, providers.Unavailable) {
			t.Errorf("%s: asked %s, %v", edition, asked, err)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
