package payu

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
	"paysheet/providers/internal/wiretest"
)

func TestFailuresByKind(t *testing.T) {
	t.Parallel()
	says := func(message string) wiretest.Exchange {
		return wiretest.Answering(create(t), 200, fmt.Sprintf(`{"status":-1,"message":%q,"result":null,"errorCode":null,"guid":null}`, message))
	}
	documentedSays := func(n int) wiretest.Exchange {
		return wiretest.Answering(create(t), 200, string(documented(t, "errors.http", n).Response.Body))
	}
	for name, c := range map[string]struct {
		exchange wiretest.Exchange
		want     providers.Kind
	}{
		"duplicate":       {documentedSays(0), providers.Conflict},
		"no description":  {documentedSays(1), providers.Invalid},
		"no amount":       {documentedSays(2), providers.Invalid},
		"past expiry":     {documentedSays(3), providers.Invalid},
		"paid":            {documentedSays(4), providers.Conflict},
		"in capitals":     {says("INVOICE NUMBER ALREADY EXISTS"), providers.Conflict},
		"aggregator":      {says("Transaction initiation not allowed on aggregator"), providers.Invalid},
		"cancelled":       {says("Cannot update a cancelled payment link."), providers.Conflict},
		"not found":       {says("paymentLink not found"), providers.NotFound},
		"too many":        {says("Too many requests. Please retry after some time."), providers.Throttled},
		"no words":        {says(""), providers.Uncertain},
		"HTTP 400":        {wiretest.Answering(create(t), 400, `{"message":"Something went wrong"}`), providers.Invalid},
		"HTTP 403":        {wiretest.Answering(create(t), 403, ``), providers.Denied},
		"HTTP 429":        {wiretest.Answering(create(t), 429, ``), providers.Throttled},
		"HTTP 503":        {wiretest.Answering(create(t), 503, ``), providers.Uncertain},
		"a redirect":      {wiretest.Answering(create(t), 302, ``), providers.Uncertain},
		"status as words": {wiretest.Answering(create(t), 200, `{"status":"-1","message":"description is required."}`), providers.Invalid},
	} {
		if _, err := opened(t, c.exchange).Create(t.Context(), request(t)); !providers.Is(err, c.want) {
			t.Errorf("%s: %v (%s), want %s", name, err, providers.KindOf(err), c.want)
		}
	}
}

func TestTokenErrors(t *testing.T) {
	t.Parallel()
	ask := documented(t, "token.http", 0)
	for name, c := range map[string]struct {
		exchange wiretest.Exchange
		want     providers.Kind
		after    time.Duration
	}{
		"invalid_client":      {wiretest.Answering(ask, 401, string(documented(t, "token.http", 1).Response.Body)), providers.Denied, 0},
		"invalid_scope":       {wiretest.Answering(ask, 400, string(documented(t, "token.http", 2).Response.Body)), providers.Denied, 0},
		"under 200":           {wiretest.Answering(ask, 200, `{"error":"invalid_client","error_description":"no"}`), providers.Denied, 0},
		"rate_limit_exceeded": {wiretest.Answering(ask, 401, `{"error":"rate_limit_exceeded","error_description":"Too many requests.","retry_after":60}`), providers.Throttled, time.Minute},
		"server_error":        {wiretest.Answering(ask, 401, `{"error":"server_error","error_description":"x"}`), providers.Unavailable, 0},
		"a page":              {wiretest.Answering(ask, 404, `<html>`), providers.Denied, 0},
		"500":                 {wiretest.Answering(ask, 500, ``), providers.Unavailable, 0},
		"empty":               {wiretest.Answering(ask, 200, ``), providers.Unavailable, 0},
		"no token":            {wiretest.Answering(ask, 200, `{"token_type":"Bearer"}`), providers.Unavailable, 0},
	} {
		_, err := replayed(t, nil, c.exchange).Create(t.Context(), request(t))
		e, ok := err.(*providers.Error) //nolint:errorlint // the contract is that every failure is one itself
		if !ok || e.Kind != c.want || e.RetryAfter != c.after || e.Op != "token" {
			t.Errorf("%s: %v, want %s after %s", name, err, c.want, c.after)
		}
	}
}

// TestPauseInTheBody: PayU tells in the body how long to wait.
func TestPauseInTheBody(t *testing.T) {
	t.Parallel()
	full := wiretest.Answering(create(t), 429, `{"error":"rate_limit_exceeded","error_description":"Too many requests. Please retry after some time.","retry_after":60}`)
	_, err := opened(t, full).Create(t.Context(), request(t))
	var e *providers.Error
	if !errors.As(err, &e) || e.Kind != providers.Throttled || e.RetryAfter != time.Minute || !strings.Contains(e.Message, "Too many requests") {
		t.Errorf("got %v, to be tried again after %v", err, e)
	}
}

func TestRefusedTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	ask := documented(t, "token.http", 0)
	refused, read := documented(t, "errors.http", 6), documented(t, "get-new.http", 0)
	if _, err := opened(t, refused, ask, read).Get(t.Context(), invoice); err != nil {
		t.Errorf("after a renewal: %v", err)
	}
	if _, err := opened(t, refused, ask, refused).Get(t.Context(), invoice); !providers.Is(err, providers.Denied) {
		t.Errorf("refused twice: %v", err)
	}
	scope := documented(t, "errors.http", 7)
	_, err := opened(t, scope, ask, scope).Cancel(t.Context(), invoice)
	if !providers.Is(err, providers.Denied) || !strings.Contains(err.Error(), "insufficient_scope") {
		t.Errorf("without the scope: %v", err)
	}
}

// TestSecretsStayHidden lets the server echo every secret in every error.
func TestSecretsStayHidden(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 400, 401, 403, 404, 409, 429, 500} {
		for _, early := range []bool{true, false} {
			ask, send := documented(t, "token.http", 0), create(t)
			ask.Request.Body = []byte(strings.ReplaceAll(string(ask.Request.Body), "SECRET", "s3cr3t-canary"))
			echo := `{"status":-1,"error":"x","error_description":"s3cr3t-canary","message":"secret s3cr3t-canary token ` + token + `"}`
			exchanges := []wiretest.Exchange{ask, wiretest.Answering(send, status, echo)}
			if early {
				exchanges = []wiretest.Exchange{wiretest.Answering(ask, status, echo)}
			} else if status == http.StatusUnauthorized {
				exchanges = append(exchanges, exchanges...)
			}
			_, err := replayed(t, map[string]string{"client_secret": "s3cr3t-canary"}, exchanges...).Create(t.Context(), request(t))
			text := fmt.Sprintf("%v %+v %#v", err, err, err)
			if err == nil || strings.Contains(text, "canary") || (!early && strings.Contains(text, token)) {
				t.Errorf("status %d: %s", status, text)
			}
		}
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	for name, c := range map[string]struct {
		result result
		past   bool
		want   providers.Status
	}{
		"active by word":         {result{Status: "active"}, false, providers.Active},
		"active by flag":         {result{Active: &yes}, false, providers.Active},
		"active past its expiry": {result{Active: &yes, Status: "active"}, true, providers.Active},
		"off":                    {result{Active: &no}, false, providers.Cancelled},
		"off against its word":   {result{Active: &no, Status: "active"}, false, providers.Cancelled},
		"off past its expiry":    {result{Active: &no}, true, providers.Expired},
		"inactive":               {result{Status: "inactive"}, false, providers.Cancelled},
		"inactive, past":         {result{Status: "inactive"}, true, providers.Expired},
		"cancelled, past":        {result{Active: &no, Status: "Cancelled"}, true, providers.Cancelled},
		"deactivated":            {result{Status: "deactivated"}, false, providers.Cancelled},
		"expired":                {result{Active: &yes, Status: "EXPIRED"}, false, providers.Expired},
		"paid by word":           {result{Status: "paid"}, false, providers.Paid},
		"paid by what came in":   {result{Active: &yes, TotalCollected: "100"}, false, providers.Paid},
		"paid, newer name":       {result{Active: &no, AmountCollected: "100.00"}, true, providers.Paid},
		"paid by what is due":    {result{Active: &yes, DueAmount: "0"}, false, providers.Paid},
		"in part":                {result{Active: &yes, TotalCollected: "40", DueAmount: "60"}, false, providers.PartiallyPaid},
		"in part, expired":       {result{Active: &no, TotalCollected: "40"}, true, providers.Expired},
		"an unknown word":        {result{Active: &yes, Status: "paused"}, false, ""},
		"no word at all":         {result{}, false, ""},
	} {
		c.result.TotalAmount = "100"
		sums, err := c.result.sums("INR")
		if got := c.result.status(sums, c.past); got != c.want || err != nil {
			t.Errorf("%s: %q %v, want %q", name, got, err, c.want)
		}
	}
	open := result{OpenAmount: true, DueAmount: "0", Active: &yes}
	sums, err := open.sums("INR")
	if got := open.status(sums, false); got != providers.Active || err != nil {
		t.Errorf("an open amount with nothing due: %q %v", got, err)
	}
}

func TestAmounts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		result result
		want   string
	}{
		"total":         {result{TotalAmount: "900", SubAmount: "1000", Amount: "1"}, "900.00"},
		"sub-amount":    {result{SubAmount: "1000.50"}, "1000.50"},
		"amount":        {result{Amount: "2"}, "2.00"},
		"with a float":  {result{TotalAmount: "1499.0"}, "1499.00"},
		"in exponents":  {result{TotalAmount: "1.5E7"}, "15000000.00"},
		"finer":         {result{TotalAmount: "1.005"}, ""},
		"not a number":  {result{TotalAmount: "much"}, ""},
		"none":          {result{}, ""},
		"odd collected": {result{TotalAmount: "1", AmountCollected: rest.Text("x")}, ""},
	} {
		sums, err := c.result.sums("INR")
		if (err == nil) != (c.want != "") || (err == nil && sums.total.Number() != c.want) {
			t.Errorf("%s: %s, %v; want %q", name, sums.total, err, c.want)
		}
	}
}

func TestInstant(t *testing.T) {
	t.Parallel()
	d := &driver{zone: time.FixedZone("IST", 19800)}
	for text, want := range map[string]string{
		"2026-10-15 23:59:59":          "2026-10-15T23:59:59+05:30",
		"2023-03-21T14:53:52.000+0530": "2023-03-21T14:53:52+05:30",
		"2026-10-15T20:00:00.000+0000": "2026-10-16T01:30:00+05:30",
		"2024-10-16 15:34:52.0":        "2024-10-16T15:34:52+05:30",
		"2026-10-15":                   "2026-10-15T00:00:00+05:30",
		"15/10/2026":                   "",
	} {
		got, ok := d.instant(text)
		if ok != (want != "") || (ok && got.Format(time.RFC3339) != want) {
			t.Errorf("%q: %s, %v", text, got, ok)
		}
	}
}

func TestMobile(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string]string{
		"9876543210": "9876543210", "+91 98765-43210": "9876543210", "09876543210": "9876543210", "0091 9876543210": "9876543210",
		"919876543210": "9876543210", "5876543210": "", "+94771234567": "", "98765": "", "": "", "+1 987 654 3210 9": "",
	} {
		if got := mobile(phone); got != want {
			t.Errorf("%q: %q, want %q", phone, got, want)
		}
	}
	long := shapeCustomer(providers.Customer{Name: strings.Repeat("ஆ", 120), Email: "a@b.example", Phone: "9876543210"})
	if long == nil || len([]rune(long.Name)) != 100 {
		t.Errorf("a long name: %+v", long)
	}
}

func TestSettingsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for key, value := range map[string]string{
		"default_days": "soon", "max_payments": "1", "base_url": "http://oneapi.payu.in", "accounts_url": "accounts.payu.in", "timeout": "0s",
	} {
		s := settingsOf(t, "http://127.0.0.1:1", map[string]string{key: value})
		if _, err := Definition().Open(providers.Account{Settings: s, Clock: now}); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s = %s: %v", key, value, err)
		}
	}
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	for environment, want := range map[string]string{"production": "https://oneapi.payu.in", "test": "https://uatoneapi.payu.in"} {
		if got := Definition().Endpoint(settingsOf(t, "", map[string]string{"environment": environment})); got != want {
			t.Errorf("%s: %s", environment, got)
		}
	}
}
