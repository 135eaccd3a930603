package sandbox_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"paysheet/providers/sandbox"
)

func TestParseFault(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]sandbox.Fault{
		"payu:drop-after-create=0.1":  {Provider: "payu", Kind: sandbox.FaultDropAfter, Rate: 0.1},
		"payu:drop-after-create":      {Provider: "payu", Kind: sandbox.FaultDropAfter, Rate: 1},
		"payu:drop-after-create=1":    {Provider: "payu", Kind: sandbox.FaultDropAfter, Rate: 1},
		"payu:drop-after-create@3":    {Provider: "payu", Kind: sandbox.FaultDropAfter, Rate: 1, Nth: 3},
		"*:slow=250ms":                {Provider: "*", Kind: sandbox.FaultSlow, Rate: 1, Wait: 250 * time.Millisecond},
		"zoho:slow=2s@1":              {Provider: "zoho", Kind: sandbox.FaultSlow, Rate: 1, Wait: 2 * time.Second, Nth: 1},
		"onepay:html-200/get=0.5":     {Provider: "onepay", Kind: sandbox.FaultHTML, Operation: "get", Rate: 0.5},
		"conomy:token-expiry":         {Provider: "conomy", Kind: sandbox.FaultTokenExpiry, Rate: 1, Nth: 2},
		"conomy:throttle/token@1":     {Provider: "conomy", Kind: sandbox.FaultThrottle, Operation: "token", Rate: 1, Nth: 1},
		"payu:http503-after-create=0": {Provider: "payu", Kind: sandbox.Fault503After},
	} {
		got, err := sandbox.ParseFault(text)
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "payu", "stripe:slow=1s", "payu:explode", "payu:slow", "payu:slow=0.5", "payu:slow=-1s", "payu:throttle=2", "payu:throttle=-0.1",
		"payu:throttle=NaN", "payu:throttle@0", "payu:throttle@x", "payu:throttle/refund", "onepay:token-expiry",
	} {
		if got, err := sandbox.ParseFault(text); err == nil {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
	for _, kind := range sandbox.FaultKinds() {
		if _, err := sandbox.ParseFault("zoho:" + strings.Replace(kind, "slow", "slow=1s", 1)); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func faulty(t *testing.T, provider string, faults ...string) *rig {
	t.Helper()
	var opts sandbox.Options
	for _, text := range faults {
		fault, err := sandbox.ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		opts.Faults = append(opts.Faults, fault)
	}
	return newRig(t, provider, opts)
}

// TestFaultsOnCreate checks for every kind and provider what the client gets and whether the link exists.
func TestFaultsOnCreate(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		kind    string
		status  int // 0: the connection breaks
		made    int
		content string
	}{
		{"drop-before-create", 0, 0, ""},
		{"drop-after-create", 0, 1, ""},
		{"reset-after-create", 0, 1, ""},
		{"http500-after-create", 500, 1, ""},
		{"http502-after-create", 502, 1, "<html>"},
		{"http503-after-create", 503, 1, "<html>"},
		{"truncated-body", 0, 1, ""},
		{"html-200", 200, 1, "<html>"},
		{"empty-200", 200, 1, ""},
		{"throttle", 429, 0, ""},
		{"throttle-bare", 429, 0, ""},
		{"unauthorized", 401, 0, ""},
		{"slow=1ms", 0, 1, ""},
	} {
		for _, provider := range providers() {
			t.Run(provider+" "+one.kind, func(t *testing.T) {
				t.Parallel()
				r := faulty(t, provider, provider+":"+one.kind+"@1")
				path, body := createRequest(provider, "INV-1")
				got, err := r.try("POST", path, r.credentials(), body)
				switch slow := strings.HasPrefix(one.kind, "slow"); {
				case slow:
					if err != nil || got.status >= 300 || len(got.json) == 0 {
						t.Errorf("got %d %s, %v", got.status, got.body, err)
					}
				case one.status == 0 && err == nil:
					t.Errorf("answered %d %s", got.status, got.body)
				case one.status != 0 && (err != nil || got.status != one.status || !strings.Contains(string(got.body), one.content)):
					t.Errorf("got %d %s, %v; want %d", got.status, got.body, err, one.status)
				}
				if one.kind == "empty-200" && len(got.body) != 0 {
					t.Errorf("body %s", got.body)
				}
				if retry := got.header.Get("Retry-After"); (retry != "") != (one.kind == "throttle") {
					t.Errorf("Retry-After is %q", retry)
				}
				if made := len(r.box.Links(provider)); made != one.made {
					t.Errorf("%d links, want %d", made, one.made)
				}
				if path, body = createRequest(provider, "INV-2"); r.call("POST", path, body).status >= 300 {
					t.Error("the second create, which no fault concerns, failed")
				}
			})
		}
	}
}

func TestBreaksAreOfTheirKind(t *testing.T) {
	t.Parallel()
	path, body := createRequest("payu", "INV-1")
	r := faulty(t, "payu", "payu:drop-after-create")
	if _, err := r.try("POST", path, r.credentials(), body); !errors.Is(err, io.EOF) {
		t.Errorf("drop: %v, want EOF", err)
	}
	r = faulty(t, "payu", "payu:reset-after-create")
	if _, err := r.try("POST", path, r.credentials(), body); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("reset: %v, want a reset", err)
	}
	r = faulty(t, "payu", "payu:truncated-body")
	got, err := r.try("POST", path, r.credentials(), body)
	if !errors.Is(err, io.ErrUnexpectedEOF) || len(got.body) == 0 {
		t.Errorf("truncated: %q, %v", got.body, err)
	}
}

func TestTokenExpiresOnce(t *testing.T) {
	t.Parallel()
	for _, provider := range []string{"conomy", "zoho", "payu"} {
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			r := faulty(t, provider, provider+":token-expiry")
			path, body := createRequest(provider, "INV-1")
			if got := r.call("POST", path, body); got.status >= 300 {
				t.Fatalf("first: %d", got.status)
			}
			path, body = createRequest(provider, "INV-2")
			for range 2 {
				r.call("POST", path, body).want(t, "with the expired token", 401, "")
			}
			r.token = ""
			if got := r.call("POST", path, body); got.status >= 300 {
				t.Errorf("with a new token: %d %s", got.status, got.body)
			}
			if made := len(r.box.Links(provider)); made != 2 {
				t.Errorf("%d links", made)
			}
		})
	}
}

func TestFaultsAreRepeatable(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) string {
		fault, err := sandbox.ParseFault("onepay:throttle-bare=0.2")
		if err != nil {
			t.Fatal(err)
		}
		fault.Seed = seed
		r := newRig(t, "onepay", sandbox.Options{Faults: []sandbox.Fault{fault}})
		var hits strings.Builder
		for range 500 {
			fmt.Fprintf(&hits, "%t ", r.call("GET", getPath("onepay", "X"), "").status == 429)
		}
		return hits.String()
	}
	first := run(1)
	if first != run(1) {
		t.Error("the same seed hit other requests")
	}
	if first == run(2) {
		t.Error("another seed hit the same requests")
	}
	if hits := strings.Count(first, "true"); hits < 60 || hits > 140 {
		t.Errorf("%d of 500 requests hit, want about 100", hits)
	}
}

func TestFaultsKeepToTheirOperation(t *testing.T) {
	t.Parallel()
	r := faulty(t, "payu", "payu:html-200/get", "zoho:unauthorized", "*:throttle/cancel@2")
	r.create("INV-1")
	r.call("GET", "/payment-links/INV-1", "").want(t, "get", 200, "<html>")
	r.call("DELETE", "/payment-links/INV-1", "").want(t, "first cancel", 200, "cancelled successfully")
	r.call("DELETE", "/payment-links/INV-1", "").want(t, "second cancel", 429, "rate_limit_exceeded")
}

// TestFaultsAreExplained: each kind and operation that can be asked for is listed,
// and a kind says what it does.
func TestFaultsAreExplained(t *testing.T) {
	t.Parallel()
	for _, kind := range sandbox.FaultKinds() {
		if sandbox.FaultHelp(kind) == "" {
			t.Errorf("%s is not explained", kind)
		}
		for _, op := range sandbox.FaultOperations() {
			text := "zoho:" + kind + "/" + op
			if kind == sandbox.FaultSlow {
				text += "=2s"
			}
			if _, err := sandbox.ParseFault(text); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
}
