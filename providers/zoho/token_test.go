package zoho

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paysheet/providers/internal/wireserver"
)

// TestTokenDocumented: the documented refusals come under HTTP 200.
func TestTokenDocumented(t *testing.T) {
	t.Parallel()
	for i, test := range []struct{ setting, want string }{
		{"refresh_token", "refresh_token is not valid, make a new one"},
		{"client_secret", "check client_id and client_secret"},
	} {
		p := opened(t, wireserver.Serve(t, exchange(t, "token", i+1)), test.setting, "WRONG")
		_, err := p.Create(t.Context(), request(t))
		wireserver.Failed(t, "zoho", "token", err, "denied")
		if !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v, want %q", err, test.want)
		}
		// The refusal is believed for a while: the server has no second exchange.
		_, err = p.Create(t.Context(), request(t))
		wireserver.Failed(t, "zoho", "token", err, "denied")
	}
}

func TestTokenAnswers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		body   string
		want   string
	}{
		"400":            {400, `{"error":"invalid_client"}`, "denied"},
		"throttled":      {400, `{"error":"Access Denied","error_description":"You have made too many requests continuously."}`, "throttled"},
		"429":            {429, `{"error":"slow"}`, "throttled"},
		"500":            {500, `{"error":"internal"}`, "unavailable"},
		"HTML":           {200, `<html>`, "unavailable"},
		"no token":       {200, `{"expires_in":3600}`, "unavailable"},
		"403 as a page":  {403, `<html>`, "denied"},
		"empty 200":      {200, ``, "unavailable"},
		"access_denied":  {200, `{"error":"access_denied"}`, "denied"},
		"wrong and more": {200, `{"error":"invalid_code","access_token":"1000.T"}`, "denied"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				_, _ = w.Write([]byte(test.body))
			}))
			t.Cleanup(s.Close)
			_, err := opened(t, s.URL).Create(t.Context(), request(t))
			wireserver.Failed(t, "zoho", "token", err, test.want)
		})
	}
}

func TestTokenLife(t *testing.T) {
	t.Parallel()
	for g, want := range map[grant]time.Duration{
		{ExpiresIn: "3600"}:                        time.Hour,
		{ExpiresIn: "3600000"}:                     time.Hour,
		{ExpiresIn: "3600000", ExpiresSec: "1800"}: 30 * time.Minute,
		{}:                  0,
		{ExpiresIn: "soon"}: 0,
	} {
		if got := g.life(); got != want {
			t.Errorf("%+v: %v, want %v", g, got, want)
		}
	}
}

func TestRedirectURI(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "https://me.example/cb"} {
		var form url.Values
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			form, _ = url.ParseQuery(string(body))
			w.WriteHeader(http.StatusForbidden)
		}))
		_, _ = opened(t, s.URL, "redirect_uri", address).Get(t.Context(), "7")
		s.Close()
		if form.Get("redirect_uri") != address || form.Has("redirect_uri") != (address != "") {
			t.Errorf("%q: form %v", address, form)
		}
	}
}

// TestTokenExpiresMidRun: many workers lose one token together; it is renewed once
// and every refused create is sent again, once.
func TestTokenExpiresMidRun(t *testing.T) {
	t.Parallel()
	var fetched, made, refused atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/oauth/v2/token":
			_, _ = fmt.Fprintf(w, `{"access_token":"1000.%d","expires_in":3600}`, fetched.Add(1))
		case r.Header.Get("Authorization") != "Zoho-oauthtoken 1000.2":
			refused.Add(1)
			w.WriteHeader(http.StatusUnauthorized)
		default:
			_, _ = io.WriteString(w, strings.Replace(found(`"amount":"1.00","status":"active"`), `"7"`, fmt.Sprintf(`"%d"`, made.Add(1)), 1))
		}
	}))
	t.Cleanup(s.Close)
	p := opened(t, s.URL)
	var wg sync.WaitGroup
	for range 24 {
		wg.Go(func() {
			if _, err := p.Create(t.Context(), request(t)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if fetched.Load() != 2 || made.Load() != 24 || refused.Load() == 0 {
		t.Errorf("%d tokens, %d links, %d refusals", fetched.Load(), made.Load(), refused.Load())
	}
}
