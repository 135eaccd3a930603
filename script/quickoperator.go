package script

import (
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// quickOperands are the two sides of an operator that rewrite put a value of the
// host's in place of: trees, and values where they are constants.
type quickOperands struct {
	op          *opValue
	x, y        syntax.Expr // nil where rewrite made a constant of it
	left, right starlark.Value
	look        bool // there is no y
}

// strictOperator finds the operator in what rewrite made of x op y: x | op | y,
// with a constant put into op on its side. There is none in a | of the rules' own.
func (c *quickCompiler) strictOperator(e *syntax.BinaryExpr) (o quickOperands, ok bool) {
	if right, ok := c.constant(e.Y).(*rightValue); ok {
		return quickOperands{op: right.op, x: e.X, left: c.constant(e.X), right: right.y, look: right.y == nil}, true
	}
	if left, ok := c.constant(e.X).(*leftValue); ok {
		return quickOperands{op: left.op, y: e.Y, left: left.x, right: c.constant(e.Y)}, true
	}
	if inner, ok := e.X.(*syntax.BinaryExpr); ok && inner.Op == syntax.PIPE {
		if op, ok := c.constant(inner.Y).(*opValue); ok {
			return quickOperands{op: op, x: inner.X, y: e.Y, left: c.constant(inner.X), right: c.constant(e.Y)}, true
		}
	}
	return quickOperands{}, false
}

func (c *quickCompiler) operator(o quickOperands) quickExpr {
	if x := c.usual(o); x != nil {
		return x
	}
	x, y := c.side(o.x, o.left), c.side(o.y, o.right)
	return func(r *run, frame []starlark.Value) starlark.Value {
		v := x(r, frame)
		if v == nil {
			return nil
		}
		return o.apply(r, v, y(r, frame))
	}
}

func (c *quickCompiler) side(e syntax.Expr, v starlark.Value) quickExpr {
	if e != nil {
		return c.expr(e)
	}
	return always(v, 1)
}

// apply computes with two values.
func (o *quickOperands) apply(r *run, x, y starlark.Value) starlark.Value {
	if x == nil || y == nil && !o.look || !r.work(1) {
		return nil
	}
	return modest(o.op.do(x, y))
}

// usual gives a shorter form for what rules do most, which is with texts; nil
// where there is none. Any other values go to the operator.
func (c *quickCompiler) usual(o quickOperands) quickExpr {
	yes := o.op.name == "==" || o.op.name == "in"
	switch o.op.name {
	case "==", "!=":
		if want, ok := o.right.(starlark.String); ok {
			return c.asked(o, func(_ starlark.Value, text starlark.String) bool { return (text == want) == yes })
		}
	case "in", "not in":
		if has := keysOrTexts(o.right); has != nil {
			return c.asked(o, func(v starlark.Value, text starlark.String) bool { return has(v, text) == yes })
		}
	case "%":
		if format, ok := o.left.(starlark.String); ok && o.y != nil {
			return c.fillText(o, format)
		}
	}
	return nil
}

// asked answers for texts by ask, of at most so many bytes that no limit is near.
func (c *quickCompiler) asked(o quickOperands, ask func(v starlark.Value, text starlark.String) bool) quickExpr {
	x := c.side(o.x, o.left)
	return func(r *run, frame []starlark.Value) starlark.Value {
		v := x(r, frame)
		if text, ok := v.(starlark.String); ok && len(text) <= maxText && r.work(1) {
			return starlark.Bool(ask(v, text))
		}
		return o.apply(r, v, o.right)
	}
}

// keysOrTexts looks for a text in a dict or a tuple, whose keys or elements are
// texts too; it is nil for all others.
func keysOrTexts(in starlark.Value) func(v starlark.Value, text starlark.String) bool {
	switch in := in.(type) {
	case *starlark.Dict:
		if _, ok := firstKey(in).(starlark.String); ok {
			return func(v starlark.Value, _ starlark.String) bool {
				_, found, err := in.Get(v)
				return found && err == nil
			}
		}
	case starlark.Tuple:
		var texts []starlark.String
		for _, one := range in {
			if text, ok := one.(starlark.String); ok {
				texts = append(texts, text)
			}
		}
		if len(texts) == len(in) && len(in) <= maxKey {
			return func(_ starlark.Value, text starlark.String) bool { return slices.Contains(texts, text) }
		}
	}
	return nil
}

// fillText is format % value and format % (value, …), where there is nothing but
// %s and %d to fill.
func (c *quickCompiler) fillText(o quickOperands, format starlark.String) quickExpr {
	tree := o.y
	if paren, ok := tree.(*syntax.ParenExpr); ok {
		tree = paren.X
	}
	list := []syntax.Expr{tree}
	tuple, several := tree.(*syntax.TupleExpr)
	if several {
		list = tuple.List
	}
	parts, verbs := formatParts(string(format))
	if len(list) != len(verbs) {
		return nil
	}
	values := c.exprs(list)
	return func(r *run, frame []starlark.Value) starlark.Value {
		room := r.push(len(values))
		if !r.evaluate(frame, values, room) {
			return nil
		}
		var filled starlark.Value
		switch text, ok := r.fill(parts, verbs, room); {
		case ok:
			filled = starlark.String(text)
		case several:
			filled = o.apply(r, format, slices.Clone(starlark.Tuple(room)))
		default:
			filled = o.apply(r, format, room[0])
		}
		r.pop(room)
		return filled
	}
}

// formatParts cuts a format into its verbs, s or d, and the texts around them, of
// which there is one more. A format with any other verb has none.
func formatParts(format string) (parts []string, verbs string) {
	before := ""
	for {
		at := strings.IndexByte(format, '%')
		if at < 0 {
			return append(parts, before+format), verbs
		}
		before, format = before+format[:at], format[at+1:]
		switch {
		case strings.HasPrefix(format, "%"):
			before += "%"
		case strings.HasPrefix(format, "s"), strings.HasPrefix(format, "d"):
			parts, verbs, before = append(parts, before), verbs+format[:1], ""
		default:
			return nil, ""
		}
		format = format[1:]
	}
}

// fill writes texts, money, dates and whole numbers into a format; ok is false
// for anything else and for what is too long.
func (r *run) fill(parts []string, verbs string, values []starlark.Value) (text string, ok bool) {
	b := r.quick.text[:0]
	for i, v := range values {
		b = append(b, parts[i]...)
		_, whole := v.(starlark.Int)
		switch v := v.(type) {
		case starlark.String:
			b = append(b, v...)
		case *moneyValue, *dateValue, starlark.Int:
			if refuseBlank(v) != nil || isInt(v) && bitsOf(v.(starlark.Int)) > 64 {
				return "", false
			}
			b = append(b, v.String()...)
		default:
			return "", false
		}
		if !whole && verbs[i] == 'd' || len(b) > maxText {
			return "", false
		}
	}
	if len(b)+len(parts[len(values)]) > 4*maxText {
		return "", false
	}
	r.quick.text = append(b, parts[len(values)]...)
	return string(r.quick.text), true
}
