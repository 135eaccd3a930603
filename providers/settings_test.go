package providers

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
)

const canary = "canary-7f3a"

func table() []Setting {
	return []Setting{
		{Name: "app_id", Doc: "the app", Required: true, Identity: true},
		{Name: "api_key", Doc: "the key", Required: true, Secret: true},
		{Name: "edition", Doc: "which", Default: "in", Choices: []string{"in", "us"}},
		{Name: "methods", Doc: "how", Default: "A, B,,", List: true},
	}
}

// TestSecretNeverShows: no way of printing, logging or marshalling shows it.
func TestSecretNeverShows(t *testing.T) {
	t.Parallel()
	s, err := NewSettings(table(), map[string]string{"app_id": "X", "api_key": canary})
	if err != nil {
		t.Fatal(err)
	}
	secret := s.Secret("api_key")
	if secret.Reveal() != canary {
		t.Fatal("the secret is lost")
	}
	holder := struct {
		Public Secret
		hidden Secret
		Both   Settings
		All    []Secret
		ByName map[string]Secret
		Ptr    *Secret
		Any    any
		Acct   Account
	}{secret, secret, s, []Secret{secret}, map[string]Secret{"k": secret}, &secret, secret, Account{Settings: s}}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		fmt.Fprintf(&out, verb+"\n", secret)
		fmt.Fprintf(&out, verb+"\n", holder)
		fmt.Fprintf(&out, verb+"\n", &holder)
	}
	for _, v := range []any{secret, &secret, holder.All, holder.ByName, s} {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		out.Write(raw)
	}
	log := slog.New(slog.NewJSONHandler(&out, nil))
	log.Info("x", "secret", secret, "settings", s, "all", holder.All)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "secret", secret, "settings", s, "holder", holder)
	hex := fmt.Sprintf("%x", canary)
	if text := out.String(); strings.Contains(text, canary) || strings.Contains(text, hex) || !strings.Contains(text, "[secret]") {
		t.Errorf("the secret shows, or nothing does:\n%s", text)
	}
	if s.Get("api_key") != "" {
		t.Error("Get gives a secret")
	}
	if (Secret{}).Reveal() != "" {
		t.Error("no secret reveals something")
	}
}

func TestNewSettings(t *testing.T) {
	t.Parallel()
	s, err := NewSettings(table(), map[string]string{"app_id": "X", "api_key": "K", "edition": ""})
	if err != nil {
		t.Fatal(err)
	}
	if s.Get("edition") != "in" || !slices.Equal(s.List("methods"), []string{"A", "B"}) || s.Get("app_id") != "X" || len(s.Secrets()) != 1 {
		t.Errorf("edition %q, methods %q, %d secrets", s.Get("edition"), s.List("methods"), len(s.Secrets()))
	}
	_, err = NewSettings(table(), map[string]string{"edition": "eu", "apikey": canary})
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{"app_id is missing", "api_key is missing", `edition = "eu" is none of in, us`, "apikey is no setting"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%v lacks %q", err, part)
		}
	}
	if strings.Contains(err.Error(), canary) {
		t.Error("the value of a misspelt secret is in the error")
	}
	var none Settings
	if none.Get("x") != "" || none.List("x") != nil || none.Secret("x").Reveal() != "" || none.Secrets() != nil {
		t.Error("the zero Settings hold something")
	}
}

func TestDefinition(t *testing.T) {
	t.Parallel()
	d := Definition{
		Settings: append(table(), Setting{Name: "mid", Identity: true}),
		Endpoint: func(s Settings) string { return s.Get("base_url") },
	}
	s, err := NewSettings(d.Table(), map[string]string{"app_id": "X", "api_key": canary, "mid": "7", "base_url": "http://127.0.0.1:81/v1"})
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Merchant(s); got != "app_id=X mid=7" {
		t.Errorf("merchant %q", got)
	}
	if got := d.Host(s); got != "127.0.0.1" {
		t.Errorf("host %q", got)
	}
	if s.Get("concurrency") != "8" || s.Get("timeout") != "60s" || s.Get("environment") != "production" {
		t.Error("a common setting lacks its default")
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	err := fmt.Errorf("row 7: %w", &Error{Kind: Throttled, Provider: "onepay", Op: "create", Message: "slow down", Err: cause})
	if !Is(err, Throttled) || Is(err, Uncertain) || KindOf(err) != Throttled || !errors.Is(err, cause) || err.Error() != "row 7: onepay create: slow down" {
		t.Errorf("%v, %v", err, KindOf(err))
	}
	if KindOf(cause) != Uncertain || Is(cause, Uncertain) || Is(nil, Uncertain) {
		t.Error("an error nobody classed is not safely read")
	}
	if got := (&Error{Provider: "p", Op: "get", Err: cause}).Error(); got != "p get: cause" {
		t.Errorf("%q", got)
	}
	seen := map[string]bool{}
	for k := Uncertain; k <= Unsupported; k++ {
		seen[k.String()] = true
	}
	if len(seen) != 8 || Kind(99).String() != "uncertain" {
		t.Errorf("kinds %v", seen)
	}
}
