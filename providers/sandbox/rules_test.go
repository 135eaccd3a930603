package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"paysheet/providers/sandbox"
)

// rule is one change to a good create and what must come of it.
type rule struct {
	name     string
	old, new string // replaced in the good body
	status   int
	want     string
}

func checkRules(t *testing.T, provider string, knobs map[string]string, rules []rule) {
	t.Helper()
	for _, one := range rules {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, provider, sandbox.Options{Knobs: knobs})
			path, body := createRequest(provider, "INV-1")
			if !strings.Contains(body, one.old) {
				t.Fatalf("%q is not in %s", one.old, body)
			}
			got := r.call(http.MethodPost, path, strings.Replace(body, one.old, one.new, 1))
			got.want(t, one.name, one.status, one.want)
			made := len(r.box.Links(provider))
			if success := one.status < 300 && !strings.Contains(one.want, `"status":-1`); success != (made == 1) {
				t.Errorf("%d links after %d %s", made, got.status, got.body)
			}
		})
	}
}

func TestOnePayCreateRules(t *testing.T) {
	t.Parallel()
	checkRules(t, "onepay", nil, []rule{
		{"plain", "", "", 200, `"amount":"1500.00"`},
		{"amount as number", `"1500.00"`, `1500.00`, 400, "Invalid amount"},
		{"amount zero", `"1500.00"`, `"0"`, 400, "Invalid amount"},
		{"amount negative", `"1500.00"`, `"-1"`, 400, "Invalid amount"},
		{"three decimals", `"1500.00"`, `"1500.001"`, 400, "Invalid amount"},
		{"grouped amount", `"1500.00"`, `"1,500.00"`, 400, "Invalid amount"},
		{"exponent", `"1500.00"`, `"1e3"`, 400, "Invalid amount"},
		{"last digit kept", `"1500.00"`, `"123456789012345.67"`, 200, `"amount":"123456789012345.67"`},
		{"unknown currency", `LKR`, `XXX`, 400, "Currency type not available"},
		{"no reference", `"reference_number":"INV-1"`, `"description":"x"`, 400, "reference_number is required"},
		{"blank reference", `"INV-1"`, `" "`, 400, "reference_number is required"},
		{"unknown field", `"currency"`, `"reference":"x","currency"`, 400, "reference is not a documented field"},
		{"today", `"currency"`, `"expiration_date":"2026-05-04","currency"`, 200, `"expiration_date":"2026-05-04"`},
		{"yesterday", `"currency"`, `"expiration_date":"2026-05-03","currency"`, 400, "past"},
		{"no date", `"currency"`, `"expiration_date":"04/05/2026","currency"`, 400, "YYYY-MM-DD"},
		{"parts too small a total", `"currency"`, `"allow_partial_payment":true,"currency"`, 400, "over LKR 100,000"},
		{"parts exactly at the limit", `"1500.00","currency"`, `"100000.00","allow_partial_payment":true,"currency"`, 400, "over LKR 100,000"},
		{"parts", `"1500.00","currency"`, `"100000.01","allow_partial_payment":true,"minimum_partial_amount":"30000.01","currency"`, 200, `"allow_partial_payment":true`},
		{"part under 30 %", `"1500.00","currency"`, `"100000.01","allow_partial_payment":true,"minimum_partial_amount":"30000.00","currency"`, 400, "between 30%"},
		{"part over 100 %", `"1500.00","currency"`, `"100000.01","allow_partial_payment":true,"minimum_partial_amount":"100000.02","currency"`, 400, "between 30%"},
		{"part without permission", `"currency"`, `"minimum_partial_amount":"600.00","currency"`, 400, "needs allow_partial_payment"},
		{"parts in USD", `"1500.00","currency":"LKR"`, `"100.01","allow_partial_payment":true,"currency":"USD"`, 200, ""},
		{"parts in EUR", `"1500.00","currency":"LKR"`, `"900000.00","allow_partial_payment":true,"currency":"EUR"`, 400, "only available"},
		{"flag as text", `"currency"`, `"allow_partial_payment":"true","currency"`, 400, "must be a boolean"},
		{"text after the object", `}`, `}{}`, 400, "not a JSON object"},
	})
}

func TestOnePayCalls(t *testing.T) {
	t.Parallel()
	r := newRig(t, "onepay", sandbox.Options{Merchants: map[string][]string{"onepay": {"APP123", "OTHER"}}})
	l := r.create("INV-1")
	path := "/v3/payment-link/" + l.ID + "/"
	r.call("GET", "/v3/payment-link/"+l.ID+"?app_id=APP123", "").want(t, "no slash", 404, "")
	r.call("GET", path+"?app_id=OTHER", "").want(t, "another app's link", 404, "Payment link not found")
	r.call("GET", path+"?app_id=NOBODY", "").want(t, "unknown app", 400, "Invalid app id")
	r.call("GET", path, "").want(t, "no app", 400, "Invalid app id")
	r.call("PUT", path+"?app_id=APP123", `{"description":"x"}`).want(t, "app in the query of an update", 400, "Invalid app id")
	r.call("PUT", path, `{"app_id":"APP123","description":"new","amount":"1"}`).want(t, "update", 200, `"amount":"1500.00"`)
	r.call("GET", path+"?app_id=APP123", "").want(t, "get", 200, `"description":"new"`)
	header := r.credentials()
	header.Set("Authorization", "Bearer "+sandbox.OnePayAPIKey)
	r.send("GET", path+"?app_id=APP123", header, "").want(t, "a scheme before the key", 401, "")
	r.call("DELETE", path+"?app_id=APP123", "").want(t, "delete", 200, `"status":200`)
	r.call("GET", path+"?app_id=APP123", "").want(t, "deleted link is kept", 200, `"is_delete":true`)
	r.call("DELETE", path+"?app_id=APP123", "").want(t, "deleted twice", 400, "already deleted")
	if err := r.box.Pay("onepay", l.URL, ""); err == nil {
		t.Error("a deleted link took a payment")
	}
}

func TestOnePayPartsBlockDelete(t *testing.T) {
	t.Parallel()
	r := newRig(t, "onepay", sandbox.Options{})
	l := r.createWith("/v3/payment-link/?app_id=APP123",
		`{"amount":"150000.00","currency":"LKR","reference_number":"A","allow_partial_payment":true,"minimum_partial_amount":"50000.00"}`)
	if err := r.box.Pay("onepay", l.URL, "49999.99"); err == nil {
		t.Error("less than the least part was taken")
	}
	if err := r.box.Pay("onepay", l.URL, "120000.00"); err != nil {
		t.Fatal(err)
	}
	path := "/v3/payment-link/" + l.ID + "/?app_id=APP123"
	r.call("GET", path, "").want(t, "partly paid", 200, `"is_complete":false`)
	r.call("DELETE", path, "").want(t, "delete of a partly paid link", 400, "Cannot delete a link with successful transactions")
	if err := r.box.Pay("onepay", l.URL, "30000.00"); err != nil {
		t.Fatalf("the rest is smaller than the least part and must be taken: %v", err)
	}
	r.call("GET", path, "").want(t, "paid", 200, `"is_complete":true`)
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		provider, old, new string
		last               string // last instant at which it is payable
		state              string
	}{
		{"onepay", `"currency"`, `"expiration_date":"2026-05-06","currency"`, "2026-05-06T18:29:59Z", "expired"},
		{"zoho", `"currency"`, `"expires_at":"2026-05-06","currency"`, "2026-05-06T18:29:59Z", "expired"},
		{"payu", `"source"`, `"expiryDate":"2026-05-06 10:00:00","source"`, "2026-05-06T04:29:59Z", "expired"},
		{"conomy", `86400`, `3600`, "2026-05-04T12:59:59Z", "EXPIRED"},
	} {
		t.Run(one.provider, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, one.provider, sandbox.Options{Knobs: map[string]string{"conomy.initial_status": "ACTIVE"}})
			path, body := createRequest(one.provider, "INV-1")
			l := r.createWith(path, strings.Replace(body, one.old, one.new, 1))
			last, err := time.Parse(time.RFC3339, one.last)
			if err != nil {
				t.Fatal(err)
			}
			r.clock.Move(last.Sub(noon()))
			if now := r.box.Links(one.provider)[0]; !now.Payable {
				t.Errorf("not payable at %s: %s", one.last, now.State)
			}
			r.clock.Move(time.Second)
			if now := r.box.Links(one.provider)[0]; now.Payable || now.State != one.state {
				t.Errorf("payable a second after %s: %s", one.last, now.State)
			}
			if err := r.box.Pay(one.provider, l.URL, ""); err == nil {
				t.Error("an expired link took a payment")
			}
		})
	}
}

func TestTokensExpire(t *testing.T) {
	t.Parallel()
	for _, provider := range []string{"conomy", "zoho", "payu"} {
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, provider, sandbox.Options{Knobs: map[string]string{provider + ".token_ttl": "60s"}})
			l := r.create("INV-1")
			r.clock.Move(59 * time.Second)
			r.call("GET", getPath(provider, l.ID), "").want(t, "before its end", 200, "")
			r.clock.Move(time.Second)
			r.call("GET", getPath(provider, l.ID), "").want(t, "at its end", 401, "")
			r.token = ""
			r.call("GET", getPath(provider, l.ID), "").want(t, "a new one", 200, "")
		})
	}
}

func TestMerchantsAreApart(t *testing.T) {
	t.Parallel()
	r := newRig(t, "payu", sandbox.Options{})
	r.create("INV-1")
	header := r.credentials()
	header.Set("mid", "999")
	path, body := createRequest("payu", "INV-1")
	r.send("POST", path, header, body).want(t, "the same number at another merchant", 200, `"status":0`)
	if got := len(r.box.Links("payu")); got != 2 {
		t.Errorf("%d links, want 2", got)
	}
	header.Set("merchantId", "8237550")
	r.send("GET", "/payment-links/INV-1", header, "").want(t, "two headers that differ", 200, `"status":-1`)
	header.Del("mid")
	r.send("GET", "/payment-links/INV-1", header, "").want(t, "merchantId alone", 200, `"status":0`)
	header.Del("merchantId")
	r.send("GET", "/payment-links/INV-1", header, "").want(t, "no merchant", 200, "Invalid merchant id")
}

func TestCallLimits(t *testing.T) {
	t.Parallel()
	for provider, width := range map[string]time.Duration{"onepay": time.Second, "conomy": time.Second, "zoho": time.Minute, "payu": time.Second} {
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, provider, sandbox.Options{Knobs: map[string]string{
				"onepay.rps_per_app": "2", "conomy.calls_per_second": "2", "zoho.calls_per_minute": "2", "payu.calls_per_second": "2",
			}})
			within := http.StatusNotFound
			if provider == "payu" {
				within = http.StatusOK // its failures are told inside
			}
			for range 2 {
				r.call("GET", getPath(provider, "nothing"), "").want(t, "within", within, "")
			}
			r.call("GET", getPath(provider, "nothing"), "").want(t, "over", 429, "")
			r.clock.Move(width)
			r.call("GET", getPath(provider, "nothing"), "").want(t, "next window", within, "")
		})
	}
}

func TestKnobsAreChecked(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return noon() }
	for _, knobs := range []map[string]string{
		{"payu.dialekt": "new"}, {"payu.dialect": "newest"}, {"zoho.token_ttl": "soon"}, {"onepay.rps_per_app": "-1"}, {"onepay.currencies": ""},
	} {
		if box, err := sandbox.Open(sandbox.Options{Dir: t.TempDir(), Clock: now, Knobs: knobs}); err == nil {
			_ = box.Close()
			t.Errorf("%v was taken", knobs)
		}
		if sandbox.CheckKnobs(knobs) == nil {
			t.Errorf("%v passes for knobs", knobs)
		}
	}
	if _, err := sandbox.Open(sandbox.Options{Dir: t.TempDir()}); err == nil {
		t.Error("a sandbox without a clock was opened")
	}
	for _, knob := range sandbox.Knobs() {
		box, err := sandbox.Open(sandbox.Options{Dir: t.TempDir(), Clock: now, Knobs: map[string]string{knob.Name: knob.Default}})
		if err != nil {
			t.Errorf("the default of %s is refused: %v", knob.Name, err)
			continue
		}
		_ = box.Close()
	}
}
