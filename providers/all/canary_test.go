package all_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/all"
	"paysheet/providers/wrap"
)

// canary stands in every secret. The characters behind it are those that JSON,
// URLs and HTML write in several ways.
const canary = "CANARY"

// gossip is a provider that tells everything it was sent, in every place of an
// answer. It gives out access tokens that are secrets too.
type gossip struct {
	way  string
	mu   sync.Mutex
	told int // how often a secret was echoed
}

// ways in which a provider echoes a request.
func ways() []string {
	return []string{
		"200", "302", "400", "401", "403", "404", "408", "409", "422", "429", "500", "503", "html", "php", "escaped", "escaped path", "header", "status line", "no HTTP",
		"truncated", "cut", "endless", "token",
	}
}

func (g *gossip) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	everything := fmt.Sprintf("%s %s %v %s", r.Method, r.RequestURI, r.Header, body)
	if form, err := url.ParseQuery(string(body)); err == nil && strings.HasSuffix(r.Header.Get("Content-Type"), "form-urlencoded") {
		everything += fmt.Sprint(form)
	}
	if !strings.Contains(everything, canary) {
		return // a driver that sends no secret proves nothing
	}
	g.mu.Lock()
	g.told++
	g.mu.Unlock()
	if isToken(r) && g.way != "token" {
		page(w, http.StatusOK, "application/json", `{"access_token":"`+canary+`/+=t","accessToken":"`+canary+`/+=t","expires_in":3600,"expiresIn":3600}`)
		return
	}
	// Only the beginning of an answer is shown, so a secret must stand there.
	g.tell(w, everything[strings.Index(everything, canary):]+everything)
}

// envelope has the echo in each field in which some provider explains an error.
func envelope(text string) string {
	fields := map[string]any{"status": -1, "code": 99, "statusCode": 400}
	for _, name := range []string{"message", "error", "error_description", "detail", "type", "result"} {
		fields[name] = text
	}
	raw, _ := json.Marshal(fields) // texts and numbers cannot fail
	return string(raw)
}

func (g *gossip) tell(w http.ResponseWriter, text string) {
	switch g.way {
	case "html":
		page(w, http.StatusBadGateway, "text/html", "<pre>"+html.EscapeString(text)+"</pre>")
	case "php":
		page(w, http.StatusBadRequest, "application/json", strings.ReplaceAll(envelope(text), "/", `\/`)+"}")
	case "escaped":
		lower := regexp.MustCompile("%..").ReplaceAllStringFunc(url.QueryEscape(text), strings.ToLower)
		page(w, http.StatusInternalServerError, "text/plain", lower)
	case "escaped path":
		page(w, http.StatusInternalServerError, "text/plain", url.PathEscape(text))
	case "header":
		w.Header().Set("Location", "https://elsewhere.example/?"+oneLine(text))
		w.Header().Set("Retry-After", oneLine(text))
		page(w, http.StatusTemporaryRedirect, oneLine(text), "")
	case "status line", "no HTTP", "truncated", "cut":
		g.raw(w, text)
	case "endless":
		page(w, http.StatusOK, "application/json", envelope(strings.Repeat(text+" ", 1+(2<<20)/len(text))))
	case "token":
		page(w, http.StatusUnauthorized, "application/json", envelope(text))
	default:
		var status int
		_, _ = fmt.Sscan(g.way, &status)
		page(w, status, "application/json", envelope(text))
	}
}

func oneLine(text string) string { return strings.NewReplacer("\n", " ", "\r", " ").Replace(text) }

// raw breaks HTTP itself.
func (g *gossip) raw(w http.ResponseWriter, text string) {
	conn, buffer, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	answer := map[string]string{
		"status line": "HTTP/1.1 400 " + oneLine(text) + "\r\nContent-Length: 0\r\n\r\n",
		"no HTTP":     oneLine(text) + "\r\n\r\n",
		"truncated":   "HTTP/1.1 500 Oops\r\nContent-Length: 100000\r\n\r\n" + text,
		"cut":         "HTTP/1.1 200 OK\r\nX-Echo: " + oneLine(text),
	}[g.way]
	_, _ = buffer.WriteString(answer)
	_ = buffer.Flush()
	_ = conn.Close()
}

// secretValues gives an account at a gossip whose secrets all are canaries.
func secretValues(def providers.Definition, base string) map[string]string {
	values := map[string]string{"base_url": base}
	for _, setting := range def.Settings {
		switch {
		case setting.Secret:
			values[setting.Name] = canary + `/+=&<"z-` + setting.Name
		case setting.Name == "accounts_url":
			values[setting.Name] = base
		case setting.Required:
			values[setting.Name] = "x"
		}
	}
	return values
}

// TestCanary lets every provider tell what it was sent, in every way that an answer
// can, and looks for the secrets in everything that comes out: errors and their
// causes in every printing, links, the reasons for waits, and logs.
func TestCanary(t *testing.T) {
	t.Parallel()
	for _, def := range all.Definitions() {
		for _, way := range ways() {
			t.Run(def.Name+"/"+way, func(t *testing.T) {
				t.Parallel()
				g := &gossip{way: way}
				server := httptest.NewUnstartedServer(g)
				server.Config.ErrorLog = log.New(io.Discard, "", 0)
				server.Start()
				t.Cleanup(server.Close)
				out := heard(t, def, server.URL)
				if g.told == 0 {
					t.Error("the provider was told no secret")
				}
				if at := strings.Index(out, canary); at >= 0 {
					t.Errorf("a secret came out: …%s…", out[max(0, at-150):min(len(out), at+80)])
				}
			})
		}
	}
}

// heard calls every method, bare and paced, and gives all that can be heard of it.
func heard(t *testing.T, def providers.Definition, base string) string {
	t.Helper()
	settings, err := providers.NewSettings(def.Table(), secretValues(def, base))
	if err != nil {
		t.Fatal(err)
	}
	c := newClock()
	account := providers.Account{Name: "canary", Settings: settings, Clock: c.Now, Zone: time.UTC}
	bare, err := def.Open(account)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	waiting := func(reason string, d time.Duration) { fmt.Fprintln(&out, reason, d) }
	paced := wrap.Pace(bare, wrap.Limits{Name: "canary"}, wrap.RetryPolicy{Name: "canary", Now: c.Now, Sleep: c.Sleep, Waiting: waiting},
		wrap.BreakerPolicy{Name: "canary", Now: c.Now, After: 3})
	amount, err := providers.ParseMoney("1500", string(def.Capabilities(settings).Currencies[0]))
	if err != nil {
		t.Fatal(err)
	}
	req := providers.LinkRequest{
		Reference: "INV-1", Amount: amount, Description: "d", Expires: providers.Date{Year: 2026, Month: 3, Day: 30}, Notify: providers.Notify{Email: true},
		Customer: providers.Customer{Name: "A B", Email: "a@example.com", Phone: "+91 98765 43210"},
	}
	for _, p := range []providers.Provider{bare, paced} {
		for _, op := range everyOperation() {
			link, err := op.call(t.Context(), p, providers.Link{ID: "1"}, req)
			if err == nil {
				t.Errorf("%s gave %+v and no error", op.name, link)
			}
			fmt.Fprintf(&out, "%+v %#v\n", link, link)
			say(&out, err)
		}
	}
	// What a careless line elsewhere might print.
	fmt.Fprintf(&out, "%v %+v %#v %+v %#v\n", settings, settings, settings, account, account)
	for _, kind := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(kind).Error("account", "account", account, "settings", settings, "provider", bare)
	}
	return out.String()
}

// say prints an error and all its causes in every way.
func say(out *bytes.Buffer, err error) {
	if err == nil {
		return
	}
	fmt.Fprintf(out, "%s\n%v\n%+v\n%#v\n%q\n", err, err, err, err, err)
	raw, bad := json.Marshal(err)
	fmt.Fprintf(out, "%s %v\n", raw, bad)
	for _, kind := range []slog.Handler{slog.NewTextHandler(out, nil), slog.NewJSONHandler(out, nil)} {
		slog.New(kind).Error("failed", "err", err)
	}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range several.Unwrap() {
			say(out, one)
		}
	}
	say(out, errors.Unwrap(err))
}
