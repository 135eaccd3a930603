package script

import (
	"fmt"

	"github.com/govalues/decimal"
	"go.starlark.net/starlark"

	"paysheet/providers"
)

// AttrNames lists what stands behind an amount.
func (v *moneyValue) AttrNames() []string {
	return []string{"amount", "clamp", "currency", "is_zero", "minor", "number", "percent", "round", "split"}
}

// Attr gives a part or a method of an amount.
func (v *moneyValue) Attr(name string) (starlark.Value, error) {
	if v.blank != nil {
		return nil, v.blank.err()
	}
	switch name {
	case "amount":
		return &decimalValue{v.m.Decimal()}, nil
	case "currency":
		return starlark.String(v.m.Currency()), nil
	case "is_zero":
		return starlark.Bool(v.m.Sign() == 0), nil
	case "number":
		return starlark.String(v.m.Number()), nil
	case "minor":
		minor := starlark.MakeUint64(v.m.Decimal().Coef())
		if v.m.Sign() < 0 {
			minor = starlark.MakeInt(0).Sub(minor)
		}
		return minor, nil
	case "percent":
		return starlark.NewBuiltin("percent", v.percent), nil
	case "round":
		return starlark.NewBuiltin("round", v.round), nil
	case "split":
		return starlark.NewBuiltin("split", v.split), nil
	case "clamp":
		return starlark.NewBuiltin("clamp", v.clamp), nil
	}
	return nil, noAttr("money", name, v.AttrNames())
}

func noAttr(kind, name string, names []string) error {
	return fmt.Errorf("%s has no .%s%s", kind, name, didYouMean(".", name, names))
}

func (v *moneyValue) percent(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var share starlark.Value
	mode := roundHalfEven
	if len(args) == 1 && len(kwargs) == 0 {
		share = args[0]
	} else {
		text := string(roundHalfEven)
		if err := starlark.UnpackArgs("percent", args, kwargs, "n", &share, "rounding?", &text); err != nil {
			return nil, err
		}
		var err error
		if mode, err = parseRounding(text); err != nil {
			return nil, err
		}
	}
	n, err := exactDecimal(share)
	if err != nil {
		return nil, fmt.Errorf("percent: %w", err)
	}
	m, err := times(v.m, n, 2, mode)
	return &moneyValue{m: m}, err
}

func (v *moneyValue) round(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	to, mode, err := roundArguments(args, kwargs)
	if err != nil {
		return nil, err
	}
	var step decimal.Decimal
	if m, ok := to.(*moneyValue); ok && m.blank == nil {
		if m.m.Currency() != v.m.Currency() {
			return nil, mixed("round", "to", v.m, m.m)
		}
		step = m.m.Decimal()
	} else if step, err = exactDecimal(to); err != nil {
		return nil, fmt.Errorf("round: %w", err)
	}
	m, err := roundTo(v.m, step, mode)
	return &moneyValue{m: m}, err
}

// roundArguments reads round(to = 100, mode = "up"), the usual way to write it,
// without what UnpackArgs allocates for any other.
func roundArguments(args starlark.Tuple, kwargs []starlark.Tuple) (to starlark.Value, mode rounding, err error) {
	to, mode = starlark.MakeInt(1), roundNearest
	usual := len(args) == 0 && len(kwargs) <= 2
	for _, kw := range kwargs {
		text, isText := kw[1].(starlark.String)
		switch {
		case kw[0] == starlark.String("to"):
			to = kw[1]
		case kw[0] == starlark.String("mode") && isText:
			mode = rounding(text)
		default:
			usual = false
		}
	}
	if !usual {
		var other starlark.Value = starlark.MakeInt(1)
		text := string(roundNearest)
		if err := starlark.UnpackArgs("round", args, kwargs, "to?", &other, "mode?", &text); err != nil {
			return nil, "", err
		}
		to, mode = other, rounding(text)
	}
	mode, err = parseRounding(string(mode))
	return to, mode, err
}

func (v *moneyValue) split(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var n int
	if err := starlark.UnpackArgs("split", args, kwargs, "n", &n); err != nil {
		return nil, err
	}
	const most = 1000
	if n < 1 || n > most {
		return nil, fmt.Errorf("split: %d parts: give a number from 1 to %d", n, most)
	}
	if err := charge(thread, n); err != nil {
		return nil, err
	}
	parts, err := split(v.m, uint64(n))
	if err != nil {
		return nil, err
	}
	values := make([]starlark.Value, len(parts))
	for i, p := range parts {
		values[i] = &moneyValue{m: p}
	}
	return starlark.NewList(values), nil
}

func (v *moneyValue) clamp(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var lo, hi starlark.Value
	if err := starlark.UnpackArgs("clamp", args, kwargs, "lo", &lo, "hi", &hi); err != nil {
		return nil, err
	}
	bounds := [2]*moneyValue{}
	for i, b := range []starlark.Value{lo, hi} {
		m, ok := b.(*moneyValue)
		if !ok {
			return nil, fmt.Errorf("clamp: %w", needsCurrency(b, v.m.Currency()))
		}
		if m.blank != nil {
			return nil, m.blank.err()
		}
		if m.m.Currency() != v.m.Currency() {
			return nil, mixed("clamp", "to", v.m, m.m)
		}
		bounds[i] = m
	}
	if order, err := bounds[0].m.Cmp(bounds[1].m); err != nil || order > 0 {
		return nil, fmt.Errorf("clamp: the lower bound %s is above the upper bound %s", bounds[0], bounds[1])
	}
	if order, err := v.m.Cmp(bounds[0].m); err != nil || order < 0 {
		return bounds[0], err
	}
	if order, err := v.m.Cmp(bounds[1].m); err != nil || order > 0 {
		return bounds[1], err
	}
	return v, nil
}

// currencyValue is an ISO 4217 code in rules: LKR(25000) makes money.
type currencyValue struct{ code providers.Currency }

func (c currencyValue) String() string        { return string(c.code) }
func (c currencyValue) Type() string          { return "currency" }
func (c currencyValue) Name() string          { return string(c.code) }
func (c currencyValue) Freeze()               {}
func (c currencyValue) Truth() starlark.Bool  { return true }
func (c currencyValue) Hash() (uint32, error) { return starlark.String(c.code).Hash() }

// CallInternal makes an amount of the currency from an int, a decimal or text.
func (c currencyValue) CallInternal(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(args) != 1 || len(kwargs) != 0 {
		return nil, fmt.Errorf("%s takes one amount: write %s(25000) or %s(\"25,000.50\")", c.code, c.code, c.code)
	}
	return makeMoney(args[0], c.code)
}

func makeMoney(v starlark.Value, c providers.Currency) (starlark.Value, error) {
	if m, ok := v.(*moneyValue); ok {
		if m.blank != nil {
			return nil, m.blank.err()
		}
		if m.m.Currency() == c {
			return m, nil
		}
		return nil, fmt.Errorf("%s is not %s: rules do not convert currencies", m, c)
	}
	d, err := exactDecimal(v)
	if err != nil {
		return nil, err
	}
	m, err := providers.NewMoney(d, c)
	if err != nil {
		return nil, err
	}
	return &moneyValue{m: m}, nil
}

// money("25,000.00", "LKR") for a currency that is known only as text.
func moneyBuiltin(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var amount starlark.Value
	var code starlark.Value
	if err := starlark.UnpackArgs("money", args, kwargs, "amount", &amount, "currency", &code); err != nil {
		return nil, err
	}
	if c, ok := code.(currencyValue); ok {
		return makeMoney(amount, c.code)
	}
	text, ok := starlark.AsString(code)
	if !ok {
		return nil, fmt.Errorf("money takes a currency code such as \"LKR\", not %s", describe(code))
	}
	c, err := providers.ParseCurrency(text)
	if err != nil {
		return nil, err
	}
	return makeMoney(amount, c)
}
