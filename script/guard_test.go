package script

import (
	"reflect"
	"slices"
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Every function of Starlark has a place here: it is guarded, it is ours, or it
// is known to cost little. A new version of Starlark that adds one fails.
func TestEveryFunctionIsGuarded(t *testing.T) {
	t.Parallel()
	known := values(newEnvironment(Environment{}))
	for name, v := range starlark.Universe {
		if _, ok := v.(*starlark.Builtin); !ok {
			continue
		}
		_, guarded := known[name]
		if guarded == slices.Contains(harmless(), name) {
			t.Errorf("%s: guarded is %t, and harmless says the same", name, guarded)
		}
		if guarded && known[name] == v {
			t.Errorf("%s is Starlark's own", name)
		}
	}
}

// The same for the methods of Starlark's values.
func TestEveryMethodIsGuarded(t *testing.T) {
	t.Parallel()
	for _, v := range []starlark.HasAttrs{starlark.String(""), starlark.Bytes(""), new(starlark.List), new(starlark.Dict), new(starlark.Set)} {
		for _, name := range v.AttrNames() {
			own, err := v.Attr(name)
			if err != nil {
				t.Fatal(err)
			}
			method, err := guardedMethod(v, name)
			if err != nil {
				t.Fatal(err)
			}
			code := func(m starlark.Value) uintptr { return reflect.ValueOf(m).Elem().FieldByName("fn").Pointer() }
			guarded := code(own) != code(method)
			if method.(*starlark.Builtin).Receiver() == nil {
				t.Errorf("%s.%s would not be frozen with its value", v.Type(), name)
			}
			if !guarded && !slices.Contains(harmlessMethods(), name) {
				t.Errorf("%s.%s has no guard and is not known as harmless", v.Type(), name)
			}
			if guarded && !isGuarded(name) {
				t.Errorf("%s.%s has a guard that no rules meet", v.Type(), name)
			}
		}
	}
}

// And for the operators: those that are not looked at build nothing larger
// than what goes in, and go through no values within values.
func TestEveryOperatorIsGuarded(t *testing.T) {
	t.Parallel()
	all := operators()
	small := []syntax.Token{syntax.SLASHSLASH, syntax.GTGT, syntax.TILDE, syntax.AND, syntax.OR, syntax.NOT}
	for op := syntax.PLUS; op <= syntax.TILDE; op++ {
		if _, ok := all[op.String()]; ok == slices.Contains(small, op) {
			t.Errorf("%s: guarded is %t, and the list of small operators says the same", op, ok)
		}
	}
	for _, op := range []syntax.Token{syntax.LT, syntax.LE, syntax.GT, syntax.GE, syntax.EQL, syntax.NEQ, syntax.IN, syntax.NOT_IN} {
		if _, ok := all[op.String()]; !ok {
			t.Errorf("%s is not guarded", op)
		}
	}
}
