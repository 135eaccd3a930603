package script

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/syntax"
)

// foreign explains what has no meaning at all in rules, wherever it stands.
func foreign(msg string) string {
	switch {
	case msg == "unexpected newline in string", msg == "unexpected EOF in string":
		return "this text is never closed: end it with the quote that it begins with"
	case strings.HasPrefix(msg, "load statement must import"):
		return "load says what it takes from the file: write load(\"./other.star\", \"name\")"
	case msg == "excessive nesting":
		return "this is nested too deeply: give parts of it names"
	case strings.HasPrefix(msg, "unexpected '"):
		return "this " + strings.Trim(strings.TrimPrefix(msg, "unexpected "), "'") + " closes nothing: there is one too many"
	case msg == "not an identifier":
		return "a name should stand here"
	case strings.HasPrefix(msg, "invalid int literal"), strings.HasPrefix(msg, "obsolete form of octal"):
		return "this is no number: it begins with a 0 or runs into letters; what is text stands in quotes"
	case msg == "stray backslash in program":
		return "a \\ stands at the very end of a line or not at all: put brackets around what goes over two lines"
	}
	if char, ok := strings.CutPrefix(msg, "unexpected input character "); ok {
		return foreignCharacter(strings.Trim(char, "`'\""))
	}
	return ""
}

// foreignCharacter says what to write instead of a character, "" where others
// know better.
func foreignCharacter(char string) string {
	switch char {
	case "!":
		return ""
	case "‘", "’", "“", "”", "«", "»", "„":
		return char + " is a quote of printed text: write \" instead"
	case "–", "—", "−":
		return char + " is a dash of printed text: write - instead"
	case "≤", "≥", "≠":
		return char + " does not compare: write <=, >= or !="
	case "$", "£", "€", "₹":
		return "an amount is written with its currency's code: LKR(25000)"
	}
	if instead, ok := map[string]string{
		"×": "× does not multiply: write *", "÷": "÷ does not divide: write /", "?": "there is no ? here: write a if condition else b",
	}[char]; ok {
		return instead
	}
	if r, _ := utf8.DecodeRuneInString(char); unicode.IsSpace(r) || !unicode.IsPrint(r) || strings.HasPrefix(char, `\`) {
		return "there is a character here that cannot be seen, as comes with text copied from a page: delete it and type a space"
	}
	return "the character " + char + " has no meaning in rules; in quotes it is text"
}

// withoutElse explains the if of "a if b", given what follows it. The parser also
// stops there where the condition has an operator that rules do not have.
func withoutElse(at string) string {
	condition, _, complete := strings.Cut(at, " else ")
	for _, token := range []string{"=", "is", "&", "|"} {
		if complete && strings.Contains(condition, " "+token+" ") {
			return wrongToken(token)
		}
	}
	return "a value with an if needs its else too: write a if condition else b"
}

// outOfPlace explains a token that could stand elsewhere, given what stands
// before it on its line.
func outOfPlace(token, want, before string) string {
	first := firstWord(strings.TrimSpace(before))
	switch {
	case want == "newline" && notStarlark(first) != "":
		return notStarlark(first)
	case want == "newline" && first == "print":
		return "print takes what it says in brackets: print(\"text\", row.amount)"
	case want == "newline":
		return "the line should end here: an operator, a comma or a bracket is missing before this"
	case want == "in":
		return "for says what it goes through: write for x in list:"
	case want == "indent":
		return "what belongs under the line above stands deeper: put four spaces more before it"
	case want != "primary expression":
		return missingHere(want)
	case token == "elif", token == "else":
		return token + " belongs under an if, at the same depth: there is none here"
	}
	return "a value is missing before this"
}

// missingHere says what was wanted in place of a token, "" where that is no help.
func missingHere(want string) string {
	switch {
	case want == "':'":
		return "a : is missing before this"
	case len(want) == 3 && strings.ContainsAny(want, ")]}"):
		return "a comma, an operator or the closing " + want[1:2] + " is missing before this"
	case strings.ContainsAny(want, ",)]}"):
		return "a comma or an operator is missing before this"
	}
	return ""
}

// missingBefore explains a token that stands first on its line where a list or a
// call goes on: the line before wants a comma, or a bracket was never closed. nil
// where it is neither.
func (f *files) missingBefore(at syntax.Error) *Error {
	got, want, ok := strings.Cut(strings.TrimPrefix(at.Msg, "got "), ", want ")
	token := strings.Trim(got, "'")
	goesOn := strings.ContainsAny(want, ",)]}") || want == "primary expression" && notInBrackets(token)
	if !ok || !goesOn || at.Pos.Line < 2 {
		return nil
	}
	name, line := at.Pos.Filename(), int(at.Pos.Line)
	text := f.line(name, line)
	before, _ := around(text, startOf(token, text, int(at.Pos.Col)))
	if strings.TrimSpace(before) != "" {
		return nil
	}
	lines := strings.SplitAfter(string(f.content[name]), "\n")
	source := strings.Join(lines[:line-1], "")
	open := unclosed(source)
	if open < 0 {
		return nil
	}
	start := strings.LastIndexByte(source[:open], '\n') + 1
	statement := notInBrackets(token)
	if !statement && depthOf(text) > depthOf(source[start:]) {
		last := line - 1
		for last > 1 && strings.TrimSpace(f.line(name, last)) == "" {
			last--
		}
		end := utf8.RuneCountInString(strings.TrimRight(f.line(name, last), " \t"))
		return f.errorAt(syntax.MakePosition(&name, int32(last), int32(end+1)), "a comma is missing here")
	}
	pos := syntax.MakePosition(&name, int32(strings.Count(source[:open], "\n")+1), int32(utf8.RuneCountInString(source[start:open])+1))
	return f.errorAt(pos, "this "+source[open:open+1]+" is never closed")
}

// startOf gives the column at which the token begins that the parser has just
// read, for the tokens of which it tells the end.
func startOf(token, line string, col int) int {
	before, _ := around(line, col)
	switch {
	case token == "string literal" && before != "":
		quote := before[len(before)-1:]
		if open := strings.LastIndex(before[:len(before)-1], quote); open >= 0 {
			return utf8.RuneCountInString(before[:open]) + 1
		}
	case token == "identifier", strings.HasSuffix(token, " literal"), strings.HasSuffix(before, token):
		word := strings.TrimRightFunc(before, func(r rune) bool { return r == '_' || r == '.' || unicode.IsLetter(r) || unicode.IsDigit(r) })
		return utf8.RuneCountInString(word) + 1
	}
	return col
}

// notInBrackets tells the words that begin a statement and can stand in no call.
func notInBrackets(token string) bool {
	switch token {
	case "return", "def", "elif", "pass", "break", "continue", "load":
		return true
	}
	return false
}

// depthOf counts the spaces that a text begins with.
func depthOf(text string) int { return len(text) - len(strings.TrimLeft(text, " \t")) }
