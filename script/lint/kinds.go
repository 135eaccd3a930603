package lint

import (
	"slices"
	"strings"

	"go.starlark.net/syntax"

	"paysheet/providers"
	"paysheet/script"
)

// kind is what is known of an expression's value without running it; "" where
// nothing is.
type kind string

const (
	money   kind = "money"
	number  kind = "a number"
	float   kind = "a float"
	textual kind = "text"
	decimal kind = "a decimal"
	date    kind = "a date"
	span    kind = "a span of days"
)

// known is what a name stands for.
type known struct {
	kind     kind
	constant syntax.Expr // where the name is bound once, to a literal
}

type scope map[string]known

// scopeOf learns what kinds the names of a function hold. A name that is bound
// to two kinds holds none.
func (c *checker) scopeOf(stmts []syntax.Stmt, outer scope) scope {
	s := scope{}
	for name, k := range outer {
		s[name] = k
	}
	c.scope = s
	seen := map[string]bool{}
	bind := func(name string, k known) {
		if seen[name] && (s[name].kind != k.kind || s[name].constant != k.constant) {
			k = known{}
		}
		s[name], seen[name] = k, true
	}
	for _, stmt := range stmts {
		syntax.Walk(stmt, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.DefStmt:
				return false
			case *syntax.ForStmt:
				each(n.Vars, func(id *syntax.Ident) { bind(id.Name, known{}) })
			case *syntax.AssignStmt:
				c.assigned(n, bind)
			}
			return true
		})
	}
	return s
}

// assigned binds the names of an assignment.
func (c *checker) assigned(n *syntax.AssignStmt, bind func(string, known)) {
	id, ok := n.LHS.(*syntax.Ident)
	if !ok || n.Op != syntax.EQ {
		each(n.LHS, func(id *syntax.Ident) { bind(id.Name, known{}) })
		return
	}
	k := known{kind: c.kind(n.RHS)}
	if _, ok := n.RHS.(*syntax.Literal); ok {
		k.constant = n.RHS
	}
	bind(id.Name, k)
}

func (c *checker) isCurrency(name string) bool {
	if len(name) != 3 || strings.ToUpper(name) != name {
		return false
	}
	_, err := providers.ParseCurrency(name)
	return err == nil
}

// kind finds out what an expression gives.
func (c *checker) kind(e syntax.Expr) kind {
	switch e := e.(type) {
	case *syntax.Literal:
		return map[syntax.Token]kind{syntax.INT: number, syntax.FLOAT: float, syntax.STRING: textual}[e.Token]
	case *syntax.Ident:
		return c.scope[e.Name].kind
	case *syntax.ParenExpr:
		return c.kind(e.X)
	case *syntax.DotExpr:
		return c.attribute(e)
	case *syntax.CallExpr:
		return c.result(e)
	case *syntax.BinaryExpr:
		return combined(e.Op, c.kind(e.X), c.kind(e.Y))
	}
	return c.rareKind(e)
}

func (c *checker) rareKind(e syntax.Expr) kind {
	switch e := e.(type) {
	case *syntax.UnaryExpr:
		if e.Op == syntax.MINUS || e.Op == syntax.PLUS {
			return c.kind(e.X)
		}
	case *syntax.CondExpr:
		if k := c.kind(e.True); k == c.kind(e.False) {
			return k
		}
	case *syntax.IndexExpr:
		if c.isRow(e.X) {
			return textual
		}
	}
	return ""
}

// part is a name behind a value of some kind.
type part struct {
	of   kind
	name string
}

func (c *checker) attribute(e *syntax.DotExpr) kind {
	if c.isRow(e.X) {
		fields := map[string]kind{
			"amount": money, "min_partial": money, "due_date": date, "expires": date, "number": number, "columns": "", "get": "", "raw": "",
		}
		if k, ok := fields[e.Name.Name]; ok || !slices.Contains(script.Fields(), e.Name.Name) {
			return k // of an unknown field nothing is known but that it is wrong
		}
		return textual
	}
	return map[part]kind{
		{money, "amount"}: decimal, {money, "minor"}: number, {money, "currency"}: textual, {money, "number"}: textual,
		{date, "year"}: number, {date, "month"}: number, {date, "day"}: number, {span, "days"}: number, {span, "months"}: number,
	}[part{c.kind(e.X), e.Name.Name}]
}

func (c *checker) result(call *syntax.CallExpr) kind {
	if dot, ok := call.Fn.(*syntax.DotExpr); ok {
		return c.methodResult(dot)
	}
	fn := name(call.Fn)
	if c.global[fn] {
		return ""
	}
	if c.isCurrency(fn) {
		return money
	}
	through := map[string]int{"abs": 0, "max": 0, "min": 0, "because": 1} // they give an argument back
	if at, ok := through[fn]; ok && len(call.Args) > at {
		return c.kind(call.Args[at])
	}
	return map[string]kind{
		"money": money, "decimal": decimal, "date": date, "today": date, "days": span, "weeks": span, "months": span, "years": span,
		"len": number, "int": number, "str": textual, "repr": textual,
	}[fn]
}

func (c *checker) methodResult(dot *syntax.DotExpr) kind {
	if c.isRow(dot.X) && dot.Name.Name == "raw" {
		return textual
	}
	return map[part]kind{
		{money, "percent"}: money, {money, "round"}: money, {money, "clamp"}: money,
		{date, "add_business_days"}: date, {date, "next"}: date, {date, "start_of_month"}: date, {date, "end_of_month"}: date,
		{date, "format"}: textual, {textual, "format"}: textual, {textual, "strip"}: textual, {textual, "lower"}: textual,
		{textual, "upper"}: textual, {textual, "replace"}: textual, {textual, "join"}: textual, {textual, "title"}: textual,
		{textual, "lstrip"}: textual, {textual, "rstrip"}: textual, {textual, "removeprefix"}: textual, {textual, "removesuffix"}: textual,
	}[part{c.kind(dot.X), dot.Name.Name}]
}

// combined gives what an operator makes of two kinds.
func combined(op syntax.Token, x, y kind) kind {
	type pair struct {
		op   syntax.Token
		x, y kind
	}
	special := map[pair]kind{
		{syntax.MINUS, date, date}: span, {syntax.PLUS, date, span}: date, {syntax.MINUS, date, span}: date, {syntax.PLUS, span, date}: date,
		{syntax.STAR, money, number}: money, {syntax.STAR, number, money}: money, {syntax.STAR, money, decimal}: money, {syntax.STAR, decimal, money}: money,
		{syntax.SLASH, money, money}: decimal,
	}
	if k, ok := special[pair{op, x, y}]; ok {
		return k
	}
	switch op {
	case syntax.PERCENT:
		if x == textual {
			return textual
		}
	case syntax.PLUS, syntax.MINUS, syntax.OR, syntax.STAR:
		if x == y {
			return x
		}
	default: // comparisons give True or False, and the rest is not followed
	}
	return ""
}
