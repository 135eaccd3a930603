package rest

import (
	"context"
	"net/http"
	"sync"
	"time"

	"paysheet/providers"
)

// How long before its end a token is renewed, and how long a refusal of the
// token endpoint is believed: without the latter every row of a sheet would ask
// again, which Zoho answers by blocking the account.
const (
	renewMargin  = time.Minute
	refusalHolds = time.Minute
)

// Fetch gets a new access token and how long it lives; a life of 0 is unknown
// and taken as an hour.
type Fetch func(ctx context.Context) (token string, life time.Duration, err error)

// Tokens keeps one access token for all workers of an account and renews it
// before it ends. However many ask at once, one fetch is under way.
type Tokens struct {
	client *Client
	fetch  Fetch
	clock  func() time.Time

	mu      sync.Mutex
	token   string
	until   time.Time
	worked  bool // some call was accepted with token
	barren  int  // tokens in a row that no call was accepted with
	denied  error
	deniedT time.Time // until when denied holds
	flight  *flight
}

// flight is a fetch under way.
type flight struct {
	done  chan struct{}
	token string
	err   error
	cut   bool // it failed because its leader was cancelled
}

// NewTokens makes a source that has fetched nothing yet. What it fetches is
// hidden in the client's errors.
func NewTokens(c *Client, fetch Fetch) *Tokens {
	return &Tokens{client: c, fetch: fetch, clock: c.clock}
}

// Get gives the token in force, fetching one if there is none or its end is
// near. The error is the fetch's, or ctx's while another's fetch is waited for.
func (t *Tokens) Get(ctx context.Context) (string, error) {
	for {
		token, current, leads, err := t.join()
		if token != "" || err != nil {
			return token, err
		}
		if leads {
			return t.lead(ctx, current)
		}
		select {
		case <-ctx.Done():
			return "", t.client.fail(Call{Op: "token"}, providers.Unavailable, "stopped while waiting for an access token, nothing was sent", ctx.Err())
		case <-current.done:
		}
		if !current.cut {
			return current.token, current.err
		}
	}
}

// join gives what is known, or the fetch under way, or a new one to lead.
func (t *Tokens) join() (token string, current *flight, leads bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock()
	switch {
	case t.token != "" && now.Before(t.until):
		return t.token, nil, false, nil
	case t.flight != nil:
		return "", t.flight, false, nil
	case t.denied != nil && now.Before(t.deniedT):
		return "", nil, false, t.denied
	}
	t.flight = &flight{done: make(chan struct{})}
	return "", t.flight, true, nil
}

func (t *Tokens) lead(ctx context.Context, f *flight) (string, error) {
	var life time.Duration
	f.token, life, f.err = t.fetch(ctx)
	f.cut = f.err != nil && ctx.Err() != nil
	if f.err == nil && f.token == "" {
		f.err = t.client.fail(Call{Op: "token"}, providers.Unavailable, "the answer holds no access token", nil)
	}
	t.client.Hide(f.token)
	t.mu.Lock()
	t.flight = nil
	if f.err == nil {
		t.keep(f.token, life)
	} else if kind := providers.KindOf(f.err); kind == providers.Denied || kind == providers.Invalid {
		t.denied, t.deniedT = f.err, t.clock().Add(refusalHolds)
	}
	t.mu.Unlock()
	close(f.done)
	return f.token, f.err
}

// keep is called with the lock held.
func (t *Tokens) keep(token string, life time.Duration) {
	if life <= 0 {
		life = time.Hour
	}
	margin := renewMargin
	if life < 10*renewMargin {
		margin = life / 10
	}
	t.token, t.until, t.worked, t.denied = token, t.clock().Add(life-margin), false, nil
}

// Invalidate drops a token that a call was refused with. A token that was
// renewed in the meantime stays, so many workers refused at once fetch once.
func (t *Tokens) Invalidate(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token == token {
		t.token = ""
	}
}

// Do sends a call with the token and, where it is refused with 401, once more
// with a fresh one, which is safe for a create too: it was refused. Where two
// tokens in a row never worked, the token is not what is wrong and no more are
// fetched for it.
func (t *Tokens) Do(ctx context.Context, send func(token string) (Answer, error)) (Answer, error) {
	token, err := t.Get(ctx)
	if err != nil {
		return Answer{}, err
	}
	answer, err := send(token)
	if err != nil || !t.retire(token, answer) {
		return answer, err
	}
	if token, err = t.Get(ctx); err != nil {
		return Answer{}, err
	}
	answer, err = send(token)
	if err == nil {
		t.retire(token, answer)
	}
	return answer, err
}

// retire learns from an answer and tells whether a fresh token is worth a try.
func (t *Tokens) retire(token string, answer Answer) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if answer.Status != http.StatusUnauthorized {
		if t.token == token {
			t.worked, t.barren = true, 0
		}
		return false
	}
	if t.token != token {
		return true
	}
	if !t.worked {
		t.barren++
	}
	if t.barren >= 2 {
		return false
	}
	t.token = ""
	return true
}
