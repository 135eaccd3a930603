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
		e.X, e.Y = w.value(e.X), w.value(e.Y)
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
		e.Fn = w.value(e.Fn)
		w.args(e.Args)
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
				continue
			}
		}
		list[i] = w.value(a)
	}
}

// operator makes the call of a builtin that stands for an operator. Its name is
// no Starlark name, so rules can neither call nor shadow it, and its place is
// the operator's, so errors point there.
func operator(name string, at syntax.Position, operands ...syntax.Expr) syntax.Expr {
	return &syntax.CallExpr{Fn: &syntax.Ident{NamePos: at, Name: name}, Lparen: at, Args: operands, Rparen: at}
}

// rewrite makes a file strict: equality between types and operators that could
// build something huge go through builtins that look first. With a trace,
// conditions also report what they saw.
func (l *loader) rewrite(file *syntax.File, source []byte) {
	l.own = definedNames(file)
	w := &rewriter{expr: l.strict, assign: l.strictAssign}
	if l.mode.marks != nil {
		l.mode.marks.instrument(l, file, source)
	}
	if l.mode.traced {
		in := &instrument{loader: l, file: file.Path, source: splitLines(source)}
		w.cond = in.condition
	}
	w.stmts(file.Stmts)
}

func (l *loader) strict(e syntax.Expr) syntax.Expr {
	switch e := e.(type) {
	case *syntax.Ident:
		if e.Name == "because" || e.Name == "print" {
			l.program.talks = true
		}
	case *syntax.BinaryExpr:
		switch e.Op {
		case syntax.EQL, syntax.NEQ, syntax.IN, syntax.NOT_IN, syntax.PLUS, syntax.STAR, syntax.PERCENT, syntax.LTLT:
			return l.binary(e)
		default: // the rest is strict by itself
		}
	case *syntax.CallExpr:
		if dot, ok := e.Fn.(*syntax.DotExpr); ok && guardedMethod(dot.Name.Name) {
			e.Fn = operator("."+dot.Name.Name, dot.Dot, dot.X)
			return e
		}
		return l.fold(e)
	}
	return e
}

// strictAssign turns x += y into x += (x | "+=" | y), which looks at the sizes
// and gives y back, so that a list still grows in place. Only names and names[…]
// with a simple index are looked at; other targets would be evaluated twice.
func (l *loader) strictAssign(s *syntax.AssignStmt) {
	x := copyOf(s.LHS)
	if x == nil {
		return
	}
	switch s.Op {
	case syntax.PLUS_EQ, syntax.STAR_EQ, syntax.PERCENT_EQ, syntax.LTLT_EQ:
		s.RHS = l.binary(&syntax.BinaryExpr{X: x, OpPos: s.OpPos, Op: s.Op, Y: s.RHS})
	default: // the other operators build nothing large
	}
}

// copyOf gives a second tree for a target that costs nothing to evaluate and
// changes nothing, nil for any other: the resolver must not see a node twice.
func copyOf(e syntax.Expr) syntax.Expr {
	switch e := e.(type) {
	case *syntax.Ident:
		return &syntax.Ident{NamePos: e.NamePos, Name: e.Name}
	case *syntax.Literal:
		twin := *e
		return &twin
	case *syntax.IndexExpr:
		x, y := copyOf(e.X), copyOf(e.Y)
		if x != nil && y != nil {
			return &syntax.IndexExpr{X: x, Lbrack: e.Lbrack, Y: y, Rbrack: e.Rbrack}
		}
	}
	return nil
}
