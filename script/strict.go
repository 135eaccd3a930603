package script

import (
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// rewrite makes a file strict: equality between types and operators that could
// build something huge go through builtins that look first. With a trace,
// conditions also report what they saw.
func (l *loader) rewrite(file *syntax.File, source []byte) {
	l.own = definedNames(file)
	w := &rewriter{expr: l.strict, assign: l.strictAssign, key: l.key, spread: l.spread, plainCall: l.plainCall}
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
		l.program.talks = l.program.talks || slices.Contains([]string{"because", "print", "holidays"}, e.Name)
	case *syntax.BinaryExpr:
		return l.strictBinary(e)
	case *syntax.CallExpr:
		return l.fold(e)
	case *syntax.DotExpr:
		if isGuarded(e.Name.Name) {
			return l.behind(e.X, ".", starlark.String(e.Name.Name), e.Dot)
		}
	case *syntax.IndexExpr:
		e.Y = l.key(e.Y)
	case *syntax.DictEntry:
		e.Key = l.key(e.Key)
	case *syntax.SliceExpr:
		if !l.plain(e.X) {
			e.X = l.behind(e.X, "[:]", nil, e.Lbrack)
		}
	}
	return e
}

func (l *loader) strictBinary(e *syntax.BinaryExpr) syntax.Expr {
	switch e.Op {
	case syntax.EQL, syntax.NEQ, syntax.IN, syntax.NOT_IN, syntax.PLUS, syntax.STAR, syntax.PERCENT, syntax.LTLT, syntax.SLASH:
		return l.binary(e)
	case syntax.LT, syntax.LE, syntax.GT, syntax.GE, syntax.PIPE, syntax.AMP, syntax.CIRCUMFLEX, syntax.MINUS:
		if l.constant(e.X) == nil && l.constant(e.Y) == nil {
			return l.binary(e)
		}
	default: // the rest is strict by itself
	}
	return e
}

// key puts a look behind what is used as a key or an index.
func (l *loader) key(e syntax.Expr) syntax.Expr {
	if l.plain(e) {
		return e
	}
	return l.behind(e, "[key]", nil, syntax.Start(e))
}

// spread puts a look behind *list and **dict in a call.
func (l *loader) spread(e *syntax.UnaryExpr) {
	e.X = l.behind(e.X, "*args", nil, e.OpPos)
}

// plainCall tells calls of a method that costs little with these arguments, so
// that row.phone.startswith("+94") keeps its speed.
func (l *loader) plainCall(call *syntax.CallExpr) bool {
	dot, ok := call.Fn.(*syntax.DotExpr)
	if !ok {
		return false
	}
	switch dot.Name.Name {
	case "startswith", "endswith", "strip", "lstrip", "rstrip", "get":
	default:
		return false
	}
	for _, arg := range call.Args {
		if b, ok := arg.(*syntax.BinaryExpr); ok && b.Op == syntax.EQ {
			arg = b.Y
		}
		if !l.plain(arg) {
			return false
		}
	}
	return true
}

// strictAssign turns x += y into x += (y | addend), which computes the whole.
func (l *loader) strictAssign(s *syntax.AssignStmt) {
	if s.Op == syntax.EQ || s.Op < syntax.PLUS_EQ || s.Op > syntax.GTGT_EQ {
		return
	}
	if op := s.Op - syntax.PLUS_EQ + syntax.PLUS; slices.Contains(computing(), op) {
		s.RHS = l.behind(s.RHS, op.String()+"=", nil, s.OpPos)
	}
}
