package script

import (
	"go.starlark.net/starlark"

	"paysheet/providers"
)

// AttrNames lists what stands behind a decision, for tests of rules.
func (v *decisionValue) AttrNames() []string {
	return append([]string{"because", "line", "reason", "verdict"}, linkKeywords()...)
}

// Attr gives a part of a decision; what the rules did not say is None.
func (v *decisionValue) Attr(name string) (starlark.Value, error) {
	switch name {
	case "verdict":
		return starlark.String(v.d.Verdict.String()), nil
	case "reason":
		return textOrNothing(v.d.Reason), nil
	case "line":
		return textOrNothing(v.d.Line), nil
	case "because":
		return stringTuple(v.d.Because), nil
	case "account":
		return v.account(), nil
	}
	return v.term(name)
}

// term gives what link(…) was given under a name.
func (v *decisionValue) term(name string) (starlark.Value, error) {
	switch name {
	case "amount":
		return moneyOrNothing(v.d.Link.Amount), nil
	case "min_partial":
		return moneyOrNothing(v.d.Link.MinPartial), nil
	case "expires":
		if d := v.d.Link.Expires; d != nil && !d.IsZero() {
			return &dateValue{d: *d}, nil
		}
		return starlark.None, nil
	case "notify":
		return notifyTuple(v.d.Link.Notify), nil
	case "metadata":
		return metadataDict(v.d.Link.Metadata)
	}
	return v.text(name)
}

func (v *decisionValue) account() starlark.Value {
	if v.accounts == nil || v.d.Link.Account == "" {
		return starlark.None
	}
	return v.accounts.byName[v.d.Link.Account]
}

func (v *decisionValue) text(name string) (starlark.Value, error) {
	l := &v.d.Link
	pointers := map[string]*string{
		"description": l.Description, "customer_name": l.CustomerName, "email": l.Email, "phone": l.Phone,
		"reference": &l.Reference, "return_url": &l.ReturnURL, "failure_url": &l.FailureURL,
		"on_change": &l.OnChange, "on_expired": &l.OnExpired,
	}
	text, ok := pointers[name]
	switch {
	case !ok:
		return nil, noAttr("a decision", name, v.AttrNames())
	case text == nil:
		return starlark.None, nil
	}
	return textOrNothing(*text), nil
}

func textOrNothing(s string) starlark.Value {
	if s == "" {
		return starlark.None
	}
	return starlark.String(s)
}

func moneyOrNothing(m *providers.Money) starlark.Value {
	if m == nil || m.IsNone() {
		return starlark.None
	}
	return &moneyValue{m: *m}
}

func notifyTuple(n providers.Notify) starlark.Tuple {
	words := starlark.Tuple{}
	if n.Email {
		words = append(words, starlark.String("email"))
	}
	if n.SMS {
		words = append(words, starlark.String("sms"))
	}
	return words
}

func metadataDict(m map[string]string) (starlark.Value, error) {
	dict := starlark.NewDict(len(m))
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	for _, key := range sortedCopy(keys) {
		if err := dict.SetKey(starlark.String(key), starlark.String(m[key])); err != nil {
			return nil, err
		}
	}
	return dict, nil
}
