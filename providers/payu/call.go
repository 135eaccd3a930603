package payu

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

// oauthError is the body of a refusal by the accounts host, and of the API's 401:
// PayU Payment Links API, docs.payu.in, 2026.
type oauthError struct {
	Error       string    `json:"error"`
	Description string    `json:"error_description"`
	RetryAfter  rest.Text `json:"retry_after"`
}

// fetchToken gets an access token by client credentials: the same document.
func (d *driver) fetchToken(ctx context.Context) (string, time.Duration, error) {
	s := d.account.Settings
	call := rest.Call{Op: "token", Method: http.MethodPost, Path: "/oauth/token", Form: url.Values{
		"client_id": {s.Get("client_id")}, "client_secret": {s.Secret("client_secret").Reveal()},
		"grant_type": {"client_credentials"}, "scope": {s.Get("scope")},
	}}
	answer, err := d.accounts.Do(ctx, call)
	if err != nil {
		return "", 0, err
	}
	var got struct {
		AccessToken string    `json:"access_token"`
		ExpiresIn   rest.Text `json:"expires_in"`
		oauthError
	}
	if err := rest.ReadJSON(answer.Body, &got); err == nil && got.Error != "" {
		return "", 0, d.tokenRefused(call, answer, got.oauthError)
	} else if !answer.OK() {
		err := d.accounts.Refused(call, answer, "")
		var e *providers.Error
		if errors.As(err, &e) && e.Kind != providers.Throttled && e.Kind != providers.Unavailable {
			e.Kind = providers.Denied // the call carries nothing but the credentials
		}
		return "", 0, err
	} else if err != nil {
		// The body may hold a token after all, so it is not shown.
		return "", 0, d.accounts.Fail(call, rest.Answer{}, providers.Unavailable, "the answer holds no access token")
	}
	return got.AccessToken, got.ExpiresIn.Seconds(), nil
}

func (d *driver) tokenRefused(call rest.Call, answer rest.Answer, refusal oauthError) error {
	kind := providers.Denied
	switch refusal.Error {
	case "rate_limit_exceeded":
		kind = providers.Throttled
	case "server_error":
		kind = providers.Unavailable
	}
	return refusal.paused(d.accounts.Fail(call, answer, kind, refusal.text()))
}

// paused gives an error the pause that the body asks for, where no header did.
func (o oauthError) paused(err error) error {
	var e *providers.Error
	if errors.As(err, &e) && e.RetryAfter == 0 {
		e.RetryAfter = o.RetryAfter.Seconds()
	}
	return err
}

func (o oauthError) text() string {
	if o.Description == "" {
		return o.Error
	}
	return o.Error + ": " + o.Description
}

// send makes a call and opens the envelope of its answer. A failure told inside
// HTTP 200 comes out as an error.
func (d *driver) send(ctx context.Context, call rest.Call) (envelope, rest.Answer, error) {
	var env envelope
	merchant := d.account.Settings.Get("merchant_id")
	answer, err := d.tokens.Do(ctx, func(token string) (rest.Answer, error) {
		// The documents' tables ask for mid, their samples send merchantId.
		call.Header = http.Header{"Authorization": {"Bearer " + token}, "Mid": {merchant}, "Merchantid": {merchant}}
		return d.client.Do(ctx, call)
	})
	if err != nil {
		return env, answer, err
	}
	if !answer.OK() {
		refused := refusalOf(answer)
		return env, answer, refused.paused(d.client.Refused(call, answer, first(refused.text(), string(refused.Message))))
	}
	if env, err = parse(answer.Body); err != nil {
		return env, answer, d.client.Unreadable(call, answer, rest.NotJSON)
	}
	switch {
	case env.Status == nil:
		return env, answer, d.client.Unreadable(call, answer, "it has no status")
	case *env.Status == "0":
		return env, answer, nil
	case *env.Status == "-1":
		return env, answer, d.failed(call, answer, string(env.Message))
	}
	return env, answer, d.client.Unreadable(call, answer, "its status is neither 0 nor -1")
}

// refusal is the body of an answer that is not HTTP 200.
type refusal struct {
	oauthError
	Message rest.Text `json:"message"`
}

func refusalOf(answer rest.Answer) refusal {
	var r refusal
	if err := rest.ReadJSON(answer.Body, &r); err != nil {
		return refusal{}
	}
	return r
}

// failed classes a failure by its message, for the error code is null in every
// answer that is documented. Messages differ in case between the generations.
func (d *driver) failed(call rest.Call, answer rest.Answer, message string) error {
	text := strings.ToLower(message)
	has := func(part string) bool { return strings.Contains(text, part) }
	switch {
	case has("not found"):
		return d.client.Fail(call, answer, providers.NotFound, message)
	case has("already exists"), has("already been paid"), has("cancelled"):
		return d.client.Fail(call, answer, providers.Conflict, message)
	case has("too many requests"):
		return d.client.Fail(call, answer, providers.Throttled, message)
	case text == "", has("something went wrong"), has("unexpected"), has("internal server"):
		// Words for a fault of the server, which may have come after the work.
		return d.client.Unreadable(call, answer, "it tells of a fault at PayU")
	}
	return d.client.Fail(call, answer, providers.Invalid, message)
}

// alreadyCancelled tells the one refusal of a cancel that is a success.
func alreadyCancelled(err error) bool {
	var e *providers.Error
	return errors.As(err, &e) && e.Kind == providers.Conflict && strings.Contains(strings.ToLower(e.Message), "already cancelled")
}
