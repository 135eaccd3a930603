package lint

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/syntax"

	"paysheet/script"
)

func (c *checker) isRow(e syntax.Expr) bool { return c.rows[name(e)] }

// field checks row.name against the fields that a row has.
func (c *checker) field(dot *syntax.DotExpr) {
	if !c.isRow(dot.X) {
		return
	}
	field := dot.Name.Name
	if slices.Contains(script.RowNames(), field) {
		if slices.Contains(script.Fields(), field) && c.schema.HasField != nil && !c.schema.HasField(field) && field != "currency" {
			c.add(dot.Name.NamePos, "empty-field", Warning,
				"the sheet has no column for %s, so row.%s is empty in every row: name the column in [columns] of paysheet.toml", field, field)
		}
		return
	}
	hint := ""
	if near, ok := script.Nearest(field, script.RowNames()); ok {
		hint = fmt.Sprintf(" (did you mean row.%s?)", near)
	}
	if header := c.sameColumn(field); header != "" {
		hint = fmt.Sprintf(": write row[%q] for the column", header)
	}
	c.add(dot.Name.NamePos, "unknown-field", Error, "a row has no field %s%s", field, hint)
}

// sameColumn finds the header that differs from a name only in case, spaces and
// underscores.
func (c *checker) sameColumn(name string) string {
	fold := func(s string) string {
		return strings.ToLower(strings.NewReplacer("_", "", " ", "", "-", "").Replace(s))
	}
	for _, header := range c.schema.Env.Columns {
		if fold(header) == fold(name) {
			return header
		}
	}
	return ""
}

// index checks row["Header"] and accounts["name"].
func (c *checker) index(e *syntax.IndexExpr) {
	text, ok := c.text(e.Y)
	if !ok {
		return
	}
	switch {
	case c.isRow(e.X):
		c.column(syntax.Start(e.Y), text, Error)
	case name(e.X) == "accounts" && !c.global["accounts"]:
		c.account(syntax.Start(e.Y), text)
	}
}

// text gives an expression's text where it is the same for every row: a literal
// or a name that the file gives one text.
func (c *checker) text(e syntax.Expr) (string, bool) {
	switch e := e.(type) {
	case *syntax.Literal:
		text, ok := e.Value.(string)
		return text, ok && e.Token == syntax.STRING
	case *syntax.Ident:
		if t, ok := c.scope[e.Name]; ok && t.constant != nil {
			return c.text(t.constant)
		}
	case *syntax.ParenExpr:
		return c.text(e.X)
	}
	return "", false
}

func (c *checker) column(at syntax.Position, header string, severity Severity) {
	if c.schema.HasColumn == nil || c.schema.HasColumn(header) {
		return
	}
	near, ok := script.Nearest(header, c.schema.Env.Columns)
	switch {
	case ok:
		c.add(at, "unknown-column", severity, "the sheet has no column %q (did you mean %q?)", header, near)
	case severity == Error:
		if field, ok := script.Nearest(header, script.Fields()); ok {
			c.add(at, "unknown-column", severity, "the sheet has no column %q (did you mean the field, row.%s?)", header, field)
			return
		}
		c.add(at, "unknown-column", severity, "the sheet has no column %q: write row.get(%q, \"\") where it may be missing", header, header)
	}
}

func (c *checker) account(at syntax.Position, account string) {
	var names []string
	for _, a := range c.schema.Env.Accounts {
		names = append(names, a.Name)
	}
	if slices.Contains(names, account) {
		return
	}
	hint := "; there are " + strings.Join(names, ", ")
	if near, ok := script.Nearest(account, names); ok {
		hint = fmt.Sprintf(" (did you mean %q?)", near)
	}
	c.add(at, "unknown-account", Error, "there is no account %q%s", account, hint)
}

// call checks what is handed to row.get, row.raw, link, range and what makes money.
func (c *checker) call(call *syntax.CallExpr) {
	if dot, ok := call.Fn.(*syntax.DotExpr); ok && c.isRow(dot.X) && len(call.Args) > 0 {
		if header, ok := c.text(call.Args[0]); ok {
			c.rowMethod(dot.Name.Name, syntax.Start(call.Args[0]), header)
		}
	}
	fn := name(call.Fn)
	if c.global[fn] {
		return
	}
	switch {
	case fn == "link":
		c.link(call)
	case fn == "range":
		c.bigRange(call)
	case c.isCurrency(fn) || fn == "money":
		c.floatMoney(call.Args)
	}
	if dot, ok := call.Fn.(*syntax.DotExpr); ok && c.kind(dot.X) == money {
		c.floatMoney(call.Args)
	}
}

func (c *checker) rowMethod(method string, at syntax.Position, word string) {
	switch {
	case method == "get":
		c.column(at, word, Warning)
	case method == "raw" && !slices.Contains(script.Fields(), word):
		hint := ""
		if near, ok := script.Nearest(word, script.Fields()); ok {
			hint = fmt.Sprintf(" (did you mean %q?)", near)
		}
		c.add(at, "unknown-field", Error, "row.raw takes a field's name and %q is none%s", word, hint)
	}
}

// link checks the values of keywords that the compiler cannot: an account by
// its name, an amount or a date of the wrong kind.
func (c *checker) link(call *syntax.CallExpr) {
	for _, arg := range call.Args {
		kw, ok := arg.(*syntax.BinaryExpr)
		if !ok || kw.Op != syntax.EQ {
			continue
		}
		switch name(kw.X) {
		case "account":
			c.accountValue(kw.Y)
		case "amount", "min_partial":
			c.moneyValue(kw.Y)
		case "expires":
			c.dateValue(kw.Y)
		}
	}
}

// accountValue reports an account that is named wrongly, or no account at all.
func (c *checker) accountValue(e syntax.Expr) {
	if text, ok := c.text(e); ok && text != "" {
		c.account(syntax.Start(e), text)
	}
	if k := c.kind(e); k != "" && k != textual {
		c.add(syntax.Start(e), "unknown-account", Error, "%s is %s and no account: write accounts.NAME", c.source(e), k)
	}
}

// moneyValue reports what is handed to a keyword that takes money and is none.
func (c *checker) moneyValue(e syntax.Expr) {
	switch c.kind(e) {
	case number, float, textual:
		c.done[bare(e)] = true
		c.add(syntax.Start(e), "money-and-number", Error, "%s is no money: write LKR(%s) with the row's currency", c.source(e), c.quoted(e))
	default: // money, or nothing that is known
	}
}

// dateValue does the same for a keyword that takes a date.
func (c *checker) dateValue(e syntax.Expr) {
	switch c.kind(e) {
	case number:
		c.add(syntax.Start(e), "date-and-number", Error, "%s is no date: write today() + days(%s)", c.source(e), c.source(e))
	case textual:
		c.add(syntax.Start(e), "date-and-text", Error, "%s is text, not a date: write date(%s)", c.source(e), c.source(e))
	default: // a date, a span, or nothing that is known
	}
}
