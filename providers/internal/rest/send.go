package rest

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// carrier sends requests and tells whether one may have arrived.
type carrier struct {
	transport http.RoundTripper
	own       bool
}

// newCarrier keeps HTTP/1.1: over HTTP/2 one broken connection makes every call
// on it ambiguous, and a handful of connections is all an account needs. Idle
// ones are dropped early because a provider that closes one just as a create
// leaves makes that create uncertain.
func newCarrier(given http.RoundTripper, conns int) carrier {
	if given != nil {
		return carrier{transport: given}
	}
	protocols := &http.Protocols{}
	protocols.SetHTTP1(true)
	return carrier{own: true, transport: &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    10 * time.Second,
		Protocols:              protocols,
		MaxConnsPerHost:        conns,
		MaxIdleConnsPerHost:    max(conns, http.DefaultMaxIdleConnsPerHost),
		IdleConnTimeout:        10 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true,
	}}
}

// trail is what one request's transport said of its connection.
type trail struct{ asked, got atomic.Bool }

// follow gives a context whose request leaves a trail.
func (p *trail) follow(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { p.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { p.got.Store(true) },
	})
}

// sent is false only on proof: a connection was looked for and never got. A
// foreign transport that does not say so proves nothing.
func (c carrier) sent(p *trail) bool { return p.got.Load() || (!c.own && !p.asked.Load()) }
