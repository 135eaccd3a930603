package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"paysheet/providers"
)

// unread is the kind of a call whose answer, if any, cannot be understood.
func unread(call Call) providers.Kind {
	if call.Creates {
		return providers.Uncertain
	}
	return providers.Unavailable
}

// refused tells a status by which the provider says that it did nothing.
func refused(status int) bool {
	return status >= 400 && status < 500 && status != http.StatusRequestTimeout && status != http.StatusTooEarly
}

// KindOf classes the status of an answer that is no success. A create is only
// taken as refused where the status says so: with 5xx, 408, 425 and redirects
// the provider may have acted before it answered.
func KindOf(call Call, status int) providers.Kind {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return providers.Denied
	case http.StatusNotFound:
		return providers.NotFound
	case http.StatusConflict:
		return providers.Conflict
	case http.StatusTooManyRequests:
		return providers.Throttled
	}
	switch {
	case refused(status):
		return providers.Invalid
	case status >= 300 && status < 400 && !call.Creates:
		return providers.Invalid
	}
	return unread(call)
}

// Refused makes the error for an answer that is no success, classed by its HTTP
// status. message is the provider's own, or empty, and then the status and the
// beginning of the body stand for it.
func (c *Client) Refused(call Call, answer Answer, message string) error {
	if strings.TrimSpace(message) == "" {
		message = c.Describe(answer)
	}
	return c.Fail(call, answer, KindOf(call, answer.Status), message)
}

// Fail makes an error of a kind that the driver knows better than the status
// does, such as an error inside HTTP 200. The message is cleaned of secrets and
// control characters and capped; RetryAfter comes from the answer.
func (c *Client) Fail(call Call, answer Answer, kind providers.Kind, message string) error {
	e := c.fail(call, kind, message, nil)
	e.RetryAfter = c.retryAfter(answer.Header)
	return e
}

// Unreadable makes the error for an answer that is not what the documents
// describe: Uncertain on a call that Creates, Unavailable on any other. why is
// a clause such as "it has no id".
func (c *Client) Unreadable(call Call, answer Answer, why string) error {
	return c.Fail(call, answer, unread(call), "the answer cannot be used, "+why+": "+c.Describe(answer))
}

// Describe gives the status and the beginning of the body, cleaned, for want of a
// message of the provider's own.
func (c *Client) Describe(answer Answer) string {
	text := fmt.Sprintf("HTTP %d", answer.Status)
	if to := answer.Header.Get("Location"); answer.Status >= 300 && answer.Status < 400 {
		return text + ", a redirect, which is not followed, to " + to
	}
	if len(answer.Body) == 0 {
		return text + " with an empty body"
	}
	return text + ", " + c.secrets.clean(string(answer.Body))
}

// lost makes the error for a call without a complete answer.
func (c *Client) lost(call Call, sent bool, err error) error {
	var certificate *tls.CertificateVerificationError
	switch {
	case !sent && errors.As(err, &certificate):
		// Asking again is no use, so this is not Unavailable.
		return c.fail(call, providers.Invalid, "the provider's certificate cannot be trusted, nothing was sent: "+certificate.Err.Error(), err)
	case !sent:
		return c.fail(call, providers.Unavailable, "no connection, nothing was sent: "+err.Error(), err)
	case errors.Is(err, context.DeadlineExceeded):
		return c.fail(call, unread(call), "no complete answer within "+c.timeout.String(), err)
	}
	if errors.Is(err, context.Canceled) {
		return c.fail(call, unread(call), "stopped while waiting for the answer", err)
	}
	return c.fail(call, unread(call), "the connection broke before a complete answer: "+err.Error(), err)
}

func (c *Client) fail(call Call, kind providers.Kind, message string, cause error) *providers.Error {
	e := &providers.Error{Kind: kind, Provider: c.provider, Op: call.Op, Message: strings.TrimRight(c.secrets.clean(message), ". ")}
	if cause != nil {
		e.Err = veiled{text: c.secrets.clean(cause.Error()), is: func(target error) bool { return errors.Is(cause, target) }}
	}
	return e
}

// retryAfter reads the header in both of its shapes, seconds and an HTTP date
// (RFC 9110, section 10.2.3, 2022-06).
func (c *Client) retryAfter(header http.Header) time.Duration {
	text := strings.TrimSpace(header.Get("Retry-After"))
	if text == "" {
		return 0
	}
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return max(0, at.Sub(c.clock()))
}
