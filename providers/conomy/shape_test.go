package conomy

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/wiretest"
)

func TestErrorsByKind(t *testing.T) {
	t.Parallel()
	create, get := documented(t, "create.http", 0), documented(t, "get.http", 0)
	newer := func(ex wiretest.Exchange, status int, code string) wiretest.Exchange {
		return wiretest.Answering(ex, status, fmt.Sprintf(`{"status":%d,"code":%q,"type":"x","detail":"in words","traceId":"1"}`, status, code))
	}
	for _, c := range []struct {
		name     string
		exchange wiretest.Exchange
		want     providers.Kind
		says     string
	}{
		{"used token", documented(t, "errors-new.http", 0), providers.Conflict, "already exists"},
		{"invalidParam", newer(create, 400, "11"), providers.Invalid, "in words"},
		{"missingParam", newer(create, 400, "12"), providers.Invalid, "in words"},
		{"parsingResource", newer(create, 400, "14"), providers.Invalid, "in words"},
		{"failedPrecondition", newer(create, 422, "21"), providers.Conflict, "in words"},
		{"tooManyRequests", newer(create, 429, "32"), providers.Throttled, "in words"},
		{"forbiddenOperation", newer(create, 403, "43"), providers.Denied, "in words"},
		{"unimplemented", newer(create, 501, "42"), providers.Unsupported, "in words"},
		{"serverError", newer(create, 500, "01"), providers.Uncertain, "in words"},
		{"unknown", newer(create, 500, "02"), providers.Uncertain, "in words"},
		{"older shape", wiretest.Answering(create, 400, `{"statusCode":400,"error":"Bad Request","message":"duration"}`), providers.Invalid, "duration"},
		{"older shape, no message", wiretest.Answering(create, 400, `{"statusCode":400,"error":"Bad Request"}`), providers.Invalid, "Bad Request"},
		{"a gateway's page", wiretest.Answering(create, 502, `<html>bad gateway</html>`), providers.Uncertain, "HTTP 502"},
		{"forbidden", wiretest.Answering(create, 403, `{"message":"Forbidden"}`), providers.Denied, "Forbidden"},
		{"get serverError", newer(get, 500, "01"), providers.Unavailable, "in words"},
		{"get a gateway's page", wiretest.Answering(get, 200, `<html>`), providers.Unavailable, "JSON"},
		{"get another link", wiretest.Saying(get, linkID, "000000000000000000000000"), providers.Unavailable, "id"},
	} {
		p := opened(t, nil, c.exchange)
		var err error
		if c.exchange.Request.Method == http.MethodPost {
			_, err = p.Create(t.Context(), request(t))
		} else {
			_, err = p.Get(t.Context(), linkID)
		}
		if !providers.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v (%s), want %s with %q", c.name, err, providers.KindOf(err), c.want, c.says)
		}
	}
}

func TestUnknownLink(t *testing.T) {
	t.Parallel()
	for _, ex := range []wiretest.Exchange{documented(t, "errors.http", 1), documented(t, "errors-new.http", 2)} {
		if _, err := opened(t, nil, ex).Get(t.Context(), "000000000000000000000000"); !providers.Is(err, providers.NotFound) {
			t.Errorf("got %v", err)
		}
	}
}

func TestRefusedTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	for _, refusal := range []wiretest.Exchange{documented(t, "errors.http", 4), documented(t, "errors-new.http", 3)} {
		auth := documented(t, "auth.http", 0)
		if _, err := opened(t, nil, refusal, auth, documented(t, "get.http", 0)).Get(t.Context(), linkID); err != nil {
			t.Errorf("after a renewal: %v", err)
		}
		if _, err := opened(t, nil, refusal, auth, refusal).Get(t.Context(), linkID); !providers.Is(err, providers.Denied) {
			t.Errorf("refused twice: %v", err)
		}
	}
}

// TestSecretsStayHidden lets the server echo every secret in every error.
func TestSecretsStayHidden(t *testing.T) {
	t.Parallel()
	echo := `{"statusCode":%d,"error":"x","message":"client CLIENT secret s3cr3t-canary key k3y-canary token %s"}`
	secrets := map[string]string{"client_secret": "s3cr3t-canary", "api_key": "k3y-canary"}
	for _, status := range []int{400, 401, 403, 404, 409, 422, 429, 500} {
		for _, file := range []string{"auth.http", "create.http"} {
			exchanges := []wiretest.Exchange{documented(t, "auth.http", 0), documented(t, "create.http", 0)}
			told := token
			if file == "auth.http" {
				exchanges, told = exchanges[:1], "not given yet"
			} else if status == 401 {
				exchanges = append(exchanges, exchanges...)
			}
			for i := range exchanges {
				exchanges[i].Request.Header.Set("X-Api-Key", "k3y-canary")
				if file == "auth.http" || i%2 == 1 {
					exchanges[i] = wiretest.Answering(exchanges[i], status, fmt.Sprintf(echo, status, told))
				}
				exchanges[i].Request.Body = []byte(strings.ReplaceAll(string(exchanges[i].Request.Body), "SECRET", "s3cr3t-canary"))
			}
			_, err := replayed(t, secrets, exchanges...).Create(t.Context(), request(t))
			text := fmt.Sprintf("%v %+v %#v", err, err, err)
			if err == nil || strings.Contains(text, "canary") || strings.Contains(text, token) {
				t.Errorf("%s answering %d: %s", file, status, text)
			}
		}
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	santiago, err := time.LoadLocation("America/Santiago")
	if err != nil {
		t.Fatal(err)
	}
	day := func(n int) providers.Date { return providers.Date{Year: 2026, Month: 9, Day: n} }
	for _, c := range []struct {
		name  string
		now   time.Time
		last  providers.Date
		zone  *time.Location
		want  int64
		wrong bool
	}{
		{"the same day", time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC), day(1), time.UTC, 43199, false},
		{"the zone decides", time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC), day(1), santiago, 43199 + 4*3600, false},
		{"over a change of the clocks", time.Date(2026, 9, 5, 16, 0, 0, 0, time.UTC), day(6), santiago, 86399 + 11*3600, false},
		{"the last seconds", time.Date(2026, 9, 1, 23, 59, 50, 0, time.UTC), day(1), time.UTC, 30, false},
		{"past", time.Date(2026, 9, 2, 0, 0, 1, 0, time.UTC), day(1), time.UTC, 0, true},
		{"none", time.Date(2026, 9, 1, 23, 59, 59, 0, time.UTC), providers.Date{}, time.UTC, 7 * 86400, false},
	} {
		d := &driver{account: providers.Account{Clock: func() time.Time { return c.now }, Zone: c.zone}, days: 7}
		got, err := d.duration(c.last)
		if got != c.want || (err != nil) != c.wrong {
			t.Errorf("%s: %d seconds, %v; want %d", c.name, got, err, c.want)
		}
		// What Conomy's clock adds must not move the day.
		for _, late := range []time.Duration{0, 3 * time.Second, 4 * time.Minute} {
			if last := d.lastDay(c.now.Add(late), got); !c.wrong && c.name != "the last seconds" && !c.last.IsZero() && last != c.last {
				t.Errorf("%s: read %s late as %s, want %s", c.name, late, last, c.last)
			}
		}
	}
}

func TestLastDayOfAShortLink(t *testing.T) {
	t.Parallel()
	d := &driver{account: providers.Account{Zone: time.UTC}}
	if got := d.lastDay(time.Date(2026, 9, 2, 0, 0, 10, 0, time.UTC), 30); got != (providers.Date{Year: 2026, Month: 9, Day: 2}) {
		t.Errorf("got %s", got)
	}
}

func TestShapesOfACreate(t *testing.T) {
	t.Parallel()
	full := map[string]string{"account_shape": "full", "account_type": "CHECKING", "account_holder": "Acme SpA", "destination_identity_id": "payee"}
	d := &driver{account: providers.Account{Settings: settingsOf(t, "http://127.0.0.1:1", full), Clock: func() time.Time { return time.Unix(0, 0) }, Zone: time.UTC}, days: 30}
	usd, err := providers.ParseMoney("1234.5", "USD")
	if err != nil {
		t.Fatal(err)
	}
	body, err := d.newLink(providers.LinkRequest{Reference: "A-1", Amount: usd, Customer: providers.Customer{Name: "Juan Pérez González", Phone: "+56 9 1234 5678"}})
	if err != nil {
		t.Fatal(err)
	}
	sent, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"account":{"accountNumber":"` + payInto + `","type":"CHECKING","currency":"USD","accountHolder":"Acme SpA"}`,
		`"items":[{"preTaxAmount":"1234.50","totalAmount":"1234.50","description":"A-1"}]`,
		`"amount":"1234.50","currency":"USD","identity":{"identityId":"payee"}`,
		`"customer":{"firstName":"Juan","lastName":"Pérez González","phoneNumber":"912345678","phoneNumberPrefix":"+56"}`,
		`"owner":{"identityId":"` + owner + `"}`,
	} {
		if !strings.Contains(string(sent), want) {
			t.Errorf("%s\nis not in\n%s", want, sent)
		}
	}
}

func TestSplitPhone(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string][2]string{
		"":                  {"", ""},
		"9 1234 5678":       {"", "912345678"},
		"+56 9 1234 5678":   {"+56", "912345678"},
		"0056912345678":     {"+56", "912345678"},
		"+591 7 123 4567":   {"+591", "71234567"},
		"+1 (212) 555-0100": {"+1", "2125550100"},
		"+94771234567":      {"+94", "771234567"},
		"+":                 {"", ""},
		"+5":                {"", ""},
		"call me":           {"", ""},
	} {
		if prefix, number := splitPhone(phone); prefix != want[0] || number != want[1] {
			t.Errorf("%q: %q %q, want %q", phone, prefix, number, want)
		}
	}
	if shapeCustomer(providers.Customer{Name: " ", Phone: "n/a"}) != nil {
		t.Error("a customer of whom nothing is known was sent")
	}
}

func TestSettingsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for key, value := range map[string]string{
		"default_days": "0", "base_url": "http://api.conomyhq.com", "timeout": "soon", "account_shape": "full",
	} {
		s := settingsOf(t, "http://127.0.0.1:1", map[string]string{key: value})
		if _, err := Definition().Open(providers.Account{Settings: s, Clock: time.Now}); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s = %s: %v", key, value, err)
		}
	}
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	for environment, want := range map[string]string{"production": "https://api.conomyhq.com", "test": "https://api.conomyhq.com/sandbox"} {
		if got := Definition().Endpoint(settingsOf(t, "", map[string]string{"environment": environment})); got != want {
			t.Errorf("%s: %s", environment, got)
		}
	}
}
