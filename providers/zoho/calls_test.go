package zoho

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"paysheet/providers"
	"paysheet/providers/internal/wireserver"
)

func found(fields string) string {
	return `{"code":0,"message":"success","payment_links":{"payment_link_id":"7","url":"https://payments.zoho.in/p","currency":"INR",` + fields + `}}`
}

// TestAnswers: what is not a refusal and not a whole link is uncertain after a
// create and unavailable after a read.
func TestAnswers(t *testing.T) {
	t.Parallel()
	const fine = `"amount":"100.50","amount_paid":"0.00","status":"active"`
	for name, test := range map[string]struct {
		status   int
		body     string
		onCreate string // "" is success
		onGet    string
	}{
		"whole":                     {200, found(fine), "", ""},
		"201":                       {201, found(fine), "", ""},
		"code as text":              {200, strings.Replace(found(fine), `"code":0`, `"code":"0"`, 1), "", ""},
		"numbers for texts":         {200, found(`"amount":100.50,"amount_paid":0,"status":"active","reference_id":12,"description":null`), "", ""},
		"no code":                   {200, strings.Replace(found(fine), `"code":0,`, ``, 1), "uncertain", "unavailable"},
		"no link":                   {200, `{"code":0,"message":"success"}`, "uncertain", "unavailable"},
		"no id":                     {200, strings.Replace(found(fine), `"payment_link_id":"7",`, ``, 1), "uncertain", "unavailable"},
		"no URL":                    {200, strings.Replace(found(fine), `"url":"https://payments.zoho.in/p",`, ``, 1), "uncertain", ""},
		"user info in the URL":      {200, strings.Replace(found(fine), `https://p`, `https://a@p`, 1), "uncertain", ""},
		"another link":              {200, strings.Replace(found(fine), `"7"`, `"8"`, 1), "", "unavailable"},
		"no amount":                 {200, found(`"status":"active"`), "uncertain", "unavailable"},
		"amount too fine":           {200, found(`"amount":"1.005","status":"active"`), "uncertain", "unavailable"},
		"status of no name":         {200, found(`"amount":"1","status":"asleep"`), "uncertain", "unavailable"},
		"expiry no date":            {200, found(fine + `,"expires_at":"soon"`), "uncertain", "unavailable"},
		"refused inside 200":        {200, `{"code":"invalid_currency","message":"x"}`, "invalid", "invalid"},
		"unknown link inside 200":   {200, `{"code":"resource_does_not_exist","message":"x"}`, "not found", "not found"},
		"not authorised inside 200": {200, `{"code":"error","message":"Not Authorised"}`, "denied", "denied"},
		"broken inside 200":         {200, `{"code":"error","message":"An internal error occurred."}`, "uncertain", "unavailable"},
		"a code of no list":         {200, `{"code":4711,"message":"x"}`, "uncertain", "invalid"},
		"400":                       {400, `{"code":4000,"message":"x"}`, "invalid", "invalid"},
		"405":                       {405, `{"code":"error","message":"x"}`, "invalid", "invalid"},
		"422":                       {422, ``, "invalid", "invalid"},
		"429":                       {429, `{"code":"too_many_requests","message":"x"}`, "throttled", "throttled"},
		"500":                       {500, ``, "uncertain", "unavailable"},
		"HTML":                      {200, `<html>hello</html>`, "uncertain", "unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int64
			p := opened(t, server(t, func(*http.Request) (int, string) { calls.Add(1); return test.status, test.body }))
			made, err := p.Create(t.Context(), request(t))
			wireserver.Failed(t, "zoho", "create", err, test.onCreate)
			if test.onCreate == "uncertain" && strings.Contains(test.body, `"payment_link_id"`) && test.status == 200 &&
				strings.Contains(test.body, `"code":0`) && made.ID == "" {
				t.Error("the id of the uncertain link is lost")
			}
			_, err = p.Get(t.Context(), "7")
			wireserver.Failed(t, "zoho", "get", err, test.onGet)
			if calls.Load() != 2 {
				t.Errorf("%d requests for two calls", calls.Load())
			}
		})
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	for fields, want := range map[string]providers.Status{
		`"amount":"100.00","amount_paid":"0.00","status":"active"`:      providers.Active,
		`"amount":"100.00","status":"active"`:                           providers.Active,
		`"amount":"100.00","amount_paid":"0.01","status":"active"`:      providers.PartiallyPaid,
		`"amount":"100.00","amount_paid":"100.00","status":"active"`:    providers.Active,
		`"amount":"100.00","amount_paid":"100.00","status":"paid"`:      providers.Paid,
		`"amount":"100.00","amount_paid":"0.00","status":"canceled"`:    providers.Cancelled,
		`"amount":"100.00","amount_paid":"0.00","status":"cancelled"`:   providers.Cancelled,
		`"amount":"100.00","amount_paid":"40.00","status":"expired"`:    providers.Expired,
		`"amount":"1.0E7","amount_paid":"1.5E6","status":"active"`:      providers.PartiallyPaid,
		`"amount":100.00,"amount_paid":99.99,"status":"active","x":1.5`: providers.PartiallyPaid,
	} {
		l, err := opened(t, server(t, func(*http.Request) (int, string) { return 200, found(fields) })).Get(t.Context(), "7")
		if err != nil || l.Status != want {
			t.Errorf("%s: %q, %v, want %q", fields, l.Status, err, want)
		}
	}
}

// TestPaid sums the payments where Zoho does not say what was paid.
func TestPaid(t *testing.T) {
	t.Parallel()
	const two = `"payments":[{"amount":"40.00","status":"succeeded"},{"amount":"5.00","status":"failed"},{"amount":20.5,"status":"succeeded"}]`
	for fields, want := range map[string]string{
		two:                                      "60.50",
		`"amount_paid":"40.00",` + two:           "40.00",
		`"payments":[]`:                          "0.00",
		`"x":1`:                                  "",
		`"payments":{"odd":1}`:                   "unavailable",
		`"amount_paid":"1","payments":{"odd":1}`: "1.00",
		`"payments":[{"amount":"much","status":"succeeded"}]`: "unavailable",
	} {
		l, err := opened(t, server(t, func(*http.Request) (int, string) { return 200, found(`"amount":"100","status":"active",` + fields) })).Get(t.Context(), "7")
		got := ""
		switch {
		case err != nil:
			got = providers.KindOf(err).String()
		case !l.Paid.IsNone():
			got = l.Paid.Number()
		}
		if got != want {
			t.Errorf("%s: %q, %v, want %q", fields, got, err, want)
		}
	}
}

// TestChange covers what a cancel and an update may meet.
func TestChange(t *testing.T) {
	t.Parallel()
	at := func(status string) string {
		return found(`"amount":"1.00","amount_paid":"0.00","status":"` + status + `"`)
	}
	const refusal = `{"code":"invalid_request","message":"Payment link is not active"}`
	for name, test := range map[string]struct {
		status   int
		body     string
		read     string
		onCancel string
		onUpdate string
	}{
		"done":                        {200, at("canceled"), "", "", ""},
		"done, still open":            {200, at("active"), "", "unavailable", ""},
		"cancelled before":            {400, refusal, at("canceled"), "", "conflict"},
		"cancelled before, in 200":    {200, refusal, at("canceled"), "", "conflict"},
		"cancelled before, by number": {200, `{"code":4000,"message":"Payment link is not active"}`, at("canceled"), "", "conflict"},
		"paid":                        {400, refusal, at("paid"), "conflict", "conflict"},
		"expired, as a conflict":      {409, refusal, at("expired"), "conflict", "conflict"},
		"refused while active":        {400, refusal, at("active"), "invalid", "invalid"},
		"unreadable afterwards":       {400, refusal, `<html>`, "unavailable", "unavailable"},
		"unknown":                     {404, `{"code":"resource_does_not_exist","message":"x"}`, at("paid"), "not found", "not found"},
		"unknown, by number":          {200, `{"code":4040,"message":"Payment link does not exist."}`, at("paid"), "not found", "not found"},
		"broken":                      {502, `<html>`, at("paid"), "unavailable", "unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := opened(t, server(t, func(r *http.Request) (int, string) {
				if r.Method == http.MethodGet {
					return 200, test.read
				}
				return test.status, test.body
			}))
			l, err := p.Cancel(t.Context(), "7")
			wireserver.Failed(t, "zoho", "cancel", err, test.onCancel)
			if err == nil && l.Status != providers.Cancelled {
				t.Errorf("cancelled link is %q", l.Status)
			}
			_, err = p.Update(t.Context(), "7", providers.LinkRequest{Description: "new"})
			wireserver.Failed(t, "zoho", "update", err, test.onUpdate)
		})
	}
}

// TestNotifyOnce: an update that writes to the customer and is lost must not be
// taken for one that can be repeated.
func TestNotifyOnce(t *testing.T) {
	t.Parallel()
	p := opened(t, server(t, func(*http.Request) (int, string) { return 503, "" }))
	_, err := p.Update(t.Context(), "7", providers.LinkRequest{Notify: providers.Notify{SMS: true}})
	wireserver.Failed(t, "zoho", "update", err, "uncertain")
	_, err = p.Update(t.Context(), "7", providers.LinkRequest{Description: "x"})
	wireserver.Failed(t, "zoho", "update", err, "unavailable")
}

func TestRefusedBeforeACall(t *testing.T) {
	t.Parallel()
	p := opened(t, server(t, func(*http.Request) (int, string) { t.Error("a call was made"); return 500, "" }))
	_, err := p.Find(t.Context(), "INV-1")
	wireserver.Failed(t, "zoho", "find", err, "unsupported")
	_, err = p.Update(t.Context(), "7", providers.LinkRequest{Amount: wireserver.Money(t, "1", "INR")})
	wireserver.Failed(t, "zoho", "update", err, "invalid")
	_, err = p.Create(t.Context(), providers.LinkRequest{Amount: wireserver.Money(t, "2", "INR"), MinPartial: wireserver.Money(t, "1", "INR")})
	wireserver.Failed(t, "zoho", "create", err, "unsupported")
}

// TestSecrets: whatever is echoed, no credential and no access token is in an error.
func TestSecrets(t *testing.T) {
	t.Parallel()
	values := []string{"client_secret", "canary-client", "refresh_token", "canary-refresh"}
	for _, status := range []int{200, 400, 401, 404, 429, 500} {
		for _, breaks := range []string{"token", "api"} {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if breaks == "api" && r.URL.Path == "/oauth/v2/token" {
					_, _ = io.WriteString(w, `{"access_token":"1000.canary-access","expires_in":3600}`)
					return
				}
				body, _ := io.ReadAll(r.Body)
				w.WriteHeader(status)
				_, _ = fmt.Fprintf(w, `{"code":"x","error":"%[1]s","message":"%[1]s"}`, r.Header.Get("Authorization")+" "+url.QueryEscape(string(body))+" "+string(body[:min(len(body), 90)]))
			}))
			_, err := opened(t, s.URL, values...).Create(t.Context(), request(t))
			s.Close()
			if err == nil || strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), "canary") {
				t.Errorf("%s, HTTP %d: %v", breaks, status, err)
			}
		}
	}
}
