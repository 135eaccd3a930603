// Package rest makes one HTTP call for a driver: it encodes, sends, bounds,
// decodes, classes the failure and hides secrets. It never repeats a call and
// knows no provider. Only the drivers beside it in providers may import it.
package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"paysheet/providers"
)

// maxBody bounds an answer: the largest documented one, a page of 50 links, is
// well under a tenth of it.
const maxBody = 1 << 20

// Options say whom a client calls and how.
type Options struct {
	Provider string             // the name that errors begin with
	Base     string             // the API address without a final slash; https unless loopback
	Timeout  time.Duration      // of one call, from dial to the last byte of the answer; 0 is a minute
	MaxConns int                // connections to one host; 0 is no limit
	Secrets  []providers.Secret // never shown in an error
	Clock    func() time.Time   // against which a Retry-After date is read
	// Transport carries the calls; nil is a transport of the client's own.
	Transport http.RoundTripper
}

// Client makes calls to one address. It may be used from many goroutines at once.
type Client struct {
	provider string
	base     string
	timeout  time.Duration
	clock    func() time.Time
	carrier  carrier
	secrets  *veil
}

// New makes a client and calls nobody. The error names the setting base_url and
// what is wrong with it.
func New(opts Options) (*Client, error) {
	base, err := checkBase("base_url", opts.Base)
	if err != nil {
		return nil, err
	}
	if opts.Clock == nil {
		return nil, errors.New("rest: no clock was passed in")
	}
	if opts.Timeout <= 0 {
		opts.Timeout = time.Minute
	}
	return &Client{
		provider: opts.Provider, base: base, timeout: opts.Timeout, clock: opts.Clock,
		carrier: newCarrier(opts.Transport, opts.MaxConns), secrets: newVeil(opts.Secrets),
	}, nil
}

// ForAccount makes the client of an account from the common settings timeout and
// concurrency; base is the address in force. The error names the setting that
// cannot be used.
func ForAccount(provider string, account providers.Account, base string) (*Client, error) {
	opts := Options{
		Provider: provider, Base: base, Secrets: account.Settings.Secrets(),
		Clock: account.Clock, Transport: account.Transport,
	}
	if text := account.Settings.Get("timeout"); text != "" {
		limit, err := time.ParseDuration(text)
		if err != nil || limit <= 0 {
			return nil, fmt.Errorf("timeout = %q is no duration above zero: write it as 60s", text)
		}
		opts.Timeout = limit
	}
	if text := account.Settings.Get("concurrency"); text != "" {
		conns, err := strconv.Atoi(text)
		if err != nil || conns < 1 {
			return nil, fmt.Errorf("concurrency = %q is no whole number above zero: write it as 8", text)
		}
		opts.MaxConns = conns
	}
	return New(opts)
}

// At gives a client for another address of the same account: same connections,
// limits and secrets. The error names the setting that holds the address.
func (c *Client) At(setting, base string) (*Client, error) {
	checked, err := checkBase(setting, base)
	if err != nil {
		return nil, err
	}
	other := *c
	other.base = checked
	return &other, nil
}

// Hide adds a secret that was learnt after the start, such as an access token.
func (c *Client) Hide(secret string) { c.secrets.add(secret) }

// Call is one request.
type Call struct {
	Op     string // for errors: "create", "token"
	Method string
	// Path follows the base and begins with a slash; {id} in it is replaced by
	// ID, escaped.
	Path   string
	ID     string
	Query  url.Values  // only read, as is
	Header http.Header // this one
	JSON   any         // the body, an Object where its names are settings, or
	Form   url.Values  // the body
	// Creates marks a call that must not happen twice: one that makes a link or
	// writes to a customer. Once it has begun it is not cut by its context, and
	// a failure after it may have arrived is Uncertain.
	Creates bool
}

// Answer is a complete answer of any HTTP status.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// OK tells a status of 2xx.
func (a Answer) OK() bool { return a.Status >= 200 && a.Status < 300 }

// Do makes the call once. It gives every complete answer, refusals too: hand
// those to Refused. The error is a *providers.Error: Unavailable where nothing
// was sent or nothing was asked to be made; Uncertain where a call that Creates
// may have arrived; Invalid where the request cannot be sent at all.
func (c *Client) Do(ctx context.Context, call Call) (Answer, error) {
	if err := ctx.Err(); err != nil {
		return Answer{}, c.fail(call, providers.Unavailable, "stopped before the call was made, nothing was sent", err)
	}
	if call.Creates {
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var path trail
	req, err := c.request(path.follow(ctx), call)
	if err != nil {
		return Answer{}, c.fail(call, providers.Invalid, err.Error(), nil)
	}
	resp, err := c.carrier.transport.RoundTrip(req) // no redirect is followed and no cookie kept
	if err != nil {
		return Answer{}, c.lost(call, c.carrier.sent(&path), err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := read(resp)
	answer := Answer{Status: resp.StatusCode, Header: resp.Header, Body: body}
	switch {
	case err != nil && refused(resp.StatusCode):
		// The refusal is in the status; only its explanation was cut off.
		answer.Body = nil
	case err != nil:
		return Answer{}, c.lost(call, true, err)
	case len(body) > maxBody:
		return Answer{}, c.fail(call, unread(call), fmt.Sprintf("the answer (HTTP %d) is longer than 1 MiB and was not read", resp.StatusCode), nil)
	}
	if call.Op != "token" {
		providers.Heard(ctx, answer.Body)
	}
	return answer, nil
}

// read gives the body up to one byte more than is allowed. One whose length is
// known holds no more, and less of it is an error: net/http sees to both.
func read(resp *http.Response) ([]byte, error) {
	if n := resp.ContentLength; n > 0 && n <= maxBody {
		body := make([]byte, n)
		read, err := io.ReadFull(resp.Body, body)
		return body[:read], err
	}
	return io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
}

func (c *Client) request(ctx context.Context, call Call) (*http.Request, error) {
	address, err := c.address(call)
	if err != nil {
		return nil, err
	}
	kind, body, err := encode(call)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, call.Method, address, body)
	if err != nil {
		return nil, errors.New("the request cannot be made: check base_url")
	}
	usual := [...]string{"application/json", "paysheet", kind} // one piece of memory for three lists
	req.Header["Accept"], req.Header["User-Agent"] = usual[0:1:1], usual[1:2:2]
	if kind != "" {
		req.Header["Content-Type"] = usual[2:3:3]
	}
	for name, values := range call.Header {
		for _, value := range values {
			if strings.ContainsFunc(value, isControl) {
				return nil, fmt.Errorf("the %s header would hold a line break or another control character: check the settings", name)
			}
		}
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	if call.Creates {
		// With either of these net/http repeats a POST on a dead connection.
		req.GetBody = nil
		req.Header.Del("Idempotency-Key")
		req.Header.Del("X-Idempotency-Key")
	}
	return req, nil
}

func (c *Client) address(call Call) (string, error) {
	path, rest, one := strings.Cut(call.Path, "{id}")
	id, query, mark := "", "", ""
	if one {
		id = url.PathEscape(call.ID)
		switch id {
		case "":
			return "", errors.New("the link has no id, so the provider cannot be asked for it")
		case ".", "..":
			id = strings.ReplaceAll(id, ".", "%2E")
		}
	}
	if len(call.Query) > 0 {
		query, mark = call.Query.Encode(), "?"
	}
	return c.base + path + id + rest + mark + query, nil
}
