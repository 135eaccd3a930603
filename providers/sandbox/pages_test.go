package sandbox_test

import (
	"context"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"paysheet/providers/providertest"
	"paysheet/providers/sandbox"
)

// post sends a form of a page as a browser does and follows to the page after it.
func (r *rig) post(path string, form url.Values) reply {
	r.tb.Helper()
	header := formHeader()
	header.Set("Origin", r.origin)
	header.Set("Sec-Fetch-Site", "same-origin")
	return r.send("POST", path, header, form.Encode())
}

func (r *rig) page(l sandbox.Link) (path, text string) {
	r.tb.Helper()
	path = l.URL[strings.Index(l.URL, "/pay/"):]
	got := r.send("GET", path, nil, "")
	got.mustBe(r, http.StatusOK)
	return path, string(got.body)
}

func TestPayInFull(t *testing.T) {
	t.Parallel()
	for provider, want := range map[string]string{
		"onepay": `"is_complete":true`, "conomy": `"status":"FINISHED"`, "zoho": `"status":"paid"`, "payu": `"totalAmountCollected":1500,`,
	} {
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, provider, sandbox.Options{Knobs: map[string]string{"conomy.initial_status": "ACTIVE"}})
			l := r.create("INV-<b>1")
			path, text := r.page(l)
			if !strings.Contains(text, "INV-&lt;b&gt;1") || strings.Contains(text, "INV-<b>") {
				t.Error("the reference is missing or not escaped")
			}
			if strings.Contains(text, "<script") {
				t.Error("the page has a script")
			}
			form := url.Values{"how": {"full"}, "paid": {"0"}}
			got := r.post(path, form)
			got.want(t, "after paying", http.StatusOK, "takes no payment now")
			r.call("GET", getPath(provider, l.ID), "").want(t, "get", 200, want)
			r.post(path, form).want(t, "the form again", http.StatusConflict, `role="alert"`)
			if paid := r.box.Links(provider)[0].Paid; paid != "1500" {
				t.Errorf("paid %s", paid)
			}
		})
	}
}

func TestPayAPart(t *testing.T) {
	t.Parallel()
	r := newRig(t, "payu", sandbox.Options{})
	path, body := createRequest("payu", "INV-1")
	l := r.createWith(path, strings.Replace(body, `"source"`, `"isPartialPaymentAllowed":true,"maxPaymentsAllowed":9,"minAmountForCustomer":200,"source"`, 1))
	page, text := r.page(l)
	if !strings.Contains(text, `name="amount"`) || !strings.Contains(text, "200.00 or more") {
		t.Errorf("no way to pay a part:\n%s", text)
	}
	for amount, notice := range map[string]string{
		"": "Write the amount", "199.99": "less than the smallest part", "1500.01": "more than what is still due", "1,000": "no commas", "-5": "no commas", "1e2": "no commas",
	} {
		got := r.post(page, url.Values{"how": {"part"}, "paid": {"0"}, "amount": {amount}})
		if got.status < 400 || !strings.Contains(html.UnescapeString(string(got.body)), notice) {
			t.Errorf("amount %q: %d, want the notice %q", amount, got.status, notice)
		}
	}
	part := url.Values{"how": {"part"}, "paid": {"0"}, "amount": {"600.50"}}
	r.post(page, part).want(t, "a part", 200, `<span id="due">899.50</span>`)
	r.post(page, part).want(t, "the same form again", http.StatusConflict, "Another payment came in")
	r.call("GET", "/payment-links/INV-1", "").want(t, "get", 200, `"totalAmountCollected":600.5,`)
	r.post(page, url.Values{"how": {"full"}, "paid": {"600.5"}}).want(t, "the rest", 200, "takes no payment now")
	r.call("GET", "/payment-links/INV-1", "").want(t, "get", 200, `"status":"paid"`)
}

func TestOpenAmount(t *testing.T) {
	t.Parallel()
	r := newRig(t, "payu", sandbox.Options{})
	path, body := createRequest("payu", "INV-1")
	l := r.createWith(path, strings.Replace(body, `"subAmount":1500`, `"isAmountFilledByCustomer":true`, 1))
	page, _ := r.page(l)
	r.post(page, url.Values{"how": {"part"}, "paid": {"0"}, "amount": {"42.42"}}).want(t, "any amount", 200, "takes no payment now")
	r.call("GET", "/payment-links/INV-1", "").want(t, "get", 200, `"totalAmountCollected":42.42,`)
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, "zoho", sandbox.Options{})
	l := r.create("INV-1")
	page, _ := r.page(l)
	for _, path := range []string{page, strings.Replace(page, "/pay/", "/control/", 1)} {
		header := formHeader()
		header.Set("Origin", "https://elsewhere.example")
		header.Set("Sec-Fetch-Site", "cross-site")
		r.send("POST", path, header, "how=full&paid=0&action=pay").want(t, path, http.StatusForbidden, "")
	}
	if r.state(l.ID) != "active" {
		t.Error("the link was paid from another site")
	}
	got := r.send("GET", page, nil, "")
	if policy := got.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "form-action 'self'") {
		t.Errorf("policy %q", policy)
	}
	r.send("GET", "/style.css", nil, "").want(t, "style", 200, "prefers-color-scheme")
	r.send("GET", "/pay/nothing", nil, "").want(t, "unknown page", 404, "There is no such link")
}

// TestControlPage uses the buttons as a person does, by the forms that the page shows.
func TestControlPage(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		provider, action, state string
		missing                 bool // the provider's state offers no such button
	}{
		{"onepay", "expire", "expired", false},
		{"onepay", "delete", "deleted", false},
		{"onepay", "pay", "complete", false},
		{"conomy", "expire", "EXPIRED", false},
		{"conomy", "process", "PROCESSING_PAYMENT", false},
		{"conomy", "delete", "", true},
		{"zoho", "delete", "canceled", false},
		{"zoho", "expire", "expired", false},
		{"zoho", "part", "", true},
		{"payu", "delete", "deactivated", false},
		{"payu", "expire", "expired", false},
	} {
		t.Run(one.provider+" "+one.action, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, one.provider, sandbox.Options{Knobs: map[string]string{"conomy.initial_status": "ACTIVE"}})
			l := r.create("INV-1")
			text := string(r.send("GET", "/?q=inv-1", nil, "").body)
			form := regexp.MustCompile(`action="(/control/[^"]+)"`).FindStringSubmatch(text)
			if form == nil || !strings.Contains(text, "INV-1") {
				t.Fatalf("no form:\n%s", text)
			}
			button := strings.Contains(text, `value="`+one.action+`"`)
			if button == one.missing {
				t.Fatalf("button %s shown: %t", one.action, button)
			}
			got := r.post(form[1], url.Values{"action": {one.action}, "q": {"inv-1"}, "amount": {"1"}})
			if one.missing {
				got.want(t, "no such button", http.StatusConflict, `role="alert"`)
				return
			}
			got.want(t, one.action, 200, one.state)
			if state := r.state(l.ID); state != one.state {
				t.Errorf("state %s, want %s", state, one.state)
			}
		})
	}
}

// TestControlPageLeadsToTheOthers only where these are known to be: on the fixed ports.
func TestControlPageLeadsToTheOthers(t *testing.T) {
	t.Parallel()
	r := newRig(t, "zoho", sandbox.Options{})
	for host, want := range map[string]int{"127.0.0.1:8473": 3, "127.0.0.1:40000": 0, "127.0.0.1:8471": 0} {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+host+"/", nil)
		got := httptest.NewRecorder()
		r.box.Handler("zoho").ServeHTTP(got, request)
		links := regexp.MustCompile(`<a href="http://127\.0\.0\.1:847[124]/">(OnePay|Conomy|PayU)</a>`).FindAllString(got.Body.String(), -1)
		if len(links) != want {
			t.Errorf("at %s: links to other stand-ins %q, want %d", host, links, want)
		}
	}
}

func TestControlPageTurnsPages(t *testing.T) {
	t.Parallel()
	r := newRig(t, "onepay", sandbox.Options{})
	for range 101 {
		r.create("INV-1")
	}
	first := string(r.send("GET", "/", nil, "").body)
	if got := strings.Count(first, `scope="row"`); got != 100 {
		t.Errorf("%d rows on the first page", got)
	}
	if !strings.Contains(first, "101 links") || !strings.Contains(first, `rel="next"`) || strings.Contains(first, `rel="prev"`) {
		t.Error("the first page does not lead on")
	}
	second := string(r.send("GET", "/?from=100", nil, "").body)
	if got := strings.Count(second, `scope="row"`); got != 1 || !strings.Contains(second, `rel="prev"`) {
		t.Errorf("%d rows on the second page", got)
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	c := providertest.NewClock(noon())
	box := open(t, sandbox.Options{Clock: c.Now})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	endpoints, err := box.Listen(ctx, false)
	if err != nil || len(endpoints) != 4 {
		t.Fatalf("%v, %v", endpoints, err)
	}
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	for _, e := range endpoints {
		if e.Settings["base_url"] != e.BaseURL || e.Settings["accounts_url"] != e.AccountsURL {
			t.Errorf("settings %v of %+v", e.Settings, e)
		}
		if strings.HasSuffix(e.BaseURL, "/api/v1") != (e.Provider == "zoho") {
			t.Errorf("%s is at %s", e.Provider, e.BaseURL)
		}
		r := &rig{tb: t, provider: e.Provider, box: box, clock: c, client: client, origin: strings.TrimSuffix(e.BaseURL, "/api/v1")}
		if l := r.create("INV-1"); !strings.HasPrefix(l.URL, "http://127.0.0.1:847") {
			t.Errorf("URL %s", l.URL)
		}
	}
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	r := &rig{tb: t, provider: "onepay", client: client, origin: endpoints[0].BaseURL}
	if _, err := r.try("GET", "/", nil, ""); err == nil {
		t.Error("still answering after Close")
	}
}

func TestListenEndsWithItsContext(t *testing.T) {
	t.Parallel()
	box := open(t, sandbox.Options{Clock: func() time.Time { return noon() }})
	ctx, cancel := context.WithCancel(t.Context())
	endpoints, err := box.Listen(ctx, false)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := box.Close(); err != nil { // waits for the servers
		t.Fatal(err)
	}
	r := &rig{tb: t, provider: "onepay", client: &http.Client{Transport: &http.Transport{}}, origin: endpoints[0].BaseURL}
	if _, err := r.try("GET", "/", nil, ""); err == nil {
		t.Error("still answering")
	}
}
