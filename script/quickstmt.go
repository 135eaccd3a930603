package script

import (
	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// quickCompiler turns functions of the rules into quickFunctions.
type quickCompiler struct {
	loader *loader
	defs   map[*starlark.Function]quickDef
	made   map[*starlark.Function]*quickFunction // nil while one is being made
	fn     *starlark.Function                    // the one in hand
	unfit  bool                                  // something was met that only the interpreter does
}

// quickDef is a function's tree and the names of its file.
type quickDef struct {
	stmt    *syntax.DefStmt
	globals starlark.StringDict
}

// quick gives decide for the quick way, nil where there is none.
func (l *loader) quick(decide *starlark.Function) *quickFunction {
	c := &quickCompiler{loader: l, defs: map[*starlark.Function]quickDef{}, made: map[*starlark.Function]*quickFunction{}}
	for _, m := range l.modules {
		for _, s := range m.file.Stmts {
			if def, ok := s.(*syntax.DefStmt); ok {
				fn, _ := m.globals[def.Name.Name].(*starlark.Function)
				c.defs[fn] = quickDef{def, m.globals}
			}
		}
	}
	if f := c.function(decide); !c.unfit {
		return f
	}
	return nil
}

// refuse is what stands for a part that only the interpreter does.
func (c *quickCompiler) refuse() quickExpr {
	c.unfit = true
	return nil
}

func (c *quickCompiler) function(fn *starlark.Function) *quickFunction {
	if f, ok := c.made[fn]; ok {
		c.unfit = c.unfit || f == nil // it calls itself, which is an error
		return f
	}
	def, ok := c.defs[fn]
	if c.unfit = c.unfit || !ok || fn.HasVarargs() || fn.HasKwargs() || fn.NumKwonlyParams() > 0; c.unfit {
		return nil
	}
	locals := def.stmt.Function.(*resolve.Function).Locals
	for _, local := range locals {
		c.unfit = c.unfit || local.Scope != resolve.Local
	}
	c.made[fn] = nil
	outer := c.fn
	c.fn = fn
	f := &quickFunction{slots: len(locals), body: c.block(def.stmt.Body)}
	c.made[fn] = f
	c.fn = outer
	return f
}

// block runs one statement after the other.
func (c *quickCompiler) block(stmts []syntax.Stmt) quickStmt {
	list := make([]quickStmt, 0, len(stmts))
	for _, s := range stmts {
		list = append(list, c.stmt(s))
	}
	return func(r *run, frame []starlark.Value) (starlark.Value, flow) {
		if !r.work(len(list)) {
			return nil, gaveUp
		}
		for _, one := range list {
			if v, how := one(r, frame); how != onward {
				return v, how
			}
		}
		return nil, onward
	}
}

func (c *quickCompiler) stmt(s syntax.Stmt) quickStmt {
	switch s := s.(type) {
	case *syntax.AssignStmt:
		return c.assign(s)
	case *syntax.BranchStmt:
		return branch(s.Token)
	case *syntax.ExprStmt:
		x := c.expr(s.X)
		return func(r *run, frame []starlark.Value) (starlark.Value, flow) {
			if x(r, frame) == nil {
				return nil, gaveUp
			}
			return nil, onward
		}
	case *syntax.ForStmt:
		return c.loop(s)
	case *syntax.IfStmt:
		return c.ifElse(s)
	case *syntax.ReturnStmt:
		if s.Result == nil {
			return func(*run, []starlark.Value) (starlark.Value, flow) { return starlark.None, returned }
		}
		x := c.expr(s.Result)
		return func(r *run, frame []starlark.Value) (starlark.Value, flow) {
			if v := x(r, frame); v != nil {
				return v, returned
			}
			return nil, gaveUp
		}
	}
	c.refuse()
	return nil
}

func branch(token syntax.Token) quickStmt {
	how := onward
	switch token {
	case syntax.BREAK:
		how = broke
	case syntax.CONTINUE:
		how = continued
	default: // pass
	}
	return func(*run, []starlark.Value) (starlark.Value, flow) { return nil, how }
}

func (c *quickCompiler) ifElse(s *syntax.IfStmt) quickStmt {
	cond, yes, no := c.expr(s.Cond), c.block(s.True), c.block(s.False)
	return func(r *run, frame []starlark.Value) (starlark.Value, flow) {
		v := cond(r, frame)
		switch {
		case v == nil || !r.work(1):
			return nil, gaveUp
		case bool(v.Truth()):
			return yes(r, frame)
		}
		return no(r, frame)
	}
}

func (c *quickCompiler) assign(s *syntax.AssignStmt) quickStmt {
	x := c.expr(s.RHS)
	set := c.target(s.LHS)
	if s.Op != syntax.EQ {
		id, ok := s.LHS.(*syntax.Ident)
		if !ok {
			c.refuse()
			return nil
		}
		x = operation(s.Op-syntax.PLUS_EQ+syntax.PLUS, c.expr(id), x)
	}
	return func(r *run, frame []starlark.Value) (starlark.Value, flow) {
		if v := x(r, frame); v != nil && set(r, frame, v) {
			return nil, onward
		}
		return nil, gaveUp
	}
}

// quickTarget assigns a value and tells whether it could.
type quickTarget func(r *run, frame []starlark.Value, v starlark.Value) bool

// target is for a local name, for several at once and for a key of a dict.
func (c *quickCompiler) target(e syntax.Expr) quickTarget {
	switch e := e.(type) {
	case *syntax.Ident:
		if at := e.Binding.(*resolve.Binding); at.Scope == resolve.Local {
			return func(_ *run, frame []starlark.Value, v starlark.Value) bool {
				frame[at.Index] = v
				return true
			}
		}
	case *syntax.IndexExpr:
		return c.keyOf(c.expr(e.X), c.expr(e.Y))
	case *syntax.ParenExpr:
		return c.target(e.X)
	case *syntax.TupleExpr:
		return c.targets(e.List)
	case *syntax.ListExpr:
		return c.targets(e.List)
	}
	c.refuse()
	return nil
}

func (c *quickCompiler) targets(list []syntax.Expr) quickTarget {
	sets := make([]quickTarget, len(list))
	for i, e := range list {
		sets[i] = c.target(e)
	}
	return func(r *run, frame []starlark.Value, v starlark.Value) bool {
		all, ok := v.(starlark.Indexable) // a list or a tuple
		if !ok || isTextOrBytes(v) || all.Len() != len(sets) {
			return false
		}
		room := r.push(len(sets)) // a key among the targets may change the list
		for i := range room {
			room[i] = all.Index(i)
		}
		for i, set := range sets {
			if !set(r, frame, room[i]) {
				return false
			}
		}
		r.pop(room)
		return true
	}
}

func (c *quickCompiler) keyOf(x, key quickExpr) quickTarget {
	return func(r *run, frame []starlark.Value, v starlark.Value) bool {
		dict, ok := x(r, frame).(*starlark.Dict)
		if !ok || !r.work(1) {
			return false
		}
		k := key(r, frame)
		return k != nil && dict.SetKey(k, v) == nil
	}
}

// isTextOrBytes tells what has elements by index and yet is not gone through.
func isTextOrBytes(v starlark.Value) bool {
	switch v.(type) {
	case starlark.String, starlark.Bytes:
		return true
	}
	return false
}
