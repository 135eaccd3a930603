package payu

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/wireserver"
	"paysheet/providers/internal/wiretest"

	"github.com/google/go-cmp/cmp"
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

// spoken puts the token of this test into the document's place for one, and the
// query's fields into the order in which they are sent.
func spoken(t *testing.T, ex wiretest.Exchange) wiretest.Exchange {
	t.Helper()
	path, query, _ := strings.Cut(ex.Request.Path, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	if query != "" {
		path += "?" + values.Encode()
	}
	ex.Request.Path, ex.Request.Header = path, ex.Request.Header.Clone()
	if ex.Request.Header.Get("Authorization") != "" {
		ex.Request.Header.Set("Authorization", "Bearer "+token)
	}
	return ex
}

// answering gives an exchange with another answer.
func answering(ex wiretest.Exchange, status int, body string) wiretest.Exchange {
	ex.Response.Status, ex.Response.Body = status, []byte(body)
	return ex
}

// saying gives an exchange whose answer has one text replaced by another.
func saying(ex wiretest.Exchange, text, with string) wiretest.Exchange {
	ex.Response.Body = []byte(strings.ReplaceAll(string(ex.Response.Body), text, with))
	return ex
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

func settingsOf(t *testing.T, base string, changes map[string]string) providers.Settings {
	t.Helper()
	values := map[string]string{
		"merchant_id": "8237550", "client_id": "CLIENT", "client_secret": "SECRET", "base_url": base, "accounts_url": base,
	}
	maps.Copy(values, changes)
	s, err := providers.NewSettings(Definition().Table(), values)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func replayed(t *testing.T, changes map[string]string, exchanges ...wiretest.Exchange) providers.Provider {
	t.Helper()
	for i := range exchanges {
		exchanges[i] = spoken(t, exchanges[i])
	}
	base := wireserver.Serve(t, exchanges...)
	p, err := Definition().Open(providers.Account{Name: "delhi", Settings: settingsOf(t, base, changes), Clock: now})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func opened(t *testing.T, exchanges ...wiretest.Exchange) providers.Provider {
	t.Helper()
	return replayed(t, nil, append([]wiretest.Exchange{documented(t, "token.http", 0)}, exchanges...)...)
}

func inr(t *testing.T, amount string) providers.Money {
	t.Helper()
	m, err := providers.ParseMoney(amount, "INR")
	if err != nil {
		t.Fatal(err)
	}
	return m
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

func same(t *testing.T, got, want providers.Link) {
	t.Helper()
	money := cmp.Comparer(func(a, b providers.Money) bool { return a == b })
	instant := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	if diff := cmp.Diff(want, got, money, instant); diff != "" {
		t.Errorf("link (-want +got):\n%s", diff)
	}
}
