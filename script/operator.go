package script

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Operators that must look at their operands first are rewritten to a chain of
// the | operator around a value that the host defines: x == y becomes
// x | EQ | y. A call of a builtin would do the same at several times the cost,
// because each call copies its arguments and pushes a frame. Rules cannot name
// these values, and their own uses of | never meet them.

// opValue is the operator itself. x | op remembers x.
type opValue struct {
	internal
	name string
	do   func(x, y starlark.Value) (starlark.Value, error)
}

// Binary serves x | op.
func (o *opValue) Binary(op syntax.Token, x starlark.Value, side starlark.Side) (starlark.Value, error) {
	if op != syntax.PIPE || side != starlark.Right {
		return nil, nil
	}
	return &leftValue{op: o, x: x}, nil
}

// leftValue is an operator that has its left operand.
type leftValue struct {
	internal
	op *opValue
	x  starlark.Value
}

// Binary serves (x | op) | y.
func (l *leftValue) Binary(op syntax.Token, y starlark.Value, side starlark.Side) (starlark.Value, error) {
	if op != syntax.PIPE || side != starlark.Left {
		return nil, nil
	}
	return l.op.do(l.x, y)
}

// rightValue is an operator whose right operand is a constant: one step, and
// nothing to allocate.
type rightValue struct {
	internal
	op *opValue
	y  starlark.Value
}

// Binary serves x | (op y).
func (r *rightValue) Binary(op syntax.Token, x starlark.Value, side starlark.Side) (starlark.Value, error) {
	if op != syntax.PIPE || side != starlark.Right {
		return nil, nil
	}
	return r.op.do(x, r.y)
}

// internal is what the values of this file have in common.
type internal struct{}

func (internal) String() string        { return "operator" }
func (internal) Type() string          { return "operator" }
func (internal) Freeze()               {}
func (internal) Truth() starlark.Bool  { return true }
func (internal) Hash() (uint32, error) { return 0, errors.New("an operator cannot be a key") }

// isOperator tells a value of this file, so that money and dates leave x | op
// to it even where they are empty.
func isOperator(v starlark.Value) bool {
	switch v.(type) {
	case *opValue, *rightValue, *addend, *markValue, *branchValue:
		return true
	}
	return false
}

// binary makes the expression for x op y.
func (l *loader) binary(e *syntax.BinaryExpr) syntax.Expr {
	op := l.predeclared[e.Op.String()].(*opValue)
	pipe := func(x, y syntax.Expr) syntax.Expr {
		return &syntax.BinaryExpr{X: x, OpPos: e.OpPos, Op: syntax.PIPE, Y: y}
	}
	if y := l.constant(e.Y); y != nil {
		return pipe(e.X, l.name(&rightValue{op: op, y: y}, e.OpPos))
	}
	if x := l.constant(e.X); x != nil {
		return pipe(l.name(&leftValue{op: op, x: x}, e.OpPos), e.Y)
	}
	return pipe(pipe(e.X, &syntax.Ident{NamePos: e.OpPos, Name: e.Op.String()}), e.Y)
}

// behind puts a look or a method's guard behind an expression: e | op.
func (l *loader) behind(e syntax.Expr, op string, y starlark.Value, at syntax.Position) syntax.Expr {
	right, ok := l.rights[op]
	if !ok || y != nil {
		right = l.name(&rightValue{op: l.predeclared[op].(*opValue), y: y}, at).Name
		if y == nil {
			l.rights[op] = right
		}
	}
	return &syntax.BinaryExpr{X: e, OpPos: at, Op: syntax.PIPE, Y: &syntax.Ident{NamePos: at, Name: right}}
}

// plain tells expressions whose value is no nest of values that rules made:
// constants, attributes, and texts that % fills.
func (l *loader) plain(e syntax.Expr) bool {
	switch x := e.(type) {
	case *syntax.DotExpr:
		return true
	case *syntax.ParenExpr:
		return l.plain(x.X)
	}
	return l.constant(e) != nil
}

// name makes a value that the program can refer to, under a name that no rules
// file can write.
func (l *loader) name(v starlark.Value, at syntax.Position) *syntax.Ident {
	name := fmt.Sprintf("const %d", len(l.predeclared))
	l.predeclared[name] = v
	return &syntax.Ident{NamePos: at, Name: name}
}

// constant gives the value of an expression that is the same for every row, nil
// for any other.
func (l *loader) constant(e syntax.Expr) starlark.Value {
	switch e := e.(type) {
	case *syntax.Literal:
		return literal(e)
	case *syntax.ParenExpr:
		return l.constant(e.X)
	case *syntax.Ident:
		if len(e.Name) > 6 && e.Name[:6] == "const " {
			return l.predeclared[e.Name]
		}
	case *syntax.TupleExpr:
		all := make(starlark.Tuple, len(e.List))
		for i, one := range e.List {
			if all[i] = l.constant(one); all[i] == nil {
				return nil
			}
		}
		return all
	}
	return nil
}

func literal(e *syntax.Literal) starlark.Value {
	switch v := e.Value.(type) {
	case string:
		if e.Token == syntax.STRING {
			return starlark.String(v)
		}
	case int64:
		return starlark.MakeInt64(v)
	case float64:
		return starlark.Float(v)
	}
	return nil
}

// fold computes LKR(25000), days(14) and their like once instead of for every
// row. Where that fails the call stays, so that the error comes when, and only
// if, the line is reached.
func (l *loader) fold(call *syntax.CallExpr) syntax.Expr {
	id, ok := call.Fn.(*syntax.Ident)
	if !ok || l.own[id.Name] {
		return call
	}
	if id.Name == "today" && len(call.Args) == 0 && !l.mode.tested {
		return l.name(l.env.today, id.NamePos)
	}
	if len(call.Args) == 0 || !l.pure(id.Name) {
		return call
	}
	args := make(starlark.Tuple, len(call.Args))
	for i, a := range call.Args {
		if args[i] = l.constant(a); args[i] == nil {
			return call
		}
	}
	v, err := l.predeclared[id.Name].(starlark.Callable).CallInternal(nil, args, nil)
	if err != nil {
		return call
	}
	return l.name(v, id.NamePos)
}

// pure tells the builtins that make an immutable value from their arguments alone.
func (l *loader) pure(name string) bool {
	switch name {
	case "days", "weeks", "months", "years", "date", "decimal", "money":
		_, ours := l.predeclared[name].(*starlark.Builtin)
		return ours // a test file may see the rules' own function of that name
	}
	_, ok := l.predeclared[name].(currencyValue)
	return ok
}
