package all_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/all"
)

func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// filled gives every required setting a value, and those in more theirs.
func filled(tb testing.TB, d providers.Definition, more map[string]string) providers.Settings {
	tb.Helper()
	values := map[string]string{}
	for _, s := range d.Table() {
		if s.Required {
			values[s.Name] = "value-of-" + s.Name
			if s.List {
				values[s.Name] = "A,B"
			}
		}
	}
	for name, value := range more {
		values[name] = value
	}
	s, err := providers.NewSettings(d.Table(), values)
	if err != nil {
		tb.Fatalf("%s: %v", d.Name, err)
	}
	return s
}

func TestDefinitions(t *testing.T) {
	t.Parallel()
	var names []string
	for _, d := range all.Definitions() {
		names = append(names, d.Name)
		found, ok := all.Find(d.Name)
		if !ok || found.Title != d.Title {
			t.Errorf("Find(%q): %q, %v", d.Name, found.Title, ok)
		}
	}
	if want := []string{"onepay", "conomy", "zoho", "payu"}; !slices.Equal(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
	if _, ok := all.Find("Onepay"); ok {
		t.Error("Find takes a name that no config may have")
	}
}

// TestComplete: what the config reader, doctor and the README build on is there.
func TestComplete(t *testing.T) {
	t.Parallel()
	for _, d := range all.Definitions() {
		t.Run(d.Name, func(t *testing.T) {
			t.Parallel()
			s := filled(t, d, nil)
			address, err := url.Parse(d.Endpoint(s))
			if err != nil || address.Scheme != "https" || d.Host(s) != address.Host {
				t.Errorf("endpoint %v, %v, host %q", address, err, d.Host(s))
			}
			if !slices.ContainsFunc(d.Hosts, func(h string) bool { return strings.HasSuffix(d.Host(s), h) }) {
				t.Errorf("host %q is under none of %v", d.Host(s), d.Hosts)
			}
			if d.Merchant(s) == "" || strings.HasSuffix(d.Merchant(s), "=") {
				t.Errorf("merchant %q", d.Merchant(s))
			}
			if len(s.Secrets()) == 0 {
				t.Error("no setting is a secret")
			}
			c := d.Capabilities(s)
			if len(c.Currencies) == 0 || c.Rate <= 0 || c.Expiry == "" || c.Find == "" || c.DefaultExpiry == "" || len(c.CancelFrom) == 0 {
				t.Errorf("capabilities %+v", c)
			}
			if _, err := time.LoadLocation(c.ExpiryZone); err != nil {
				t.Errorf("expiry zone: %v", err)
			}
			if len(c.Update) > 0 != (len(c.UpdateFrom) > 0) {
				t.Errorf("changes %v in states %v", c.Update, c.UpdateFrom)
			}
			checkTable(t, d)
		})
	}
}

func checkTable(t *testing.T, d providers.Definition) {
	t.Helper()
	seen := map[string]bool{}
	for _, s := range d.Table() {
		if seen[s.Name] || s.Doc == "" || strings.HasSuffix(s.Doc, ".") || (s.Secret && (s.Identity || s.Default != "")) {
			t.Errorf("setting %+v", s)
		}
		seen[s.Name] = true
	}
}

// TestOpen: an account opens offline with its required settings, anywhere on
// loopback, and not over plain http elsewhere.
func TestOpen(t *testing.T) {
	t.Parallel()
	for _, d := range all.Definitions() {
		for base, ok := range map[string]bool{"": true, "http://127.0.0.1:1/x": true, "http://api.example": false, "https://u:p@api.example": false} {
			more := map[string]string{"base_url": base}
			_, err := d.Open(providers.Account{Name: "a", Settings: filled(t, d, more), Clock: noon, Zone: time.UTC})
			if (err == nil) != ok || (err != nil && !strings.Contains(err.Error(), "base_url")) {
				t.Errorf("%s at %q: %v", d.Name, base, err)
			}
		}
	}
}
