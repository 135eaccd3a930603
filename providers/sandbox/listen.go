package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// The fixed loopback ports. Links always name them, also when a run inside a process
// serves on free ones, so that opening the same state folder on them later makes every link
// work.
const (
	PortOnePay = 8471
	PortConomy = 8472
	PortZoho   = 8473
	PortPayU   = 8474
)

// The secrets that the stand-ins take. They are no secrets: anything else is answered 401.
const (
	OnePayAPIKey       = "sandbox-onepay-api-key"
	ConomyAPIKey       = "sandbox-conomy-api-key"       //nolint:gosec // published on purpose
	ConomyClientSecret = "sandbox-conomy-client-secret" //nolint:gosec // published on purpose
	ZohoClientSecret   = "sandbox-zoho-client-secret"   //nolint:gosec // published on purpose
	ZohoRefreshToken   = "1000.sandbox.refresh-token"   //nolint:gosec // published on purpose
	PayUClientSecret   = "sandbox-payu-client-secret"   //nolint:gosec // published on purpose
)

// Endpoint is where one stand-in listens and all that an account needs to use it.
type Endpoint struct {
	Provider    string
	BaseURL     string // at Zoho with /api/v1
	AccountsURL string // empty where the provider has no accounts host
	// Settings are an account's settings by name: base_url, accounts_url and the credentials. A
	// list has commas between.
	Settings map[string]string
}

func port(provider string) int {
	switch provider {
	case "onepay":
		return PortOnePay
	case "conomy":
		return PortConomy
	case "zoho":
		return PortZoho
	}
	return PortPayU
}

func pageURL(provider, page string) string {
	return "http://127.0.0.1:" + strconv.Itoa(port(provider)) + "/pay/" + page
}

// Credentials returns an account's settings for a stand-in without its addresses. The identities
// (app_id, client_id, account_id, merchant_id and so on) may be changed freely, the secrets may not.
func Credentials(provider string) map[string]string {
	switch provider {
	case "onepay":
		return map[string]string{"app_id": "SANDBOXAPP", "api_key": OnePayAPIKey}
	case "conomy":
		return map[string]string{
			"client_id": "sandbox-client", "client_secret": ConomyClientSecret, "api_key": ConomyAPIKey,
			"user_agent": "paysheet-sandbox", "owner_identity_id": "679d26c44a21df7584b38e11",
			"destination_account": "173835432305679d26c44a21df7584b38e11", "payment_methods": "WEBPAY,ETPAY",
		}
	case "zoho":
		return map[string]string{
			"account_id": "23137556", "client_id": "1000.SANDBOX", "client_secret": ZohoClientSecret, "refresh_token": ZohoRefreshToken,
		}
	case "payu":
		return map[string]string{"merchant_id": "8237550", "client_id": "sandbox-client", "client_secret": PayUClientSecret}
	}
	return nil
}

// EndpointAt describes how an account reaches a stand-in at origin (http://127.0.0.1:8471, or the URL
// of a test's own server around [Sandbox.Handler]).
func EndpointAt(provider, origin string) Endpoint {
	e := Endpoint{Provider: provider, BaseURL: origin, Settings: Credentials(provider)}
	switch provider {
	case "zoho":
		e.BaseURL, e.AccountsURL = origin+"/api/v1", origin
	case "payu":
		e.AccountsURL = origin
	}
	e.Settings["base_url"] = e.BaseURL
	if e.AccountsURL != "" {
		e.Settings["accounts_url"] = e.AccountsURL
	}
	return e
}

// Listen serves the four stand-ins on loopback until ctx ends or the sandbox is closed: on the
// fixed ports, or else on free ones. An accounts host shares its provider's port. The error names a port that
// is taken.
func (s *Sandbox) Listen(ctx context.Context, fixed bool) ([]Endpoint, error) {
	var all []Endpoint
	var ends []func()
	for _, name := range providerNames() {
		number := 0
		if fixed {
			number = port(name)
		}
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(number)))
		if err != nil {
			for _, end := range ends {
				end()
			}
			return nil, fmt.Errorf("the %s stand-in cannot listen: %w (is another sandbox running?)", name, err)
		}
		ends = append(ends, serve(ctx, listener, s.desks[name]))
		all = append(all, EndpointAt(name, "http://"+listener.Addr().String()))
	}
	s.mu.Lock()
	s.ends = append(s.ends, ends...)
	s.mu.Unlock()
	return all, nil
}

// grace is what a request that is being answered gets when its server ends: more than
// a write to the disk takes.
const grace = 2 * time.Second

// serve answers on the listener and returns the way to end it, which waits for it.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) func() {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // connections cut on purpose are no news
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			_ = server.Close()
		}
	}()
	end := sync.OnceFunc(func() {
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		if err := server.Shutdown(limit); err != nil {
			_ = server.Close()
		}
		<-ended
	})
	stop := context.AfterFunc(ctx, end)
	return func() {
		stop()
		end()
	}
}
