package script

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"
)

// guardedMethod tells the text methods that can build something far larger than
// what goes in, or that would write "None" for an empty cell.
func guardedMethod(name string) bool {
	return name == "format" || name == "join" || name == "replace" || name == "extend"
}

type builtinFunc = func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error)

// methodGuard gives the builtin that stands for value.method: for a text it is
// the text's method behind a look at its arguments, for any other value the
// value's own.
func methodGuard(method string) builtinFunc {
	return func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		own, err := attribute(args[0], method)
		if err != nil {
			return nil, err
		}
		if list, ok := args[0].(*starlark.List); ok && method == "extend" {
			return extend(list, own), nil
		}
		text, ok := args[0].(starlark.String)
		if !ok {
			return own, nil
		}
		return starlark.NewBuiltin(method, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			if err := checkMethod(method, string(text), args, kwargs); err != nil {
				return nil, err
			}
			return starlark.Call(thread, own, args, kwargs)
		}), nil
	}
}

// extend is list.extend behind a look at the length that would come out.
func extend(list *starlark.List, own starlark.Value) starlark.Value {
	return starlark.NewBuiltin("extend", func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		for _, more := range args {
			if s, ok := more.(starlark.Sequence); ok && list.Len()+s.Len() > maxBuild {
				return nil, tooLarge()
			}
		}
		return starlark.Call(thread, own, args, kwargs)
	})
}

// attribute is v.name with the interpreter's own wording of its absence.
func attribute(v starlark.Value, name string) (starlark.Value, error) {
	if has, ok := v.(starlark.HasAttrs); ok {
		own, err := has.Attr(name)
		if own != nil || err != nil {
			return own, err
		}
		return nil, noAttr(v.Type(), name, has.AttrNames())
	}
	return nil, noAttr(v.Type(), name, nil)
}

func checkMethod(method, text string, args starlark.Tuple, kwargs []starlark.Tuple) error {
	switch method {
	case "format":
		return checkFormat(text, args, kwargs)
	case "join":
		return checkJoin(text, args)
	default:
		return checkReplace(text, args)
	}
}

// checkFormat allows for every brace to repeat everything that is filled in.
func checkFormat(text string, args starlark.Tuple, kwargs []starlark.Tuple) error {
	all := slices.Clone(args)
	for _, kw := range kwargs {
		all = append(all, kw[1])
	}
	p := pieces{}
	for _, v := range all {
		if err := refuseBlank(v); err != nil {
			return err
		}
		if err := p.add(v, maxDepth); err != nil {
			return err
		}
	}
	if most := maxBuild / (1 + strings.Count(text, "{")); p.bytes > most || p.count > most {
		return tooLarge()
	}
	return nil
}

func checkJoin(text string, args starlark.Tuple) error {
	if len(args) != 1 {
		return nil // the method says what is missing
	}
	p := pieces{}
	if err := p.add(args[0], 2); err != nil {
		return err
	}
	if len(text) > 0 && p.count > maxBuild/len(text) {
		return tooLarge()
	}
	return nil
}

func checkReplace(text string, args starlark.Tuple) error {
	if len(args) < 2 {
		return nil // the method says what is missing
	}
	old, okOld := starlark.AsString(args[0])
	with, okWith := starlark.AsString(args[1])
	if !okOld || !okWith {
		return fmt.Errorf("replace takes two texts, not %s and %s", describe(args[0]), describe(args[1]))
	}
	if len(with) > len(old) && strings.Count(text, old) > maxBuild/len(with) {
		return tooLarge()
	}
	return nil
}
