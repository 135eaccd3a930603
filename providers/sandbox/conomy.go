package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// conomy follows the Conomy Payment API (OpenAPI in github.com/conomyapp/gitbook-docs,
// 2026-03) and the recipe "Create a payment link" (conomy-docs.pages.dev, 2026).
type conomy struct {
	*desk
	creates shape
}

func newConomy(d *desk) *conomy {
	return &conomy{desk: d, creates: conomyShape(d.knobs.is("conomy.account", "full"))}
}

const (
	attempt    = "ATTEMPT"
	active     = "ACTIVE"
	processing = "PROCESSING_PAYMENT"
	finished   = "FINISHED"
	expired    = "EXPIRED"
)

func (k *conomy) route(r *http.Request) (operation, string) {
	return match(r.Method, segments(r), []way{
		{http.MethodPost, "auth", opToken},
		{http.MethodPost, "payment-links", opCreate},
		{http.MethodGet, "payment-links", opList},
		{http.MethodGet, "payment-links/*", opGet},
		{http.MethodDelete, "payment-links/*", opCancel},
		{http.MethodPost, "payment-links/*/activate", opActivate},
	})
}

// fail writes an error in the shape of the knob. The newer shape's table of codes is in
// the Errors page of the documents; the older has the HTTP status and its name.
func (k *conomy) fail(status int, kind, text string) answer {
	if k.knobs.is("conomy.errors", "old") {
		return reply(status, map[string]any{"statusCode": status, "error": http.StatusText(status), "message": text})
	}
	code := map[string]string{
		"serverError": "01", "invalidParam": "11", "missingParam": "12", "alreadyExist": "13", "parsingResource": "14",
		"failedPrecondition": "21", "notFound": "31", "tooManyRequests": "32", "unauthorized": "41", "forbiddenOperation": "43",
	}[kind]
	return reply(status, map[string]any{"status": status, "code": code, "type": kind, "detail": text, "traceId": randomHex(16)})
}

func (k *conomy) bad(kind, text string) answer { return k.fail(http.StatusBadRequest, kind, text) }

func (k *conomy) denied() answer {
	return k.fail(http.StatusUnauthorized, "unauthorized", "Invalid or expired access token")
}

func (k *conomy) throttled() answer {
	return k.fail(http.StatusTooManyRequests, "tooManyRequests", "Too many requests")
}

func (k *conomy) broken() answer {
	return k.fail(http.StatusInternalServerError, "serverError", "Internal server error")
}

func (k *conomy) missing() answer {
	return k.fail(http.StatusNotFound, "notFound", "Payment link not found")
}

func (k *conomy) serve(c *call) answer {
	if c.op == opNone {
		return k.fail(http.StatusNotFound, "notFound", "Cannot "+c.request.Method+" this path")
	}
	agent := c.request.UserAgent()
	if agent == "" {
		return k.bad("missingParam", "User-Agent is required")
	}
	if strings.HasPrefix(agent, "Go-http-client") && k.knobs.on("conomy.reject_go_agent") {
		return k.bad("invalidParam", "User-Agent must identify the application")
	}
	if !sameSecret(c.request.Header.Get("x-api-key"), ConomyAPIKey) {
		if k.knobs.number("conomy.key_status") == http.StatusForbidden {
			return k.fail(http.StatusForbidden, "forbiddenOperation", "Forbidden")
		}
		return k.fail(http.StatusUnauthorized, "unauthorized", "Invalid API key")
	}
	if c.op == opToken {
		return k.auth(c)
	}
	token, known := k.tokens.find(scheme(c.request, "Bearer"), c.now)
	if !known {
		return k.denied()
	}
	c.merchant = token.client
	if !k.limits.allow(c.merchant, c.now) {
		return k.throttled()
	}
	return k.perform(c)
}

func (k *conomy) perform(c *call) answer {
	if c.op == opCreate {
		return k.create(c)
	}
	if c.op == opList {
		return k.list(c)
	}
	return k.run(func(t *txn) answer {
		l, found := t.get(c.merchant, c.id)
		if !found || l.Cancelled {
			return k.missing()
		}
		switch c.op {
		case opActivate:
			return k.activate(t, c, l)
		case opCancel:
			if err := k.withdraw(&l, c.now); err != nil {
				return k.undeletable(err)
			}
			t.put(l)
			return answer{status: http.StatusNoContent}
		default:
			return reply(http.StatusOK, k.show(&l, c.now))
		}
	})
}

func (k *conomy) auth(c *call) answer {
	body, err := jsonBody(c)
	if err != nil {
		return k.bad("parsingResource", err.Error())
	}
	if broken := required("clientId", "clientSecret").check("", body); broken != nil {
		return k.broken400(broken)
	}
	if client := text(body, "clientId"); !k.knowsMerchant(client) || !sameSecret(text(body, "clientSecret"), ConomyClientSecret) {
		return k.fail(k.knobs.number("conomy.auth_status"), "unauthorized", "Invalid client credentials")
	}
	life := k.knobs.life("conomy.token_ttl")
	token := jwt(text(body, "clientId"), c.now.Add(life))
	k.tokens.add(token, grant{client: text(body, "clientId"), expires: c.now.Add(life)}, c.now)
	return reply(http.StatusOK, map[string]any{"accessToken": token, "tokenType": "Bearer", "expiresIn": int(life / time.Second)})
}

// jwt looks like the token of the documents; nobody is asked to check its signature.
func jwt(client string, expires time.Time) string {
	claims, _ := json.Marshal(map[string]any{"sub": client, "exp": expires.Unix(), "jti": randomHex(8)})
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode(claims) + "." + randomText(mixedDigits, 43)
}

func (k *conomy) broken400(broken *problem) answer {
	kind := "invalidParam"
	if broken.kind == problemMissing {
		kind = "missingParam"
	}
	return k.bad(kind, broken.text())
}

// refused answers a call that the link's state does not allow: 400 is all the OpenAPI has for it.
func (k *conomy) refused(why error) answer {
	if k.knobs.is("conomy.errors", "new") {
		return k.fail(http.StatusUnprocessableEntity, "failedPrecondition", why.Error())
	}
	return k.bad("failedPrecondition", why.Error())
}

func (k *conomy) undeletable(why error) answer {
	if status := k.knobs.number("conomy.delete_active_status"); status != 0 {
		return k.fail(status, "failedPrecondition", why.Error())
	}
	return k.refused(why)
}

// activate: the document says what it is for, not from which states. An ACTIVE link
// stays as it is; one that is being paid or is paid is refused.
func (k *conomy) activate(t *txn, c *call, l link) answer {
	if len(c.body) > 0 {
		if body, err := decodeObject(c.body); err != nil || len(body) > 0 {
			return k.bad("invalidParam", "The body must be empty or {}")
		}
	}
	switch state, _ := k.state(&l, c.now); state {
	case active:
	case attempt:
		l.Live, l.Updated = true, c.now
		t.put(l)
	case expired:
		if !k.knobs.on("conomy.reactivate") {
			return k.refused(refusal("An EXPIRED payment link cannot be activated"))
		}
		seconds, _ := integer(l.Fields, "duration")
		l.Live, l.Updated, l.Expires = true, c.now, c.now.Add(time.Duration(seconds)*time.Second)
		t.put(l)
	default:
		return k.refused(refusal("A payment link that is " + state + " cannot be activated"))
	}
	return reply(http.StatusOK, k.show(&l, c.now))
}

func (k *conomy) state(l *link, now time.Time) (string, bool) {
	switch {
	case l.Cancelled:
		return "DELETED", false
	case l.complete():
		return finished, false
	case l.Processing:
		return processing, true
	case l.expired(now):
		return expired, false
	case !l.Live:
		return attempt, false
	}
	return active, true
}

func (k *conomy) expire(l *link, now time.Time) { l.Expires, l.Processing = now, false }

func (k *conomy) withdraw(l *link, now time.Time) error {
	if state, _ := k.state(l, now); state != attempt && state != expired {
		return refusal("Only ATTEMPT and EXPIRED payment links can be deleted")
	}
	l.Cancelled, l.Updated = true, now
	return nil
}

func (k *conomy) show(l *link, now time.Time) map[string]any {
	state, _ := k.state(l, now)
	shown := map[string]any{
		"id": l.ID, "checkoutToken": l.Reference, "status": state, "currency": l.Currency, "totalAmount": l.Amount,
		"url": pageURL(k.name, l.Page), "createdAt": l.Created.UTC().Format("2006-01-02T15:04:05.000Z07:00"),
	}
	for name, value := range l.Fields {
		shown[name] = value
	}
	return shown
}
