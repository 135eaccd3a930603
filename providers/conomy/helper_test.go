package conomy

import (
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/wireserver"
	"paysheet/providers/internal/wiretest"
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

// opened makes an account whose clock stands one day before the end of
// 2026-03-11 in UTC.
func opened(t *testing.T, changes map[string]string, exchanges ...wiretest.Exchange) providers.Provider {
	t.Helper()
	return replayed(t, changes, append([]wiretest.Exchange{documented(t, "auth.http", 0)}, exchanges...)...)
}

func replayed(t *testing.T, changes map[string]string, exchanges ...wiretest.Exchange) providers.Provider {
	t.Helper()
	for i := range exchanges {
		exchanges[i] = wiretest.Spoken(t, exchanges[i], token)
	}
	s := settingsOf(t, wireserver.Serve(t, exchanges...), changes)
	return wireserver.Open(t, Definition(), s, func() time.Time { return time.Date(2026, 3, 10, 23, 59, 59, 0, time.UTC) })
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

func clp(t *testing.T, amount string) providers.Money {
	t.Helper()
	return wireserver.Money(t, amount, "CLP")
}

func settingsOf(t *testing.T, base string, changes map[string]string) providers.Settings {
	t.Helper()
	return wireserver.Settings(t, Definition(), map[string]string{
		"client_id": "CLIENT", "client_secret": "SECRET", "api_key": "KEY", "user_agent": "ConomyApp",
		"owner_identity_id": owner, "destination_account": payInto, "payment_methods": "ETPAY, WEBPAY",
		"customer_requirements": "firstName, email", "base_url": base,
	}, changes)
}
