package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestDoctorClock lets this machine's clock be wrong against what a provider's
// answer says.
func TestDoctorClock(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		off    time.Duration
		age    string
		noDate bool
		want   string
	}{
		"right":      {want: `(?m)^ok +clock +within 30 s`},
		"ahead":      {off: 10 * time.Minute, want: `(?m)^error +clock +this machine is 10 min ahead of the time`},
		"behind":     {off: -90 * time.Second, want: `(?m)^warning +clock +this machine is 1 min 3[01] s behind the time[^→]*→ let the system set its clock`},
		"in a cache": {age: "3600", want: `(?m)^warning +clock +no provider answered with the time`},
		"not told":   {noDate: true, want: `(?m)^warning +clock +no provider answered with the time`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Date", now.Format(http.TimeFormat))
				if test.age != "" {
					w.Header().Set("Age", test.age)
				}
				if test.noDate {
					w.Header()["Date"] = nil
				}
				w.WriteHeader(http.StatusUnauthorized)
			}))
			defer server.Close()
			path := filepath.Join(t.TempDir(), "paysheet.toml")
			config := "rules = \"none\"\n[accounts.a]\nprovider = \"onepay\"\napp_id = \"A\"\napi_key = \"env:KEY\"\nbase_url = \"" + server.URL + "\"\n"
			if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			var out, errs bytes.Buffer
			e := env{
				in: strings.NewReader(""), out: &out, err: &errs, getenv: func(string) string { return "s3cr3t" },
				clock: func() time.Time { return now.Add(test.off + 500*time.Millisecond) },
			}
			run(t.Context(), e, []string{"doctor", "--config", path})
			if !regexp.MustCompile(test.want).MatchString(out.String()) {
				t.Errorf("doctor says\n%s%s\nwant %s", out.String(), errs.String(), test.want)
			}
			if !regexp.MustCompile(`(?m)^error +a +OnePay`).MatchString(out.String()) {
				t.Errorf("the credentials are not refused:\n%s", out.String())
			}
		})
	}
}

// TestDoctorStrangeHost tells of an address that is not the provider's.
func TestDoctorStrangeHost(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "paysheet.toml")
	config := "rules = \"none\"\n[accounts.a]\nprovider = \"onepay\"\napp_id = \"A\"\napi_key = \"env:KEY\"\nbase_url = \"https://pay.invalid\"\n"
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	e := env{in: strings.NewReader(""), out: &out, err: &errs, clock: time.Now, getenv: func(string) string { return "s3cr3t" }}
	ended, cancel := context.WithCancel(t.Context())
	cancel() // nobody is called
	run(ended, e, []string{"doctor", "--config", path})
	if !regexp.MustCompile(`(?m)^warning +a +calls go to pay.invalid, which is no host of`).MatchString(out.String()) {
		t.Errorf("doctor says\n%s%s", out.String(), errs.String())
	}
}
