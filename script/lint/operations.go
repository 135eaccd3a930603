package lint

import (
	"strings"

	"go.starlark.net/syntax"
)

// operation checks that the two sides of an operator go together.
func (c *checker) operation(e *syntax.BinaryExpr) {
	switch e.Op {
	case syntax.EQL, syntax.NEQ, syntax.LT, syntax.LE, syntax.GT, syntax.GE:
		c.together(e.OpPos, e.X, e.Y, true)
		c.currencyCode(e.X, e.Y)
		c.currencyCode(e.Y, e.X)
	case syntax.PLUS, syntax.MINUS:
		c.together(e.OpPos, e.X, e.Y, false)
	case syntax.IN, syntax.NOT_IN:
		c.membership(e)
	case syntax.STAR:
		c.product(e)
	default: // the other operators take what they are given, or fail where they stand
	}
}

func (c *checker) membership(e *syntax.BinaryExpr) {
	var list []syntax.Expr
	switch y := e.Y.(type) {
	case *syntax.TupleExpr:
		list = y.List
	case *syntax.ListExpr:
		list = y.List
	case *syntax.ParenExpr:
		if t, ok := y.X.(*syntax.TupleExpr); ok {
			list = t.List
		}
	}
	for _, one := range list {
		c.currencyCode(e.X, one)
		if c.together(e.OpPos, e.X, one, true) {
			return
		}
	}
}

// currencyCode reports a text that no currency of a row or an amount is.
func (c *checker) currencyCode(x, y syntax.Expr) {
	dot, ok := bare(x).(*syntax.DotExpr)
	text, isLiteral := bare(y).(*syntax.Literal)
	if !ok || !isLiteral || dot.Name.Name != "currency" || text.Token != syntax.STRING {
		return
	}
	word := text.Value.(string)
	if word == "" || c.isCurrency(word) {
		return
	}
	hint := "write three capital letters of ISO 4217, such as \"LKR\""
	if code := strings.ToUpper(strings.TrimSpace(word)); c.isCurrency(code) {
		hint = "write \"" + code + "\""
	}
	c.add(text.TokenPos, "unknown-currency", Error, "%s is never equal to %s: %s", c.source(x), c.source(y), hint)
}

// together reports two operands that never go together; it tells whether it did.
func (c *checker) together(at syntax.Position, x, y syntax.Expr, comparing bool) bool {
	kx, ky := c.kind(x), c.kind(y)
	if kx == "" || ky == "" || kx == ky {
		return false
	}
	for range 2 {
		if rule, hint := c.hint(kx, ky, y, comparing); rule != "" {
			if ky == float {
				c.done[bare(y)] = true
			}
			c.add(at, rule, Error, "%s is %s and %s is %s, which do not go together: %s", c.source(x), kx, c.source(y), ky, hint)
			return true
		}
		x, y, kx, ky = y, x, ky, kx
	}
	return false
}

// hint says what to write for y beside an operand of kind kx; an empty rule
// means that the two go together as far as is known.
func (c *checker) hint(kx, ky kind, y syntax.Expr, comparing bool) (rule, hint string) {
	text := c.source(y)
	if kx == money && ky == textual && !isLiteral(y) {
		return "money-and-number", "write money(" + text + ", row.currency)"
	}
	if kx == money && (ky == number || ky == float || ky == textual) {
		return "money-and-number", "write LKR(" + c.quoted(y) + ") with the row's currency"
	}
	type pair struct{ x, y kind }
	always := map[pair][2]string{
		{money, decimal}: {"money-and-number", "write .amount for the money's number"},
		{date, textual}:  {"date-and-text", "write date(" + text + ")"},
		{date, number}:   {"date-and-number", "write days(" + text + ")"},
		{span, number}:   {"date-and-number", "write days(" + text + ")"},
	}
	compared := map[pair][2]string{
		{date, span}:       {"date-and-number", "write today() + " + text},
		{textual, number}:  {"text-and-number", "cells are text; write \"" + text + "\", or decimal(…) around the text"},
		{decimal, number}:  {"decimal-and-number", "write decimal(" + text + ")"},
		{decimal, textual}: {"decimal-and-number", "write decimal(" + text + ")"},
	}
	joined := map[pair][2]string{{textual, number}: {"text-and-number", "write str(" + text + ")"}}
	tables := []map[pair][2]string{always, joined}
	if comparing {
		tables[1] = compared
	}
	for _, table := range tables {
		if found, ok := table[pair{kx, ky}]; ok {
			return found[0], found[1]
		}
	}
	return "", ""
}

func isLiteral(e syntax.Expr) bool {
	_, ok := bare(e).(*syntax.Literal)
	return ok
}

// product looks at money times a float and at a repetition that is too long.
func (c *checker) product(e *syntax.BinaryExpr) {
	for _, side := range [][2]syntax.Expr{{e.X, e.Y}, {e.Y, e.X}} {
		switch {
		case c.kind(side[0]) == money && c.kind(side[1]) == float:
			c.done[bare(side[1])] = true
			c.add(syntax.Start(side[1]), "float-money", Error, "%s is a float, which cannot hold every amount exactly: write decimal(%s)", c.source(side[1]), c.quoted(side[1]))
		case longRepeat(side[0], side[1]):
			c.add(e.OpPos, "big-range", Error, "this repeats something %s times, more than any rule may build", c.source(side[1]))
		}
	}
}

func longRepeat(what, times syntax.Expr) bool {
	const most = 256 << 10
	n, ok := integer(times)
	if !ok || n <= most {
		return false
	}
	switch what := what.(type) {
	case *syntax.ListExpr:
		return true
	case *syntax.Literal:
		return what.Token == syntax.STRING
	}
	return false
}

func integer(e syntax.Expr) (int64, bool) {
	literal, ok := e.(*syntax.Literal)
	if !ok {
		return 0, false
	}
	n, ok := literal.Value.(int64)
	return n, ok
}

// bigRange reports a range that the language refuses.
func (c *checker) bigRange(call *syntax.CallExpr) {
	const most = 100_000
	var bounds []int64
	for _, arg := range call.Args {
		n, ok := integer(arg)
		if !ok {
			return
		}
		bounds = append(bounds, n)
	}
	length := int64(0)
	switch len(bounds) {
	case 1:
		length = bounds[0]
	case 2, 3:
		length = bounds[1] - bounds[0]
		if len(bounds) == 3 && bounds[2] != 0 {
			length /= bounds[2]
		}
	}
	if length > most {
		c.add(call.Lparen, "big-range", Error, "range has %d elements, more than %d", length, most)
	}
}

// floatMoney reports floats where an amount is made or changed.
func (c *checker) floatMoney(args []syntax.Expr) {
	for _, arg := range args {
		if kw, ok := arg.(*syntax.BinaryExpr); ok && kw.Op == syntax.EQ {
			arg = kw.Y
		}
		if c.kind(arg) == float {
			c.done[bare(arg)] = true
			c.add(syntax.Start(arg), "float-money", Error, "%s is a float, which cannot hold every amount exactly: write it as text, %s", c.source(arg), c.quoted(arg))
		}
	}
}

// float warns of any other float: nothing in rules needs one.
func (c *checker) float(literal *syntax.Literal) {
	if literal.Token == syntax.FLOAT && !c.done[literal] {
		c.add(literal.TokenPos, "float", Warning, "%s is a float, which loses digits: write decimal(\"%s\")", literal.Raw, literal.Raw)
	}
}

// bare takes signs and parentheses off, so that a literal is told once.
func bare(e syntax.Expr) syntax.Expr {
	switch e := e.(type) {
	case *syntax.ParenExpr:
		return bare(e.X)
	case *syntax.UnaryExpr:
		return bare(e.X)
	}
	return e
}

// source gives an expression as it stands, where it stands on one line.
func (c *checker) source(e syntax.Expr) string {
	start, end := e.Span()
	line := []rune(c.line(int(start.Line)))
	if end.Line != start.Line || int(end.Col)-1 > len(line) {
		return "this"
	}
	text := string(line[start.Col-1 : end.Col-1])
	if _, ok := e.(*syntax.IndexExpr); ok {
		text += "]" // the parser's span ends before the bracket
	}
	const most = 60
	if len(line) > 0 && len([]rune(text)) > most {
		return string([]rune(text)[:most]) + "…"
	}
	return text
}

// quoted is source in quotes unless it is a whole number.
func (c *checker) quoted(e syntax.Expr) string {
	text := strings.Trim(c.source(e), `"'`)
	if c.kind(e) == number {
		return text
	}
	return `"` + text + `"`
}
