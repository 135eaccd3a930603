package script

import (
	"errors"
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"paysheet/providers"
)

// predeclared gives every name that a rules file may use besides Starlark's own.
func predeclared(l *loader) starlark.StringDict {
	all := operators()
	for name, v := range values(l.env) {
		all[name] = v
	}
	for _, v := range []Verdict{VerdictSkip, VerdictHold, VerdictReject, VerdictCancel} {
		all[v.String()] = verdictBuiltin(v)
	}
	all["link"] = linkBuiltin(l.env)
	all["because"] = starlark.NewBuiltin("because", because)
	all["rules"] = starlark.NewBuiltin("rules", rulesBuiltin)
	all["table"] = starlark.NewBuiltin("table", l.table)
	all["holidays"] = starlark.NewBuiltin("holidays", l.holidays)
	if l.mode.traced {
		for name, v := range tracers() {
			all[name] = v
		}
	}
	return all
}

// values gives the names that conditions of --where know too: money, dates,
// accounts and the bounded forms of Starlark's builtins.
func values(env *environment) starlark.StringDict {
	all := starlarkBuiltins()
	for name, v := range (starlark.StringDict{
		"accounts": env.accounts,
		"money":    starlark.NewBuiltin("money", moneyBuiltin),
		"decimal":  starlark.NewBuiltin("decimal", decimalBuiltin),
		"date":     starlark.NewBuiltin("date", dateBuiltin),
		"days":     spanBuiltin("days", 0, 1),
		"weeks":    spanBuiltin("weeks", 0, 7),
		"months":   spanBuiltin("months", 1, 0),
		"years":    spanBuiltin("years", 12, 0),
		"sum":      starlark.NewBuiltin("sum", sumBuiltin),
		"abs":      starlark.NewBuiltin("abs", absBuiltin),
		"float":    starlark.NewBuiltin("float", floatBuiltin),
		"today": starlark.NewBuiltin("today", func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			return env.today, starlark.UnpackArgs(b.Name(), args, kwargs)
		}),
	}) {
		all[name] = v
	}
	for _, code := range providers.Currencies() {
		all[code] = currencyValue{providers.Currency(code)}
	}
	return all
}

func rulesBuiltin(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var version int
	if len(args) > 0 {
		return nil, errors.New("write rules(version = 1)")
	}
	if err := starlark.UnpackArgs("rules", args, kwargs, "version", &version); err != nil {
		return nil, err
	}
	if version != 1 {
		return nil, fmt.Errorf("this paysheet knows rules(version = 1), not %d: use a newer paysheet or write version = 1", version)
	}
	return starlark.None, nil
}

func floatBuiltin(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	what := "\"1.18\""
	if len(args) == 1 {
		what = clip(strings.TrimSpace(shown(args[0])), 40)
	}
	return nil, fmt.Errorf("floats lose digits and are not used in rules: write decimal(%s)", what)
}

// absBuiltin is abs for money and decimals too.
func absBuiltin(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(args) == 1 && len(kwargs) == 0 {
		switch v := args[0].(type) {
		case *moneyValue:
			if v.m.Sign() < 0 || v.blank != nil {
				return v.Unary(syntax.MINUS)
			}
			return v, nil
		case *decimalValue:
			return &decimalValue{v.d.Abs()}, nil
		}
	}
	return starlark.Universe["abs"].(*starlark.Builtin).CallInternal(thread, args, kwargs)
}

// sumBuiltin adds up money, decimals, spans or whole numbers. The sum of
// nothing is 0, or start where it is given.
func sumBuiltin(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var list starlark.Iterable
	var total starlark.Value
	if err := starlark.UnpackArgs("sum", args, kwargs, "list", &list, "start?", &total); err != nil {
		return nil, err
	}
	iter := list.Iterate()
	defer iter.Done()
	var v starlark.Value
	for iter.Next(&v) {
		if err := refuseBlank(v); err != nil {
			return nil, err
		}
		switch v.(type) {
		case starlark.Int, *moneyValue, *decimalValue, *spanValue:
		default:
			return nil, fmt.Errorf("sum adds up money, decimals or whole numbers, not %s", describe(v))
		}
		if total == nil {
			total = v
			continue
		}
		next, err := guarded(syntax.PLUS, total, v)
		if err != nil {
			return nil, fmt.Errorf("sum: %w", err)
		}
		total = next
	}
	if total == nil {
		return starlark.MakeInt(0), nil
	}
	return total, nil
}

// ofTwo is min or max with a short way for the usual two values.
func ofTwo(name string, own *starlark.Builtin) *starlark.Builtin {
	better := syntax.LT
	if name == "max" {
		better = syntax.GT
	}
	return starlark.NewBuiltin(name, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if len(args) != 2 || len(kwargs) != 0 {
			return own.CallInternal(thread, args, kwargs)
		}
		if err := checkCompare(args[0], args[1]); err != nil {
			return nil, err
		}
		second, err := starlark.Compare(better, args[1], args[0])
		if err != nil {
			return nil, err
		}
		if second {
			return args[1], nil
		}
		return args[0], nil
	})
}
