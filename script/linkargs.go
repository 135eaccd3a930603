package script

import (
	"fmt"
	"net/url"
	"strings"

	"go.starlark.net/starlark"

	"paysheet/providers"
)

// linkKeywords lists what link(…) takes.
func linkKeywords() []string {
	return []string{
		"account", "amount", "reference", "description", "expires", "min_partial", "customer_name", "email", "phone",
		"return_url", "failure_url", "notify", "metadata", "on_change", "on_expired",
	}
}

// linkBuiltin makes link(…), which takes named values only.
func linkBuiltin(env *environment) *starlark.Builtin {
	return starlark.NewBuiltin("link", func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if len(args) > 0 {
			return nil, fmt.Errorf("link takes named values only: write link(account = %s)", shown(args[0]))
		}
		v := &decisionValue{d: Decision{Verdict: VerdictLink, Line: callerLine(thread)}, accounts: env.accounts}
		terms := linkTerms{&v.d.Link, env}
		for _, kw := range kwargs {
			name := string(kw[0].(starlark.String))
			if err := terms.set(name, kw[1]); err != nil {
				return nil, fmt.Errorf("link(%s = …): %w", name, err)
			}
		}
		return v, nil
	})
}

// linkTerms fills a Link from link's keywords.
type linkTerms struct {
	link *Link
	env  *environment
}

func (t linkTerms) set(name string, v starlark.Value) (err error) {
	switch name {
	case "account":
		return t.account(v)
	case "amount":
		return t.amount(v)
	case "reference":
		if isNone(v) {
			return nil
		}
		t.link.Reference, err = linkText(v)
		return err
	case "expires":
		t.link.Expires, err = t.date(v)
		return err
	case "min_partial":
		t.link.MinPartial, err = moneyOrNone(v)
		return err
	case "notify":
		return t.notify(v)
	case "metadata":
		return t.metadata(v)
	}
	return t.setText(name, v)
}

func (t linkTerms) setText(name string, v starlark.Value) (err error) {
	switch name {
	case "description":
		t.link.Description, err = textOrNone(v)
	case "customer_name":
		t.link.CustomerName, err = textOrNone(v)
	case "email":
		t.link.Email, err = textOrNone(v)
	case "phone":
		t.link.Phone, err = textOrNone(v)
	case "return_url":
		t.link.ReturnURL, err = linkURL(v)
	case "failure_url":
		t.link.FailureURL, err = linkURL(v)
	case "on_change":
		t.link.OnChange, err = oneOf(v, "keep", "update", "replace")
	case "on_expired":
		t.link.OnExpired, err = oneOf(v, "keep", "renew")
	default:
		return fmt.Errorf("link does not take %q%s", name, keywordHint(name))
	}
	return err
}

func (t linkTerms) account(v starlark.Value) error {
	switch v := v.(type) {
	case *accountValue:
		t.link.Account = v.a.Name
		return nil
	case starlark.String:
		a, err := t.env.accounts.find(string(v))
		if err != nil {
			return err
		}
		t.link.Account = a.a.Name
		return nil
	}
	if isNone(v) {
		return nil
	}
	hint := "accounts.NAME"
	if len(t.env.accounts.names) > 0 {
		hint = "accounts." + strings.Join(t.env.accounts.names, ", accounts.")
	}
	return fmt.Errorf("%s is no account: write %s", describe(v), hint)
}

func (t linkTerms) amount(v starlark.Value) error {
	if isNone(v) {
		return nil
	}
	m, err := moneyOrNone(v)
	t.link.Amount = m
	return err
}

// moneyOrNone gives a pointer to the zero Money for None.
func moneyOrNone(v starlark.Value) (*providers.Money, error) {
	if isNone(v) {
		return &providers.Money{}, nil
	}
	if m, ok := v.(*moneyValue); ok {
		return &m.m, nil
	}
	if f, ok := v.(starlark.Float); ok {
		return nil, floatError(f)
	}
	return nil, fmt.Errorf("%s is not money: write LKR(25000) or money(\"25,000.00\", \"LKR\")", describe(v))
}

// date takes a date, days(…) from today, or None.
func (t linkTerms) date(v starlark.Value) (*providers.Date, error) {
	if isNone(v) {
		return &providers.Date{}, nil
	}
	switch v := v.(type) {
	case *dateValue:
		return &v.d, nil
	case *spanValue:
		d, err := v.addTo(t.env.today.d)
		if err != nil {
			return nil, err
		}
		return &d.(*dateValue).d, nil
	case starlark.Int:
		return nil, fmt.Errorf("%s is not a date: write today() + days(%s)", v, v)
	}
	return nil, fmt.Errorf("%s is not a date: write row.due_date + days(14) or date(2026, 1, 31)", describe(v))
}

func linkText(v starlark.Value) (string, error) {
	text, ok := starlark.AsString(v)
	if !ok {
		return "", fmt.Errorf("%s is not text: write str() around it", describe(v))
	}
	if len(text) > maxText {
		return "", fmt.Errorf("the text has %d bytes, more than %d", len(text), maxText)
	}
	return clean(text), nil
}

func textOrNone(v starlark.Value) (*string, error) {
	if isNone(v) {
		return new(string), nil
	}
	text, err := linkText(v)
	return &text, err
}

func linkURL(v starlark.Value) (string, error) {
	if isNone(v) {
		return "", nil
	}
	text, err := linkText(v)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return "", fmt.Errorf("%q is no web address: write https://…", clip(text, 100))
	}
	return text, nil
}

func oneOf(v starlark.Value, words ...string) (string, error) {
	if isNone(v) {
		return "", nil
	}
	text, _ := starlark.AsString(v)
	for _, w := range words {
		if w == text {
			return w, nil
		}
	}
	return "", fmt.Errorf("%s is not one of %s", describe(v), quoted(words))
}

func (t linkTerms) notify(v starlark.Value) error {
	if isNone(v) {
		return nil
	}
	list, ok := v.(starlark.Iterable)
	if !ok {
		list = starlark.Tuple{v}
	}
	iter := list.Iterate()
	defer iter.Done()
	var one starlark.Value
	for iter.Next(&one) {
		word, err := oneOf(one, "email", "sms")
		if err != nil {
			return err
		}
		t.link.Notify.Email = t.link.Notify.Email || word == "email"
		t.link.Notify.SMS = t.link.Notify.SMS || word == "sms"
	}
	return nil
}

func (t linkTerms) metadata(v starlark.Value) error {
	const most = 50
	if isNone(v) {
		return nil
	}
	dict, ok := v.(*starlark.Dict)
	if !ok {
		return fmt.Errorf("%s is not a dict: write {\"key\": \"value\"}", describe(v))
	}
	if dict.Len() > most {
		return fmt.Errorf("there are %d keys, more than %d", dict.Len(), most)
	}
	t.link.Metadata = make(map[string]string, dict.Len())
	for _, item := range dict.Items() {
		key, err := linkText(item[0])
		if err != nil {
			return fmt.Errorf("key %w", err)
		}
		value, err := linkText(item[1])
		if err != nil {
			return fmt.Errorf("%q: %w", key, err)
		}
		t.link.Metadata[key] = value
	}
	return nil
}
