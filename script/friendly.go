package script

import "strings"

// friendlySyntax turns the parser's sentence into what to do, and its place,
// which is often behind the token that it complains of, into where that stands.
func friendlySyntax(msg, line string, col int) (string, int) {
	before, at := around(line, col)
	got, want, _ := strings.Cut(strings.TrimPrefix(msg, "got "), ", want ")
	got = strings.TrimSuffix(got, " after expression")
	token := tokenOf(got, at)
	switch {
	case strings.HasSuffix(msg, "(use parens)"):
		op, _, _ := strings.Cut(msg, " ")
		return "comparisons cannot be chained: write 0 < x and x < 5", col - len(op)
	case got == "string literal" && fString(before) >= 0:
		return "f-strings are not supported: write \"Invoice %s\" % x, or \"Invoice {}\".format(x)", fString(before) + 1
	case got == "newline" && missing(want) != "":
		return missing(want), col
	case strings.HasPrefix(msg, "conditional expression without else"):
		return withoutElse(at), col
	case foreign(msg) != "":
		return foreign(msg), col
	}
	return misplaced(token, want, before, at, msg, col)
}

// misplaced explains a token that the parser did not want.
func misplaced(token, want, before, at, msg string, col int) (string, int) {
	if what := wrongToken(token); what != "" {
		if strings.HasSuffix(before, token) {
			col -= len(token)
		}
		return what, col
	}
	if what := wrongStart(at); what != "" {
		return what, col
	}
	if what := outOfPlace(token, want, before); what != "" {
		return what, startOf(token, before+at, col)
	}
	if token == "indent" || token == "outdent" || strings.Contains(msg, "unindent") {
		return "the line is indented differently from the lines around it: line them up with spaces", col
	}
	return "this cannot be read: " + msg, col
}

// missing says what a line ends without.
func missing(want string) string {
	switch want {
	case "':'":
		return "a : is missing here"
	case "primary expression":
		return "the line ends where a value should follow"
	}
	return ""
}

// tokenOf gives the token that a message is about.
func tokenOf(got, at string) string {
	token := strings.Trim(got, "'")
	if token == "if" && strings.Contains(" "+at+" ", " is ") {
		// The parser stops at the if of "x if a is b else y", whose trouble is behind it.
		return "is"
	}
	return token
}

// wrongStart explains what the parser could not even cut into tokens.
func wrongStart(at string) string {
	switch {
	case strings.HasPrefix(at, "&"), strings.HasPrefix(at, "|"):
		return "write and, or, not for conditions"
	case strings.HasPrefix(at, "!"):
		return "write not for the opposite, and != for different"
	}
	return wrongToken(firstWord(at))
}

// fString finds the f of f"…" in what stands before a place, -1 for none.
func fString(before string) int {
	runes := []rune(before)
	for i := len(runes) - 2; i >= 0; i-- {
		quote := runes[i+1] == '"' || runes[i+1] == '\''
		if (runes[i] == 'f' || runes[i] == 'F') && quote && (i == 0 || firstWord(string(runes[i-1])) == "") {
			return i
		}
	}
	return -1
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

// wrongToken explains a token of Python that stands where rules cannot have it.
func wrongToken(token string) string {
	switch token {
	case "=":
		return "one = gives a name to a value: use == to compare"
	case "is":
		return "is does not compare in rules: use ==, and == None for an empty cell"
	case "**":
		return "there is no ** here: multiply with *"
	case "if":
		return "write elif instead of else if"
	case "&", "|":
		return "write and, or, not for conditions"
	}
	return notStarlark(token)
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
