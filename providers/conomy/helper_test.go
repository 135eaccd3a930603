package conomy

import (
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
	wire     = "../../testdata/wire/conomy/"
	token    = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJDTElFTlQifQ.c2lnbmF0dXJl" // of auth.http
	linkID   = "69f1c1d2a7b3c4d5e6f70811"
	owner    = "679d26c44a21df7584b38e11"
	payInto  = "173835432305679d26c44a21df7584b38e11"
	checkout = "https://checkout.conomyhq.com/invoice-1001"
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

func settingsOf(t *testing.T, base string, changes map[string]string) providers.Settings {
	t.Helper()
	values := map[string]string{
		"client_id": "CLIENT", "client_secret": "SECRET", "api_key": "KEY", "user_agent": "ConomyApp",
		"owner_identity_id": owner, "destination_account": payInto, "payment_methods": "ETPAY, WEBPAY",
		"customer_requirements": "firstName, email", "base_url": base,
	}
	for name, value := range changes {
		values[name] = value
	}
	s, err := providers.NewSettings(Definition().Table(), values)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// opened makes an account whose clock stands one day before the end of
// 2026-03-11 in UTC.
func opened(t *testing.T, changes map[string]string, exchanges ...wiretest.Exchange) providers.Provider {
	t.Helper()
	return replayed(t, changes, append([]wiretest.Exchange{documented(t, "auth.http", 0)}, exchanges...)...)
}

func replayed(t *testing.T, changes map[string]string, exchanges ...wiretest.Exchange) providers.Provider {
	t.Helper()
	for i := range exchanges {
		exchanges[i] = spoken(t, exchanges[i])
	}
	base := wireserver.Serve(t, exchanges...)
	p, err := Definition().Open(providers.Account{
		Name: "santiago", Settings: settingsOf(t, base, changes), Zone: time.UTC,
		Clock: func() time.Time { return time.Date(2026, 3, 10, 23, 59, 59, 0, time.UTC) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func clp(t *testing.T, amount string) providers.Money {
	t.Helper()
	m, err := providers.ParseMoney(amount, "CLP")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func request(t *testing.T) providers.LinkRequest {
	t.Helper()
	return providers.LinkRequest{
		Reference: "invoice-1001", Amount: clp(t, "49990"), Description: "Invoice 1001",
		Expires: providers.Date{Year: 2026, Month: 3, Day: 11}, ReturnURL: "https://example.com/ok", FailureURL: "https://example.com/ko",
	}
}

func documentedLink(t *testing.T, status providers.Status) providers.Link {
	t.Helper()
	return providers.Link{
		ID: linkID, URL: checkout, Reference: "invoice-1001", Status: status, Amount: clp(t, "49990"), Description: "Invoice 1001",
		Created: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC), Expires: providers.Date{Year: 2026, Month: 3, Day: 11},
	}
}

func same(t *testing.T, got, want providers.Link) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b providers.Money) bool { return a == b })); diff != "" {
		t.Errorf("link (-want +got):\n%s", diff)
	}
}
