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

// friendlyUse explains what the interpreter says of a value that is used as
// something that it is not.
func friendlyUse(msg string) string {
	if kinds, ok := strings.CutPrefix(msg, "unhandled index operation "); ok {
		kind, _, _ := strings.Cut(kinds, "[")
		if kind == "NoneType" {
			return "the value before [ is None, which .get(…) gives for what is missing: test it against None first"
		}
		return "there is nothing to look up in " + inWords(kind) + " with [ ]"
	}
	if kind, ok := strings.CutPrefix(msg, "invalid call of non-function ("); ok {
		return inWords(strings.TrimSuffix(kind, ")")) + " is no function: leave out the ( ) behind it"
	}
	if kind, ok := strings.CutSuffix(msg, " value is not iterable"); ok {
		return inWords(kind) + " cannot be gone through: for takes a list, a dict or a table"
	}
	name, rest, ok := strings.Cut(msg, ": ")
	if !ok {
		return msg
	}
	if param, ok := strings.CutPrefix(rest, "missing argument for "); ok {
		return fmt.Sprintf("%s needs its %s: paysheet rules doc shows how it is written", name, param)
	}
	if param, ok := strings.CutPrefix(rest, "for parameter "); ok {
		return wrongArgument(name, param, msg)
	}
	return msg
}

// wrongArgument explains "split: for parameter n: got string, want int".
func wrongArgument(name, rest, msg string) string {
	param, kinds, ok := strings.Cut(rest, ": got ")
	got, want, both := strings.Cut(kinds, ", want ")
	if !ok || !both {
		return msg
	}
	hint := ""
	switch {
	case want == "holidays":
		hint = `: write HOLIDAYS = holidays("lk-2026.csv") at the top, and hand it HOLIDAYS`
	case want == "int" && got == "string":
		hint = ": write int(…) around it"
	case want == "string" && got != "NoneType":
		hint = ": write str(…) around it"
	}
	return fmt.Sprintf("%s takes %s as its %s, not %s%s", name, inWords(want), param, inWords(got), hint)
}

// inWords gives a type in the words of the reference.
func inWords(kind string) string {
	switch kind {
	case "NoneType":
		return "None"
	case "int":
		return "a whole number"
	case "string":
		return "text"
	case "money", "holidays", "bytes":
		return kind
	case "iterable":
		return "a list"
	case "account", "error", "int or string", "array":
		return "an " + kind
	}
	return "a " + kind
}

// unassigned explains "local variable n referenced before assignment".
func unassigned(msg string) string {
	words := strings.Fields(msg)
	name := words[max(0, len(words)-4)]
	return name + " has no value yet in this function; if it is made at the top of the file, it cannot change: rules cannot remember things between rows"
}

// limitMessage explains why the interpreter was stopped.
func limitMessage(reason string, top bool) string {
	who, steps := "the rules", "1,000,000"
	if top {
		who, steps = "the top of the rules", "5,000,000"
	}
	switch reason {
	case reasonWall:
		return who + " took more than five seconds: look for a loop over something long"
	case reasonHeap:
		return who + " needed more than 256 MiB of memory: look for a list or a text that grows in a loop"
	}
	return who + " took " + steps + " steps, which is the limit: look for a loop over something long"
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
