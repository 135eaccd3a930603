package script

import (
	"strings"

	"go.starlark.net/starlark"
)

// quickMethod calls v.name(…) without making a value of the method. It gives nil
// for values and arguments that it is not for.
type quickMethod func(v starlark.Value, thread *starlark.Thread, args starlark.Tuple, named []starlark.Tuple) (starlark.Value, error)

// quickMethods gives what calls the methods of a name that rules use most.
func quickMethods(name string) quickMethod {
	switch name {
	case "percent":
		return methodOf((*moneyValue).percent)
	case "round":
		return methodOf((*moneyValue).round)
	case "format":
		return methodOf((*dateValue).format)
	case "add_business_days":
		return methodOf((*dateValue).addBusinessDays)
	case "takes":
		return methodOf((*accountValue).takes)
	case "get":
		return methodOf((*rowValue).get)
	case "strip":
		return changesText(strings.TrimSpace)
	case "lower":
		return changesText(strings.ToLower)
	case "upper":
		return changesText(strings.ToUpper)
	case "startswith":
		return asksText(strings.HasPrefix)
	case "endswith":
		return asksText(strings.HasSuffix)
	}
	return nil
}

func methodOf[T starlark.Value](method func(T, *starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error)) quickMethod {
	return func(v starlark.Value, thread *starlark.Thread, args starlark.Tuple, named []starlark.Tuple) (starlark.Value, error) {
		if own, ok := v.(T); ok && refuseBlank(v) == nil {
			return method(own, thread, nil, args, named)
		}
		return nil, nil
	}
}

// changesText is for the methods of texts that take no argument.
func changesText(change func(string) string) quickMethod {
	return func(v starlark.Value, _ *starlark.Thread, args starlark.Tuple, named []starlark.Tuple) (starlark.Value, error) {
		text, ok := v.(starlark.String)
		if !ok || len(args)+len(named) > 0 {
			return nil, nil
		}
		changed := change(string(text))
		if changed == string(text) {
			return v, nil // nothing new to put anywhere
		}
		return starlark.String(changed), nil
	}
}

// asksText is for those that compare with one other text.
func asksText(ask func(text, other string) bool) quickMethod {
	return func(v starlark.Value, _ *starlark.Thread, args starlark.Tuple, named []starlark.Tuple) (starlark.Value, error) {
		text, ok := v.(starlark.String)
		if !ok || len(args) != 1 || len(named) > 0 {
			return nil, nil
		}
		if other, ok := args[0].(starlark.String); ok {
			return starlark.Bool(ask(string(text), string(other))), nil
		}
		return nil, nil
	}
}
