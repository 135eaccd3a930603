package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestInitAsks answers the three questions on a terminal, one of them with what
// is suggested.
func TestInitAsks(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "office")
	var out, errs bytes.Buffer
	e := env{in: strings.NewReader("zoho\n\nAsia/Kolkata\n"), out: &out, err: &errs, clock: time.Now, getenv: func(string) string { return "" }, inTerminal: true}
	if code := run(t.Context(), e, []string{"init", folder}); code != exitDone {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	for _, question := range []string{"Provider (onepay, conomy, zoho, payu) [onepay]: ", "Currency of rows that name none [INR]: ", "Time zone ["} {
		if !strings.Contains(errs.String(), question) {
			t.Errorf("it does not ask %q, only %q", question, errs.String())
		}
	}
	config, err := os.ReadFile(filepath.Join(folder, configName))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{`timezone = "Asia/Kolkata"`, `currency = "INR"`, `provider = "zoho"`, `client_secret = "env:ZOHO_CLIENT_SECRET"`} {
		if !strings.Contains(string(config), line) {
			t.Errorf("the config lacks %s:\n%s", line, config)
		}
	}
	for name, each := range map[string]struct{ said, told string }{
		"a provider that there is not": {"onpay\n\n\nUTC\n", `there is no provider "onpay" (did you mean "onepay"?)`},
		"a currency that it takes not": {"payu\nEUR\nINR\nUTC\n", "PayU (India) takes no EUR, only INR"},
		"a zone that there is not":     {"\n\nColombo\nUTC\n", `"Colombo" is no IANA time zone`},
	} {
		errs.Reset()
		e.in = strings.NewReader(each.said)
		if code := run(t.Context(), e, []string{"init", filepath.Join(folder, name)}); code != exitDone || !strings.Contains(errs.String(), each.told) {
			t.Errorf("%s: exit %d, and it says %q", name, code, errs.String())
		}
	}
	e.in = strings.NewReader("")
	if code := run(t.Context(), e, []string{"init", filepath.Join(folder, "again")}); code != exitUsage {
		t.Errorf("without an answer it exits %d", code)
	}
}
