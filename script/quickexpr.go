package script

import (
	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// expr gives the quick form of an expression.
func (c *quickCompiler) expr(e syntax.Expr) quickExpr {
	if v := c.constant(e); v != nil {
		return always(v, size(e))
	}
	switch e := e.(type) {
	case *syntax.BinaryExpr:
		return c.binary(e)
	case *syntax.CallExpr:
		return c.call(e)
	case *syntax.CondExpr:
		return c.choice(e)
	case *syntax.DotExpr:
		return field(c.expr(e.X), e.Name.Name)
	case *syntax.Ident:
		if at := e.Binding.(*resolve.Binding); at.Scope == resolve.Local {
			return func(_ *run, frame []starlark.Value) starlark.Value { return frame[at.Index] }
		}
	case *syntax.IndexExpr:
		return two(c.expr(e.X), c.expr(e.Y), indexed)
	case *syntax.ParenExpr:
		return c.expr(e.X)
	case *syntax.UnaryExpr:
		return c.unary(e)
	}
	return c.collection(e)
}

// always is a constant whose tree has so many parts.
func always(v starlark.Value, size int) quickExpr {
	if size == 1 {
		return func(*run, []starlark.Value) starlark.Value { return v }
	}
	return func(r *run, _ []starlark.Value) starlark.Value {
		if !r.work(size) {
			return nil
		}
		return v
	}
}

// size counts the parts of a tree.
func size(e syntax.Expr) int {
	n := 0
	syntax.Walk(e, func(part syntax.Node) bool {
		if part != nil {
			n++
		}
		return true
	})
	return n
}

// constant gives the value of what is the same for every row; nil for the rest.
func (c *quickCompiler) constant(e syntax.Expr) starlark.Value {
	switch e := e.(type) {
	case *syntax.Ident:
		v := c.named(e)
		switch v.(type) {
		case *starlark.Function, *starlark.Builtin:
			return nil // these are called; only the interpreter hands them around
		}
		return v
	case *syntax.ParenExpr:
		return c.constant(e.X)
	case *syntax.DotExpr:
		if all, ok := c.constant(e.X).(*accountsValue); ok {
			if a, err := all.find(e.Name.Name); err == nil {
				return a
			}
		}
	}
	return c.loader.constant(e)
}

// named gives what a name stands for that is no local variable's.
func (c *quickCompiler) named(id *syntax.Ident) starlark.Value {
	switch at := id.Binding.(*resolve.Binding); at.Scope {
	case resolve.Free: // loaded from another file
		_, v := c.fn.FreeVar(at.Index)
		return v
	case resolve.Global:
		return c.defs[c.fn].globals[id.Name]
	case resolve.Predeclared:
		return c.loader.predeclared[id.Name]
	case resolve.Universal:
		return starlark.Universe[id.Name]
	default:
		return nil
	}
}

func (c *quickCompiler) choice(e *syntax.CondExpr) quickExpr {
	cond, yes, no := c.expr(e.Cond), c.expr(e.True), c.expr(e.False)
	return func(r *run, frame []starlark.Value) starlark.Value {
		v := cond(r, frame)
		switch {
		case v == nil || !r.work(1):
			return nil
		case bool(v.Truth()):
			return yes(r, frame)
		}
		return no(r, frame)
	}
}

func (c *quickCompiler) unary(e *syntax.UnaryExpr) quickExpr {
	x := c.expr(e.X)
	if e.Op == syntax.NOT {
		return func(r *run, frame []starlark.Value) starlark.Value {
			v := x(r, frame)
			if v == nil || !r.work(1) {
				return nil
			}
			return !v.Truth()
		}
	}
	return func(r *run, frame []starlark.Value) starlark.Value {
		v := x(r, frame)
		if v == nil || !r.work(1) {
			return nil
		}
		return modest(starlark.Unary(e.Op, v))
	}
}

func (c *quickCompiler) binary(e *syntax.BinaryExpr) quickExpr {
	switch e.Op {
	case syntax.AND, syntax.OR:
		x, y, until := c.expr(e.X), c.expr(e.Y), starlark.Bool(e.Op == syntax.OR)
		return func(r *run, frame []starlark.Value) starlark.Value {
			v := x(r, frame)
			switch {
			case v == nil || !r.work(1):
				return nil
			case v.Truth() == until:
				return v
			}
			return y(r, frame)
		}
	case syntax.PIPE:
		if o, ok := c.strictOperator(e); ok {
			return c.operator(o)
		}
	case syntax.EQL, syntax.NEQ, syntax.LT, syntax.LE, syntax.GT, syntax.GE:
		return two(c.expr(e.X), c.expr(e.Y), func(x, y starlark.Value) (starlark.Value, error) {
			return truth(starlark.Compare(e.Op, x, y))
		})
	default: // arithmetic
	}
	return operation(e.Op, c.expr(e.X), c.expr(e.Y))
}

// operation is an operator of Starlark itself.
func operation(op syntax.Token, x, y quickExpr) quickExpr {
	return two(x, y, func(x, y starlark.Value) (starlark.Value, error) { return starlark.Binary(op, x, y) })
}

// two computes with two values.
func two(x, y quickExpr, do func(x, y starlark.Value) (starlark.Value, error)) quickExpr {
	return func(r *run, frame []starlark.Value) starlark.Value {
		a := x(r, frame)
		if a == nil {
			return nil
		}
		b := y(r, frame)
		if b == nil || !r.work(1) {
			return nil
		}
		return modest(do(a, b))
	}
}

// field is x.name.
func field(x quickExpr, name string) quickExpr {
	return func(r *run, frame []starlark.Value) starlark.Value {
		v := x(r, frame)
		if row, ok := v.(*rowValue); ok && r.work(1) {
			return modest(row.Attr(name))
		}
		if other, ok := v.(starlark.HasAttrs); ok && r.work(1) {
			return modest(other.Attr(name))
		}
		return nil
	}
}

// indexed is x[y]; without such an element it is nil.
func indexed(x, y starlark.Value) (starlark.Value, error) {
	switch x := x.(type) {
	case starlark.Mapping:
		v, found, err := x.Get(y)
		if !found {
			return nil, err
		}
		return v, err
	case starlark.Indexable:
		i, err := starlark.AsInt32(y)
		if i < 0 {
			i += x.Len()
		}
		if err != nil || i < 0 || i >= x.Len() {
			return nil, err
		}
		return x.Index(i), nil
	}
	return nil, nil
}
