package conomy

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

// fetchToken gets an access token: Authentication, conomy-docs.pages.dev, 2026-04.
func (d *driver) fetchToken(ctx context.Context) (string, time.Duration, error) {
	s := d.account.Settings
	call := rest.Call{
		Op: "token", Method: http.MethodPost, Path: "/auth", Header: d.header(""),
		JSON: map[string]string{"clientId": s.Get("client_id"), "clientSecret": s.Secret("client_secret").Reveal()},
	}
	answer, err := d.client.Do(ctx, call)
	if err != nil {
		return "", 0, err
	}
	if !answer.OK() {
		err := d.refused(call, answer)
		if !providers.Is(err, providers.Throttled) && !providers.Is(err, providers.Unavailable) {
			// The call carries nothing but the credentials, so they are what is
			// wrong; the OpenAPI documents 400 for it.
			err = d.client.Fail(call, answer, providers.Denied, text(err))
		}
		return "", 0, err
	}
	var got struct {
		AccessToken string    `json:"accessToken"`
		ExpiresIn   rest.Text `json:"expiresIn"`
	}
	if err := rest.ReadJSON(answer.Body, &got); err != nil {
		// The body may hold a token after all, so it is not shown.
		return "", 0, d.client.Fail(call, rest.Answer{}, providers.Unavailable, "the answer holds no access token")
	}
	return got.AccessToken, got.ExpiresIn.Seconds(), nil
}

func (d *driver) header(token string) http.Header {
	s := d.account.Settings
	h := http.Header{}
	h.Set("X-Api-Key", s.Secret("api_key").Reveal())
	h.Set("User-Agent", s.Get("user_agent"))
	if token != "" {
		h.Set("Authorization", "Bearer "+token)
	}
	if version := s.Get("api_version"); version != "" {
		h.Set("Conomyhq-Api-Version", version)
	}
	return h
}

func (d *driver) send(ctx context.Context, call rest.Call) (rest.Answer, error) {
	return d.tokens.Do(ctx, func(token string) (rest.Answer, error) {
		call.Header = d.header(token)
		return d.client.Do(ctx, call)
	})
}

// link makes a call that answers with a link.
func (d *driver) link(ctx context.Context, call rest.Call) (wireLink, rest.Answer, error) {
	var w wireLink
	answer, err := d.send(ctx, call)
	if err != nil {
		return w, answer, err
	}
	if !answer.OK() {
		return w, answer, d.refused(call, answer)
	}
	if err := d.client.Decode(call, answer, &w); err != nil {
		return w, answer, err
	}
	if w.ID == "" || (call.ID != "" && w.ID != call.ID) {
		return w, answer, d.client.Unreadable(call, answer, "it does not have the link's id")
	}
	return w, answer, nil
}

func (d *driver) page(ctx context.Context, call rest.Call) (page, error) {
	var p page
	answer, err := d.send(ctx, call)
	if err != nil {
		return p, err
	}
	if !answer.OK() {
		return p, d.refused(call, answer)
	}
	err = d.client.Decode(call, answer, &p)
	if err == nil && p.Results == nil {
		err = d.client.Unreadable(call, answer, "it has no results")
	}
	return p, err
}

// refusal holds both shapes of an error: statusCode, error and message in the
// OpenAPI, code, type and detail in api-reference/errors.md (both 2026-03).
type refusal struct {
	Code    rest.Text `json:"code"`
	Type    string    `json:"type"`
	Detail  string    `json:"detail"`
	Error   string    `json:"error"`
	Message string    `json:"message"`
}

func parseRefusal(answer rest.Answer) refusal {
	var r refusal
	if err := rest.ReadJSON(answer.Body, &r); err != nil {
		return refusal{}
	}
	return r
}

func explain(answer rest.Answer) string {
	r := parseRefusal(answer)
	for _, text := range []string{r.Detail, r.Message, r.Error, r.Type} {
		if text != "" {
			return text
		}
	}
	return fmt.Sprintf("HTTP %d", answer.Status)
}

// refused classes an answer: by the code table of api-reference/errors.md where
// it says more than the HTTP status does.
func (d *driver) refused(call rest.Call, answer rest.Answer) error {
	r := parseRefusal(answer)
	kinds := map[rest.Text]providers.Kind{
		"13": providers.Conflict, "21": providers.Conflict, "31": providers.NotFound,
		"32": providers.Throttled, "41": providers.Denied, "42": providers.Unsupported, "43": providers.Denied,
	}
	if kind, known := kinds[r.Code]; known && answer.Status >= 400 {
		return d.client.Fail(call, answer, kind, explain(answer))
	}
	text := ""
	if r != (refusal{}) {
		text = explain(answer)
	}
	return d.client.Refused(call, answer, text)
}

// text gives an error's sentence without the provider and operation before it.
func text(err error) string {
	var e *providers.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}
