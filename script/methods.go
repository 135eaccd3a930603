package script

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"
)

type builtinFunc = func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error)

// isBasic tells the values whose methods are Starlark's own.
func isBasic(v starlark.Value) bool {
	switch v.(type) {
	case starlark.String, starlark.Bytes, *starlark.List, *starlark.Dict, *starlark.Set:
		return true
	}
	return false
}

// isGuarded tells the names of methods that some value has behind a look.
func isGuarded(name string) bool {
	return textMethod(name) != nil || listMethod(name) != nil || keyMethod(name) != nil
}

// methodLook is a look for a method of v.
type methodLook func(thread *starlark.Thread, v starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) error

// textMethod gives the look of the methods of texts that can build far more than
// what goes in, compare many texts, or write "None" for an empty cell.
func textMethod(name string) methodLook {
	switch name {
	case "format":
		return checkFormat
	case "join":
		return checkJoin
	case "replace":
		return checkReplace
	case "split", "rsplit", "splitlines":
		return checkSplit
	case "strip", "lstrip", "rstrip":
		return checkStrip
	case "startswith", "endswith":
		return checkPrefixes
	}
	return nil
}

// listMethod does so for the methods of lists that copy or compare many elements.
func listMethod(name string) methodLook {
	switch name {
	case "extend":
		return checkExtend
	case "index", "remove":
		return checkIndex
	}
	return nil
}

// keyMethod does so for the methods of dicts and sets that look up keys or go
// through them all.
func keyMethod(name string) methodLook {
	switch name {
	case "get", "pop", "setdefault", "add", "discard", "remove":
		return checkLookup
	case "items", "keys", "values":
		return chargeAll
	case "update", "union", "difference", "intersection", "symmetric_difference", "issubset", "issuperset":
		return chargeOther
	}
	return nil
}

// harmlessMethods lists the methods that need no look: they cost no more than
// making their value did.
func harmlessMethods() []string {
	return []string{
		"capitalize", "codepoint_ords", "codepoints", "count", "elem_ords", "elems", "find", "index", "isalnum", "isalpha", "isdigit",
		"islower", "isspace", "istitle", "isupper", "lower", "partition", "removeprefix", "removesuffix", "rfind", "rindex", "rpartition",
		"title", "upper", "append", "clear", "insert", "pop", "popitem",
	}
}

// guardedMethod gives value.name: for Starlark's own values behind a look, for
// any other the value's own.
func guardedMethod(v starlark.Value, name string) (starlark.Value, error) {
	own, err := attribute(v, name)
	if err != nil {
		return nil, err
	}
	var check methodLook
	switch v.(type) {
	case starlark.String:
		check = textMethod(name)
	case *starlark.List:
		check = listMethod(name)
	case *starlark.Dict, *starlark.Set:
		check = keyMethod(name)
	}
	method, ok := own.(*starlark.Builtin)
	if check == nil || !ok {
		return own, nil
	}
	return starlark.NewBuiltin(name, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if err := check(thread, v, args, kwargs); err != nil {
			return nil, err
		}
		return method.CallInternal(thread, args, kwargs)
	}).BindReceiver(v), nil // so that the value is frozen with its method
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

// checkFormat allows for every brace to repeat everything that is filled in.
func checkFormat(_ *starlark.Thread, v starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) error {
	all := slices.Clone(args)
	for _, kw := range kwargs {
		all = append(all, kw[1])
	}
	p := written()
	for _, v := range all {
		if err := refuseBlank(v); err != nil {
			return err
		}
		if err := p.add(v, maxDepth); err != nil {
			return err
		}
	}
	if most := maxBuild / (1 + strings.Count(string(v.(starlark.String)), "{")); p.bytes > most || p.count > most {
		return tooLarge()
	}
	return nil
}

func checkJoin(_ *starlark.Thread, v starlark.Value, args starlark.Tuple, _ []starlark.Tuple) error {
	if len(args) != 1 {
		return nil // the method says what is missing
	}
	list, ok := args[0].(starlark.Iterable)
	if !ok {
		return nil // as above
	}
	p := written()
	if err := p.addAll(list, 2); err != nil {
		return err
	}
	if n := bytesOf(v); n > 0 && p.count > maxBuild/n {
		return tooLarge()
	}
	return nil
}

func checkReplace(_ *starlark.Thread, v starlark.Value, args starlark.Tuple, _ []starlark.Tuple) error {
	if len(args) < 2 {
		return nil // the method says what is missing
	}
	old, okOld := starlark.AsString(args[0])
	with, okWith := starlark.AsString(args[1])
	if !okOld || !okWith {
		return fmt.Errorf("replace takes two texts, not %s and %s", describe(args[0]), describe(args[1]))
	}
	if len(with) > len(old) && strings.Count(string(v.(starlark.String)), old) > maxBuild/len(with) {
		return tooLarge()
	}
	return nil
}

// checkSplit charges for the parts: each takes more memory than it has bytes.
func checkSplit(thread *starlark.Thread, v starlark.Value, _ starlark.Tuple, _ []starlark.Tuple) error {
	return charge(thread, bytesOf(v)/8)
}

// checkStrip charges for looking for every byte of the text among the characters.
func checkStrip(thread *starlark.Thread, v starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) error {
	work := 0
	for _, chars := range args {
		work += bytesOf(chars) * (bytesOf(v) / 1024)
	}
	for _, kw := range kwargs {
		work += bytesOf(kw[1]) * (bytesOf(v) / 1024)
	}
	return charge(thread, work)
}

// checkPrefixes charges for comparing the text with each of a tuple.
func checkPrefixes(thread *starlark.Thread, v starlark.Value, args starlark.Tuple, _ []starlark.Tuple) error {
	if len(args) == 0 {
		return nil // the method says what is missing
	}
	all, ok := args[0].(starlark.Tuple)
	if !ok {
		return nil
	}
	work := len(all)
	for _, prefix := range all {
		work += min(bytesOf(prefix), bytesOf(v)) / 256
	}
	return charge(thread, work)
}

// checkExtend is list.extend behind a look at the length that would come out.
func checkExtend(thread *starlark.Thread, v starlark.Value, args starlark.Tuple, _ []starlark.Tuple) error {
	for _, more := range args {
		n := count(more)
		if v.(*starlark.List).Len()+n > maxBuild {
			return tooLarge()
		}
		if err := charge(thread, n); err != nil {
			return err
		}
	}
	return nil
}

func checkIndex(thread *starlark.Thread, v starlark.Value, args starlark.Tuple, _ []starlark.Tuple) error {
	if len(args) == 0 {
		return nil // the method says what is missing
	}
	n := v.(*starlark.List).Len()
	if err := checkSearch(args[0], n); err != nil {
		return err
	}
	return charge(thread, n)
}

func checkLookup(_ *starlark.Thread, _ starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) error {
	for _, kw := range kwargs {
		if err := checkKey(kw[1]); err != nil {
			return err
		}
	}
	if len(args) == 0 {
		return nil // the method says what is missing
	}
	return checkKey(args[0])
}

func chargeAll(thread *starlark.Thread, v starlark.Value, _ starlark.Tuple, _ []starlark.Tuple) error {
	return charge(thread, keys(v))
}

// chargeOther charges for the value and for what it is brought together with.
func chargeOther(thread *starlark.Thread, v starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) error {
	_, pairs := v.(*starlark.Dict)
	for _, other := range args {
		if err := checkKeys(thread, other, pairs); err != nil {
			return err
		}
	}
	return charge(thread, keys(v)+len(kwargs))
}
