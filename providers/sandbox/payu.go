package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// payu follows the PayU Payment Links API, docs.payu.in, in its two generations: the older
// ("Get Single Payment Link API", 2023, and the SDKs' openapi.yaml, 2022) and the newer (2026). The
// knob payu.dialect chooses how get, list and update answer.
type payu struct {
	*desk
	creates, updates shape
}

func newPayU(d *desk) *payu {
	return &payu{desk: d, creates: payuCreateShape(), updates: payuUpdateShape()}
}

const (
	scopeCreate = "create_payment_links"
	scopeUpdate = "update_payment_links"
	scopeRead   = "read_payment_links"
)

func (p *payu) isNew() bool { return p.knobs.is("payu.dialect", "new") }

func (p *payu) route(r *http.Request) (operation, string) {
	parts := segments(r)
	if len(parts) > 1 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1] // documented with and without the slash
	}
	op, id := match(r.Method, parts, []way{
		{http.MethodPost, "oauth/*", opToken},
		{http.MethodPost, "payment-links", opCreate},
		{http.MethodGet, "payment-links", opList},
		{http.MethodGet, "payment-links/*", opGet},
		{http.MethodPut, "payment-links/*", opUpdate},
		{http.MethodDelete, "payment-links/*", opCancel},
		{http.MethodPost, "payment-links/*/share", opShare},
		{http.MethodGet, "payment-links/*/txns", opTransactions},
		{http.MethodGet, "payment-links/*/transactions", opTransactions},
	})
	if query := r.URL.Query(); op == opList && query.Has("ID") {
		return opGet, query.Get("ID")
	}
	return op, id
}

// envelope: every answer but a 401 is HTTP 200, success is told by status 0 alone.
func (p *payu) envelope(status int, message, result any) answer {
	return reply(http.StatusOK, map[string]any{"status": status, "message": message, "result": result, "errorCode": nil, "guid": nil})
}

func (p *payu) fail(message string) answer { return p.envelope(-1, message, nil) }

func (p *payu) denied() answer {
	return oauthError("invalid_token", "The access token is invalid or has expired.")
}

func oauthError(code, text string) answer {
	return reply(http.StatusUnauthorized, map[string]any{"error": code, "error_description": text})
}

func (p *payu) throttled() answer {
	return reply(http.StatusTooManyRequests, map[string]any{
		"error": "rate_limit_exceeded", "error_description": "Too many requests. Please retry after some time.",
	})
}

func (p *payu) broken() answer {
	return reply(http.StatusInternalServerError, map[string]any{
		"status": -1, "message": "Something went wrong", "result": nil, "errorCode": nil, "guid": nil,
	})
}

func (p *payu) missing() answer {
	if p.isNew() {
		return p.fail("Payment link not found.")
	}
	return p.fail("paymentLink not found")
}

func (p *payu) serve(c *call) answer {
	switch c.op {
	case opNone:
		return reply(http.StatusNotFound, map[string]any{"status": -1, "message": "Not found", "result": nil, "errorCode": nil, "guid": nil})
	case opToken:
		return p.oauth(c)
	default:
	}
	token, known := p.tokens.find(scheme(c.request, "Bearer"), c.now)
	if !known {
		return p.denied()
	}
	if !slices.Contains(token.scopes, scopeFor(c.op)) {
		return oauthError("insufficient_scope", "The requested scope is invalid, unknown, or malformed.")
	}
	if refused := p.merchant(c); refused != "" {
		return p.fail(refused)
	}
	if !p.limits.allow(c.merchant, c.now) {
		return p.throttled()
	}
	return p.perform(c)
}

func (p *payu) perform(c *call) answer {
	switch c.op {
	case opCancel:
		if !p.knobs.on("payu.delete") {
			return reply(http.StatusMethodNotAllowed, map[string]any{"status": -1, "message": "Method not allowed", "result": nil, "errorCode": nil, "guid": nil})
		}
		return p.one(c)
	case opCreate, opUpdate:
		return p.write(c)
	case opList:
		return p.list(c)
	default:
		return p.one(c)
	}
}

func scopeFor(op operation) string {
	switch op {
	case opCreate:
		return scopeCreate
	case opUpdate, opCancel:
		return scopeUpdate
	default:
		return scopeRead
	}
}

// merchant takes either header: the documents name mid in tables and merchantId in samples.
func (p *payu) merchant(c *call) string {
	mid, id := c.request.Header.Get("mid"), c.request.Header.Get("merchantId")
	switch p.knobs["payu.merchant_header"] {
	case "mid":
		id = ""
	case "merchantId":
		mid = ""
	}
	if mid != "" && id != "" && mid != id {
		return "mid and merchantId name different merchants."
	}
	c.merchant = mid + id
	if mid == id {
		c.merchant = mid
	}
	if !p.knowsMerchant(c.merchant) {
		return "Invalid merchant id."
	}
	return ""
}

func (p *payu) one(c *call) answer {
	return p.run(func(t *txn) answer {
		l, found := t.get(c.merchant, c.id)
		query := c.request.URL.Query()
		if !found || (query.Has("ID") && !p.createdWithin(&l, query)) {
			return p.missing()
		}
		switch c.op {
		case opCancel:
			if err := p.withdraw(&l, c.now); err != nil {
				return p.fail(err.Error())
			}
			t.put(l)
			return p.envelope(0, "Payment link cancelled successfully", nil)
		case opShare:
			return p.share(t, c, l)
		case opTransactions:
			return p.transactions(c, &l)
		default:
			return p.get(&l, c.now)
		}
	})
}

func (p *payu) write(c *call) answer {
	body, err := decodeObject(c.body)
	switch {
	case !isJSON(c.request):
		return p.fail("Content-Type must be application/json.")
	case err != nil && p.knobs.is("payu.malformed", "empty"):
		return answer{status: http.StatusOK}
	case err != nil:
		return p.fail("Something went wrong")
	case c.op == opCreate:
		return p.create(c, body)
	}
	return p.run(func(t *txn) answer {
		l, found := t.get(c.merchant, c.id)
		if !found {
			return p.missing()
		}
		return p.update(t, c, l, body)
	})
}

// share sends the link over the channels of the body or of the query.
func (p *payu) share(t *txn, c *call, l link) answer {
	channels := c.request.URL.Query()["channelList"]
	if len(c.body) > 0 {
		body, err := decodeObject(c.body)
		if err != nil {
			return p.fail("Something went wrong")
		}
		rules := shape{"channelList": {kind: kindList, need: true, least: 1, item: &field{kind: kindText, need: true}}}
		if broken := rules.check("", body); broken != nil {
			return p.fail(broken.text() + ".")
		}
		given, _ := body["channelList"].([]any)
		for _, one := range given {
			channels = append(channels, one.(string)) //nolint:forcetypeassert // check has made sure of it
		}
	}
	if len(channels) == 0 {
		return p.fail("channelList is required.")
	}
	if _, payable := p.state(&l, c.now); !payable {
		return p.fail("Payment link is not active.")
	}
	l.notify(channels...)
	t.put(l)
	return p.envelope(0, "paymentLink shared", nil)
}

func amountOf(decimal string) json.Number { return json.Number(shortest(rat(decimal))) }

// oauth is the accounts host: a token by client credentials, and its end.
func (p *payu) oauth(c *call) answer {
	form, err := url.ParseQuery(string(c.body))
	if err != nil || !isForm(c.request) || form.Get("client_id") == "" || !sameSecret(form.Get("client_secret"), PayUClientSecret) {
		return oauthError("invalid_client",
			"Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.")
	}
	switch c.id {
	case "revoke":
		if !p.tokens.revoke(form.Get("token")) {
			return oauthError("invalid_token", "The token is invalid or has already been revoked.")
		}
		return answer{status: http.StatusOK}
	case "token":
		return p.token(c, form)
	}
	return reply(http.StatusNotFound, map[string]any{"error": "not_found"})
}

func (p *payu) token(c *call, form url.Values) answer {
	if form.Get("grant_type") != "client_credentials" {
		return oauthError("unauthorized_client", "The authenticated client is not authorized to use this authorization grant type.")
	}
	scopes := strings.Fields(form.Get("scope"))
	unknown := func(scope string) bool { return scope != scopeCreate && scope != scopeUpdate && scope != scopeRead }
	if len(scopes) == 0 || len(scopes) > p.knobs.number("payu.max_scopes") || slices.ContainsFunc(scopes, unknown) {
		return oauthError("invalid_scope", "The requested scope is invalid, unknown, or malformed.")
	}
	life := p.knobs.life("payu.token_ttl")
	token := randomHex(32)
	p.tokens.add(token, grant{client: form.Get("client_id"), scopes: scopes, expires: c.now.Add(life)}, c.now)
	return reply(http.StatusOK, map[string]any{
		"access_token": token, "token_type": "Bearer", "expires_in": int64(life / time.Second), "scope": strings.Join(scopes, " "),
		"created_at": c.now.Unix(),
	})
}
