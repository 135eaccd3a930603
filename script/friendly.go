package script

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"paysheet/providers"
)

// friendlySyntax turns the parser's sentence into what to do. line is the
// source line and col the place in it.
func friendlySyntax(msg, line string, col int) string {
	before, at := around(line, col)
	word := firstWord(at)
	switch {
	case msg == "got '=', want ':'" || (strings.HasPrefix(msg, "got '=', want") && !strings.HasPrefix(at, "==")):
		return "one = gives a name to a value: use == to compare"
	case strings.HasPrefix(msg, "got string literal") && strings.HasSuffix(before, "f"):
		return "f-strings are not supported: write \"Invoice %s\" % x, or \"Invoice {}\".format(x)"
	case word == "is":
		return "there is no is: use ==, and == None for an empty cell"
	case strings.Contains(msg, "does not associate with"):
		return "comparisons cannot be chained: write 0 < x and x < 5"
	case strings.HasPrefix(at, "**") || (strings.HasPrefix(at, "*") && strings.HasSuffix(before, "*")):
		return "there is no ** here: multiply with *"
	case strings.HasPrefix(at, "&") || (strings.HasPrefix(at, "|") && strings.HasSuffix(before, "|")):
		return "write and, or, not for conditions"
	case strings.HasPrefix(at, "!"):
		return "write not for the opposite, and != for different"
	case strings.HasPrefix(msg, "got if") && strings.HasSuffix(strings.TrimSpace(before), "else"):
		return "write elif instead of else if"
	}
	if what := notStarlark(word); what != "" {
		return what
	}
	switch {
	case strings.HasPrefix(msg, "got indent"), strings.Contains(msg, "unindent"):
		return "the line is indented differently from the lines around it: line them up with spaces"
	case strings.HasPrefix(msg, "got newline, want ':'"), strings.HasPrefix(msg, "got outdent"):
		return "the line before its end misses something: a : after if, else, for and def, and a statement under it"
	}
	return "this cannot be read: " + msg
}

// around splits a line at a column.
func around(line string, col int) (before, at string) {
	runes := []rune(line)
	n := max(0, min(col-1, len(runes)))
	return string(runes[:n]), string(runes[n:])
}

func firstWord(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '_' })
	if end < 0 {
		return s
	}
	return s[:end]
}

// notStarlark says what to use instead of Python that rules do not have.
func notStarlark(word string) string {
	switch word {
	case "import", "from":
		return word + " is not available in rules: use load(\"./other.star\", \"name\") for another rules file"
	case "try", "except", "finally", "raise", "assert":
		return word + " is not available in rules: test a value first, and use fail(\"why\") to stop"
	case "class":
		return "class is not available in rules: use a dict, or functions"
	case "with", "async", "await", "yield", "global", "nonlocal", "del":
		return word + " is not available in rules"
	}
	return ""
}

// friendlyName explains a name that has no meaning. The names nearest to it are
// looked for among what rules offer, then among the file's own, then currencies.
func friendlyName(msg string, known starlark.StringDict, file *syntax.File) string {
	word, ok := strings.CutPrefix(msg, "undefined: ")
	if !ok {
		switch {
		case strings.Contains(msg, "support while loops"), strings.HasPrefix(msg, "while loop"):
			return "there are no while loops in rules: use for x in range(n)"
		case strings.HasSuffix(msg, "not within a function"):
			return msg + ": move it into a function"
		}
		return msg
	}
	word, _, _ = strings.Cut(word, " ")
	switch word {
	case "null", "nil", "none", "NULL":
		return "undefined: " + word + " (did you mean None?)"
	case "float64", "Decimal", "datetime", "json", "re", "math", "time", "os", "open", "eval", "exec", "input":
		return word + " is not available in rules: they have money, decimal, date, days and table"
	}
	var names, codes []string
	for name := range known {
		if _, ok := known[name].(currencyValue); ok {
			codes = append(codes, name)
		} else if firstWord(name) == name {
			names = append(names, name)
		}
	}
	for name := range starlark.Universe {
		names = append(names, name)
	}
	for name := range definedNames(file) {
		names = append(names, name)
	}
	if len(word) == 3 && strings.ToUpper(word) == word {
		names, codes = codes, names
	}
	hint := bestName(word, names)
	if hint == "" {
		hint = bestName(word, codes)
	}
	return "undefined: " + word + hint
}

func bestName(word string, names []string) string {
	sorted := sortedCopy(names)
	best, ok := nearest(word, sorted)
	if !ok || best == word {
		return ""
	}
	return " (did you mean " + best + "?)"
}

// friendlyRun turns what the interpreter says while running into what to do.
func (f *files) friendlyRun(msg, builtin string, pos syntax.Position, row *rowValue) string {
	msg = strings.TrimPrefix(msg, builtin+": "+builtin+": ")
	switch {
	case strings.HasSuffix(msg, "cancelled: "+reasonSteps), strings.HasSuffix(msg, "too many steps"):
		return "the rules took 1,000,000 steps, which is the limit: look for a loop over something long"
	case strings.Contains(msg, "frozen"):
		return "rules cannot remember things between rows: what is made at the top of a file cannot change later (" + msg + ")"
	case strings.HasSuffix(msg, "referenced before assignment"):
		return msg + ": rules cannot change a value made at the top of a file; inside a function give it a value first"
	case strings.HasSuffix(msg, "called recursively"):
		return msg + ", which rules cannot do: use a for loop"
	case strings.HasSuffix(msg, " not implemented"):
		return f.notComparable(strings.TrimSuffix(msg, " not implemented"), pos, row)
	case strings.HasPrefix(msg, "unknown binary op: "):
		return strings.TrimPrefix(msg, "unknown binary op: ") + " does not work"
	case strings.HasPrefix(msg, "NoneType has no ."):
		return strings.Replace(msg, "NoneType has", "the value is None and has", 1) + ": test it against None first"
	}
	return msg
}

// notComparable explains "money < int" with what stands in the source.
func (f *files) notComparable(types string, pos syntax.Position, row *rowValue) string {
	left, rest, _ := strings.Cut(types, " ")
	op, right, _ := strings.Cut(rest, " ")
	message := fmt.Sprintf("cannot compare %s with %s (%s)", left, right, op)
	expr := f.comparisonAt(pos)
	texts := [2]string{}
	if expr != nil {
		texts = [2]string{f.text(pos.Filename(), expr.X), f.text(pos.Filename(), expr.Y)}
	}
	code := rowCurrency(row)
	for i, kind := range [2]string{left, right} {
		other, text := [2]string{right, left}[i], texts[1-i]
		if text == "" {
			text = "…"
		}
		switch {
		case kind == "money" && other == "int":
			return fmt.Sprintf("cannot compare money with int: %s has no currency; write %s(%s)", text, code, text)
		case kind == "money" && (other == "float" || other == "string"):
			return fmt.Sprintf("cannot compare money with %s: %s is no money; write %s(\"%s\")", other, text, code, strings.Trim(text, `"'`))
		case kind == "money" && other == "decimal":
			return fmt.Sprintf("cannot compare money with decimal: write .amount for the number of %s", texts[i])
		case kind == "date" && other == "string":
			return fmt.Sprintf("cannot compare date with string: write date(%s)", text)
		case kind == "date" && (other == "days" || other == "int"):
			return fmt.Sprintf("cannot compare date with %s: write today() + days(…)", other)
		case kind == "decimal":
			return fmt.Sprintf("cannot compare decimal with %s: write decimal(%s)", other, text)
		case kind == "days" && other == "int":
			return fmt.Sprintf("cannot compare days with int: write days(%s)", text)
		case kind == "NoneType" && texts[i] != "":
			return fmt.Sprintf("cannot compare None with %s: %s is None here; test it against None first", other, texts[i])
		}
	}
	return message
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
