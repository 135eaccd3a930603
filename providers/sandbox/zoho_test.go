package sandbox_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"paysheet/providers/sandbox"
)

func TestZohoCreateRules(t *testing.T) {
	t.Parallel()
	checkRules(t, "zoho", nil, []rule{
		{"plain", "", "", 200, `"amount":"1500.00"`},
		{"default expiry", "", "", 200, `"expires_at":"2026-06-03"`},
		{"amount as text", `1500.00`, `"1500.00"`, 400, "amount must be a number"},
		{"amount zero", `1500.00`, `0`, 400, "greater than zero"},
		{"amount negative", `1500.00`, `-1`, 400, "greater than zero"},
		{"three decimals", `1500.00`, `1.001`, 400, "two decimals"},
		{"last digit kept", `1500.00`, `123456789012345.67`, 200, `"amount":"123456789012345.67"`},
		{"no amount", `"amount":1500.00,`, ``, 400, "amount is required"},
		{"another currency", `INR`, `USD`, 400, "currency_not_supported_for_payment"},
		{"no currency at all", `INR`, `ZZZ`, 400, "invalid_currency"},
		{"no description", `"description":"d",`, ``, 400, "description is required"},
		{"description of 500", `"d"`, `"` + strings.Repeat("é", 500) + `"`, 200, ""},
		{"description of 501", `"d"`, `"` + strings.Repeat("é", 501) + `"`, 400, "at most 500"},
		{"reference of 50", `INV-1`, strings.Repeat("A", 50), 200, ""},
		{"reference of 51", `INV-1`, strings.Repeat("A", 51), 400, "at most 50"},
		{"unknown field", `"currency"`, `"partial":true,"currency"`, 400, "partial is not a documented field"},
		{"return URL", `"currency"`, `"return_url":"http://example.com","currency"`, 400, "https"},
		{"past", `"currency"`, `"expires_at":"2026-05-03","currency"`, 400, "past"},
		{"methods", `"currency"`, `"configurations":{"allowed_payment_methods":["cash"]},"currency"`, 400, "must be one of"},
	})
	checkRules(t, "zoho", map[string]string{"zoho.reference_limit": "100", "zoho.create_status": "201"}, []rule{
		{"reference of 100", `INV-1`, strings.Repeat("A", 100), 201, ""},
		{"reference of 101", `INV-1`, strings.Repeat("A", 101), 400, "at most 100"},
	})
}

func TestZohoCalls(t *testing.T) {
	t.Parallel()
	r := newRig(t, "zoho", sandbox.Options{})
	l := r.create("INV-1")
	path := getPath("zoho", l.ID)
	header := r.credentials()
	header.Set("Authorization", strings.Replace(header.Get("Authorization"), "Zoho-oauthtoken", "Bearer", 1))
	r.send("GET", path, header, "").want(t, "Bearer", 401, "")
	r.call("GET", strings.Replace(path, "23137556", "1", 1), "").want(t, "another account", 404, "resource_does_not_exist")
	r.call("GET", "/api/v1/paymentlinks/"+l.ID, "").want(t, "no account", 404, "Not Authorised")
	r.call("GET", "/api/v1/paymentlinks?account_id=23137556", "").want(t, "list", 405, "")
	r.call("DELETE", path, "").want(t, "delete", 405, "")
	r.call("GET", path, "").want(t, "get", 200, `"payments":[]`)
	r.call("PUT", path, `{"amount":1}`).want(t, "amount cannot change", 400, "not a documented field")
	r.call("PUT", path, `{}`).want(t, "nothing to change", 400, "at least one field")
	r.call("PUT", path, `{"expires_at":"2026-07-01","email":"a@b.in","notify_customer":{"email":true,"sms":true}}`).
		want(t, "update", 200, `"expires_at":"2026-07-01"`)
	if told := r.box.Links("zoho")[0].Notified; len(told) != 1 || told[0] != "email" {
		t.Errorf("notified over %v, want email alone: there is no phone", told)
	}
	if err := r.box.Pay("zoho", l.URL, "1"); err == nil {
		t.Error("Zoho has no payments in parts")
	}
	if err := r.box.Pay("zoho", l.URL, ""); err != nil {
		t.Fatal(err)
	}
	got := r.call("GET", path, "")
	got.want(t, "paid", 200, `"status":"paid"`)
	got.want(t, "paid", 200, `"amount_paid":"1500.00"`)
	r.call("PUT", strings.Replace(path, "?", "/cancel?", 1), "").want(t, "cancel paid", 400, "not active")
	r.call("PUT", path, `{"description":"x"}`).want(t, "update paid", 400, "not active")
}

func TestZohoTokenErrors(t *testing.T) {
	t.Parallel()
	good := url.Values{
		"grant_type": {"refresh_token"}, "client_id": {"C"}, "client_secret": {sandbox.ZohoClientSecret}, "refresh_token": {sandbox.ZohoRefreshToken},
	}
	r := newRig(t, "zoho", sandbox.Options{Knobs: map[string]string{"zoho.redirect_uri": "required", "zoho.expires_in": "milliseconds"}})
	r.send("POST", "/oauth/v2/token", formHeader(), good.Encode()).want(t, "no redirect_uri", 200, `"error"`)
	good.Set("redirect_uri", "https://example.com")
	r.send("POST", "/oauth/v2/token", formHeader(), good.Encode()).want(t, "good", 200, `"expires_in_sec":3600`)
	r.send("POST", "/oauth/v2/token", http.Header{"Content-Type": {"application/json"}}, good.Encode()).want(t, "not a form", 200, `"error"`)
	good.Set("grant_type", "client_credentials")
	r.send("POST", "/oauth/v2/token", formHeader(), good.Encode()).want(t, "grant", 200, `"error"`)
}

func TestZohoErrorKnobs(t *testing.T) {
	t.Parallel()
	r := newRig(t, "zoho", sandbox.Options{Knobs: map[string]string{"zoho.error_status": "200", "zoho.error_code": "number"}})
	r.call("GET", getPath("zoho", "1"), "").want(t, "inside 200", 200, `"code":4040`)
}
