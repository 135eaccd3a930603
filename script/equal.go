package script

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// isNone tells None and an empty typed cell.
func isNone(v starlark.Value) bool {
	switch v := v.(type) {
	case starlark.NoneType:
		return true
	case *moneyValue:
		return v.blank != nil
	case *dateValue:
		return v.blank != nil
	}
	return false
}

// maxDepth bounds comparisons of nested values.
const maxDepth = 10

// strictEqual compares for == and in. Values of different types are an error,
// because the answer would be False whatever they hold; None may always be
// compared, and lists and tuples are compared by their elements.
func strictEqual(x, y starlark.Value, depth int) (bool, error) {
	xs, xText := x.(starlark.String)
	if ys, yText := y.(starlark.String); xText && yText {
		return xs == ys, nil
	}
	if isNone(x) || isNone(y) {
		return isNone(x) && isNone(y), nil
	}
	if day, name, ok := weekdayAndName(x, y); ok {
		want, err := parseWeekday(name)
		return time.Weekday(day) == want, err
	}
	if x.Type() != y.Type() {
		if isPlainNumber(x) && isPlainNumber(y) {
			return starlark.Equal(x, y)
		}
		return false, fmt.Errorf("cannot compare %s with %s: the answer would always be False%s", x.Type(), y.Type(), compareHint(x, y))
	}
	if xs, ys, ok := elements(x, y); ok {
		return equalElements(xs, ys, depth)
	}
	return starlark.CompareDepth(syntax.EQL, x, y, maxDepth)
}

// elements gives two lists or two tuples.
func elements(x, y starlark.Value) (xs, ys starlark.Indexable, ok bool) {
	switch x := x.(type) {
	case *starlark.List:
		return x, y.(*starlark.List), true
	case starlark.Tuple:
		return x, y.(starlark.Tuple), true
	}
	return nil, nil, false
}

func equalElements(x, y starlark.Indexable, depth int) (bool, error) {
	if depth < 1 {
		return false, errors.New("the values are nested too deeply to compare")
	}
	if x.Len() != y.Len() {
		return false, nil
	}
	for i := range x.Len() {
		if same, err := strictEqual(x.Index(i), y.Index(i), depth-1); err != nil || !same {
			return false, err
		}
	}
	return true, nil
}

func isPlainNumber(v starlark.Value) bool {
	switch v.(type) {
	case starlark.Int, starlark.Float:
		return true
	}
	return false
}

func weekdayAndName(x, y starlark.Value) (weekdayValue, string, bool) {
	if _, ok := x.(starlark.String); ok {
		x, y = y, x
	}
	day, isDay := x.(weekdayValue)
	name, isText := y.(starlark.String)
	return day, string(name), isDay && isText
}

// compareHint says what to write instead of comparing two types.
func compareHint(x, y starlark.Value) string {
	for range 2 {
		switch x := x.(type) {
		case *moneyValue:
			return "; " + needsCurrency(y, x.m.Currency()).Error()
		case *dateValue:
			if text, ok := y.(starlark.String); ok {
				return fmt.Sprintf("; write date(%q)", clip(string(text), 40))
			}
		case *accountValue:
			return "; write .name for the account's name"
		case *decimalValue:
			return fmt.Sprintf("; write decimal(%s)", strings.Trim(describeShort(y), " "))
		case currencyValue:
			return fmt.Sprintf("; write %q", string(x.code))
		case *spanValue:
			return "; write days(…)"
		case starlark.String:
			if n, ok := y.(starlark.Int); ok {
				return fmt.Sprintf("; write \"%s\"", clip(n.String(), 40))
			}
		}
		x, y = y, x
	}
	return ""
}

func describeShort(v starlark.Value) string {
	switch v.(type) {
	case starlark.Int, starlark.String:
		return clip(v.String(), 40)
	}
	return "…"
}

// strictIn serves x in y.
func strictIn(x, y starlark.Value) (bool, error) {
	switch y := y.(type) {
	case *starlark.List:
		return inElements(x, y)
	case starlark.Tuple:
		return inElements(x, y)
	case *starlark.Dict:
		if err := checkKey(x); err != nil {
			return false, err
		}
		if err := sameKeyType(x, y); err != nil {
			return false, err
		}
	case *starlark.Set:
		if err := checkKey(x); err != nil {
			return false, err
		}
		if err := sameKeyType(x, y); err != nil {
			return false, err
		}
	}
	found, err := starlark.Binary(syntax.IN, x, y)
	if err != nil {
		return false, err
	}
	return bool(found.Truth()), nil
}

func inElements(x starlark.Value, list starlark.Indexable) (bool, error) {
	if err := checkSearch(x, list.Len()); err != nil {
		return false, err
	}
	for i := range list.Len() {
		if same, err := strictEqual(x, list.Index(i), maxDepth); err != nil || same {
			return same, err
		}
	}
	return false, nil
}

// sameKeyType refuses to look for a key of a type that the keys are not of.
func sameKeyType(x starlark.Value, keys starlark.Iterable) error {
	if isNone(x) {
		return nil
	}
	key := firstKey(keys)
	if key == nil || key.Type() == x.Type() || (isPlainNumber(key) && isPlainNumber(x)) || isNone(key) {
		return nil
	}
	return fmt.Errorf("cannot look for %s among keys of type %s: the answer would always be False%s", x.Type(), key.Type(), compareHint(x, key))
}

// firstKey gives the first of the keys, nil where there is none. A dict has a way
// that costs no iterator.
func firstKey(keys starlark.Iterable) starlark.Value {
	if dict, ok := keys.(*starlark.Dict); ok {
		for key := range dict.Entries() {
			return key
		}
		return nil
	}
	for key := range starlark.Elements(keys) {
		return key
	}
	return nil
}
