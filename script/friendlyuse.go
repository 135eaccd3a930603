package script

import (
	"fmt"
	"strconv"
	"strings"
)

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
	if _, span, ok := strings.Cut(msg, " out of range ["); ok {
		return outOfRange(msg, strings.TrimSuffix(span, "]"))
	}
	name, rest, ok := strings.Cut(msg, ": ")
	if !ok || strings.Contains(name, "format") {
		return friendlyFormat(msg)
	}
	if text, ok := strings.CutPrefix(rest, "invalid literal with base 10: "); ok {
		return notWhole(text)
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

// friendlyFormat explains what goes wrong between a text and what fills it.
func friendlyFormat(msg string) string {
	switch {
	case msg == "not enough arguments for format string":
		return msg + ": each %s wants a value, and a % by itself is written %%"
	case msg == "too many arguments for format string":
		return msg + ": each value wants a %s"
	case strings.Contains(msg, "format requires integer"):
		return msg[:min(len(msg), 2)] + " writes whole numbers only: write %s for everything else"
	case msg == "format: tuple index out of range":
		return "format: there are more {} in the text than values"
	}
	return msg
}

// notWhole says what int could not read, and what can read it.
func notWhole(text string) string {
	if _, err := parseNumber(text); err == nil {
		return fmt.Sprintf("int: %q is no whole number: write decimal(%q)", clip(text, 60), clip(text, 60))
	}
	return fmt.Sprintf("int: %q is no whole number", clip(text, 60))
}

// outOfRange explains "string index 5 out of range [-3:2]".
func outOfRange(msg, span string) string {
	_, last, _ := strings.Cut(span, ":")
	n, err := strconv.Atoi(last)
	if err != nil {
		return msg
	}
	if n < 0 {
		before, _, _ := strings.Cut(msg, " [")
		return before + ": it is empty"
	}
	return fmt.Sprintf("%s: there are no more than %d", msg, n+1)
}
