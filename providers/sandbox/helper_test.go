package sandbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"paysheet/providers/providertest"
	"paysheet/providers/sandbox"
)

// rig is one provider's stand-in behind a server, with a client of its own.
type rig struct {
	tb       testing.TB
	provider string
	box      *sandbox.Sandbox
	clock    *providertest.Clock
	origin   string
	client   *http.Client
	token    string
}

func noon() time.Time { return time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC) }

func open(tb testing.TB, opts sandbox.Options) *sandbox.Sandbox {
	tb.Helper()
	if opts.Dir == "" {
		opts.Dir = tb.TempDir()
	}
	box, err := sandbox.Open(opts)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = box.Close() })
	return box
}

func newRig(tb testing.TB, provider string, opts sandbox.Options) *rig {
	tb.Helper()
	c := providertest.NewClock(noon())
	if opts.Clock != nil {
		c = providertest.NewClock(opts.Clock())
	}
	opts.Clock = c.Now
	box := open(tb, opts)
	server := httptest.NewServer(box.Handler(provider))
	tb.Cleanup(server.Close)
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	tb.Cleanup(transport.CloseIdleConnections)
	return &rig{tb: tb, provider: provider, box: box, clock: c, origin: server.URL, client: &http.Client{Transport: transport}}
}

// reply is an answer, read whole.
type reply struct {
	status int
	header http.Header
	body   []byte
	json   map[string]any
}

// try sends a request as it is and returns the transport's error.
func (r *rig) try(method, path string, header http.Header, body string) (reply, error) {
	request, err := http.NewRequestWithContext(r.tb.Context(), method, r.origin+path, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	request.Header = header
	if request.Header == nil {
		request.Header = http.Header{}
	}
	response, err := r.client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	got := reply{status: response.StatusCode, header: response.Header, body: text}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	_ = decoder.Decode(&got.json)
	return got, err
}

func (r *rig) send(method, path string, header http.Header, body string) reply {
	r.tb.Helper()
	got, err := r.try(method, path, header, body)
	if err != nil {
		r.tb.Fatalf("%s %s: %v", method, path, err)
	}
	return got
}

// call sends a request with the provider's good credentials.
func (r *rig) call(method, path, body string) reply {
	r.tb.Helper()
	return r.send(method, path, r.credentials(), body)
}

func (r *rig) credentials() http.Header {
	r.tb.Helper()
	header := http.Header{"Content-Type": {"application/json"}}
	if r.token == "" {
		r.token = r.freshToken("create_payment_links update_payment_links read_payment_links")
	}
	switch r.provider {
	case "onepay":
		header.Set("Authorization", sandbox.OnePayAPIKey)
	case "conomy":
		header.Set("Authorization", "Bearer "+r.token)
		header.Set("x-api-key", sandbox.ConomyAPIKey)
		header.Set("User-Agent", "ConomyApp")
	case "zoho":
		header.Set("Authorization", "Zoho-oauthtoken "+r.token)
	case "payu":
		header.Set("Authorization", "Bearer "+r.token)
		header.Set("mid", "8237550")
	}
	return header
}

func formHeader() http.Header {
	return http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
}

func (r *rig) freshToken(scope string) string {
	r.tb.Helper()
	var got reply
	switch r.provider {
	case "conomy":
		got = r.send(http.MethodPost, "/auth", http.Header{
			"Content-Type": {"application/json"}, "X-Api-Key": {sandbox.ConomyAPIKey}, "User-Agent": {"ConomyApp"},
		}, `{"clientId":"CLIENT","clientSecret":"`+sandbox.ConomyClientSecret+`"}`)
	case "zoho":
		got = r.send(http.MethodPost, "/oauth/v2/token", formHeader(), url.Values{
			"grant_type": {"refresh_token"}, "client_id": {"CLIENT"}, "client_secret": {sandbox.ZohoClientSecret},
			"refresh_token": {sandbox.ZohoRefreshToken},
		}.Encode())
	case "payu":
		got = r.send(http.MethodPost, "/oauth/token", formHeader(), url.Values{
			"grant_type": {"client_credentials"}, "client_id": {"CLIENT"}, "client_secret": {sandbox.PayUClientSecret}, "scope": {scope},
		}.Encode())
	default:
		return "none"
	}
	for _, name := range []string{"accessToken", "access_token"} {
		if token, ok := got.json[name].(string); ok {
			return token
		}
	}
	r.tb.Fatalf("no token: %d %s", got.status, got.body)
	return ""
}

// createRequest is a good create for reference, small and valid at noon().
func createRequest(provider, reference string) (path, body string) {
	switch provider {
	case "onepay":
		return "/v3/payment-link/?app_id=APP123", `{"amount":"1500.00","currency":"LKR","reference_number":"` + reference + `"}`
	case "conomy":
		return "/payment-links", `{"checkoutToken":"` + reference + `","currency":"CLP","items":[{"preTaxAmount":"1500","totalAmount":"1500",` +
			`"description":"d"}],"paymentMethodsAllowed":["WEBPAY"],"destinations":[{"type":"ACCOUNT","amount":"1500",` +
			`"account":{"accountNumber":"1"}}],"duration":86400,"owner":{"identityId":"o1"}}`
	case "zoho":
		return "/api/v1/paymentlinks?account_id=23137556", `{"amount":1500.00,"currency":"INR","description":"d","reference_id":"` + reference + `"}`
	}
	return "/payment-links", `{"subAmount":1500,"description":"d","source":"API","invoiceNumber":"` + reference + `"}`
}

// create makes a link and returns it as the sandbox knows it.
func (r *rig) create(reference string) sandbox.Link {
	r.tb.Helper()
	path, body := createRequest(r.provider, reference)
	return r.createWith(path, body)
}

func (r *rig) createWith(path, body string) sandbox.Link {
	r.tb.Helper()
	before := len(r.box.Links(r.provider))
	got := r.call(http.MethodPost, path, body)
	all := r.box.Links(r.provider)
	if len(all) != before+1 {
		r.tb.Fatalf("%s: create answered %d %s and made %d links", r.provider, got.status, got.body, len(all)-before)
	}
	return all[len(all)-1]
}

// getPath is where a link of this provider is read.
func getPath(provider, id string) string {
	switch provider {
	case "onepay":
		return "/v3/payment-link/" + id + "/?app_id=APP123"
	case "zoho":
		return "/api/v1/paymentlinks/" + id + "?account_id=23137556"
	}
	return "/payment-links/" + id
}

func (r *rig) state(id string) string {
	r.tb.Helper()
	for _, l := range r.box.Links(r.provider) {
		if l.ID == id {
			return l.State
		}
	}
	r.tb.Fatalf("no link %s", id)
	return ""
}

func providers() []string { return []string{"onepay", "conomy", "zoho", "payu"} }

// want checks status and, where text is not empty, that the body holds it.
func (got reply) want(t *testing.T, what string, status int, text string) {
	t.Helper()
	if got.status != status || !strings.Contains(string(got.body), text) {
		t.Errorf("%s: got %d %.400s, want %d with %q", what, got.status, got.body, status, text)
	}
}
