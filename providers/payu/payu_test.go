package payu

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/wireserver"
	"paysheet/providers/internal/wiretest"
)

func TestCreate(t *testing.T) {
	t.Parallel()
	got, err := opened(t, create(t)).Create(t.Context(), request(t))
	if err != nil {
		t.Fatal(err)
	}
	wireserver.Same(t, got, documentedLink(t))
}

func TestCreateUnderstandsALiveAnswer(t *testing.T) {
	t.Parallel()
	ex := documented(t, "create.http", 1)
	ex.Request = create(t).Request
	got, err := opened(t, ex).Create(t.Context(), request(t))
	if err != nil {
		t.Fatal(err)
	}
	wireserver.Same(t, got, providers.Link{
		ID: "INV1714761498192", URL: "https://v.payu.in/PAYUMN/RIMsTvRkOH4k", Reference: "INV1714761498192", Status: providers.Active,
		Amount: inr(t, "900"), Paid: inr(t, "0"), Description: "Testing I1", Expires: providers.Date{Year: 2026, Month: 6, Day: 23},
		Created: time.Date(2025, 3, 12, 16, 28, 19, 0, time.UTC),
	})
}

func TestCreateShapes(t *testing.T) {
	t.Parallel()
	base := documented(t, "create.http", 0)
	for name, c := range map[string]struct {
		change func(*providers.LinkRequest)
		fields map[string]any
	}{
		"paise":          {func(r *providers.LinkRequest) { r.Amount = inr(t, "1499.05") }, map[string]any{"subAmount": json.Number("1499.05")}},
		"no expiry":      {func(r *providers.LinkRequest) { r.Expires = providers.Date{} }, map[string]any{"expiryDate": "2026-10-15 23:59:59"}},
		"foreign phone":  {func(r *providers.LinkRequest) { r.Customer.Phone = "+94 77 123 4567" }, map[string]any{"customer": nil}},
		"no email":       {func(r *providers.LinkRequest) { r.Customer.Email = "" }, map[string]any{"customer": nil}},
		"nobody is told": {func(r *providers.LinkRequest) { r.Notify = providers.Notify{} }, map[string]any{"viaEmail": false, "viaSms": false}},
		"back to the shop": {func(r *providers.LinkRequest) {
			r.ReturnURL, r.FailureURL = "https://a.example/?x=1&y=2", "https://b.example/"
		}, map[string]any{"successURL": "https://a.example/?x=1&y=2", "failureURL": "https://b.example/"}},
		"in parts": {func(r *providers.LinkRequest) { r.MinPartial = inr(t, "500") }, map[string]any{
			"isPartialPaymentAllowed": true, "minAmountForCustomer": json.Number("500"), "maxPaymentsAllowed": 10,
		}},
	} {
		fields := map[string]any{"udf": nil}
		maps.Copy(fields, c.fields)
		req := request(t)
		c.change(&req)
		if _, err := opened(t, sending(t, base, fields)).Create(t.Context(), req); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCreateUnreadableIsUncertain(t *testing.T) {
	t.Parallel()
	for name, ex := range map[string]wiretest.Exchange{
		"empty":          wiretest.Answering(create(t), 200, ``),
		"html":           wiretest.Answering(create(t), 200, `<html></html>`),
		"cut":            wiretest.Answering(create(t), 200, `{"status":0,"result":{"inv`),
		"no status":      wiretest.Answering(create(t), 200, `{"message":"hm"}`),
		"other status":   wiretest.Answering(create(t), 200, `{"status":7}`),
		"no result":      wiretest.Answering(create(t), 200, `{"status":0,"message":"ok","result":null}`),
		"no number":      wiretest.Saying(create(t), "invoiceNumber", "other"),
		"no url":         wiretest.Saying(create(t), "paymentLink\"", "other\""),
		"bad url":        wiretest.Saying(create(t), short, "ftp://v.payu.in/x"),
		"500":            wiretest.Answering(create(t), 500, `oops`),
		"server's fault": wiretest.Answering(create(t), 200, `{"status":-1,"message":"Something went wrong","result":null}`),
	} {
		got, err := opened(t, ex).Create(t.Context(), request(t))
		if !providers.Is(err, providers.Uncertain) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if strings.HasSuffix(name, "url") && (got.ID != invoice || got.URL != "") {
			t.Errorf("%s: the id is lost or the URL is not withheld: %+v", name, got)
		}
	}
}

func TestUpdateInBothGenerations(t *testing.T) {
	t.Parallel()
	req := providers.LinkRequest{
		Amount: inr(t, "1599"), Description: "Order ORD-2026-88421, corrected", Expires: providers.Date{Year: 2026, Month: 10, Day: 31},
	}
	both := map[string]any{"expiry": "2026-10-31 23:59:59", "isPartialPaymentAllowed": false}
	want := documentedLink(t)
	want.Amount, want.Description, want.Expires = req.Amount, req.Description, req.Expires

	newer := sending(t, documented(t, "update-new.http", 0), both)
	got, err := opened(t, newer).Update(t.Context(), invoice, req)
	if err != nil {
		t.Fatal(err)
	}
	wireserver.Same(t, got, want)

	older := wiretest.Answering(newer, 200, string(documented(t, "update-old.http", 0).Response.Body))
	read := wiretest.Answering(documented(t, "get-new.http", 0), 200, string(newer.Response.Body))
	if got, err = opened(t, older, read).Update(t.Context(), invoice, req); err != nil {
		t.Fatal(err)
	}
	wireserver.Same(t, got, want)

	paid := sending(t, documented(t, "errors.http", 4), map[string]any{"isPartialPaymentAllowed": false})
	_, err = opened(t, paid).Update(t.Context(), "PAID", providers.LinkRequest{Description: "too late"})
	if !providers.Is(err, providers.Conflict) {
		t.Errorf("a paid link: %v", err)
	}
}

func TestUpdateSharesAfterTheChange(t *testing.T) {
	t.Parallel()
	put := documented(t, "update-old.http", 0)
	put.Request.Body = []byte(`{"subAmount":2,"isPartialPaymentAllowed":true,"minAmountForCustomer":1}`)
	req := providers.LinkRequest{
		Amount: inr(t, "2"), MinPartial: inr(t, "1"), Notify: providers.Notify{Email: true, SMS: true},
		Customer: providers.Customer{Email: "shub@example.com", Phone: "+919876543210"},
	}
	id := "INV8446471886220"
	if _, err := opened(t, put, documented(t, "get-old.http", 1), documented(t, "share.http", 0)).Update(t.Context(), id, req); err != nil {
		t.Error(err)
	}
	lost := wiretest.Answering(documented(t, "share.http", 0), 500, ``)
	if got, err := opened(t, put, documented(t, "get-old.http", 1), lost).Update(t.Context(), id, req); !providers.Is(err, providers.Uncertain) || got.ID != id {
		t.Errorf("a lost share: %+v, %v", got, err)
	}
}

func TestCancelIsConfirmed(t *testing.T) {
	t.Parallel()
	off := wiretest.Saying(documented(t, "get-new.http", 0), `"active": true`, `"active": false`)
	for n := range 2 {
		got, err := opened(t, documented(t, "cancel.http", n), off).Cancel(t.Context(), invoice)
		if err != nil || got.Status != providers.Cancelled {
			t.Errorf("answer %d: %+v, %v", n+1, got, err)
		}
	}
	if _, err := opened(t, documented(t, "cancel.http", 0), documented(t, "get-new.http", 0)).Cancel(t.Context(), invoice); !providers.Is(err, providers.Unavailable) {
		t.Errorf("still active: %v", err)
	}
	paid := wiretest.Saying(off, `"active": false`, `"active": false, "status": "paid"`)
	if _, err := opened(t, documented(t, "cancel.http", 0), paid).Cancel(t.Context(), invoice); !providers.Is(err, providers.Conflict) {
		t.Errorf("paid meanwhile: %v", err)
	}
	if _, err := opened(t, documented(t, "errors.http", 5)).Cancel(t.Context(), "PAID"); !providers.Is(err, providers.Conflict) {
		t.Errorf("paid before: %v", err)
	}
}
