package rest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
)

func TestBase(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"https://api.example/v1/":    "",
		"http://127.0.0.1:8080/a":    "",
		"http://localhost:1":         "",
		"http://[::1]:1":             "",
		"http://api.example":         "is not https",
		"http://127.0.0.1.example":   "is not https",
		"http://10.0.0.1":            "is not https",
		"https://me:" + "pw@x.test":  "user name or password",
		"https://x.example?a=b":      "query",
		"https://x.example#a":        "query",
		"ftp://x.example":            "is not https",
		"api.example":                "no address",
		"":                           "no address",
		"https://":                   "no address",
		"https://x.example/\x7f%zz":  "no address",
		"https:api.example":          "no address",
		"https://me@x.example/%2e%2": "no address",
	} {
		_, err := New(Options{Base: base, Clock: noon})
		if want == "" && err != nil {
			t.Errorf("%q: %v", base, err)
		}
		if want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "base_url") || strings.Contains(err.Error(), "pw@")) {
			t.Errorf("%q: %v, want %q", base, err, want)
		}
	}
	c := newClient(t, "https://x.example")
	if _, err := c.At("accounts_url", "http://y.example"); err == nil || !strings.HasPrefix(err.Error(), "accounts_url") {
		t.Errorf("At: %v", err)
	}
}

func TestForAccount(t *testing.T) {
	t.Parallel()
	for setting, value := range map[string]string{"timeout": "soon", "concurrency": "none"} {
		s, err := providers.NewSettings(providers.CommonSettings(), map[string]string{setting: value})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ForAccount("acme", providers.Account{Settings: s, Clock: noon}, "https://x.example"); err == nil || !strings.HasPrefix(err.Error(), setting) {
			t.Errorf("%s = %q: %v", setting, value, err)
		}
	}
	s, err := providers.NewSettings(providers.CommonSettings(), map[string]string{"timeout": "5s", "concurrency": "3"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := ForAccount("acme", providers.Account{Settings: s, Clock: noon}, "https://x.example")
	if err != nil {
		t.Fatal(err)
	}
	if got := c.carrier.transport.(*http.Transport).MaxConnsPerHost; c.timeout != 5*time.Second || got != 3 {
		t.Errorf("timeout %v, %d connections", c.timeout, got)
	}
}

func TestCheckLinkURL(t *testing.T) {
	t.Parallel()
	for link, ok := range map[string]bool{
		"https://pay.example/x":       true,
		"http://127.0.0.1:9/pay/x":    true,
		"javascript:alert(1)":         false,
		"https://a:b@pay.example/":    false,
		"https://pay.example/\x1b[1m": false,
		"https://pay.example/\u202e":  false,
		"/relative":                   false,
		"":                            false,
		"=HYPERLINK(\"x\")":           false,
	} {
		if err := CheckLinkURL(link); (err == nil) != ok {
			t.Errorf("%q: %v", link, err)
		}
	}
}

func TestChecked(t *testing.T) {
	t.Parallel()
	c := newClient(t, "https://x.example")
	answer := Answer{Status: 200}
	const fine = "https://pay.example/1"
	for name, test := range map[string]struct {
		call    Call
		link    providers.Link
		want    providers.Kind
		failed  bool
		keepsID bool
	}{
		"create":         {create(), providers.Link{ID: "1", URL: fine}, 0, false, true},
		"create, no id":  {create(), providers.Link{URL: fine}, providers.Uncertain, true, false},
		"create, no URL": {create(), providers.Link{ID: "1"}, providers.Uncertain, true, true},
		"create, script": {create(), providers.Link{ID: "1", URL: "javascript:x"}, providers.Uncertain, true, true},
		"create, secret": {create(), providers.Link{ID: "1", URL: "https://java.example/?key=s3cr3t%2fcanary%2bvalue"}, providers.Uncertain, true, true},
		"find, no URL":   {Call{Op: "find"}, providers.Link{ID: "1"}, providers.Uncertain, true, true},
		"get, no URL":    {get(), providers.Link{ID: "1"}, 0, false, true},
		"get, no id":     {get(), providers.Link{URL: fine}, providers.Unavailable, true, false},
		"get, id of controls": {
			get(), providers.Link{ID: "\x1b[2J", URL: fine}, providers.Unavailable, true, false,
		},
	} {
		link, err := c.Checked(test.call, answer, test.link, nil)
		if (err != nil) != test.failed || (err != nil && providers.KindOf(err) != test.want) {
			t.Errorf("%s: %v", name, err)
		}
		if (link.ID != "") != test.keepsID || strings.Contains(link.URL, "java") {
			t.Errorf("%s: link %+v", name, link)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`"150000.00"`:       "150,000.00 LKR",
		`150000.00`:         "150,000.00 LKR",
		`150000`:            "150,000.00 LKR",
		`1.5E7`:             "15,000,000.00 LKR",
		`"1.234567E+4"`:     "12,345.67 LKR", // 12345.67 exactly
		`25e-2`:             "0.25 LKR",
		`-1.5e1`:            "-15.00 LKR",
		`100.5`:             "100.50 LKR",
		`99999999999999.99`: "99,999,999,999,999.99 LKR",
		`null`:              "none",
		`""`:                "none",
		`100.505`:           "error",
		`"1,000.00"`:        "error",
		`"1e99"`:            "error",
		`"1..2e3"`:          "error",
		`"ten"`:             "error",
		`true`:              "error",
		`{}`:                "error",
	} {
		var text Text
		got := "error"
		if json.Unmarshal([]byte(raw), &text) == nil {
			if m, err := text.Money("LKR"); err == nil {
				got = m.String()
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
	}
}

func TestReadJSON(t *testing.T) {
	t.Parallel()
	var into map[string]any
	if err := ReadJSON([]byte(`{"n": 12345678901234567.89}`), &into); err != nil || into["n"] != json.Number("12345678901234567.89") {
		t.Errorf("%v, %v", into, err)
	}
	for _, body := range []string{"", "<html>", `{"a":1`, `{} {}`, `{}x`} {
		if ReadJSON([]byte(body), &into) == nil {
			t.Errorf("%q was taken as JSON", body)
		}
	}
}

func TestReadJSONIntoAStruct(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"id": "a", "amount": 12.50, "more": [1, {"amount": 7}]}`: "a 12.50",
		`{"id": null, "amount": "7"}`:                              " 7",
		`{"id": "\u0061\xff", "amount": true}`:                     "",
		"{\"id\": \"a\xff\", \"amount\": 1}":                       "a\ufffd 1", // not UTF-8, as some servers echo a text
		`{"ID": "a", "Amount": 1}`:                                 " ",
		`{"amount": 1, "amount": 2}`:                               "",
		`{"amount": {"value": 1}}`:                                 "",
		`{"id": 7}`:                                                "",
		`{"id": "a"} {}`:                                           "",
		`[]`:                                                       "",
		``:                                                         "",
	} {
		var into struct {
			ID     string `json:"id"`
			Amount Text   `json:"amount"`
		}
		got := ""
		if ReadJSON([]byte(body), &into) == nil {
			got = into.ID + " " + string(into.Amount)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

func TestSeconds(t *testing.T) {
	t.Parallel()
	for text, want := range map[Text]time.Duration{
		"3600": time.Hour, "1.5": 1500 * time.Millisecond, "0": 0, "": 0, "-5": 0, "soon": 0, "NaN": 0, "1e300": 0, "+Inf": 0,
	} {
		if got := text.Seconds(); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestWithout(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"+94 (77) 123-45.67": "+94771234567", "": "", "é 1": "é1"} {
		if got := Without(text, " -()."); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	v := newVeil([]providers.Secret{providers.NewSecret("abc"), providers.NewSecret(`abc"/long`), providers.NewSecret("")})
	v.add("token-1")
	for text, want := range map[string]string{
		"plain":                   "plain",
		`is abc"/long here`:       "is [secret] here",
		`is abc\"/long here`:      "is [secret] here",
		"q=abc%22%2Flong&x":       "q=[secret]&x",
		"token-1 token-2":         "[secret] token-2",
		"a\nb\tc\x00d\u2028e\xff": "a b c d e?",
		"ශ්\u200dරී":              "ශ්\u200dරී",
		strings.Repeat("é", 300):  strings.Repeat("é", 200) + "…",
		strings.Repeat("x", 195) + "abc" + strings.Repeat("x", 9): strings.Repeat("x", 195) + "[secr…",
	} {
		if got := v.clean(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestPaidIsPaidWhole: a provider that says only that a link is paid has told
// how much was.
func TestPaidIsPaidWhole(t *testing.T) {
	t.Parallel()
	c := newClient(t, "https://x.example")
	asked, part := wireMoney(t, "100.00"), wireMoney(t, "40.00")
	for _, test := range []struct {
		link providers.Link
		want providers.Money
	}{
		{providers.Link{Status: providers.Paid, Amount: asked}, asked},
		{providers.Link{Status: providers.Paid, Amount: asked, Paid: part}, part},
		{providers.Link{Status: providers.Active, Amount: asked}, providers.Money{}},
		{providers.Link{Status: providers.Paid}, providers.Money{}},
	} {
		test.link.ID, test.link.URL = "1", "https://pay.example/1"
		if link, err := c.Checked(get(), Answer{Status: 200}, test.link, nil); err != nil || link.Paid != test.want {
			t.Errorf("%+v: paid %s, want %s; %v", test.link, link.Paid, test.want, err)
		}
	}
}

func wireMoney(t *testing.T, amount string) providers.Money {
	t.Helper()
	m, err := providers.ParseMoney(amount, "INR")
	if err != nil {
		t.Fatal(err)
	}
	return m
}
