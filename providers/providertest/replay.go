// Package providertest is what every provider must do, as tests: Run is the
// conformance suite, and Replay is a server that holds a driver to the requests
// its provider's documents print. Only tests import it.
package providertest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"paysheet/providers/internal/wiretest"

	"github.com/google/go-cmp/cmp"
)

// Replay serves documented exchanges in their order: a request that differs from
// the document in method, path, query, a header that it names, or body fails the
// test, and so does an exchange that nobody asked for. words replace the
// placeholders in documented headers, such as TOKEN. A documented request with no
// body takes none.
func Replay(tb testing.TB, words map[string]string, exchanges ...wiretest.Exchange) *httptest.Server {
	tb.Helper()
	r := &replay{tb: tb, words: words, left: exchanges}
	server := httptest.NewServer(r)
	tb.Cleanup(func() {
		server.Close()
		if len(r.left) > 0 {
			tb.Errorf("nobody sent %s %s and %d more", r.left[0].Request.Method, r.left[0].Request.Path, len(r.left)-1)
		}
	})
	return server
}

type replay struct {
	tb    testing.TB
	words map[string]string

	mu   sync.Mutex
	left []wiretest.Exchange
}

// ServeHTTP compares a request with the next exchange and gives its answer.
func (r *replay) ServeHTTP(w http.ResponseWriter, got *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.left) == 0 {
		r.tb.Errorf("nothing documented is left for %s %s", got.Method, got.URL)
		w.WriteHeader(http.StatusTeapot)
		return
	}
	next := r.left[0]
	r.left = r.left[1:]
	r.compare(next.Request, got)
	for name, values := range next.Response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(next.Response.Status)
	_, _ = w.Write(next.Response.Body)
}

func (r *replay) compare(want wiretest.Request, got *http.Request) {
	address, err := url.Parse(want.Path)
	if err != nil {
		r.tb.Errorf("documented path %q: %v", want.Path, err)
		return
	}
	if got.Method != want.Method || got.URL.EscapedPath() != address.EscapedPath() {
		r.tb.Errorf("sent %s %s, documented is %s %s", got.Method, got.URL.EscapedPath(), want.Method, address.EscapedPath())
	}
	if diff := cmp.Diff(address.Query(), got.URL.Query()); diff != "" {
		r.tb.Errorf("%s %s: query (-documented +sent):\n%s", want.Method, want.Path, diff)
	}
	for name := range want.Header {
		expected := want.Header.Get(name)
		for word, with := range r.words {
			expected = strings.ReplaceAll(expected, word, with)
		}
		if sent := got.Header.Get(name); sent != expected {
			r.tb.Errorf("%s %s: header %s is %q, documented is %q", want.Method, want.Path, name, sent, expected)
		}
	}
	body, err := io.ReadAll(got.Body)
	if err != nil {
		r.tb.Errorf("%s %s: %v", want.Method, want.Path, err)
	}
	if diff := cmp.Diff(content(r.tb, want.Header, want.Body), content(r.tb, got.Header, body)); diff != "" {
		r.tb.Errorf("%s %s: body (-documented +sent):\n%s", want.Method, want.Path, diff)
	}
}

// content reads a body as what it means: the order of keys and the spaces of a
// document say nothing.
func content(tb testing.TB, header http.Header, body []byte) any {
	tb.Helper()
	if len(body) == 0 {
		return nil
	}
	if strings.HasPrefix(header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			tb.Errorf("form %q: %v", body, err)
		}
		return form
	}
	var value any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		tb.Errorf("body %q: %v", body, err)
	}
	return value
}
