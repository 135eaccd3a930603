package script

import (
	"errors"
	"strings"

	"go.starlark.net/syntax"
)

// maxMistakes is how many mistakes of grammar are shown of one file.
const maxMistakes = 10

// syntaxErrors gives the parser's mistake and those that follow it. The parser
// stops at the first, so what it stopped at is put aside and it is asked again.
// Only mistakes further down are believed: an earlier one was made by the cut.
func (f *files) syntaxErrors(name string, source []byte, err error) error {
	var all Errors
	lines := strings.SplitAfter(string(source), "\n")
	last := 0
	for len(all) < maxMistakes {
		var at syntax.Error
		var e *Error
		if !errors.As(err, &at) || !errors.As(f.syntaxError(err), &e) {
			break
		}
		line := int(at.Pos.Line)
		if e.Line <= last || line > len(lines) {
			break
		}
		all, last = append(all, e), line
		setAside(lines, min(e.Line, line)-1)
		if _, err = options().Parse(name, strings.Join(lines, ""), 0); err == nil {
			break
		}
	}
	if len(all) == 0 {
		return f.syntaxError(err)
	}
	return oneOrAll(all)
}

// setAside takes the statement at a line out of the source. A line that stands
// for itself gives way to one that does nothing in its place; where brackets go
// over lines the whole of what begins at the margin goes.
func setAside(lines []string, at int) {
	line := lines[at]
	body := strings.TrimLeft(line, " \t")
	indent := line[:len(line)-len(body)]
	word, _, _ := strings.Cut(strings.TrimRight(body, "\r\n"), " ")
	block := strings.HasSuffix(strings.TrimSpace(body), ":")
	stand := "pass"
	switch {
	case block && (word == "if" || word == "elif"):
		stand = word + " True:"
	case block && word == "for":
		stand = "for _ in []:"
	case block:
		indent = ""
	}
	if indent != "" && openBrackets(lines[:at]) == 0 && openBrackets(lines[:at+1]) == 0 {
		lines[at] = indent + stand + "\n"
		return
	}
	from := at
	for from > 0 && !atMargin(lines[from]) {
		from--
	}
	to := at + 1
	for to < len(lines) && !atMargin(lines[to]) {
		to++
	}
	for i := from; i < to; i++ {
		lines[i] = "\n"
	}
}

// atMargin tells a line that begins a statement at the left margin.
func atMargin(line string) bool {
	return line != "" && !strings.ContainsAny(line[:1], " \t\r\n#)]}")
}

// openBrackets counts the brackets, and the quotes of texts over several lines,
// that are open at the end of lines; -1 where there are more closed than opened.
func openBrackets(lines []string) int {
	open := 0
	quote := ""
	text := strings.Join(lines, "")
	for i := 0; i < len(text); i++ {
		rest := text[i:]
		switch {
		case quote != "" && rest[0] == '\\':
			i++
		case quote != "" && strings.HasPrefix(rest, quote):
			i += len(quote) - 1
			quote = ""
		case quote != "":
			if rest[0] == '\n' && len(quote) == 1 {
				quote = "" // a text that was not closed
			}
		case rest[0] == '#':
			if end := strings.IndexByte(rest, '\n'); end >= 0 {
				i += end
			} else {
				i = len(text)
			}
		case strings.ContainsRune("([{", rune(rest[0])):
			open++
		case strings.ContainsRune(")]}", rune(rest[0])):
			if open--; open < 0 {
				return open
			}
		case strings.HasPrefix(rest, `"""`), strings.HasPrefix(rest, `'''`):
			quote = rest[:3]
			i += 2
		case rest[0] == '"' || rest[0] == '\'':
			quote = rest[:1]
		}
	}
	if quote != "" {
		open++
	}
	return open
}
