package script

import (
	"errors"
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// The interpreter counts instructions, and one instruction can take as much
// memory or time as there is: "x" * 10**9, a comparison of lists that stand in
// themselves a thousand times over, sorted(range(10**9)). What ends those is
// here and in the files beside it:
//
//   - size.go says how much an operation would build or go through;
//   - this file lets the operators look first;
//   - builtin.go does so for Starlark's own functions, methods.go for the
//     methods of its types, and both count their work as instructions.
//
// Everything else is left to run.go: a look at the clock and the heap each time
// that a slice of instructions is used up. So what is allowed here may take a few
// milliseconds and a few megabytes, and no more.

// operators are the values that rewrite puts in place of operators.
func operators() starlark.StringDict {
	all := starlark.StringDict{}
	add := func(name string, do func(x, y starlark.Value) (starlark.Value, error)) {
		all[name] = &opValue{name: name, do: do}
	}
	add("==", func(x, y starlark.Value) (starlark.Value, error) {
		return truth(equal(x, y))
	})
	add("!=", func(x, y starlark.Value) (starlark.Value, error) {
		same, err := equal(x, y)
		return truth(!same, err)
	})
	add("in", func(x, y starlark.Value) (starlark.Value, error) {
		return truth(strictIn(x, y))
	})
	add("not in", func(x, y starlark.Value) (starlark.Value, error) {
		found, err := strictIn(x, y)
		return truth(!found, err)
	})
	for _, op := range []syntax.Token{syntax.LT, syntax.LE, syntax.GT, syntax.GE} {
		add(op.String(), func(x, y starlark.Value) (starlark.Value, error) {
			if err := checkCompare(x, y); err != nil {
				return nil, err
			}
			return truth(starlark.Compare(op, x, y))
		})
	}
	for _, op := range computing() {
		add(op.String(), func(x, y starlark.Value) (starlark.Value, error) { return guarded(op, x, y) })
		add(op.String()+"=", func(y, _ starlark.Value) (starlark.Value, error) { return &addend{op: op, y: y}, nil })
	}
	for name, look := range looks() {
		add(name, func(x, _ starlark.Value) (starlark.Value, error) { return x, look(x) })
	}
	add(".", func(x, name starlark.Value) (starlark.Value, error) {
		return guardedMethod(x, string(name.(starlark.String)))
	})
	return all
}

// computing lists the operators that can build something larger than what goes
// in, or go through more than one value.
func computing() []syntax.Token {
	return []syntax.Token{
		syntax.PLUS, syntax.MINUS, syntax.STAR, syntax.SLASH, syntax.PERCENT, syntax.LTLT, syntax.PIPE, syntax.AMP, syntax.CIRCUMFLEX,
	}
}

// looks are what stands behind a value that is about to be used in a way that
// copies it or reads it to its depth: value | look gives the value.
func looks() map[string]func(starlark.Value) error {
	return map[string]func(starlark.Value) error{
		"[key]": checkKey,
		"[:]": func(v starlark.Value) error {
			if elementsOf(v) > maxElements {
				return tooLarge()
			}
			return nil
		},
		"*args": func(v starlark.Value) error {
			if n := starlark.Len(v); n > maxSpread || (n < 0 && isIterable(v)) {
				return fmt.Errorf("* and ** stand for at most %d arguments", maxSpread)
			}
			return nil
		},
	}
}

func isIterable(v starlark.Value) bool {
	_, ok := v.(starlark.Iterable)
	return ok
}

// truth makes a condition's answer; with an error there is none.
func truth(answer bool, err error) (starlark.Value, error) {
	if err != nil {
		return nil, err
	}
	return starlark.Bool(answer), nil
}

// equal is x == y.
func equal(x, y starlark.Value) (bool, error) {
	if err := checkCompare(x, y); err != nil {
		return false, err
	}
	return strictEqual(x, y, maxDepth)
}

// guarded computes x op y after looking at the size of what would come out.
func guarded(op syntax.Token, x, y starlark.Value) (starlark.Value, error) {
	if err := checkSize(op, x, y); err != nil {
		return nil, err
	}
	if op == syntax.SLASH && isPlainNumber(x) && isPlainNumber(y) {
		return nil, fmt.Errorf("%s / %s would be a float, which loses digits: write decimal(%s) / %s, or // for whole numbers", shown(x), shown(y), shown(x), shown(y))
	}
	z, err := starlark.Binary(op, x, y)
	if err != nil && strings.HasPrefix(err.Error(), "unknown binary op") {
		return nil, binaryError(op, x, y)
	}
	return z, err
}

// binaryError says why two values do not go together, and what would.
func binaryError(op syntax.Token, x, y starlark.Value) error {
	for _, v := range []starlark.Value{x, y} {
		if err := refuseBlank(v); err != nil {
			return err
		}
	}
	hint := ""
	xs, xText := x.(starlark.String)
	ys, yText := y.(starlark.String)
	switch {
	case xText != yText && isDigits(xs+ys) && (isPlainNumber(x) || isPlainNumber(y)):
		hint = ": cells are text; write int(…) or decimal(…) around it to reckon with it"
	case op == syntax.PLUS && xText:
		hint = ": write str() around the second to join them as text"
	case op == syntax.PLUS && yText:
		hint = ": write str() around the first to join them as text"
	}
	return fmt.Errorf("%s %s %s does not work%s", describe(x), op, describe(y), hint)
}

// isDigits tells text that is a number, as a cell of a table may be.
func isDigits(text starlark.String) bool {
	_, err := parseNumber(string(text))
	return err == nil
}

// addend is the right side of x += y and its like. It answers for the whole, so
// that x is looked at without being evaluated twice.
type addend struct {
	internal
	op syntax.Token
	y  starlark.Value
}

// Binary serves x += y. A list and a dict change in place, as they do in Starlark.
func (a *addend) Binary(_ syntax.Token, x starlark.Value, side starlark.Side) (starlark.Value, error) {
	if side != starlark.Right {
		return nil, nil
	}
	switch x := x.(type) {
	case *starlark.List:
		if a.op == syntax.PLUS && isIterable(a.y) {
			return changed(x, "extend", a.y)
		}
	case *starlark.Dict:
		if _, ok := a.y.(*starlark.Dict); ok && a.op == syntax.PIPE {
			return changed(x, "update", a.y)
		}
	}
	return guarded(a.op, x, a.y)
}

// changed calls a method of x that changes it, and gives x.
func changed(x starlark.HasAttrs, method string, y starlark.Value) (starlark.Value, error) {
	v, err := guardedMethod(x, method)
	if err != nil {
		return nil, err
	}
	own, ok := v.(*starlark.Builtin)
	if !ok {
		return nil, errors.New("there is no " + method)
	}
	_, err = own.CallInternal(nil, starlark.Tuple{y}, nil)
	return x, err
}
