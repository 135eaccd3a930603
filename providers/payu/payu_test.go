package payu

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/wiretest"
	"paysheet/providers/providertest"

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
	words := map[string]string{"TOKEN": token, "WRONG": token, "READONLY": token}
	server := providertest.Replay(t, words, exchanges...)
	p, err := Definition().Open(providers.Account{Name: "delhi", Settings: settingsOf(t, server.URL, changes), Clock: now})
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

func TestCreate(t *testing.T) {
	t.Parallel()
	got, err := opened(t, create(t)).Create(t.Context(), request(t))
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, documentedLink(t))
}

func TestCreateUnderstandsALiveAnswer(t *testing.T) {
	t.Parallel()
	ex := documented(t, "create.http", 1)
	ex.Request = create(t).Request
	got, err := opened(t, ex).Create(t.Context(), request(t))
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, providers.Link{
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
		"empty":          answering(create(t), 200, ``),
		"html":           answering(create(t), 200, `<html></html>`),
		"cut":            answering(create(t), 200, `{"status":0,"result":{"inv`),
		"no status":      answering(create(t), 200, `{"message":"hm"}`),
		"other status":   answering(create(t), 200, `{"status":7}`),
		"no result":      answering(create(t), 200, `{"status":0,"message":"ok","result":null}`),
		"no number":      saying(create(t), "invoiceNumber", "other"),
		"no url":         saying(create(t), "paymentLink\"", "other\""),
		"bad url":        saying(create(t), short, "ftp://v.payu.in/x"),
		"500":            answering(create(t), 500, `oops`),
		"server's fault": answering(create(t), 200, `{"status":-1,"message":"Something went wrong","result":null}`),
	} {
		got, err := opened(t, ex).Create(t.Context(), request(t))
		if !providers.Is(err, providers.Uncertain) || got.URL != "" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if strings.HasSuffix(name, "url") && got.ID != invoice {
			t.Errorf("%s: the id is lost: %+v", name, got)
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
	same(t, got, want)

	older := answering(newer, 200, string(documented(t, "update-old.http", 0).Response.Body))
	read := answering(documented(t, "get-new.http", 0), 200, string(newer.Response.Body))
	if got, err = opened(t, older, read).Update(t.Context(), invoice, req); err != nil {
		t.Fatal(err)
	}
	same(t, got, want)

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
	lost := answering(documented(t, "share.http", 0), 500, ``)
	if got, err := opened(t, put, documented(t, "get-old.http", 1), lost).Update(t.Context(), id, req); !providers.Is(err, providers.Uncertain) || got.ID != id {
		t.Errorf("a lost share: %+v, %v", got, err)
	}
}

func TestCancelIsConfirmed(t *testing.T) {
	t.Parallel()
	off := saying(documented(t, "get-new.http", 0), `"active": true`, `"active": false`)
	for n := range 2 {
		got, err := opened(t, documented(t, "cancel.http", n), off).Cancel(t.Context(), invoice)
		if err != nil || got.Status != providers.Cancelled {
			t.Errorf("answer %d: %+v, %v", n+1, got, err)
		}
	}
	if _, err := opened(t, documented(t, "cancel.http", 0), documented(t, "get-new.http", 0)).Cancel(t.Context(), invoice); !providers.Is(err, providers.Unavailable) {
		t.Errorf("still active: %v", err)
	}
	paid := saying(off, `"active": false`, `"active": false, "status": "paid"`)
	if _, err := opened(t, documented(t, "cancel.http", 0), paid).Cancel(t.Context(), invoice); !providers.Is(err, providers.Conflict) {
		t.Errorf("paid meanwhile: %v", err)
	}
	if _, err := opened(t, documented(t, "errors.http", 5)).Cancel(t.Context(), "PAID"); !providers.Is(err, providers.Conflict) {
		t.Errorf("paid before: %v", err)
	}
}
