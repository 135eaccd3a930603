// Package wireserver plays documented exchanges to a driver: it answers as the
// document does and fails the test where the driver's request differs from the
// document's. It is test support for the drivers in providers.
package wireserver

import (
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"

	"paysheet/providers/internal/rest"
	"paysheet/providers/internal/wiretest"
)

// Serve starts a server that plays the exchanges in their order, each once, and
// returns its URL. The test fails where a request differs in method, path, query,
// one of the documented headers or body, and where an exchange was never asked for.
func Serve(t *testing.T, exchanges ...wiretest.Exchange) string {
	t.Helper()
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if len(exchanges) == 0 {
			t.Errorf("a request more than documented: %s %s", r.Method, r.URL)
			w.WriteHeader(http.StatusTeapot)
			return
		}
		next := exchanges[0]
		exchanges = exchanges[1:]
		compare(t, r, next.Request)
		for name, values := range next.Response.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(next.Response.Status)
		_, _ = w.Write(next.Response.Body)
	}))
	t.Cleanup(func() {
		server.Close()
		mu.Lock()
		defer mu.Unlock()
		for _, left := range exchanges {
			t.Errorf("never asked for: %s %s", left.Request.Method, left.Request.Path)
		}
	})
	return server.URL
}

func compare(t *testing.T, r *http.Request, want wiretest.Request) {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Errorf("reading the request: %v", err)
	}
	if r.Method != want.Method || r.RequestURI != want.Path {
		t.Errorf("request %s %s\n   want %s %s", r.Method, r.RequestURI, want.Method, want.Path)
	}
	for name := range want.Header {
		if got := r.Header.Get(name); got != want.Header.Get(name) {
			t.Errorf("%s %s: header %s is %q, want %q", r.Method, r.URL.Path, name, got, want.Header.Get(name))
		}
	}
	kind := want.Header.Get("Content-Type")
	if !reflect.DeepEqual(value(t, kind, body), value(t, kind, want.Body)) {
		t.Errorf("%s %s: body\n%s\nwant\n%s", r.Method, r.URL.Path, body, want.Body)
	}
}

// value reads a body so that equal meanings compare equal: JSON numbers by value,
// forms by field.
func value(t *testing.T, kind string, body []byte) any {
	t.Helper()
	var into any
	switch {
	case len(body) == 0:
		return nil
	case strings.HasPrefix(kind, "application/json"):
		if err := rest.ReadJSON(body, &into); err != nil {
			t.Errorf("body %s: %v", body, err)
		}
		return plain(into)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		t.Errorf("body %s: %v", body, err)
	}
	return form
}

// plain writes numbers in one way: 100.50 is 100.5.
func plain(v any) any {
	switch v := v.(type) {
	case json.Number:
		if r, ok := new(big.Rat).SetString(v.String()); ok {
			return "number " + r.RatString()
		}
		return fmt.Sprintf("number %q", v)
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = plain(v[k])
		}
	}
	return v
}

// Without gives the exchange with fields taken out of the documented JSON body:
// those that a driver never sends, for a reason that the test states.
func Without(t *testing.T, ex wiretest.Exchange, fields ...string) wiretest.Exchange {
	t.Helper()
	var body map[string]json.RawMessage
	if err := json.Unmarshal(ex.Request.Body, &body); err != nil {
		t.Fatal(err)
	}
	for _, field := range fields {
		if _, found := body[field]; !found {
			t.Errorf("the documented body has no %s", field)
		}
		delete(body, field)
	}
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	ex.Request.Body = raw
	return ex
}

// Reacting starts a server that answers every request as react says, and returns
// its URL.
func Reacting(t *testing.T, react func(*http.Request) (status int, body string)) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, body := react(r)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return server.URL
}
