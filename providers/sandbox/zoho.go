package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// zoho follows "Zoho Payments API v1, Payment Link", zoho.com/in/payments/api, 2026-07, and
// where that is silent the official Go SDK (github.com/zoho/zoho-payments-go-sdk, 2026-07).
type zoho struct {
	*desk
	creates, updates shape
}

func newZoho(d *desk) *zoho {
	most := d.knobs.number("zoho.reference_limit")
	return &zoho{desk: d, creates: zohoShape(true, most), updates: zohoShape(false, most)}
}

// ist is Indian Standard Time. Zoho's document names no zone for its dates; the account's is assumed.
func ist() *time.Location { return time.FixedZone("+0530", 5*3600+1800) }

const zohoLinks = "api/v1/paymentlinks"

func (z *zoho) route(r *http.Request) (operation, string) {
	return match(r.Method, segments(r), []way{
		{http.MethodPost, "oauth/v2/token", opToken},
		{http.MethodPost, zohoLinks, opCreate},
		{http.MethodGet, zohoLinks + "/*", opGet},
		{http.MethodPut, zohoLinks + "/*", opUpdate},
		{http.MethodPut, zohoLinks + "/*/cancel", opCancel},
	})
}

// fail writes an error; two knobs move it inside HTTP 200 and make its code a number.
func (z *zoho) fail(status int, code, message string) answer {
	var shown any = code
	if z.knobs.is("zoho.error_code", "number") {
		shown = status * 10
	}
	if z.knobs.is("zoho.error_status", "200") && status < http.StatusInternalServerError {
		status = http.StatusOK
	}
	return reply(status, map[string]any{"code": shown, "message": message})
}

func (z *zoho) bad(message string) answer {
	return z.fail(http.StatusBadRequest, "invalid_request", message)
}

func (z *zoho) denied() answer {
	return reply(http.StatusUnauthorized, map[string]any{"code": "invalid_token", "message": "Invalid OAuth token."})
}

func (z *zoho) throttled() answer {
	return reply(http.StatusTooManyRequests, map[string]any{"code": "too_many_requests", "message": "Too many requests."})
}

func (z *zoho) broken() answer {
	return z.fail(http.StatusInternalServerError, "error", "An internal error occurred. Please refresh the page and try again.")
}

func (z *zoho) serve(c *call) answer {
	switch {
	case c.op == opToken:
		return z.token(c)
	case c.op == opNone && strings.HasPrefix(c.request.URL.Path, "/"+zohoLinks):
		return z.fail(http.StatusMethodNotAllowed, "error", "Method not allowed")
	case c.op == opNone:
		return z.fail(http.StatusNotFound, "error", "Not found")
	}
	if _, known := z.tokens.find(scheme(c.request, "Zoho-oauthtoken"), c.now); !known {
		return z.denied()
	}
	c.merchant = c.request.URL.Query().Get("account_id")
	if !z.knowsMerchant(c.merchant) {
		return z.fail(http.StatusNotFound, "error", "Not Authorised")
	}
	if !z.limits.allow(c.merchant, c.now) {
		return z.throttled()
	}
	return z.perform(c)
}

func (z *zoho) perform(c *call) answer {
	var body map[string]any
	if c.op == opCreate || c.op == opUpdate {
		var err error
		if body, err = jsonBody(c); err != nil {
			return z.bad(err.Error())
		}
	}
	if c.op == opCreate {
		return z.create(c, body)
	}
	return z.run(func(t *txn) answer {
		l, found := t.get(c.merchant, c.id)
		if !found {
			return z.fail(http.StatusNotFound, "resource_does_not_exist", "Payment link does not exist.")
		}
		switch c.op {
		case opUpdate:
			return z.update(t, c, l, body)
		case opCancel:
			if err := z.withdraw(&l, c.now); err != nil {
				return z.bad(err.Error())
			}
			t.put(l)
			return z.success(http.StatusOK, "Payment link Cancelled", z.show(&l, c.now))
		default:
			shown := z.show(&l, c.now)
			shown["payments"] = z.payments(&l)
			return z.success(http.StatusOK, "success", shown)
		}
	})
}

// token is the accounts host. Its errors come inside HTTP 200, which the official SDKs check for.
func (z *zoho) token(c *call) answer {
	form, err := url.ParseQuery(string(c.body))
	if err != nil || !isForm(c.request) {
		return z.tokenError("invalid_request")
	}
	switch {
	case form.Get("grant_type") != "refresh_token":
		return z.tokenError("unsupported_grant_type")
	case form.Get("client_id") == "" || !sameSecret(form.Get("client_secret"), ZohoClientSecret):
		return z.tokenError("invalid_client")
	case !sameSecret(form.Get("refresh_token"), ZohoRefreshToken):
		return z.tokenError("invalid_code")
	case z.knobs.is("zoho.redirect_uri", "required") && form.Get("redirect_uri") == "":
		return z.tokenError("invalid_redirect_uri")
	}
	life := z.knobs.life("zoho.token_ttl")
	token := "1000." + randomHex(16) + "." + randomHex(16)
	z.tokens.add(token, grant{client: form.Get("client_id"), expires: c.now.Add(life)}, c.now)
	shown := map[string]any{
		"access_token": token, "api_domain": "https://www.zohoapis.in", "token_type": "Bearer", "expires_in": int64(life / time.Second),
	}
	if z.knobs.is("zoho.expires_in", "milliseconds") {
		shown["expires_in_sec"], shown["expires_in"] = int64(life/time.Second), life.Milliseconds()
	}
	return reply(http.StatusOK, shown)
}

func (z *zoho) tokenError(code string) answer {
	return reply(z.knobs.number("zoho.token_error_status"), map[string]any{"error": code})
}

func (z *zoho) success(status int, message string, shown map[string]any) answer {
	return reply(status, map[string]any{"code": 0, "message": message, "payment_links": shown})
}

func (z *zoho) show(l *link, now time.Time) map[string]any {
	state, _ := z.state(l, now)
	shown := map[string]any{
		"payment_link_id": l.ID, "url": pageURL(z.name, l.Page), "amount": fixed2(rat(l.Amount)), "amount_paid": fixed2(l.paid()),
		"currency": l.Currency, "status": state, "description": l.Description, "created_time": z.moment(l.Created),
		"created_by_id": "173000002314885", "created_by": "Sandbox", "last_modified_by_id": "173000002314885", "last_modified": "Sandbox",
	}
	for name, value := range l.Fields {
		shown[name] = value
	}
	return shown
}

func (z *zoho) payments(l *link) []map[string]any {
	all := make([]map[string]any, 0, len(l.Payments))
	for _, one := range l.Payments {
		told := map[string]any{
			"payment_id": one.ID, "amount": fixed2(rat(one.Amount)), "status": "succeeded", "date": z.moment(one.At),
		}
		if z.knobs.on("zoho.payment_type") {
			told["type"] = "upi"
		}
		all = append(all, told)
	}
	return all
}

// moment: the document calls created_time milliseconds and shows seconds.
func (z *zoho) moment(at time.Time) int64 {
	if z.knobs.is("zoho.created_time", "milliseconds") {
		return at.UnixMilli()
	}
	return at.Unix()
}

func (z *zoho) state(l *link, now time.Time) (string, bool) {
	switch {
	case l.Cancelled:
		return "canceled", false
	case l.complete():
		return "paid", false
	case l.expired(now):
		return "expired", false
	}
	return "active", true
}

func (z *zoho) expire(l *link, now time.Time) {
	l.Expires, l.Fields["expires_at"] = yesterday(now, ist())
}

func (z *zoho) withdraw(l *link, now time.Time) error {
	if _, payable := z.state(l, now); !payable {
		return refusal("Payment link is not active")
	}
	l.Cancelled, l.Updated = true, now
	return nil
}
