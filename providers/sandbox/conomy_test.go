package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"paysheet/providers/sandbox"
)

func TestConomyCreateRules(t *testing.T) {
	t.Parallel()
	checkRules(t, "conomy", nil, []rule{
		{"plain", "", "", 201, `"status":"ATTEMPT"`},
		{"duration 30", `86400`, `30`, 201, ""},
		{"duration 29", `86400`, `29`, 400, "at least 30"},
		{"duration as text", `86400`, `"86400"`, 400, "duration must be an integer"},
		{"duration with a fraction", `86400`, `86400.5`, 400, "duration must be an integer"},
		{"amount as number", `"totalAmount":"1500"`, `"totalAmount":1500`, 400, "must be a string"},
		{"totals that differ", `"totalAmount":"1500"`, `"totalAmount":"1501"`, 400, "preTaxAmount and tax"},
		{"tax", `"totalAmount":"1500"`, `"tax":{"name":"IVA","type":"PERCENTAGE","value":"19","amount":"0"},"totalAmount":"1500"`, 201, ""},
		{"tax type", `"totalAmount":"1500"`, `"tax":{"name":"IVA","type":"OTHER","value":"19","amount":"0"},"totalAmount":"1500"`, 400, "FIXED, PERCENTAGE"},
		{"destinations that differ", `"amount":"1500"`, `"amount":"1499"`, 400, "add up"},
		{"no destination", `[{"type":"ACCOUNT","amount":"1500","account":{"accountNumber":"1"}}]`, `[]`, 400, "destinations"},
		{"currency", `CLP`, `LKR`, 400, "currency must be one of"},
		{"method", `WEBPAY`, `CASH`, 400, "must be one of"},
		{"no method", `["WEBPAY"]`, `[]`, 400, "paymentMethodsAllowed"},
		{"unknown owner property", `"identityId":"o1"`, `"identityId":"o1","email":"x"`, 400, "owner.email"},
		{"no owner", `"owner":{"identityId":"o1"}`, `"successUrl":"https://x"`, 400, "owner is required"},
		{"no token", `"checkoutToken":"INV-1"`, `"successUrl":"https://x"`, 400, "checkoutToken is required"},
		{"unknown field", `"currency"`, `"amount":"1","currency"`, 400, "amount is not a documented field"},
		{"customer", `"currency"`, `"customer":{"email":"a@b.cl","phoneNumberPrefix":"+56"},"currency"`, 201, `"email":"a@b.cl"`},
		{"null customer", `"currency"`, `"customer":null,"currency"`, 201, ""},
	})
}

func TestConomyHeaders(t *testing.T) {
	t.Parallel()
	r := newRig(t, "conomy", sandbox.Options{})
	for _, one := range []struct {
		name, header, value string
		status              int
	}{
		{"no agent", "User-Agent", "", 400},
		{"Go's agent", "User-Agent", "Go-http-client/1.1", 400},
		{"no key", "X-Api-Key", "", 401},
		{"wrong key", "X-Api-Key", "x", 401},
		{"wrong token", "Authorization", "Bearer x", 401},
		{"another scheme", "Authorization", "Zoho-oauthtoken x", 401},
	} {
		header := r.credentials()
		header.Set(one.header, one.value)
		if one.value == "" {
			header[one.header] = []string{""}
		}
		r.send("GET", "/payment-links", header, "").want(t, one.name, one.status, `"statusCode"`)
	}
}

func TestConomyStates(t *testing.T) {
	t.Parallel()
	r := newRig(t, "conomy", sandbox.Options{})
	l := r.create("INV-1")
	path := "/payment-links/" + l.ID
	if err := r.box.Pay("conomy", l.URL, ""); err == nil {
		t.Error("a link in ATTEMPT took a payment")
	}
	r.call("POST", path+"/activate", "{}").want(t, "activate", 200, `"status":"ACTIVE"`)
	r.call("POST", path+"/activate", "").want(t, "activate twice", 200, `"status":"ACTIVE"`)
	r.call("DELETE", path, "").want(t, "delete ACTIVE", 400, "Only ATTEMPT and EXPIRED")
	r.clock.Move(24 * time.Hour)
	r.token = ""
	r.call("GET", path, "").want(t, "expired", 200, `"status":"EXPIRED"`)
	r.call("POST", path+"/activate", "").want(t, "activate again", 200, `"status":"ACTIVE"`)
	if err := r.box.Expire("conomy", l.URL); err != nil {
		t.Fatal(err)
	}
	got := r.call("DELETE", path, "")
	got.want(t, "delete EXPIRED", 204, "")
	if len(got.body) > 0 {
		t.Errorf("204 with a body: %s", got.body)
	}
	r.call("GET", path, "").want(t, "deleted", 404, `"error":"Not Found"`)
	r.call("GET", "/payment-links", "").want(t, "list without it", 200, `"total":0`)

	paid := r.create("INV-2")
	r.call("POST", "/payment-links/"+paid.ID+"/activate", "").want(t, "activate", 200, "")
	if err := r.box.Pay("conomy", paid.URL, ""); err != nil {
		t.Fatal(err)
	}
	r.call("GET", "/payment-links/"+paid.ID, "").want(t, "paid", 200, `"status":"FINISHED"`)
	r.call("POST", "/payment-links/"+paid.ID+"/activate", "").want(t, "activate FINISHED", 400, "FINISHED")
}

func TestConomyKnobs(t *testing.T) {
	t.Parallel()
	r := newRig(t, "conomy", sandbox.Options{Knobs: map[string]string{
		"conomy.initial_status": "ACTIVE", "conomy.errors": "new", "conomy.checkout_token_unique": "on", "conomy.delete_active_status": "409",
		"conomy.key_status": "403", "conomy.account": "full", "conomy.reactivate": "off",
	}})
	path, body := createRequest("conomy", "INV-1")
	r.call("POST", path, body).want(t, "short account", 400, `"type":"missingParam"`)
	body = strings.Replace(body, `{"accountNumber":"1"}`, `{"accountNumber":"1","type":"SAVINGS","currency":"CLP","accountHolder":"A"}`, 1)
	l := r.createWith(path, body)
	if l.State != "ACTIVE" {
		t.Errorf("state %s after the create", l.State)
	}
	r.call("POST", path, body).want(t, "the token again", 409, `"code":"13"`)
	r.call("DELETE", path+"/"+l.ID, "").want(t, "delete ACTIVE", 409, `"type":"failedPrecondition"`)
	header := r.credentials()
	header.Set("x-api-key", "x")
	r.send("GET", path, header, "").want(t, "wrong key", 403, `"code":"43"`)
	if err := r.box.Expire("conomy", l.URL); err != nil {
		t.Fatal(err)
	}
	r.call("POST", path+"/"+l.ID+"/activate", "").want(t, "activate EXPIRED", 422, `"code":"21"`)
}

func TestConomyList(t *testing.T) {
	t.Parallel()
	r := newRig(t, "conomy", sandbox.Options{})
	for i := range 123 {
		r.create(fmt.Sprintf("INV-%03d", i))
		r.clock.Move(time.Second)
	}
	var seen []string
	offset := 0
	for range 10 {
		got := r.call("GET", fmt.Sprintf("/payment-links?owner.identityId=o1&limit=50&offset=%d", offset), "")
		got.mustBe(r, http.StatusOK)
		var page struct {
			Pagination struct{ Count, Next, Previous, Total int }
			Results    []struct{ CheckoutToken string }
		}
		if err := json.Unmarshal(got.body, &page); err != nil {
			t.Fatal(err)
		}
		for _, one := range page.Results {
			seen = append(seen, one.CheckoutToken)
		}
		if page.Pagination.Total != 123 {
			t.Fatalf("total %d", page.Pagination.Total)
		}
		if offset = page.Pagination.Next; page.Pagination.Count >= page.Pagination.Total {
			break
		}
	}
	if len(seen) != 123 || seen[0] != "INV-000" || seen[122] != "INV-122" {
		t.Errorf("%d links, %v", len(seen), seen)
	}
	for _, one := range []struct {
		query  string
		status int
		want   string
	}{
		{"sort=createdAt:desc&limit=1", 200, "INV-122"},
		{"next=122", 200, "INV-122"},
		{"offset=0&next=122&limit=1", 200, "INV-000"},
		{"owner.identityId=o2", 200, `"total":0`},
		{"owner.identityId=o2,o1", 200, `"total":123`},
		{"destination.accountNumber=1&status=ATTEMPT,ACTIVE", 200, `"total":123`},
		{"status=ACTIVE", 200, `"total":0`},
		{"customer.email=a@b.cl", 200, `"total":0`},
		{"currency=CLP", 200, `"total":123`},
		{"limit=0", 200, `"results":[]`},
		{"limit=51", 400, "at most 50"},
		{"limit=x", 400, "limit must be an integer"},
		{"offset=-1", 400, "offset must be an integer"},
		{"checkoutToken=INV-001", 400, "not a documented parameter"},
		{"status=A&status=B", 400, "once"},
	} {
		r.call("GET", "/payment-links?"+one.query, "").want(t, one.query, one.status, one.want)
	}
}
