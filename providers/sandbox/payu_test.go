package sandbox_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"paysheet/providers/sandbox"
)

const failed = `"status":-1`

func TestPayUCreateRules(t *testing.T) {
	t.Parallel()
	checkRules(t, "payu", nil, []rule{
		{"plain", "", "", 200, `"totalAmount":1500,`},
		{"paise", `1500`, `1500.5`, 200, `"totalAmount":1500.5,`},
		{"last digit kept", `1500`, `123456789012345.67`, 200, `"totalAmount":123456789012345.67,`},
		{"sum", `1500`, `1000,"tax":200,"discount":300,"adjustment":-50.25`, 200, `"totalAmount":849.75,`},
		{"amount as text", `1500`, `"1500"`, 200, failed},
		{"amount zero", `1500`, `0`, 200, failed},
		{"under one rupee", `1500`, `0.99`, 200, failed},
		{"three decimals", `1500`, `1.001`, 200, failed},
		{"exponent", `1500`, `1e3`, 200, failed},
		{"no amount", `"subAmount":1500,`, ``, 200, failed},
		{"open amount", `"subAmount":1500`, `"isAmountFilledByCustomer":true`, 200, `"totalAmount":null`},
		{"no source", `"source":"API",`, ``, 200, failed},
		{"no description", `"description":"d",`, ``, 200, failed},
		{"number of 25", `INV-1`, strings.Repeat("A", 25), 200, `"status":0`},
		{"number of 26", `INV-1`, strings.Repeat("A", 26), 200, failed},
		{"number with a slash", `INV-1`, `INV/2026/1`, 200, `"status":0`},
		{"no number", `,"invoiceNumber":"INV-1"`, ``, 200, `"invoiceNumber":"INV`},
		{"description of 256", `"d"`, `"` + strings.Repeat("x", 256) + `"`, 200, failed},
		{"past", `"source"`, `"expiryDate":"2026-05-04 17:30:00","source"`, 200, failed},
		{"a second ahead", `"source"`, `"expiryDate":"2026-05-04 17:30:01","source"`, 200, `"expiryDate":"2026-05-04 17:30:01"`},
		{"expiry shape", `"source"`, `"expiryDate":"2026-06-01","source"`, 200, failed},
		{"old name of the expiry", `"source"`, `"expiry":"2026-06-01 00:00:00","source"`, 200, failed},
		{"unknown field", `"source"`, `"amount":1,"source"`, 200, failed},
		{"flag as text", `"source"`, `"viaSms":"true","source"`, 200, failed},
		{"email to nobody", `"source"`, `"viaEmail":true,"source"`, 200, failed},
		{"lax phone", `"source"`, `"customer":{"name":"S","email":"","phone":"+919999999999"},"source"`, 200, `"customerPhone":"+919999999999"`},
		{"another currency", `"source"`, `"currency":"USD","source"`, 200, failed},
		{"no least part under one", `"source"`, `"minAmountForCustomer":0,"source"`, 200, failed},
		{"no payments", `"source"`, `"maxPaymentsAllowed":0,"source"`, 200, failed},
	})
	checkRules(t, "payu", map[string]string{"payu.whole_rupees": "on", "payu.alphanumeric": "on", "payu.strict_customer": "on"}, []rule{
		{"strict paise", `1500,`, `1500.5,`, 200, failed},
		{"strict hyphen", `"source"`, `"source"`, 200, failed},
		{"strict customer", `"source":"API","invoiceNumber":"INV-1"`, `"source":"API","customer":{"name":"S","email":"a@b.in","phone":"123"}`, 200, failed},
	})
}

func TestPayUCancelAndNumbers(t *testing.T) {
	t.Parallel()
	r := newRig(t, "payu", sandbox.Options{})
	r.create("INV-1")
	path, body := createRequest("payu", "INV-1")
	const taken = "Invoice Number already exists"
	r.call("POST", path, body).want(t, "the number again", 200, taken)
	r.call("POST", path+"/", body).want(t, "with a slash", 200, taken)
	r.call("DELETE", path+"/INV-1", "").want(t, "cancel", 200, `"status":0`)
	r.call("DELETE", path+"/INV-1", "").want(t, "cancel again", 200, "already cancelled")
	r.call("POST", path, body).want(t, "the number of a cancelled link", 200, taken)
	r.call("PUT", path+"/INV-1", `{"description":"x"}`).want(t, "update a cancelled one", 200, failed)
	r.call("PUT", path+"/INV-1", `{"active":true}`).want(t, "bring it back, older dialect", 200, "paymentLink updated")
	r.call("GET", path+"/INV-1", "").want(t, "back", 200, `"status":"active"`)
	r.call("PUT", path+"/INV-1", `{"active":false}`).want(t, "switch off", 200, "paymentLink updated")
	if got := r.state("INV-1"); got != "deactivated" {
		t.Errorf("state %s", got)
	}
	l := r.createWith(path, strings.Replace(body, "INV-1", "INV/2026/1", 1))
	r.call("GET", path+"/"+url.PathEscape(l.ID), "").want(t, "escaped slash", 200, `"invoiceNumber":"INV/2026/1"`)
}

func TestPayUUpdate(t *testing.T) {
	t.Parallel()
	r := newRig(t, "payu", sandbox.Options{})
	path, body := createRequest("payu", "INV-1")
	l := r.createWith(path, strings.Replace(body, `"source"`, `"isPartialPaymentAllowed":true,"maxPaymentsAllowed":3,"source"`, 1))
	path += "/INV-1"
	if err := r.box.Pay("payu", l.URL, "500.25"); err != nil {
		t.Fatal(err)
	}
	r.call("GET", path, "").want(t, "partly paid", 200, `"totalAmountCollected":500.25`)
	r.call("PUT", path, `{"subAmount":500}`).want(t, "below what came in", 200, failed)
	r.call("PUT", path, `{"subAmount":"600"}`).want(t, "amount as text", 200, failed)
	r.call("PUT", path, `{"subAmount":600.25}`).want(t, "amount", 200, `"status":0`)
	r.call("PUT", path, `{"expiry":"2026-06-01 10:00:00","expiryDate":"2026-06-02 10:00:00"}`).want(t, "two ends", 200, failed)
	r.call("PUT", path, `{"expiry":"2026-06-01 10:00:00","expiryDate":"2026-06-01 10:00:00"}`).want(t, "end", 200, `"status":0`)
	r.call("PUT", path, `{"expiry":"2026-05-01 10:00:00"}`).want(t, "past", 200, "expiry cannot be less than the current date")
	r.call("PUT", path, `{"whatever":1}`).want(t, "unknown", 200, failed)
	r.call("GET", path, "").want(t, "after", 200, `"expiryDate":"2026-06-01T10:00:00.000+0530"`)
	if err := r.box.Pay("payu", l.URL, ""); err != nil {
		t.Fatal(err)
	}
	r.call("GET", path, "").want(t, "paid", 200, `"status":"paid"`)
	r.call("GET", path+"/txns?dateFrom=2026-05-01&dateTo=2026-05-31", "").want(t, "transactions", 200, `"settledAmount":500.25`)
	r.call("DELETE", path, "").want(t, "cancel paid", 200, "already been paid")
	r.call("POST", path+"/share", `{"channelList":["a@b.in"]}`).want(t, "share paid", 200, failed)
}

func TestPayUPaymentsAreCounted(t *testing.T) {
	t.Parallel()
	r := newRig(t, "payu", sandbox.Options{})
	path, body := createRequest("payu", "INV-1")
	l := r.createWith(path, strings.Replace(body, `"source"`, `"isPartialPaymentAllowed":true,"minAmountForCustomer":100,"source"`, 1))
	if err := r.box.Pay("payu", l.URL, "99"); err == nil {
		t.Error("less than minAmountForCustomer was taken")
	}
	if err := r.box.Pay("payu", l.URL, "100"); err != nil {
		t.Fatal(err)
	}
	if err := r.box.Pay("payu", l.URL, "100"); err == nil {
		t.Error("a second payment was taken: maxPaymentsAllowed is 1 by default")
	}
}

func TestPayUScopes(t *testing.T) {
	t.Parallel()
	r := newRig(t, "payu", sandbox.Options{})
	r.create("INV-1")
	path, body := createRequest("payu", "INV-2")
	for scope, fails := range map[string][]string{
		"create_payment_links": {"GET", "PUT", "DELETE"}, "read_payment_links": {"POST", "PUT", "DELETE"}, "update_payment_links": {"POST", "GET"},
	} {
		r.token = r.freshToken(scope)
		for _, method := range fails {
			at := path
			if method != "POST" {
				at += "/INV-1"
			}
			r.call(method, at, body).want(t, scope+" "+method, 401, "insufficient_scope")
		}
	}
	for form, code := range map[string]string{
		"grant_type=client_credentials&scope=a":        "invalid_scope",
		"grant_type=client_credentials":                "invalid_scope",
		"grant_type=password&scope=read_payment_links": "unauthorized_client",
		"grant_type=client_credentials&scope=read_payment_links+read_payment_links+read_payment_links+read_payment_links": "invalid_scope",
	} {
		r.send("POST", "/oauth/token", formHeader(), form+"&client_id=C&client_secret="+sandbox.PayUClientSecret).want(t, form, 401, code)
	}
	end := "client_id=C&client_secret=" + sandbox.PayUClientSecret + "&token=" + r.token
	r.send("POST", "/oauth/revoke", formHeader(), end).want(t, "revoke", 200, "")
	r.send("POST", "/oauth/revoke", formHeader(), end).want(t, "revoke again", 401, "invalid_token")
}

func TestPayULists(t *testing.T) {
	t.Parallel()
	for dialect, pages := range map[string][]string{
		"old": {
			"dateFrom=2026-05-04&dateTo=2026-05-05&pageSize=100", `"rows":25`,
			"dateFrom=2026-05-04&dateTo=2026-05-04&pageNumber=1", `"rows":20}`,
			"dateFrom=2026-05-04&dateTo=2026-05-05&pageSize=10&pageOffset=20", `"pages":3`,
			"dateFrom=2026-05-04&dateTo=2026-05-05&status=inactive&status=expired", `"rows":1}`,
			"dateFrom=2026-05-04&dateTo=2026-05-05&searchText=inv-07", `"rows":1}`,
			"dateFrom=2026-05-04&dateTo=2026-05-05&order=desc&pageSize=1", "INV-24",
			"dateTo=2026-05-05", failed,
			"dateFrom=2026-05-04&dateTo=2026-05-05&status=cancelled", "Invalid status value.",
		},
		"new": {
			"pageSize=50", `"total":25`,
			"status=cancelled", `"total":1}`,
			"status=inactive", "Invalid status value.",
			"pageNumber=4", "No records found",
			"pageSize=51", failed,
			"pageNumber=0", failed,
		},
	} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, "payu", sandbox.Options{Knobs: map[string]string{"payu.dialect": dialect, "payu.token_ttl": "24h"}})
			for i := range 25 {
				r.create(fmt.Sprintf("INV-%02d", i))
				r.clock.Move(20 * time.Minute) // from 17:30 in India over midnight
			}
			r.call(http.MethodDelete, "/payment-links/INV-03", "").want(t, "cancel", 200, `"status":0`)
			for i := 0; i < len(pages); i += 2 {
				r.call("GET", "/payment-links?"+pages[i], "").want(t, pages[i], 200, pages[i+1])
			}
			r.call("GET", "/payment-links?ID=INV-05&dateFrom=2026-05-05", "").want(t, "ID outside the dates", 200, failed)
			r.call("GET", "/payment-links?ID=INV-05&dateFrom=2026-05-04", "").want(t, "ID within the dates", 200, `"invoiceNumber":"INV-05"`)
		})
	}
}

func TestPayUDefaults(t *testing.T) {
	t.Parallel()
	for _, one := range []struct{ dialect, days, want string }{
		{"old", "", "2027-05-04 17:30:00"}, {"new", "", "2026-05-11 17:30:00"}, {"new", "365", "2027-05-04 17:30:00"},
	} {
		r := newRig(t, "payu", sandbox.Options{Knobs: map[string]string{"payu.dialect": one.dialect, "payu.default_expiry_days": one.days}})
		path, body := createRequest("payu", "INV-1")
		r.call("POST", path, body).want(t, one.dialect, 200, one.want)
	}
	r := newRig(t, "payu", sandbox.Options{Knobs: map[string]string{"payu.malformed": "empty"}})
	got := r.call("POST", "/payment-links", "{")
	got.want(t, "malformed", 200, "")
	if len(got.body) != 0 {
		t.Errorf("body %s", got.body)
	}
	r.call("POST", "/payment-links/INV-1/share?channelList=a%40b.in", "").want(t, "share of nothing", 200, "paymentLink not found")
	r.create("INV-1")
	r.call("POST", "/payment-links/INV-1/share?channelList=a%40b.in&channelList=%2B91", "").want(t, "share", 200, `"status":0`)
	if told := r.box.Links("payu")[0].Notified; len(told) != 2 {
		t.Errorf("notified %v", told)
	}
	if _, text := r.page(r.box.Links("payu")[0]); !strings.Contains(text, "a@b.in, &#43;91") {
		t.Error("the page does not show whom PayU was asked to write to")
	}
}
