package script

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/syntax"
)

// check finds, before anything runs, mistakes that would otherwise wait for a
// row: no rules(version = 1), a decision that is made and thrown away, an
// account that does not exist, a keyword that link does not take.
func (l *loader) check(file *syntax.File, main bool) error {
	c := checker{loader: l, own: definedNames(file)}
	if main {
		c.version(file)
	}
	for _, s := range file.Stmts {
		syntax.Walk(s, c.node)
	}
	if len(c.found) > 0 {
		slices.SortStableFunc(c.found, func(a, b *Error) int { return a.Line - b.Line })
		return oneOrAll(c.found)
	}
	return nil
}

type checker struct {
	loader *loader
	own    map[string]bool // names that the file gives a meaning of its own
	found  Errors
}

func (c *checker) add(at syntax.Position, format string, args ...any) {
	c.found = append(c.found, c.loader.files.errorAt(at, fmt.Sprintf(format, args...)))
}

// version wants rules(version = …) before anything but the docstring and loads.
func (c *checker) version(file *syntax.File) {
	for i, s := range file.Stmts {
		if _, ok := s.(*syntax.LoadStmt); ok {
			continue
		}
		expr, ok := s.(*syntax.ExprStmt)
		if !ok {
			break
		}
		if text, ok := expr.X.(*syntax.Literal); ok && i == 0 && text.Token == syntax.STRING {
			continue
		}
		if call, ok := expr.X.(*syntax.CallExpr); ok && identName(call.Fn) == "rules" {
			return
		}
		break
	}
	c.add(syntax.MakePosition(&file.Path, 1, 1), "rules must begin with rules(version = 1), which says in which language version they are written")
}

func (c *checker) node(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.ExprStmt:
		c.thrownAway(n)
	case *syntax.DotExpr:
		c.accountName(n)
	case *syntax.CallExpr:
		c.linkKeywords(n)
	case *syntax.BinaryExpr:
		c.alone(n)
	}
	return true
}

func (c *checker) thrownAway(s *syntax.ExprStmt) {
	call, ok := s.X.(*syntax.CallExpr)
	if !ok {
		return
	}
	name := identName(call.Fn)
	switch name {
	case "link", "skip", "hold", "reject", "cancel":
		if !c.own[name] {
			c.add(syntax.Start(s), "this %s(…) decides nothing: write return %s(…)", name, name)
		}
	}
}

func (c *checker) accountName(dot *syntax.DotExpr) {
	if identName(dot.X) != "accounts" || c.own["accounts"] {
		return
	}
	if _, err := c.loader.env.accounts.find(dot.Name.Name); err != nil {
		c.add(dot.Name.NamePos, "%s", err)
	}
}

func (c *checker) linkKeywords(call *syntax.CallExpr) {
	if identName(call.Fn) != "link" || c.own["link"] {
		return
	}
	for _, arg := range call.Args {
		kw, ok := arg.(*syntax.BinaryExpr)
		if _, spread := arg.(*syntax.UnaryExpr); spread {
			continue
		}
		if !ok || kw.Op != syntax.EQ {
			c.add(syntax.Start(arg), "link takes named values only: write link(account = %s)", c.loader.files.text(syntax.Start(arg).Filename(), arg))
			continue
		}
		name := identName(kw.X)
		if slices.Contains(linkKeywords(), name) {
			continue
		}
		c.add(syntax.Start(kw), "link does not take %q%s", name, keywordHint(name))
	}
}

// keywordHint says which keyword of link may have been meant.
func keywordHint(name string) string {
	if best, ok := nearest(name, append(linkKeywords(), "provider")); ok && best == "provider" {
		return " (did you mean \"account\"? an account is a provider with its credentials)"
	}
	if hint := didYouMean("", name, linkKeywords()); hint != "" {
		return hint
	}
	return "; it takes " + strings.Join(linkKeywords(), ", ")
}

func identName(e syntax.Expr) string {
	if id, ok := e.(*syntax.Ident); ok {
		return id.Name
	}
	return ""
}

// definedNames lists what a file binds anywhere: functions, parameters,
// variables and loaded names.
func definedNames(file *syntax.File) map[string]bool {
	own := map[string]bool{}
	for _, s := range file.Stmts {
		syntax.Walk(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.DefStmt:
				own[n.Name.Name] = true
				addNames(own, n.Params...)
			case *syntax.LambdaExpr:
				addNames(own, n.Params...)
			case *syntax.AssignStmt:
				addNames(own, n.LHS)
			case *syntax.ForStmt:
				addNames(own, n.Vars)
			case *syntax.ForClause:
				addNames(own, n.Vars)
			case *syntax.LoadStmt:
				for _, name := range n.From {
					own[name.Name] = true
				}
			}
			return true
		})
	}
	return own
}

func addNames(own map[string]bool, targets ...syntax.Expr) {
	for _, t := range targets {
		switch t := t.(type) {
		case *syntax.Ident:
			own[t.Name] = true
		case *syntax.BinaryExpr: // a parameter with a default
			addNames(own, t.X)
		case *syntax.UnaryExpr: // *args and **kwargs
			addNames(own, t.X)
		case *syntax.ParenExpr:
			addNames(own, t.X)
		case *syntax.TupleExpr:
			addNames(own, t.List...)
		case *syntax.ListExpr:
			addNames(own, t.List...)
		}
	}
}
