package script

import (
	"strconv"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

func (c *quickCompiler) call(e *syntax.CallExpr) quickExpr {
	switch fn := e.Fn.(type) {
	case *syntax.Ident:
		switch fn := c.named(fn).(type) {
		case *starlark.Function:
			return c.callFunction(fn, e)
		case starlark.Callable:
			return c.callBuiltin(fn, e)
		}
	case *syntax.DotExpr:
		return c.callMethod(c.expr(fn.X), fn.Name.Name, e)
	case *syntax.BinaryExpr: // x | (. "name")
		if dot, ok := c.constant(fn.Y).(*rightValue); ok && fn.Op == syntax.PIPE && dot.op.name == "." {
			return c.callMethod(c.expr(fn.X), string(dot.y.(starlark.String)), e)
		}
	}
	return c.refuse()
}

// callFunction calls a function of the rules.
func (c *quickCompiler) callFunction(fn *starlark.Function, e *syntax.CallExpr) quickExpr {
	f := c.function(fn)
	slots, defaults, ok := places(fn, e.Args)
	if f == nil || !ok {
		return c.refuse()
	}
	args := make([]quickExpr, len(e.Args))
	for i, arg := range e.Args {
		_, x := keyword(arg)
		args[i] = c.expr(x)
	}
	return func(r *run, frame []starlark.Value) starlark.Value {
		if !r.work(1 + len(args)) {
			return nil
		}
		inner := r.push(f.slots)
		copy(inner, defaults)
		for i, x := range args {
			v := x(r, frame)
			if v == nil {
				return nil
			}
			inner[slots[i]] = v
		}
		v := f.call(r, inner)
		r.pop(inner)
		return v
	}
}

// places tells which parameter each argument is for, and the defaults of all. It
// is not ok where the call is one that fails.
func places(fn *starlark.Function, args []syntax.Expr) (slots []int, defaults []starlark.Value, ok bool) {
	given := make([]bool, fn.NumParams())
	for i, arg := range args {
		at := i
		if name, _ := keyword(arg); name != "" {
			at = paramNamed(fn, name)
		}
		if isSpread(arg) || at < 0 || at >= len(given) || given[at] {
			return nil, nil, false
		}
		slots, given[at] = append(slots, at), true
	}
	for i, given := range given {
		v := fn.ParamDefault(i)
		if !given && v == nil {
			return nil, nil, false
		}
		defaults = append(defaults, v)
	}
	return slots, defaults, true
}

func paramNamed(fn *starlark.Function, name string) int {
	for i := range fn.NumParams() {
		if param, _ := fn.Param(i); param == name {
			return i
		}
	}
	return -1
}

// keyword splits name = value; for any other argument name is "".
func keyword(arg syntax.Expr) (name string, value syntax.Expr) {
	if b, ok := arg.(*syntax.BinaryExpr); ok && b.Op == syntax.EQ {
		return b.X.(*syntax.Ident).Name, b.Y
	}
	return "", arg
}

func isSpread(arg syntax.Expr) bool {
	u, ok := arg.(*syntax.UnaryExpr)
	return ok && (u.Op == syntax.STAR || u.Op == syntax.STARSTAR)
}

// quickArgs are the arguments of a call of what is no function of the rules.
type quickArgs struct {
	list  []quickExpr // those without a name come first
	plain int         // how many have none
	names []string
	// Where every argument is a constant, values and named hold them.
	constant bool
	values   starlark.Tuple
	named    []starlark.Tuple
	size     int // of the trees
}

func (c *quickCompiler) args(e *syntax.CallExpr) quickArgs {
	a := quickArgs{constant: true}
	for _, arg := range e.Args {
		name, x := keyword(arg)
		if isSpread(arg) || name == "key" { // a key function may call anything
			c.refuse()
			return a
		}
		v := c.constant(x)
		a.list, a.constant, a.size = append(a.list, c.expr(x)), a.constant && v != nil, a.size+size(x)
		if name == "" {
			a.plain, a.values = a.plain+1, append(a.values, v)
		} else {
			a.names, a.named = append(a.names, name), append(a.named, starlark.Tuple{starlark.String(name), v})
		}
	}
	return a
}

// quickCallee is what is called: a builtin, or a method of the receiver.
type quickCallee func(r *run, receiver starlark.Value, args starlark.Tuple, named []starlark.Tuple) starlark.Value

// call evaluates the arguments and hands them to the callee. The room of the
// tuple is used again, which is why no builtin and no method may keep it.
func (a *quickArgs) call(r *run, frame []starlark.Value, receiver starlark.Value, callee quickCallee) starlark.Value {
	if a.constant {
		if !r.work(1 + a.size) {
			return nil
		}
		return callee(r, receiver, a.values, a.named)
	}
	room := r.push(len(a.list))
	if !r.evaluate(frame, a.list, room) {
		return nil
	}
	var named []starlark.Tuple
	if len(a.named) > 0 {
		named = make([]starlark.Tuple, len(a.named))
		for i, pair := range a.named {
			named[i] = starlark.Tuple{pair[0], room[a.plain+i]}
		}
	}
	v := callee(r, receiver, starlark.Tuple(room[:a.plain:a.plain]), named)
	r.pop(room)
	return v
}

// callMethod is x.name(…).
func (c *quickCompiler) callMethod(x quickExpr, name string, e *syntax.CallExpr) quickExpr {
	args, direct := c.args(e), quickMethods(name)
	callee := func(r *run, v starlark.Value, args starlark.Tuple, named []starlark.Tuple) starlark.Value {
		if direct != nil {
			if made, err := direct(v, &r.thread, args, named); made != nil || err != nil {
				return modest(made, err)
			}
		}
		method, err := guardedMethod(v, name)
		if fn, ok := method.(*starlark.Builtin); ok && err == nil {
			return modest(fn.CallInternal(&r.thread, args, named))
		}
		return nil
	}
	return func(r *run, frame []starlark.Value) starlark.Value {
		if v := x(r, frame); v != nil {
			return args.call(r, frame, v, callee)
		}
		return nil
	}
}

func (c *quickCompiler) callBuiltin(fn starlark.Callable, e *syntax.CallExpr) quickExpr {
	line := e.Lparen.Filename() + ":" + strconv.Itoa(int(e.Lparen.Line))
	args := c.args(e)
	switch {
	case fn == c.loader.predeclared["link"] && args.plain == 0:
		return c.callLink(args, line)
	case fn.Name() == "sorted" && args.plain > 1: // the second is a key function
		return c.refuse()
	}
	callee := func(r *run, _ starlark.Value, args starlark.Tuple, named []starlark.Tuple) starlark.Value {
		v, err := fn.CallInternal(&r.thread, args, named)
		if d, ok := v.(*decisionValue); ok && d.d.Line == "" {
			d.d.Line = line
		}
		return modest(v, err)
	}
	return func(r *run, frame []starlark.Value) starlark.Value { return args.call(r, frame, nil, callee) }
}

// callLink is link(name = value, …), with each value put straight into its place
// once all of them are there: a later one may change the list or dict of another.
func (c *quickCompiler) callLink(args quickArgs, line string) quickExpr {
	env := c.loader.env
	return func(r *run, frame []starlark.Value) starlark.Value {
		if !r.work(1 + len(args.list)) {
			return nil
		}
		room := r.push(len(args.list))
		if !r.evaluate(frame, args.list, room) {
			return nil
		}
		made := r.decision(VerdictLink, line)
		made.accounts = env.accounts
		terms := linkTerms{&made.d.Link, env}
		for i, v := range room {
			if terms.set(args.names[i], v) != nil {
				return nil
			}
		}
		r.pop(room)
		return made
	}
}

// decision makes an empty decision. The first of a row has its room in the run,
// and is copied out of it at the end.
func (r *run) decision(verdict Verdict, line string) *decisionValue {
	made := &r.quick.made
	if made.d.Verdict != 0 {
		made = &decisionValue{}
	}
	made.d.Verdict, made.d.Line = verdict, line
	return made
}
