package lint

import (
	"slices"

	"go.starlark.net/syntax"
)

// remembers reports a function that would change what the top of the file made:
// that is frozen once the file has run, so no row can leave anything to the next.
func (c *checker) remembers(def *syntax.DefStmt) {
	own := bound(onlyAssigned(def.Body))
	for _, p := range def.Params {
		own[paramName(p)] = true
	}
	report := func(id *syntax.Ident) {
		if id != nil && c.global[id.Name] && !own[id.Name] {
			c.add(id.NamePos, "remembering", Error, "rules cannot remember things between rows: %s is made at the top of the file and cannot change", id.Name)
		}
	}
	for _, s := range def.Body {
		syntax.Walk(s, func(n syntax.Node) bool {
			report(changed(n))
			return true
		})
	}
}

// changed gives the name whose value a statement or a call changes in place,
// nil where it changes none.
func changed(n syntax.Node) *syntax.Ident {
	var of syntax.Expr
	switch n := n.(type) {
	case *syntax.AssignStmt:
		switch target := n.LHS.(type) {
		case *syntax.IndexExpr:
			of = target.X
		case *syntax.Ident:
			if n.Op != syntax.EQ {
				of = target
			}
		}
	case *syntax.CallExpr:
		if dot, ok := n.Fn.(*syntax.DotExpr); ok && changes(dot.Name.Name) {
			of = dot.X
		}
	}
	id, _ := of.(*syntax.Ident)
	return id
}

// changes tells the methods that change a list, a dict or a set in place.
func changes(method string) bool {
	return slices.Contains([]string{"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "setdefault", "update"}, method)
}

// onlyAssigned leaves out statements like n += 1, which change a name and make none.
func onlyAssigned(stmts []syntax.Stmt) []syntax.Stmt {
	var list []syntax.Stmt
	for _, s := range stmts {
		syntax.Walk(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.AssignStmt:
				if n.Op == syntax.EQ {
					list = append(list, n)
				}
			case *syntax.ForStmt:
				list = append(list, &syntax.AssignStmt{Op: syntax.EQ, OpPos: n.For, LHS: n.Vars, RHS: n.X})
			}
			return true
		})
	}
	return list
}
