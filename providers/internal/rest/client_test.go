package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"paysheet/providers"
)

// canary is in no message, whatever happens.
const canary = "s3cr3t/canary+value"

func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func newClient(tb testing.TB, base string, change ...func(*Options)) *Client {
	tb.Helper()
	opts := Options{Provider: "acme", Base: base, Clock: noon, Secrets: []providers.Secret{providers.NewSecret(canary)}}
	for _, c := range change {
		c(&opts)
	}
	c, err := New(opts)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func create() Call {
	return Call{
		Op: "create", Method: http.MethodPost, Path: "/links", Creates: true,
		JSON: map[string]any{"a": "b & <c>"}, Header: http.Header{"Authorization": {canary}},
	}
}

func get() Call {
	return Call{Op: "get", Method: http.MethodGet, Path: "/links/{id}", ID: "1", Header: http.Header{"Authorization": {canary}}}
}

// run makes a call as a driver does: anything but JSON under 2xx is an error.
func run(ctx context.Context, c *Client, call Call) error {
	answer, err := c.Do(ctx, call)
	if err != nil {
		return err
	}
	if !answer.OK() {
		return c.Refused(call, answer, "")
	}
	var into map[string]any
	return c.Decode(call, answer, &into)
}

func TestStatus(t *testing.T) {
	t.Parallel()
	for status, want := range map[int][2]providers.Kind{ // create, get
		301: {providers.Uncertain, providers.Invalid},
		400: {providers.Invalid, providers.Invalid},
		401: {providers.Denied, providers.Denied},
		403: {providers.Denied, providers.Denied},
		404: {providers.NotFound, providers.NotFound},
		405: {providers.Invalid, providers.Invalid},
		408: {providers.Uncertain, providers.Unavailable},
		409: {providers.Conflict, providers.Conflict},
		422: {providers.Invalid, providers.Invalid},
		425: {providers.Uncertain, providers.Unavailable},
		429: {providers.Throttled, providers.Throttled},
		500: {providers.Uncertain, providers.Unavailable},
		502: {providers.Uncertain, providers.Unavailable},
		503: {providers.Uncertain, providers.Unavailable},
		504: {providers.Uncertain, providers.Unavailable},
	} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				calls.Add(1)
				w.Header().Set("Location", "/elsewhere")
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(status)
				_, _ = fmt.Fprintf(w, "you sent \x1b[31m%s\u202e", r.Header.Get("Authorization"))
			}))
			t.Cleanup(server.Close)
			client := newClient(t, server.URL)
			for i, call := range []Call{create(), get()} {
				err := run(t.Context(), client, call)
				var e *providers.Error
				if !errors.As(err, &e) || e.Kind != want[i] || e.RetryAfter != 7*time.Second {
					t.Errorf("%s: %+v, want %v after 7 s", call.Op, err, want[i])
				}
				checkText(t, err)
			}
			if calls.Load() != 2 {
				t.Errorf("%d requests for two calls", calls.Load())
			}
		})
	}
}

// checkText: an error in any of its printings shows neither a secret nor what a
// terminal acts on.
func checkText(t *testing.T, err error) {
	t.Helper()
	text := fmt.Sprintf("%v|%+v|%#v|%v", err, err, err, errors.Unwrap(err))
	if strings.Contains(text, canary) {
		t.Errorf("the secret is in %q", text)
	}
	if strings.ContainsAny(text, "\x1b\u202e") {
		t.Errorf("control characters in %q", text)
	}
}

func TestRetryAfterDate(t *testing.T) {
	t.Parallel()
	client := newClient(t, "https://x.example")
	for text, want := range map[string]time.Duration{
		"":                              0,
		"12":                            12 * time.Second,
		"-3":                            0,
		"soon":                          0,
		"Fri, 20 Nov 2026 12:01:30 GMT": 90 * time.Second,
		"Fri, 20 Nov 2026 11:00:00 GMT": 0,
	} {
		if got := client.retryAfter(http.Header{"Retry-After": {text}}); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	base, arrived := wire(t, func(*net.TCPConn, int64) {})
	client := newClient(t, base, func(o *Options) { o.Timeout = 50 * time.Millisecond })
	if err := run(t.Context(), client, create()); providers.KindOf(err) != providers.Uncertain || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("create: %v", err)
	}
	if err := run(t.Context(), client, get()); !providers.Is(err, providers.Unavailable) {
		t.Errorf("get: %v", err)
	}
	if arrived.Load() != 2 {
		t.Errorf("%d requests for two calls", arrived.Load())
	}
}

// TestCancel: a cancelled context makes no call, cuts a read, and lets a create
// that has begun end.
func TestCancel(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	base, arrived := wire(t, func(c *net.TCPConn, n int64) {
		cancel()
		if n == 1 {
			say(c, good)
		}
	})
	client := newClient(t, base)
	if err := run(ctx, client, create()); err != nil {
		t.Errorf("a create under way was cut: %v", err)
	}
	for _, call := range []Call{create(), get()} {
		err := run(ctx, client, call)
		if !providers.Is(err, providers.Unavailable) || !errors.Is(err, context.Canceled) {
			t.Errorf("%s after the cancel: %v", call.Op, err)
		}
	}
	if arrived.Load() != 1 {
		t.Errorf("%d requests, want 1", arrived.Load())
	}
	readCtx, cutRead := context.WithCancel(t.Context())
	hung, _ := wire(t, func(*net.TCPConn, int64) { cutRead() })
	if err := run(readCtx, newClient(t, hung), get()); !providers.Is(err, providers.Unavailable) || !errors.Is(err, context.Canceled) {
		t.Errorf("a read under way: %v", err)
	}
}

// TestWhatTravels pins the request: path and id escaped, JSON unescaped, headers,
// and no key that makes net/http repeat a POST.
func TestWhatTravels(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, `[%q,%q,%q,%q,%q,%q,%q]`, r.Method, r.RequestURI, body, r.Header.Get("Content-Type"),
			r.Header.Get("User-Agent"), r.Header.Get("Idempotency-Key"), r.Header.Get("X-Idempotency-Key"))
	}))
	t.Cleanup(server.Close)
	client := newClient(t, server.URL+"/base/")
	for name, test := range map[string]struct {
		change func(*Call)
		want   string
	}{
		"json": {func(*Call) {}, `["POST","/base/links","{\"a\":\"b & <c>\"}","application/json","paysheet","",""]`},
		"no idempotency key": {func(c *Call) {
			c.Header = http.Header{"idempotency-key": {"1"}, "X-Idempotency-Key": {"2"}, "User-Agent": {"me"}}
		}, `["POST","/base/links","{\"a\":\"b & <c>\"}","application/json","me","",""]`},
		"form": {func(c *Call) {
			c.JSON, c.Form = nil, map[string][]string{"b": {"x y&"}, "a": {"1"}}
		}, `["POST","/base/links","a=1&b=x+y%26","application/x-www-form-urlencoded","paysheet","",""]`},
		"id": {func(c *Call) {
			c.Method, c.Creates, c.JSON, c.Path, c.ID, c.Query = http.MethodGet, false, nil, "/l/{id}/", "a/../b?c#d", map[string][]string{"q": {"1&2"}}
		}, `["GET","/base/l/a%2F..%2Fb%3Fc%23d/?q=1%262","","","paysheet","",""]`},
		"dots": {func(c *Call) {
			c.Method, c.Creates, c.JSON, c.Path, c.ID = http.MethodGet, false, nil, "/l/{id}", ".."
		}, `["GET","/base/l/%2E%2E","","","paysheet","",""]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call := create()
			test.change(&call)
			answer, err := client.Do(t.Context(), call)
			if err != nil || string(answer.Body) != test.want {
				t.Errorf("%s, %v\nwant %s", answer.Body, err, test.want)
			}
		})
	}
	for name, change := range map[string]func(*Call){
		"no id":       func(c *Call) { c.Path = "/l/{id}" },
		"line break":  func(c *Call) { c.Header = http.Header{"Authorization": {canary + "\n"}} },
		"bad JSON":    func(c *Call) { c.JSON = func() {} },
		"bad method":  func(c *Call) { c.Method = "GE T" },
		"line return": func(c *Call) { c.Header = http.Header{"User-Agent": {"a\rb"}} },
	} {
		call := create()
		change(&call)
		_, err := client.Do(t.Context(), call)
		if !providers.Is(err, providers.Invalid) {
			t.Errorf("%s: %v, want invalid", name, err)
		}
		checkText(t, err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestForeignTransport: one that does not tell about connections proves nothing.
func TestForeignTransport(t *testing.T) {
	t.Parallel()
	broken := roundTrip(func(*http.Request) (*http.Response, error) { return nil, errors.New("broke with " + canary) })
	err := run(t.Context(), newClient(t, "https://x.example", func(o *Options) { o.Transport = broken }), create())
	if providers.KindOf(err) != providers.Uncertain {
		t.Errorf("%v, want uncertain", err)
	}
	checkText(t, err)
	plain := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no way") }}
	err = run(t.Context(), newClient(t, "https://x.example", func(o *Options) { o.Transport = plain }), create())
	if !providers.Is(err, providers.Unavailable) {
		t.Errorf("%v, want unavailable", err)
	}
}
