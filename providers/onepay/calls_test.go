package onepay

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/wireserver"
)

// TestCancel covers what a delete may meet.
func TestCancel(t *testing.T) {
	t.Parallel()
	deleted := data(`"is_complete":false,"is_delete":true`)
	open := data(`"is_complete":false,"is_delete":false`)
	paid := data(`"is_complete":true,"is_delete":false`)
	const done = `{"status":200,"message":"done"}`
	for name, test := range map[string]struct {
		status     int
		body       string
		readStatus int
		read       string
		want       string
		state      providers.Status
		reads      int64
	}{
		"done":                {200, done, 200, deleted, "", providers.Cancelled, 1},
		"done and gone":       {200, done, 404, `{"status":404,"message":"Payment link not found"}`, "", providers.Cancelled, 1},
		"done, still open":    {200, done, 200, open, "unavailable", providers.Active, 1},
		"done, read fails":    {200, done, 500, "", "unavailable", "", 1},
		"already deleted":     {400, `{"status":400,"message":"already"}`, 200, deleted, "", providers.Cancelled, 1},
		"paid":                {400, `{"status":400,"message":"no"}`, 200, paid, "conflict", providers.Paid, 1},
		"refused":             {400, `{"status":400,"message":"no"}`, 200, open, "invalid", providers.Active, 1},
		"refused, read fails": {400, `{"status":400,"message":"no"}`, 503, "", "unavailable", "", 1},
		"unknown":             {404, `{"status":404,"message":"x"}`, 404, `{"status":404,"message":"x"}`, "not found", "", 1},
		"transactions":        {400, `{"status":400,"message":"Cannot delete a link with successful transactions"}`, 500, "", "conflict", "", 0},
		"denied":              {401, `{"status":401,"message":"x"}`, 500, "", "denied", "", 0},
		"broken":              {502, `<html>`, 500, "", "unavailable", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var reads atomic.Int64
			p := opened(t, wireserver.Reacting(t, func(r *http.Request) (int, string) {
				if r.Method == http.MethodDelete {
					return test.status, test.body
				}
				reads.Add(1)
				return test.readStatus, test.read
			}))
			l, err := p.Cancel(t.Context(), "8IT20WK7")
			wireserver.Failed(t, "onepay", "cancel", err, test.want)
			if l.Status != test.state || reads.Load() != test.reads {
				t.Errorf("status %q after %d reads, want %q after %d", l.Status, reads.Load(), test.state, test.reads)
			}
		})
	}
}

// TestBody pins what the settings and the sheet's texts make of the body.
func TestBody(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		settings []string
		change   func(*providers.LinkRequest)
		want     string
	}{
		"least": {nil, func(r *providers.LinkRequest) {
			*r = providers.LinkRequest{Reference: "A-1", Amount: r.Amount}
		}, `{"amount":"150000.00","currency":"LKR","reference_number":"A-1"}`},
		"names from settings": {[]string{"reference_field", "reference", "min_partial_field", "minimum", "amount_type", "number"}, func(r *providers.LinkRequest) {
			*r = providers.LinkRequest{Reference: "A-1", Amount: r.Amount, MinPartial: r.MinPartial}
		}, `{"amount":150000.00,"currency":"LKR","reference":"A-1","allow_partial_payment":true,"minimum":45000.00}`},
		"a customer under other names": {[]string{"customer_fields", "first_name, last_name, email, phone"}, func(r *providers.LinkRequest) {
			*r = providers.LinkRequest{Reference: "A-1", Amount: wireserver.Money(t, "5", "JPY"), Customer: r.Customer}
		}, `{"amount":"5","currency":"JPY","reference_number":"A-1","first_name":"Nimal","last_name":"Perera","email":"nimal@example.lk","phone":"+94771234567"}`},
		"no customer": {[]string{"customer_fields", "none"}, func(r *providers.LinkRequest) {
			*r = providers.LinkRequest{Reference: "A-1", Amount: wireserver.Money(t, "5", "JPY"), Customer: r.Customer}
		}, `{"amount":"5","currency":"JPY","reference_number":"A-1"}`},
		"yen, one name, a phone from elsewhere, signs": {nil, func(r *providers.LinkRequest) {
			*r = providers.LinkRequest{
				Reference: "A-1", Amount: wireserver.Money(t, "5000", "JPY"), Description: "<b> & ශ්\u200dරී",
				Customer: providers.Customer{Name: "Madonna", Phone: "+81 3-1234-5678"},
			}
		}, `{"amount":"5000","currency":"JPY","reference_number":"A-1","description":"<b> & ශ්` + "\u200d" + `රී","customer_first_name":"Madonna","customer_phone_number":"+81312345678"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got string
			p := opened(t, wireserver.Reacting(t, func(r *http.Request) (int, string) {
				body, _ := io.ReadAll(r.Body)
				got = string(body)
				return 400, `{}`
			}), test.settings...)
			req := request(t)
			test.change(&req)
			_, err := p.Create(t.Context(), req)
			wireserver.Failed(t, "onepay", "create", err, "invalid")
			if got != test.want {
				t.Errorf("body %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestPhone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"+94771234567":     "+94771234567",
		"077-123 4567":     "+94771234567",
		"94 77 1234567":    "+94771234567",
		"0094771234567":    "+94771234567",
		" ":                "",
		"call the office":  "call the office",
		"12345":            "12345",
		"077 123 4567 x12": "077 123 4567 x12",
	} {
		if got := phone(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestInstant(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2026-04-22T08:30:00Z":        "2026-04-22T08:30:00Z",
		"2026-04-22T08:30:00.123456Z": "2026-04-22T08:30:00.123456Z",
		"2026-04-22T08:30:00+05:30":   "2026-04-22T03:00:00Z",
		"2026-04-22T08:30:00.5":       "2026-04-22T03:00:00.5Z",
		"yesterday":                   "0001-01-01T00:00:00Z",
	} {
		if got := instant(text, colombo()).UTC().Format(time.RFC3339Nano); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// TestSecret: a provider that echoes the key does not put it into an error.
func TestSecret(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 400, 401, 404, 429, 500} {
		p := opened(t, wireserver.Reacting(t, func(r *http.Request) (int, string) {
			return status, `{"status":400,"message":"you sent ` + r.Header.Get("Authorization") + `"}`
		}), "api_key", "KEY-canary")
		_, err := p.Create(t.Context(), request(t))
		if err == nil || strings.Contains(err.Error(), "canary") || !strings.Contains(err.Error(), "you sent [secret]") {
			t.Errorf("HTTP %d: %v", status, err)
		}
	}
}

func TestRefusedBeforeACall(t *testing.T) {
	t.Parallel()
	p := opened(t, wireserver.Reacting(t, func(*http.Request) (int, string) { t.Error("a call was made"); return 500, "" }))
	_, err := p.Find(t.Context(), "INV-1001-2026")
	wireserver.Failed(t, "onepay", "find", err, "unsupported")
	_, err = p.Update(t.Context(), "8IT20WK7", providers.LinkRequest{Description: " "})
	wireserver.Failed(t, "onepay", "update", err, "invalid")
	_, err = p.Get(t.Context(), "")
	wireserver.Failed(t, "onepay", "get", err, "invalid")
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	d := Definition()
	for setting, value := range map[string]string{"base_url": "http://api.example", "currencies": "LKR,RUPEES", "timeout": "-1s", "concurrency": "0", "customer_fields": "name,phone"} {
		s, err := providers.NewSettings(d.Table(), map[string]string{"app_id": "A", "api_key": "K", setting: value})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Open(providers.Account{Settings: s, Clock: today}); err == nil || !strings.HasPrefix(err.Error(), setting) {
			t.Errorf("%s = %q: %v", setting, value, err)
		}
	}
}

// TestCheck: the documented rule of part-payments, at its edges.
func TestCheck(t *testing.T) {
	t.Parallel()
	d := Definition()
	s, err := providers.NewSettings(d.Table(), map[string]string{"app_id": "A", "api_key": "K"})
	if err != nil {
		t.Fatal(err)
	}
	c := d.Capabilities(s)
	for _, test := range []struct{ total, part, currency, want string }{
		{"100000.01", "30000.01", "LKR", ""},
		{"100000.00", "50000.00", "LKR", "only above 100,000.00 LKR"},
		{"100.01", "100.01", "USD", ""},
		{"100.00", "50.00", "USD", "only above 100.00 USD"},
		{"200000.00", "59999.99", "LKR", "below 30 %"},
		{"200000.00", "60000.00", "LKR", ""},
		{"9000.00", "5000.00", "EUR", "no part-payments in EUR"},
		{"9000.00", "", "CLP", "does not take CLP"},
	} {
		req := providers.LinkRequest{Reference: "A", Amount: wireserver.Money(t, strings.TrimSuffix(test.total, ".00"), test.currency)}
		if test.part != "" {
			req.MinPartial = wireserver.Money(t, test.part, test.currency)
		}
		problems := c.Check(req, providers.Date{Year: 2026, Month: 4, Day: 22})
		text := ""
		if len(problems) > 0 {
			text = problems[0].Message
		}
		if (test.want == "") != (text == "") || len(problems) > 1 || !strings.Contains(text, test.want) {
			t.Errorf("%s of %s %s: %q, want %q", test.part, test.total, test.currency, text, test.want)
		}
	}
	if got := d.Merchant(s); got != "app_id=A" {
		t.Errorf("merchant %q", got)
	}
	if got := d.Host(s); got != "api.onepay.lk" {
		t.Errorf("host %q", got)
	}
}
