package script

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// friendlyName explains what the resolver says, above all a name that has no
// meaning.
func (l *loader) friendlyName(msg string, file *syntax.File) string {
	word, ok := strings.CutPrefix(msg, "undefined: ")
	switch {
	case ok:
		word, _, _ = strings.Cut(word, " ")
		return l.unknownName(word, file)
	case strings.Contains(msg, "support while loops"), strings.HasPrefix(msg, "while loop"):
		return "there are no while loops in rules: use for x in range(n)"
	case strings.HasSuffix(msg, "not within a function"):
		return msg + ": move it into a function"
	}
	return msg
}

func (l *loader) unknownName(word string, file *syntax.File) string {
	if instead := insteadOf(word); instead != "" {
		return word + " is not available in rules: write " + instead
	}
	switch word {
	case "null", "nil", "none", "NULL":
		return "undefined: " + word + " (did you mean None?)"
	case "Decimal", "datetime", "json", "re", "math", "time", "os", "open", "eval", "exec", "input":
		return word + " is not available in rules: they have money, decimal, date, days and table"
	}
	if slices.Contains(l.env.columns, word) {
		return fmt.Sprintf("undefined: %s: write row[%q] for the column", word, word)
	}
	names, codes := nameLists(l.predeclared, file)
	if len(word) == 3 && strings.ToUpper(word) == word {
		names, codes = codes, names
	}
	hint := bestName(word, names)
	if hint == "" && (len(word) == 3 || strings.ToUpper(word) == word) {
		hint = bestName(word, codes)
	}
	return "undefined: " + word + hint
}

// insteadOf gives what does the work of a function that Python has.
func insteadOf(word string) string {
	switch word {
	case "round":
		return "row.amount.round(to = 100, mode = \"nearest\")"
	case "isinstance":
		return "type(x) == \"string\""
	case "map":
		return "[f(x) for x in list]"
	case "filter":
		return "[x for x in list if f(x)]"
	}
	return ""
}

// nameLists gives what rules offer and the file defines, and currency codes
// apart from them: there is one near every word of three letters.
func nameLists(known starlark.StringDict, file *syntax.File) (names, codes []string) {
	for name, v := range known {
		if _, ok := v.(currencyValue); ok {
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
	return names, codes
}

func bestName(word string, names []string) string {
	best, ok := nearest(word, sortedCopy(names))
	if !ok || best == word {
		return ""
	}
	return " (did you mean " + best + "?)"
}
