package providers

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what an error means for whoever made the call. Callers act on
// kinds, never on texts.
type Kind uint8

// The kinds of errors that a Provider returns.
const (
	// Uncertain: the provider may have acted. A create that ends so is never
	// repeated blindly; Find, the next run or a person settles it. It is the
	// zero value because it is the safe reading of an error nobody classed.
	Uncertain   Kind = iota
	Invalid          // the provider refused what was asked; asking again is no use
	Denied           // the credentials were refused
	NotFound         // there is no such link
	Conflict         // the reference, or the link's state, forbids it
	Throttled        // too many calls; nothing was done, try later
	Unavailable      // the call did not reach the provider, or a read failed; nothing was done
	Unsupported      // the provider has no such operation
)

// String gives the kind in one lower-case word.
func (k Kind) String() string {
	names := [...]string{"uncertain", "invalid", "denied", "not found", "conflict", "throttled", "unavailable", "unsupported"}
	if int(k) < len(names) {
		return names[k]
	}
	return "uncertain"
}

// Error is what every method of a Provider returns when it fails.
type Error struct {
	Kind     Kind
	Provider string // "onepay"
	Op       string // "create", "get", "payments", "find", "list", "update", "cancel", "token"
	// Message is one sentence without a full stop, for people, in the
	// provider's own words where it gave any. It holds no secret.
	Message string
	// RetryAfter is how long the provider asked to wait; 0 where it did not.
	RetryAfter time.Duration
	Err        error // the cause, if any
}

// Error gives "onepay create: message".
func (e *Error) Error() string {
	text := fmt.Sprintf("%s %s: %s", e.Provider, e.Op, e.Message)
	if e.Err != nil && e.Message == "" {
		text += e.Err.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf gives the kind of an error, Uncertain for one that is none of ours.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Uncertain
}

// Is tells whether err is a provider's error of this kind.
func Is(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}
