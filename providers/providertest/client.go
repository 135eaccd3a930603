package providertest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"paysheet/providers"
)

// wire is a transport that a test speaks through.
type wire func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (w wire) RoundTrip(r *http.Request) (*http.Response, error) { return w(r) }

// isAPI tells a call of the API from one that asks for an access token, which
// carries its credentials in the body.
func isAPI(r *http.Request) bool { return r.Header.Get("Authorization") != "" }

// endless gives more than ten times what an answer may have, and counts what was taken.
type endless struct {
	left  int64
	taken *atomic.Int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p, bytes.Repeat([]byte{' '}, len(p)))
	e.left -= int64(n)
	e.taken.Add(int64(n))
	return n, nil
}

func (e *endless) Close() error { return nil }

func (x trial) endlessBody() {
	t, s := x.T, x.suite
	var taken atomic.Int64
	through := wire(func(r *http.Request) (*http.Response, error) {
		if !isAPI(r) {
			return http.DefaultTransport.RoundTrip(r)
		}
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return &http.Response{
			StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
			Header: http.Header{}, ContentLength: -1, Body: &endless{left: 10 << 20, taken: &taken},
		}, nil
	})
	a := s.accountOn(t, s.first.Site, nil, through)
	for _, op := range a.operations() {
		taken.Store(0)
		want := []providers.Kind{providers.Unavailable}
		switch op.name {
		case "create":
			want = []providers.Kind{providers.Uncertain}
		case "update", "cancel":
			want = append(want, providers.Uncertain)
		}
		_, err := op.call(t.Context(), a, providers.Link{ID: "1"}, a.request(t, a.reference(1)))
		a.failed(t, op.name, err, want...)
		if n := taken.Load(); n == 0 || n > 2<<20 {
			t.Errorf("%s read %d bytes of 10 MiB", op.name, n)
		}
	}
}

func (x trial) endedContext() {
	t, s := x.T, x.suite
	var calls atomic.Int64
	through := wire(func(r *http.Request) (*http.Response, error) {
		calls.Add(1)
		return http.DefaultTransport.RoundTrip(r)
	})
	a := s.accountOn(t, s.open(t), nil, through)
	link := a.made(t, a.request(t, a.reference(1)))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	calls.Store(0)
	for _, op := range a.operations() {
		_, err := op.call(ended, a, link, a.request(t, a.reference(2)))
		a.failed(t, op.name, err, providers.Unavailable)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v does not say that the context ended", op.name, err)
		}
	}
	if n := calls.Load(); n > 0 {
		t.Errorf("%d calls were made", n)
	}
	a.holds(t, a.reference(2), 0)
}

// echo answers with everything that the request held, in every field in which
// some provider explains an error.
func echo(r *http.Request, status int, seen *canaries) (*http.Response, error) {
	body := ""
	if r.Body != nil {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		body = string(raw)
	}
	seen.add(r.Header.Get("Authorization"))
	said := fmt.Sprintf("%v %s %s", r.Header, r.URL, body)
	fields := map[string]any{"status": -1, "statusCode": status, "code": "99"}
	for _, name := range []string{"message", "error", "error_description", "detail", "type", "result"} {
		fields[name] = said
	}
	text, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: status, Status: said, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r, ContentLength: int64(len(text)),
		Header: http.Header{"Content-Type": {"application/json"}, "Location": {"https://elsewhere.example/?" + said}},
		Body:   io.NopCloser(bytes.NewReader(text)),
	}, nil
}

// canaries are texts that must not come out.
type canaries struct {
	mu    sync.Mutex
	texts []string
}

func (c *canaries) add(text string) {
	// The scheme before a token, as in "Bearer x", is no secret.
	words := strings.Fields(text)
	if len(words) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.texts = append(c.texts, words[len(words)-1])
}

// in gives the first of them that stands in a text.
func (c *canaries) in(text string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, each := range c.texts {
		if strings.Contains(text, each) {
			return each
		}
	}
	return ""
}

// secretsStayHidden lets the provider echo all it was sent in every kind of
// failure, and the transport fail with all it was given.
func (x trial) secretsStayHidden() {
	t, s := x.T, x.suite
	const broken = 0
	site := s.first.Site
	statuses := []int{broken, 200, 302, 400, 401, 403, 404, 408, 409, 422, 429, 500, 503}
	if s.first.real() {
		statuses = []int{broken, 200, 401} // each asks for an access token of its own
	}
	for _, apiOnly := range []bool{true, false} {
		for _, status := range statuses {
			seen := &canaries{}
			for _, setting := range s.def.Settings {
				if setting.Secret {
					seen.add(site.Settings[setting.Name])
				}
			}
			through := wire(func(r *http.Request) (*http.Response, error) {
				if apiOnly && !isAPI(r) {
					return http.DefaultTransport.RoundTrip(r)
				}
				resp, err := echo(r, status, seen)
				if err == nil && status == broken {
					return nil, errors.New("broken: " + resp.Status)
				}
				return resp, err
			})
			s.saysNothing(t, site, through, seen, fmt.Sprintf("HTTP %d, API only: %t", status, apiOnly))
		}
	}
}

func (s *suite) saysNothing(t *testing.T, site Site, through wire, seen *canaries, what string) {
	t.Helper()
	a := s.accountOn(t, site, nil, through)
	for _, op := range a.operations() {
		link, err := op.call(t.Context(), a, providers.Link{ID: "1"}, a.request(t, a.reference(1)))
		if err == nil {
			t.Errorf("%s: %s gave %+v and no error", what, op.name, link)
			continue
		}
		var text strings.Builder
		for cause := err; cause != nil; cause = errors.Unwrap(cause) {
			fmt.Fprintf(&text, "%v %+v %#v %q ", cause, cause, cause, cause)
		}
		if leaked := seen.in(text.String()); leaked != "" {
			t.Errorf("%s: %s leaks %q in %s", what, op.name, leaked, text.String())
		}
		if strings.ContainsAny(err.Error(), "\n\r\x1b") {
			t.Errorf("%s: %s has control characters in %q", what, op.name, err)
		}
	}
}

func (x trial) manyAtOnce() {
	t, s := x.T, x.suite
	a := s.account(t)
	many := 24
	if a.real() {
		many = 6
	}
	links := make([]providers.Link, many)
	each(many, func(n int) {
		link, err := a.Create(t.Context(), a.request(t, a.reference(n)))
		if err != nil {
			t.Errorf("create %d: %v", n, err)
		}
		links[n] = link
	})
	each(many, func(n int) {
		got, err := a.Get(t.Context(), links[n].ID)
		if err != nil {
			t.Errorf("get %d: %v", n, err)
			return
		}
		a.echoes(t, got, a.request(t, a.reference(n)))
	})
	ids := map[string]bool{}
	for n, link := range links {
		ids[link.ID] = true
		a.holds(t, a.reference(n), 1)
	}
	if len(ids) != many {
		t.Errorf("%d ids for %d links", len(ids), many)
	}
}
