package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"paysheet/providers/all"
	"paysheet/providers/sandbox"
)

// canary begins every secret of the accounts in this test.
const canary = "CANARY-"

// parrot plays all four providers: it tells in its errors everything that it was
// sent. As a mirror it passes requests on to the stand-ins, with their secrets in
// place of the canaries.
type parrot struct {
	box    *sandbox.Sandbox
	mu     sync.Mutex
	way    string
	tokens []string
}

func (p *parrot) becomes(way string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.way = way
}

func (p *parrot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	p.mu.Lock()
	way := p.way
	_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if token != "" {
		p.tokens = append(p.tokens, token)
	}
	p.mu.Unlock()
	provider, _, _ := strings.Cut(r.URL.Path[1:], "/")
	if way == "mirror" || way != "no token" && r.Header.Get("Authorization") == "" {
		p.pass(w, r, provider, body)
		return
	}
	text := fmt.Sprintf("%s %s %v %s", r.Method, r.RequestURI, r.Header, body)
	switch way {
	case "html":
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<pre>"+html.EscapeString(text)+"</pre>")
	case "cut":
		w.Header().Set("Content-Length", "1000000")
		_, _ = io.WriteString(w, text)
		panic(http.ErrAbortHandler)
	default:
		status := http.StatusUnauthorized
		_, _ = fmt.Sscan(way, &status)
		fields := map[string]any{"status": -1, "code": 99, "statusCode": status}
		for _, name := range []string{"message", "error", "error_description", "detail", "type", "result", "data"} {
			fields[name] = text
		}
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(fields)
	}
}

// pass lets a stand-in answer.
func (p *parrot) pass(w http.ResponseWriter, r *http.Request, provider string, body []byte) {
	var swaps []string
	definition, _ := all.Find(provider)
	real := sandbox.Credentials(provider)
	for _, setting := range definition.Settings {
		if setting.Secret {
			swaps = append(swaps, canary+provider+"-"+setting.Name, real[setting.Name])
		}
	}
	swap := strings.NewReplacer(swaps...)
	for _, values := range r.Header {
		for i := range values {
			values[i] = swap.Replace(values[i])
		}
	}
	body = []byte(swap.Replace(string(body)))
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	http.StripPrefix("/"+provider, p.box.Handler(provider)).ServeHTTP(w, r)
}

// project writes a folder with one account at each provider and gives it with the
// environment that holds the secrets.
func (p *parrot) project(t *testing.T, base string) (folder string, secrets map[string]string) {
	t.Helper()
	folder, secrets = t.TempDir(), map[string]string{}
	var config, sheet strings.Builder
	config.WriteString("rules = \"none\"\ntimezone = \"UTC\"\n")
	sheet.WriteString("Invoice,Amount,Currency,Account,Description\n")
	for n, definition := range all.Definitions() {
		name := definition.Name
		fmt.Fprintf(&config, "\n[accounts.%s]\nprovider = %q\n", name, name)
		for key, value := range sandbox.EndpointAt(name, base+"/"+name).Settings {
			for _, setting := range definition.Settings {
				if setting.Name == key && setting.Secret {
					variable := strings.ToUpper(name + "_" + key)
					secrets[variable] = canary + name + "-" + key
					value = "env:" + variable
				}
			}
			if key == "payment_methods" {
				config.WriteString("payment_methods = [\"WEBPAY\"]\n")
				continue
			}
			fmt.Fprintf(&config, "%s = %q\n", key, value)
		}
		currency := map[string]string{"onepay": "LKR", "conomy": "CLP", "zoho": "INR", "payu": "INR"}[name]
		fmt.Fprintf(&sheet, "INV-%d,1500,%s,%s,An invoice\nINV-1%d,2500,%s,%s,Another\n", n, currency, name, n, currency, name)
	}
	for file, text := range map[string]string{"paysheet.toml": config.String(), "invoices.csv": sheet.String()} {
		if err := os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder, secrets
}

// TestCanary runs whole commands against providers that tell what they were sent,
// and looks for the secrets on both streams and in every file: the sheet, its
// backups, the ledger.
func TestCanary(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"200", "302", "400", "401", "403", "404", "409", "422", "429", "500", "html", "cut", "no token"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			box, err := sandbox.Open(sandbox.Options{Dir: t.TempDir(), Clock: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			p := &parrot{box: box, way: way}
			server := httptest.NewUnstartedServer(p)
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			server.Start()
			t.Cleanup(func() {
				server.Close()
				if err := box.Close(); err != nil {
					t.Error(err)
				}
			})
			told := p.runs(t, server.URL, "plan SHEET", "apply SHEET --yes -v", "apply SHEET --yes --json", "refresh SHEET", "doctor", "runs")
			// The words of the provider that held the secrets are there, without them.
			if way == "400" && !strings.Contains(told, "[secret]") {
				t.Errorf("no error of the provider's was shown:\n%s", told)
			}
			p.becomes("mirror")
			before := len(box.Links("onepay"))
			p.runs(t, server.URL, "apply SHEET --yes", "provider "+way, "refresh SHEET", "apply SHEET --yes -v", "cancel SHEET --rows 2-9 --yes", "runs")
			if made := len(box.Links("onepay")) - before; made != 2 {
				t.Errorf("%d links were made to look at", made)
			}
		})
	}
}

// runs runs commands over a project of their own and looks for secrets. "provider
// 400" is no command but what the provider does from there on.
func (p *parrot) runs(t *testing.T, base string, commands ...string) string {
	t.Helper()
	folder, secrets := p.project(t, base)
	var out bytes.Buffer
	for _, command := range commands {
		if way, is := strings.CutPrefix(command, "provider "); is {
			p.becomes(way)
			continue
		}
		words := strings.Fields(strings.ReplaceAll(command, "SHEET", filepath.Join(folder, "invoices.csv")))
		code := run(t.Context(), env{
			in: strings.NewReader(""), out: &out, err: &out, clock: time.Now, getenv: func(name string) string { return secrets[name] },
			sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		}, append(words, "--config", filepath.Join(folder, "paysheet.toml")))
		fmt.Fprintln(&out, command, "gave", code)
	}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		p.silent(t, path, string(text))
		return err
	})
	if err != nil {
		t.Error(err)
	}
	p.silent(t, "the output", out.String())
	return out.String()
}

func (p *parrot) silent(t *testing.T, where, text string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, secret := range append(p.tokens, canary) {
		if at := strings.Index(text, secret); at >= 0 {
			t.Errorf("%s holds %q: …%s…", where, secret, text[max(0, at-100):min(len(text), at+60)])
		}
	}
}
