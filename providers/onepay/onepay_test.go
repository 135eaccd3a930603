package onepay

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/wireserver"
	"paysheet/providers/internal/wiretest"
)

const wire = "../../testdata/wire/onepay/"

// today is a day in Colombo that has begun there and not yet in UTC.
func today() time.Time { return time.Date(2026, 4, 21, 20, 0, 0, 0, time.UTC) }

func opened(tb testing.TB, base string, values ...string) providers.Provider {
	tb.Helper()
	usual := map[string]string{"app_id": "APP123", "api_key": "KEY", "base_url": base}
	return wireserver.Open(tb, Definition(), wireserver.Settings(tb, Definition(), usual, wireserver.Pairs(values...)), today)
}

// request is the documented one.
func request(tb testing.TB) providers.LinkRequest {
	tb.Helper()
	return providers.LinkRequest{
		Reference: "INV-1001-2026", Amount: wireserver.Money(tb, "150000.00", "LKR"), MinPartial: wireserver.Money(tb, "45000", "LKR"),
		Description: "Invoice 1001", Expires: providers.Date{Year: 2026, Month: 12, Day: 31},
		Customer: providers.Customer{Name: "Nimal Perera", Email: "nimal@example.lk", Phone: "077 123 4567"},
	}
}

func link(tb testing.TB) providers.Link {
	tb.Helper()
	return providers.Link{
		ID: "8IT20WK7", URL: "https://onepay.lk/pay/8IT20WK7", Reference: "INV-1001-2026", Status: providers.Active,
		Amount: wireserver.Money(tb, "150000", "LKR"), Description: "Invoice 1001", Expires: providers.Date{Year: 2026, Month: 12, Day: 31},
		Created: time.Date(2026, 4, 22, 8, 30, 0, 0, time.UTC),
	}
}

// TestDocumented sends every documented request to the letter and understands its
// answer.
func TestDocumented(t *testing.T) {
	t.Parallel()
	read := func(name string) wiretest.Exchange { return wiretest.Load(t, wire+name+".http")[0] }
	deleted := read("get")
	deleted.Response.Body = []byte(strings.Replace(string(deleted.Response.Body), `"is_delete": false`, `"is_delete": true`, 1))
	changed, gone := link(t), link(t)
	changed.Description, gone.Status = "Invoice 1001, corrected", providers.Cancelled
	for name, test := range map[string]struct {
		exchanges []wiretest.Exchange
		call      func(providers.Provider) (providers.Link, error)
		want      providers.Link
	}{
		"create": {[]wiretest.Exchange{read("create")}, func(p providers.Provider) (providers.Link, error) {
			return p.Create(t.Context(), request(t))
		}, link(t)},
		"get": {[]wiretest.Exchange{read("get")}, func(p providers.Provider) (providers.Link, error) {
			return p.Get(t.Context(), "8IT20WK7")
		}, link(t)},
		"update": {[]wiretest.Exchange{read("update")}, func(p providers.Provider) (providers.Link, error) {
			return p.Update(t.Context(), "8IT20WK7", providers.LinkRequest{Description: changed.Description, Reference: "ignored"})
		}, changed},
		"delete, then read back": {[]wiretest.Exchange{read("delete"), deleted}, func(p providers.Provider) (providers.Link, error) {
			return p.Cancel(t.Context(), "8IT20WK7")
		}, gone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := test.call(opened(t, wireserver.Serve(t, test.exchanges...)))
			if err != nil || got != test.want {
				t.Errorf("%+v, %v\nwant %+v", got, err, test.want)
			}
		})
	}
}

// TestDocumentedErrors gives each documented refusal its kind and keeps its words.
func TestDocumentedErrors(t *testing.T) {
	t.Parallel()
	want := map[string]providers.Kind{
		"Cannot delete a link with successful transactions": providers.Conflict,
		"Invalid app token":                       providers.Denied,
		"Invalid app id":                          providers.Denied,
		"Invalid amount":                          providers.Invalid,
		"Currency type not available for the app": providers.Invalid,
		"Payment link not found":                  providers.NotFound,
		"Too many requests have been made within a one second period": providers.Throttled,
	}
	for _, ex := range wiretest.Load(t, wire+"errors.http") {
		var body struct{ Message string }
		if err := json.Unmarshal(ex.Response.Body, &body); err != nil {
			t.Fatal(err)
		}
		t.Run(body.Message, func(t *testing.T) {
			t.Parallel()
			kind, known := want[body.Message]
			if !known {
				t.Fatalf("no kind is written down for %q", body.Message)
			}
			p := opened(t, answer(t, ex.Response.Status, string(ex.Response.Body)))
			var err error
			switch ex.Request.Method {
			case http.MethodPost:
				_, err = p.Create(t.Context(), request(t))
			case http.MethodDelete:
				_, err = p.Cancel(t.Context(), "8IT20WK7")
			default:
				_, err = p.Get(t.Context(), "00000000")
			}
			var e *providers.Error
			if !errors.As(err, &e) || e.Kind != kind || e.Message != body.Message {
				t.Errorf("%+v, want %v: %s", err, kind, body.Message)
			}
		})
	}
}

// answer serves one answer to every request.
func answer(t *testing.T, status int, body string) string {
	t.Helper()
	return wireserver.Reacting(t, func(*http.Request) (int, string) { return status, body })
}

func data(fields string) string {
	return `{"status":200,"message":"ok","data":{"link_id":"8IT20WK7","link_url":"https://onepay.lk/p","amount":"10.00","currency":"LKR",` + fields + `}}`
}

// TestAnswers: what is not a refusal and not a whole link is uncertain after a
// create and unavailable after a read.
func TestAnswers(t *testing.T) {
	t.Parallel()
	const flags = `"is_complete":false,"is_delete":false`
	for name, test := range map[string]struct {
		status   int
		body     string
		onCreate string // "" is success
		onGet    string
	}{
		"whole":                           {200, data(flags), "", ""},
		"201":                             {201, data(flags), "", ""},
		"flags as numbers":                {200, data(`"is_complete":0,"is_delete":0`), "", ""},
		"no flags":                        {200, data(`"x":1`), "", "unavailable"},
		"no id":                           {200, `{"status":200,"data":{"link_url":"https://onepay.lk/p",` + flags + `}}`, "uncertain", ""},
		"no URL":                          {200, `{"status":200,"data":{"link_id":"8IT20WK7",` + flags + `}}`, "uncertain", ""},
		"script URL":                      {200, `{"status":200,"data":{"link_id":"8IT20WK7","link_url":"javascript:x",` + flags + `}}`, "uncertain", ""},
		"no data":                         {200, `{"status":200,"message":"ok"}`, "uncertain", "unavailable"},
		"another link":                    {200, strings.Replace(data(flags), "8IT20WK7", "OTHER", 1), "", "unavailable"},
		"amount too fine":                 {200, strings.Replace(data(flags), "10.00", "10.005", 1), "uncertain", "unavailable"},
		"expiry no date":                  {200, data(flags + `,"expiration_date":"soon"`), "uncertain", "unavailable"},
		"refused inside 200":              {200, `{"status":400,"message":"Invalid amount"}`, "invalid", "invalid"},
		"old code of a used reference":    {200, `{"status":1015,"message":"duplicate"}`, "conflict", "conflict"},
		"old code of a field":             {200, `{"status":"1004","message":"reference length"}`, "invalid", "invalid"},
		"old success":                     {200, `{"status":1000,"message":"success"}`, "uncertain", "unavailable"},
		"broken inside 200":               {200, `{"status":500,"message":"oops"}`, "uncertain", "unavailable"},
		"a word inside 200":               {200, `{"status":"failed","message":"oops"}`, "uncertain", "unavailable"},
		"used reference":                  {400, `{"status":400,"message":"Reference number already exists"}`, "conflict", "invalid"},
		"400 for an unknown link":         {400, `{"status":400,"message":"Payment link not found"}`, "invalid", "not found"},
		"400 of another shape":            {400, `{"message":{"amount":["too low"]}}`, "invalid", "invalid"},
		"500":                             {500, `{"status":500,"message":"Internal server error"}`, "uncertain", "unavailable"},
		"HTML":                            {200, `<html>hello</html>`, "uncertain", "unavailable"},
		"redirect to a path with a slash": {301, ``, "uncertain", "invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int64
			p := opened(t, wireserver.Reacting(t, func(*http.Request) (int, string) { calls.Add(1); return test.status, test.body }))
			made, err := p.Create(t.Context(), request(t))
			wireserver.Failed(t, "onepay", "create", err, test.onCreate)
			if test.onCreate == "uncertain" && strings.Contains(test.body, `"link_id"`) && made.ID == "" {
				t.Error("the id of the uncertain link is lost")
			}
			_, err = p.Get(t.Context(), "8IT20WK7")
			wireserver.Failed(t, "onepay", "get", err, test.onGet)
			if calls.Load() != 2 {
				t.Errorf("%d requests for two calls", calls.Load())
			}
		})
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	for fields, want := range map[string]providers.Status{
		`"is_complete":false,"is_delete":false,"expiration_date":"2026-04-22"`:                providers.Active, // today in Colombo
		`"is_complete":false,"is_delete":false,"expiration_date":"2026-04-21"`:                providers.Expired,
		`"is_complete":false,"is_delete":false,"expiration_date":"2026-04-22T00:00:00+05:30"`: providers.Active,
		`"is_complete":false,"is_delete":false`:                                               providers.Active,
		`"is_complete":true,"is_delete":false,"expiration_date":"2020-01-01"`:                 providers.Paid,
		`"is_complete":true,"is_delete":true`:                                                 providers.Cancelled,
	} {
		l, err := opened(t, answer(t, 200, data(fields))).Get(t.Context(), "8IT20WK7")
		if err != nil || l.Status != want {
			t.Errorf("%s: %q, %v, want %q", fields, l.Status, err, want)
		}
	}
}
