package script

import "go.starlark.net/syntax"

// alone finds the text in x == "a" or "b", which is no comparison but a value of
// its own: the condition would hold for every row.
func (c *checker) alone(e *syntax.BinaryExpr) {
	if e.Op != syntax.OR && e.Op != syntax.AND {
		return
	}
	value, ok := inside(e.Y).(*syntax.Literal)
	before := last(e.X)
	if !ok || !isTest(before) {
		return
	}
	name := e.OpPos.Filename()
	text := c.loader.files.text(name, value)
	const always = "%s stands alone here, and by itself it is always the same: "
	compared, ok := before.(*syntax.BinaryExpr)
	if !ok {
		c.add(value.TokenPos, always+"write the whole test again for it", text)
		return
	}
	left := c.loader.files.text(name, compared.X)
	if e.Op == syntax.OR && compared.Op == syntax.EQL {
		c.add(value.TokenPos, always+"write %s in (%s, %s)", text, left, c.loader.files.text(name, compared.Y), text)
		return
	}
	c.add(value.TokenPos, always+"write %s %s %s %s", text, e.Op, left, compared.Op, text)
}

// last gives the last of several conditions that and or or joins.
func last(e syntax.Expr) syntax.Expr {
	e = inside(e)
	if b, ok := e.(*syntax.BinaryExpr); ok && (b.Op == syntax.OR || b.Op == syntax.AND) {
		return last(b.Y)
	}
	return e
}

// inside takes brackets off.
func inside(e syntax.Expr) syntax.Expr {
	if p, ok := e.(*syntax.ParenExpr); ok {
		return inside(p.X)
	}
	return e
}

// isTest tells an expression that is True or False.
func isTest(e syntax.Expr) bool {
	switch e := e.(type) {
	case *syntax.BinaryExpr:
		switch e.Op {
		case syntax.EQL, syntax.NEQ, syntax.LT, syntax.LE, syntax.GT, syntax.GE, syntax.IN, syntax.NOT_IN:
			return true
		default:
			return false
		}
	case *syntax.CallExpr:
		dot, ok := e.Fn.(*syntax.DotExpr)
		return ok && (dot.Name.Name == "startswith" || dot.Name.Name == "endswith")
	}
	return false
}
