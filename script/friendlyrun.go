package script

import (
	"fmt"
	"strings"

	"go.starlark.net/syntax"

	"paysheet/providers"
)

// friendlyRun turns what the interpreter says while running into what to do.
func (f *files) friendlyRun(msg, builtin string, pos syntax.Position, row *rowValue) string {
	if _, reason, ok := strings.Cut(msg, "computation cancelled: "); ok {
		return limitMessage(reason, row == nil)
	}
	switch {
	case builtin == "fail":
		return strings.TrimPrefix(msg, "fail: ")
	case strings.HasPrefix(msg, "can't assign to ."), strings.HasSuffix(msg, "does not support item assignment"):
		return msg + ": rules do not change what they are given; hand link(…) the value instead"
	case strings.Contains(msg, "frozen"):
		return "rules cannot remember things between rows: what is made at the top of a file cannot change later (" + msg + ")"
	case strings.HasSuffix(msg, " referenced before assignment"):
		return unassigned(msg)
	case strings.HasSuffix(msg, "called recursively"):
		return msg + ", which rules cannot do: use a for loop"
	case strings.HasSuffix(msg, " not implemented"):
		return f.notComparable(strings.TrimSuffix(msg, " not implemented"), pos, row)
	case strings.HasPrefix(msg, "key ") && strings.HasSuffix(msg, " not in dict"):
		key := strings.TrimSuffix(strings.TrimPrefix(msg, "key "), " not in dict")
		return msg + ": write .get(" + clip(key, 60) + ") where it may be missing"
	case strings.HasPrefix(msg, "unknown binary op: "):
		return strings.TrimPrefix(msg, "unknown binary op: ") + " does not work"
	case strings.HasPrefix(msg, "NoneType has no ."):
		return strings.Replace(msg, "NoneType has", "the value is None and has", 1) + ": test it against None first"
	}
	return friendlyUse(msg)
}

// operand is one side of a comparison that failed.
type operand struct {
	kind string // its type
	text string // as it stands in the source, "…" where that is not known
}

// notComparable explains "money < int" with what stands in the source.
func (f *files) notComparable(types string, pos syntax.Position, row *rowValue) string {
	left, rest, _ := strings.Cut(types, " ")
	op, right, _ := strings.Cut(rest, " ")
	x, y := operand{left, "…"}, operand{right, "…"}
	if expr := f.comparisonAt(pos); expr != nil {
		x.text, y.text = f.text(pos.Filename(), expr.X), f.text(pos.Filename(), expr.Y)
	}
	hint := comparisonHint(x, y, row)
	if hint == "" {
		hint = comparisonHint(y, x, row)
		x, y = y, x
	}
	if hint == "" {
		return fmt.Sprintf("cannot compare %s with %s (%s)", left, right, op)
	}
	return fmt.Sprintf("cannot compare %s with %s: %s", x.kind, y.kind, hint)
}

// comparisonHint says what to write instead of y, given x, or "".
func comparisonHint(x, y operand, row *rowValue) string {
	switch x.kind {
	case "money":
		return moneyHint(x, y, rowCurrency(row))
	case "date":
		switch y.kind {
		case "string":
			return "write date(" + y.text + ")"
		case "days", "int":
			return "write today() + days(…)"
		}
	case "decimal":
		return "write decimal(" + y.text + ")"
	case "days":
		if y.kind == "int" {
			return "write days(" + y.text + ")"
		}
	case "string":
		return textHint(x, y)
	case "NoneType":
		if x.text != "…" {
			return x.text + " is None here; test it against None first"
		}
	}
	return ""
}

func textHint(x, y operand) string {
	if y.kind != "int" && y.kind != "float" {
		return ""
	}
	return fmt.Sprintf("%s is text; write decimal(%s) for a number, or money(%s, row.currency) for an amount", x.text, x.text, x.text)
}

func moneyHint(x, y operand, code string) string {
	switch y.kind {
	case "int":
		return fmt.Sprintf("%s has no currency; write %s(%s)", y.text, code, y.text)
	case "float", "string":
		return fmt.Sprintf("%s is no money; write %s(\"%s\")", y.text, code, strings.Trim(y.text, `"'`))
	case "decimal":
		return "write .amount for the number of " + x.text
	}
	return ""
}

// rowCurrency gives the currency to suggest: the row's own where it has one.
func rowCurrency(row *rowValue) string {
	if row != nil {
		if text, err := row.row.Text("currency"); err == nil {
			if c, err := providers.ParseCurrency(text); err == nil {
				return string(c)
			}
		}
	}
	return "LKR"
}
