package lint

import (
	"go.starlark.net/syntax"
)

// bound lists the names that statements bind, without those inside functions.
func bound(stmts []syntax.Stmt) map[string]bool {
	names := map[string]bool{}
	for _, s := range stmts {
		syntax.Walk(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.DefStmt:
				names[n.Name.Name] = true
				return false
			case *syntax.LambdaExpr:
				return false
			case *syntax.AssignStmt:
				each(n.LHS, func(id *syntax.Ident) { names[id.Name] = true })
			case *syntax.ForStmt:
				each(n.Vars, func(id *syntax.Ident) { names[id.Name] = true })
			case *syntax.LoadStmt:
				for _, to := range n.To {
					names[to.Name] = true
				}
			}
			return true
		})
	}
	return names
}

// each calls f for every name in an assignment's target.
func each(target syntax.Expr, f func(*syntax.Ident)) {
	switch t := target.(type) {
	case *syntax.Ident:
		f(t)
	case *syntax.ParenExpr:
		each(t.X, f)
	case *syntax.TupleExpr:
		for _, one := range t.List {
			each(one, f)
		}
	case *syntax.ListExpr:
		for _, one := range t.List {
			each(one, f)
		}
	}
}

func paramName(p syntax.Expr) string {
	if id := paramIdent(p); id != nil {
		return id.Name
	}
	return ""
}

func paramIdent(p syntax.Expr) *syntax.Ident {
	switch p := p.(type) {
	case *syntax.Ident:
		return p
	case *syntax.BinaryExpr: // name = default
		return paramIdent(p.X)
	case *syntax.UnaryExpr: // *args, **kwargs
		if p.X != nil {
			return paramIdent(p.X)
		}
	}
	return nil
}

// shadowedTop warns of top-level names that hide a builtin.
func (c *checker) shadowedTop(file *syntax.File) {
	for _, s := range file.Stmts {
		switch s := s.(type) {
		case *syntax.DefStmt:
			c.hides(s.Name, false)
		case *syntax.AssignStmt:
			each(s.LHS, func(id *syntax.Ident) { c.hides(id, false) })
		case *syntax.LoadStmt:
			for _, to := range s.To {
				c.hides(to, false)
			}
		}
	}
}

// shadowed warns of a function's names that hide a builtin or a name of the
// file. Each name is told once, where it is first bound.
func (c *checker) shadowed(def *syntax.DefStmt) {
	told := map[string]bool{}
	tell := func(id *syntax.Ident) {
		if id != nil && !told[id.Name] {
			told[id.Name] = true
			c.hides(id, true)
		}
	}
	for _, p := range def.Params {
		tell(paramIdent(p))
	}
	for _, s := range def.Body {
		syntax.Walk(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.AssignStmt:
				if n.Op == syntax.EQ {
					each(n.LHS, tell)
				}
			case *syntax.ForStmt:
				each(n.Vars, tell)
			case *syntax.ForClause:
				each(n.Vars, tell)
			}
			return true
		})
	}
}

func (c *checker) hides(id *syntax.Ident, local bool) {
	switch {
	case c.builtins[id.Name]:
		c.add(id.NamePos, "shadowed-name", Warning, "%s is a name of the language, which this hides: choose another name", id.Name)
	case local && c.global[id.Name]:
		c.add(id.NamePos, "shadowed-name", Warning, "%s is also a name at the top of the file, which this hides: choose another name", id.Name)
	}
}

// missingReturn wants every way through decide to end with a decision.
func (c *checker) missingReturn(def *syntax.DefStmt) {
	if ends(def.Body) {
		return
	}
	last := def.Body[len(def.Body)-1]
	start, _ := last.Span()
	c.add(start, "missing-return", Error,
		"decide can come to its end here without a decision: end it with return link(…), skip(…), hold(…), reject(…) or cancel(…)")
}

// ends tells that statements never run into what follows them.
func ends(stmts []syntax.Stmt) bool {
	for _, s := range stmts {
		switch s := s.(type) {
		case *syntax.ReturnStmt:
			return true
		case *syntax.IfStmt:
			if len(s.False) > 0 && ends(s.True) && ends(s.False) {
				return true
			}
		case *syntax.ExprStmt:
			if call, ok := s.X.(*syntax.CallExpr); ok && name(call.Fn) == "fail" {
				return true
			}
		}
	}
	return false
}

// name gives an identifier's name, "" for anything else.
func name(e syntax.Expr) string {
	if id, ok := e.(*syntax.Ident); ok {
		return id.Name
	}
	return ""
}
