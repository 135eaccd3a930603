package payu

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/wireserver"
	"paysheet/providers/internal/wiretest"
)

const (
	wire    = "../../testdata/wire/payu/"
	token   = "ea4ed8641f0c4d4b9dd2c2b4b9a0b8c2f3ae7d60c1d24bbf8a5e9b8f5bf196c4" // of token.http
	invoice = "ORD-2026-88421"
	short   = "https://v.payu.in/PAYUMN/4IwlctBtwp2V"
)

// documented gives one exchange of a wire file.
func documented(t *testing.T, file string, n int) wiretest.Exchange {
	t.Helper()
	return wiretest.Load(t, wire+file)[n]
}

// sending gives an exchange whose request's body has these fields besides or
// instead of the document's; nil takes one out.
func sending(t *testing.T, ex wiretest.Exchange, fields map[string]any) wiretest.Exchange {
	t.Helper()
	body := map[string]any{}
	d := json.NewDecoder(bytes.NewReader(ex.Request.Body))
	d.UseNumber()
	if err := d.Decode(&body); err != nil {
		t.Fatal(err)
	}
	for name, value := range fields {
		body[name] = value
		if value == nil {
			delete(body, name)
		}
	}
	var err error
	if ex.Request.Body, err = json.Marshal(body); err != nil {
		t.Fatal(err)
	}
	return ex
}

// at gives an exchange of another path.
func at(ex wiretest.Exchange, path string) wiretest.Exchange {
	ex.Request.Path = path
	return ex
}

// now is the clock of every account here: 2026-09-15, 01:30 in India.
func now() time.Time { return time.Date(2026, 9, 14, 20, 0, 0, 0, time.UTC) }

const byID = "/payment-links?ID=" + invoice + "&dateFrom=2025-09-15&dateTo=2026-09-15"

func replayed(t *testing.T, changes map[string]string, exchanges ...wiretest.Exchange) providers.Provider {
	t.Helper()
	for i := range exchanges {
		exchanges[i] = wiretest.Spoken(t, exchanges[i], token)
	}
	return wireserver.Open(t, Definition(), settingsOf(t, wireserver.Serve(t, exchanges...), changes), now)
}

func opened(t *testing.T, exchanges ...wiretest.Exchange) providers.Provider {
	t.Helper()
	return replayed(t, nil, append([]wiretest.Exchange{documented(t, "token.http", 0)}, exchanges...)...)
}

// request is the documented create without what paysheet never sends.
func request(t *testing.T) providers.LinkRequest {
	t.Helper()
	return providers.LinkRequest{
		Reference: invoice, Amount: inr(t, "1499"), Description: "Order ORD-2026-88421",
		Expires:  providers.Date{Year: 2026, Month: 10, Day: 15},
		Customer: providers.Customer{Name: "Arjun Mehta", Email: "arjun.mehta@example.com", Phone: "+91 98765 43210"},
		Notify:   providers.Notify{Email: true, SMS: true},
	}
}

func create(t *testing.T) wiretest.Exchange {
	t.Helper()
	return sending(t, documented(t, "create.http", 0), map[string]any{"udf": nil})
}

func documentedLink(t *testing.T) providers.Link {
	t.Helper()
	return providers.Link{
		ID: invoice, URL: short, Reference: invoice, Status: providers.Active, Amount: inr(t, "1499"),
		Description: "Order ORD-2026-88421", Expires: providers.Date{Year: 2026, Month: 10, Day: 15},
	}
}

func inr(t *testing.T, amount string) providers.Money {
	t.Helper()
	return wireserver.Money(t, amount, "INR")
}

func settingsOf(t *testing.T, base string, changes map[string]string) providers.Settings {
	t.Helper()
	return wireserver.Settings(t, Definition(), map[string]string{
		"merchant_id": "8237550", "client_id": "CLIENT", "client_secret": "SECRET", "base_url": base, "accounts_url": base,
	}, changes)
}
