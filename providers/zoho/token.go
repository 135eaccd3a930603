package zoho

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

// grant is the answer of the accounts server.
type grant struct {
	AccessToken string    `json:"access_token"`
	ExpiresIn   rest.Text `json:"expires_in"`
	ExpiresSec  rest.Text `json:"expires_in_sec"`
	Error       string    `json:"error"`
	Description string    `json:"error_description"`
}

// token reads a grant. Errors come under HTTP 200 too, as Zoho's SDK expects
// (github.com/zoho/zoho-payments-go-sdk, 2026-07).
func (z *account) token(call rest.Call, answer rest.Answer) (string, time.Duration, error) {
	var g grant
	err := rest.ReadJSON(answer.Body, &g)
	switch {
	case err == nil && g.Error != "" && answer.Status < http.StatusInternalServerError:
		kind := providers.Denied
		if answer.Status == http.StatusTooManyRequests || strings.Contains(strings.ToLower(g.Description), "too many requests") {
			kind = providers.Throttled
		}
		return "", 0, z.login.Fail(call, answer, kind, advice(g))
	case !answer.OK():
		return "", 0, z.login.Refused(call, answer, g.Description)
	case err != nil || g.AccessToken == "":
		return "", 0, z.login.Unreadable(call, rest.Answer{Status: answer.Status}, "it holds no access token")
	}
	return g.AccessToken, g.life(), nil
}

// advice says what a person can do about a refused grant.
func advice(g grant) string {
	text := "Zoho's accounts server refuses the credentials (" + g.Error + ")"
	switch g.Error {
	case "invalid_code", "invalid_grant":
		text += ": refresh_token is not valid, make a new one"
	case "invalid_client":
		text += ": check client_id and client_secret, and that edition is theirs"
	}
	if g.Description != "" {
		text += ": " + g.Description
	}
	return text
}

// life prefers expires_in_sec; some of Zoho's servers send expires_in in
// milliseconds, which no token's life in seconds (an hour) comes near.
func (g grant) life() time.Duration {
	if n, err := strconv.ParseInt(string(g.ExpiresSec), 10, 32); err == nil && n > 0 {
		return time.Duration(n) * time.Second
	}
	n, err := strconv.ParseInt(string(g.ExpiresIn), 10, 32)
	if err != nil || n <= 0 {
		return 0
	}
	if n >= 1_000_000 {
		return time.Duration(n) * time.Millisecond
	}
	return time.Duration(n) * time.Second
}
