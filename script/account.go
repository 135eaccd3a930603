package script

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"paysheet/providers"
)

// accountsValue is `accounts`: the configured accounts by name.
type accountsValue struct {
	names  []string
	byName map[string]*accountValue
}

func newAccounts(list []Account) *accountsValue {
	all := &accountsValue{byName: make(map[string]*accountValue, len(list))}
	for _, a := range list {
		all.names = append(all.names, a.Name)
		all.byName[a.Name] = &accountValue{a: a}
	}
	return all
}

func (v *accountsValue) String() string       { return "accounts" }
func (v *accountsValue) Type() string         { return "accounts" }
func (v *accountsValue) Freeze()              {}
func (v *accountsValue) Truth() starlark.Bool { return len(v.names) > 0 }
func (v *accountsValue) Hash() (uint32, error) {
	return 0, errors.New("accounts cannot be a key of a dict")
}

// AttrNames lists the accounts.
func (v *accountsValue) AttrNames() []string { return v.names }

// Attr serves accounts.NAME.
func (v *accountsValue) Attr(name string) (starlark.Value, error) {
	a, err := v.find(name)
	if err != nil {
		return nil, err
	}
	return a, nil
}

// Get serves accounts["NAME"], for names that are no Starlark names and for
// names that come from a cell.
func (v *accountsValue) Get(key starlark.Value) (starlark.Value, bool, error) {
	name, ok := starlark.AsString(key)
	if !ok {
		return nil, false, fmt.Errorf("accounts[…] takes an account's name as text, not %s", describe(key))
	}
	a, err := v.find(name)
	if err != nil {
		return nil, false, err
	}
	return a, true, nil
}

func (v *accountsValue) find(name string) (*accountValue, error) {
	if a, ok := v.byName[name]; ok {
		return a, nil
	}
	if len(v.names) == 0 {
		return nil, fmt.Errorf("there is no account %q: the configuration has no accounts", clip(name, 60))
	}
	hint := didYouMean("", name, v.names)
	if hint == "" {
		hint = "; there are " + strings.Join(v.names, ", ")
	}
	return nil, fmt.Errorf("there is no account %q%s", clip(name, 60), hint)
}

// accountValue is one account; what its provider can do is readable.
type accountValue struct{ a Account }

func (v *accountValue) String() string        { return v.a.Name }
func (v *accountValue) Type() string          { return "account" }
func (v *accountValue) Freeze()               {}
func (v *accountValue) Truth() starlark.Bool  { return true }
func (v *accountValue) Hash() (uint32, error) { return starlark.String(v.a.Name).Hash() }

// AttrNames lists what stands behind an account.
func (v *accountValue) AttrNames() []string {
	return []string{
		"currencies", "description_required", "find", "max_description", "max_reference", "min_amount", "name", "notifies",
		"partial", "partial_above", "partial_max_percent", "partial_min_percent", "provider", "takes", "tells_paid",
	}
}

// Attr gives the account's name, its provider's name, or a capability. A limit
// that the provider does not document is None.
func (v *accountValue) Attr(name string) (starlark.Value, error) {
	c := v.a.Capabilities
	switch name {
	case "name":
		return starlark.String(v.a.Name), nil
	case "provider":
		return starlark.String(v.a.Provider), nil
	case "currencies":
		codes := make(starlark.Tuple, len(c.Currencies))
		for i, code := range c.Currencies {
			codes[i] = starlark.String(code)
		}
		return codes, nil
	case "takes":
		return starlark.NewBuiltin("takes", v.takes), nil
	case "min_amount":
		if c.MinAmount == "" {
			return starlark.None, nil
		}
		d, err := providers.ParseDecimal(c.MinAmount)
		return &decimalValue{d}, err
	case "max_reference":
		return limit(c.MaxReference), nil
	case "max_description":
		return limit(c.MaxDescription), nil
	case "description_required":
		return starlark.Bool(c.DescriptionRequired), nil
	}
	return v.behaviour(name)
}

func (v *accountValue) behaviour(name string) (starlark.Value, error) {
	c := v.a.Capabilities
	switch name {
	case "partial":
		return starlark.Bool(c.Partial.Allowed), nil
	case "partial_above":
		above := make(starlark.Tuple, len(c.Partial.Above))
		for i, m := range c.Partial.Above {
			above[i] = &moneyValue{m: m}
		}
		return above, nil
	case "partial_min_percent":
		return limit(c.Partial.MinPercent), nil
	case "partial_max_percent":
		return limit(c.Partial.MaxPercent), nil
	case "find":
		return starlark.String(c.Find), nil
	case "tells_paid":
		return starlark.Bool(c.TellsPaid), nil
	case "notifies":
		return starlark.Bool(c.Notifies), nil
	}
	return nil, noAttr("an account", name, v.AttrNames())
}

func limit(n int) starlark.Value {
	if n == 0 {
		return starlark.None
	}
	return starlark.MakeInt(n)
}

// takes("LKR") tells whether the provider accepts a currency; where it
// documents no list, every currency is accepted.
func (v *accountValue) takes(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var code string
	if err := starlark.UnpackArgs("takes", args, kwargs, "currency", &code); err != nil {
		return nil, err
	}
	wanted, err := providers.ParseCurrency(code)
	if err != nil {
		return nil, fmt.Errorf("takes: %w", err)
	}
	all := v.a.Capabilities.Currencies
	return starlark.Bool(len(all) == 0 || slices.Contains(all, wanted)), nil
}
