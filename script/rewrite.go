package script

import (
	"go.starlark.net/syntax"
)

// rewriter replaces expressions of a parsed file, innermost first. It leaves
// targets of assignments, parameters' names and keywords alone.
type rewriter struct {
	// expr gives what stands in an expression's place, often itself.
	expr func(syntax.Expr) syntax.Expr
	// cond is asked about each condition of if, elif, x if c else y and [… if c],
	// and each comparison that is kept or returned, before its parts are
	// rewritten; nil leaves conditions alone.
	cond func(syntax.Expr) syntax.Expr
	// assign is asked about each assignment after its right side was rewritten.
	assign func(*syntax.AssignStmt)
	// key gives what stands in the place of an index on an assignment's left side.
	key func(syntax.Expr) syntax.Expr
	// spread is asked about each *list and **dict in a call.
	spread func(*syntax.UnaryExpr)
	// plainCall tells calls whose x.method is left as it is, but for x.
	plainCall func(*syntax.CallExpr) bool
}

func (w *rewriter) stmts(list []syntax.Stmt) {
	for _, s := range list {
		w.stmt(s)
	}
}

func (w *rewriter) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.AssignStmt:
		w.target(s.LHS)
		s.RHS = w.logical(s.RHS)
		w.assign(s)
	case *syntax.DefStmt:
		w.params(s.Params)
		w.stmts(s.Body)
	case *syntax.ExprStmt:
		s.X = w.value(s.X)
	case *syntax.ForStmt:
		w.target(s.Vars)
		s.X = w.value(s.X)
		w.stmts(s.Body)
	case *syntax.IfStmt:
		s.Cond = w.condition(s.Cond)
		w.stmts(s.True)
		w.stmts(s.False)
	case *syntax.ReturnStmt:
		s.Result = w.logical(s.Result)
	}
}

func (w *rewriter) condition(e syntax.Expr) syntax.Expr {
	if w.cond != nil {
		e = w.cond(e)
	}
	return w.value(e)
}

// logical is a condition where the expression answers yes or no.
func (w *rewriter) logical(e syntax.Expr) syntax.Expr {
	switch x := e.(type) {
	case *syntax.UnaryExpr:
		if x.Op == syntax.NOT {
			return w.condition(e)
		}
	case *syntax.BinaryExpr:
		switch x.Op {
		case syntax.EQL, syntax.NEQ, syntax.LT, syntax.LE, syntax.GT, syntax.GE, syntax.IN, syntax.NOT_IN, syntax.AND, syntax.OR:
			return w.condition(e)
		default: // arithmetic
		}
	}
	return w.value(e)
}

// target rewrites what an assignment's left side evaluates on its way.
func (w *rewriter) target(e syntax.Expr) {
	switch e := e.(type) {
	case *syntax.IndexExpr:
		e.X, e.Y = w.value(e.X), w.key(w.value(e.Y))
	case *syntax.DotExpr:
		e.X = w.value(e.X)
	case *syntax.ParenExpr:
		w.target(e.X)
	case *syntax.TupleExpr:
		for _, one := range e.List {
			w.target(one)
		}
	case *syntax.ListExpr:
		for _, one := range e.List {
			w.target(one)
		}
	}
}

// params rewrites default values.
func (w *rewriter) params(list []syntax.Expr) {
	for _, p := range list {
		if b, ok := p.(*syntax.BinaryExpr); ok {
			b.Y = w.value(b.Y)
		}
	}
}

func (w *rewriter) list(list []syntax.Expr) {
	for i, e := range list {
		list[i] = w.value(e)
	}
}

// value rewrites an expression's parts and then itself.
func (w *rewriter) value(e syntax.Expr) syntax.Expr {
	if e == nil {
		return nil
	}
	switch e := e.(type) {
	case *syntax.BinaryExpr:
		e.X, e.Y = w.value(e.X), w.value(e.Y)
	case *syntax.CallExpr:
		w.call(e)
	case *syntax.CondExpr:
		e.Cond = w.condition(e.Cond)
		e.True, e.False = w.value(e.True), w.value(e.False)
	case *syntax.DotExpr:
		e.X = w.value(e.X)
	case *syntax.IndexExpr:
		e.X, e.Y = w.value(e.X), w.value(e.Y)
	case *syntax.SliceExpr:
		e.X = w.value(e.X)
		e.Lo, e.Hi, e.Step = w.value(e.Lo), w.value(e.Hi), w.value(e.Step)
	case *syntax.UnaryExpr:
		e.X = w.value(e.X)
	default:
		w.compound(e)
	}
	return w.expr(e)
}

func (w *rewriter) call(e *syntax.CallExpr) {
	w.args(e.Args)
	if dot, ok := e.Fn.(*syntax.DotExpr); ok && w.plainCall(e) {
		dot.X = w.value(dot.X)
		return
	}
	e.Fn = w.value(e.Fn)
}

func (w *rewriter) compound(e syntax.Expr) {
	switch e := e.(type) {
	case *syntax.Comprehension:
		w.clauses(e.Clauses)
		e.Body = w.value(e.Body)
	case *syntax.DictExpr:
		w.list(e.List)
	case *syntax.DictEntry:
		e.Key, e.Value = w.value(e.Key), w.value(e.Value)
	case *syntax.LambdaExpr:
		w.params(e.Params)
		e.Body = w.value(e.Body)
	case *syntax.ListExpr:
		w.list(e.List)
	case *syntax.ParenExpr:
		e.X = w.value(e.X)
	case *syntax.TupleExpr:
		w.list(e.List)
	}
}

func (w *rewriter) clauses(list []syntax.Node) {
	for _, c := range list {
		switch c := c.(type) {
		case *syntax.ForClause:
			w.target(c.Vars)
			c.X = w.value(c.X)
		case *syntax.IfClause:
			c.Cond = w.condition(c.Cond)
		}
	}
}

// args rewrites a call's arguments; keyword = value, *list and **dict keep
// their shape.
func (w *rewriter) args(list []syntax.Expr) {
	for i, a := range list {
		switch a := a.(type) {
		case *syntax.BinaryExpr:
			if a.Op == syntax.EQ {
				a.Y = w.value(a.Y)
				continue
			}
		case *syntax.UnaryExpr:
			if a.Op == syntax.STAR || a.Op == syntax.STARSTAR {
				a.X = w.value(a.X)
				w.spread(a)
				continue
			}
		}
		list[i] = w.value(a)
	}
}
