package script

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.starlark.net/starlark"

	"paysheet/providers"
)

// Verdict is what rules want done with a row. The zero Verdict is no verdict
// and never comes with a nil error.
type Verdict uint8

// The verdicts of contract §4.
const (
	VerdictLink   Verdict = iota + 1 // the row should have a link
	VerdictSkip                      // nothing is to be done for it
	VerdictHold                      // a person must look first
	VerdictReject                    // the row is wrong and must be corrected
	VerdictCancel                    // a live, unpaid link is taken back; else as skip
)

// String gives the word that rules use: "link", "skip", "hold", "reject", "cancel".
func (v Verdict) String() string {
	switch v {
	case VerdictLink:
		return "link"
	case VerdictSkip:
		return "skip"
	case VerdictHold:
		return "hold"
	case VerdictReject:
		return "reject"
	case VerdictCancel:
		return "cancel"
	}
	return "none"
}

// Decision is what the rules said of one row.
type Decision struct {
	Verdict Verdict
	// Reason is the text of skip, hold, reject or cancel, without control
	// characters and at most 4 KiB long.
	Reason  string
	Line    string   // "rules.star:14", the call that made the decision
	Because []string // the texts of because(), in the order of the calls
	Prints  []string // what print() said, at most 4 KiB together
	Link    Link     // set where Verdict is VerdictLink
}

// Link is what link(…) asked for. A nil pointer means that the rules did not
// say, so the sheet's own value stands; a pointer to a zero value means that
// they said None on purpose. A Decision may be shared between rows, so its
// pointers and its map are only to be read.
type Link struct {
	Account string // the account's name; empty where the rules did not say
	// Amount and Reference replace the invoice's own; nil and "" keep them.
	Amount      *providers.Money
	Reference   string
	Description *string
	Expires     *providers.Date
	MinPartial  *providers.Money

	CustomerName, Email, Phone *string

	ReturnURL, FailureURL string // absolute http or https; empty for none
	Notify                providers.Notify
	Metadata              map[string]string // at most 50 keys
	OnChange              string            // "", "keep", "update" or "replace"
	OnExpired             string            // "", "keep" or "renew"
}

// decisionValue is a decision while it is still inside the rules.
type decisionValue struct {
	d        Decision
	accounts *accountsValue // nil for a decision that names none
}

func (v *decisionValue) String() string {
	if v.d.Verdict == VerdictLink {
		return fmt.Sprintf("link(account = %q)", v.d.Link.Account)
	}
	return fmt.Sprintf("%s(%q)", v.d.Verdict, v.d.Reason)
}

func (v *decisionValue) Type() string         { return "decision" }
func (v *decisionValue) Freeze()              {}
func (v *decisionValue) Truth() starlark.Bool { return true }
func (v *decisionValue) Hash() (uint32, error) {
	return 0, errors.New("a decision cannot be a key of a dict")
}

// verdictBuiltin makes skip, hold, reject and cancel.
func verdictBuiltin(verdict Verdict) *starlark.Builtin {
	name := verdict.String()
	return starlark.NewBuiltin(name, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		reason, err := reasonOf(name, args, kwargs)
		if err != nil {
			return nil, err
		}
		return &decisionValue{d: Decision{Verdict: verdict, Reason: reason, Line: callerLine(thread)}}, nil
	})
}

func reasonOf(name string, args starlark.Tuple, kwargs []starlark.Tuple) (string, error) {
	var v starlark.Value
	switch {
	case len(args) == 1 && len(kwargs) == 0:
		v = args[0]
	case len(args) == 0 && len(kwargs) == 1 && kwargs[0][0] == starlark.String("reason"):
		v = kwargs[0][1]
	default:
		return "", fmt.Errorf("%s takes one thing, the reason: write %s(\"why\")", name, name)
	}
	text, ok := starlark.AsString(v)
	if !ok {
		return "", fmt.Errorf("%s takes the reason as text, not %s", name, describe(v))
	}
	if text = strings.TrimSpace(clean(text)); text == "" {
		return "", fmt.Errorf("%s needs a reason that a person can read later: write %s(\"why\")", name, name)
	}
	return text, nil
}

// callerLine names the place from which the running builtin was called.
func callerLine(thread *starlark.Thread) string {
	if thread.CallStackDepth() < 2 {
		return ""
	}
	pos := thread.CallFrame(1).Pos
	return pos.Filename() + ":" + strconv.Itoa(int(pos.Line))
}

// because(text, value) records why and gives the value back.
func because(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var text string
	var value starlark.Value = starlark.None
	if err := starlark.UnpackArgs("because", args, kwargs, "text", &text, "value?", &value); err != nil {
		return nil, err
	}
	r, ok := thread.Local(runKey).(*run)
	if !ok {
		return nil, errors.New("because works inside decide, where there is a row to give a reason for")
	}
	r.reason(thread, text)
	return value, nil
}

// reason keeps one text of because, up to what a person can read.
func (r *run) reason(thread *starlark.Thread, text string) {
	const most, mostBytes = 50, 4 * maxText
	said := 0
	for _, reason := range r.because {
		said += len(reason)
	}
	if len(r.because) < most && said < mostBytes {
		text = clean(text)
		r.because = append(r.because, text)
		r.said(thread, "because", text)
	}
}
