package script

import (
	"errors"
	"strings"
	"unicode/utf8"

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
	if indent, stand := standIn(lines[at]); stand != "" && openBrackets(lines[:at]) == 0 && openBrackets(lines[:at+1]) == 0 {
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

// standIn gives what can stand in a line's place with its indent, "" where
// nothing can: at the margin, and for the head of a block that is none.
func standIn(line string) (indent, stand string) {
	body := strings.TrimSpace(line)
	indent = line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	word, _, _ := strings.Cut(body, " ")
	switch {
	case indent == "":
		return "", ""
	case !strings.HasSuffix(body, ":") && (strings.Contains(body, ":") || !heads(word)):
		return indent, "pass"
	case word == "if" || word == "elif":
		return indent, word + " True:"
	case word == "for":
		return indent, "for _ in []:"
	}
	return indent, ""
}

// heads tells the words that begin a block; without its colon it is one still.
func heads(word string) bool { return word == "if" || word == "elif" || word == "for" }

// atMargin tells a line that begins a statement at the left margin.
func atMargin(line string) bool {
	return line != "" && !strings.ContainsAny(line[:1], " \t\r\n#)]}")
}

// openBrackets counts the brackets, and the quotes of texts over several lines,
// that are open at the end of lines; it is negative where more were closed.
func openBrackets(lines []string) int {
	var b brackets
	text := strings.Join(lines, "")
	for at := 0; at < len(text); {
		at += b.next(text[at:])
	}
	if b.quote != "" {
		b.open++
	}
	return b.open
}

// neverClosed explains a mistake at a file's end, which is where the parser
// finds that a bracket stayed open; nil where none did.
func (f *files) neverClosed(name string, line int) *Error {
	source := string(f.content[name])
	at := unclosed(source)
	if at < 0 || line < strings.Count(strings.TrimRight(source, " \t\r\n"), "\n")+1 {
		return nil
	}
	before := source[:at]
	start := strings.LastIndexByte(before, '\n') + 1
	pos := syntax.MakePosition(&name, int32(strings.Count(before, "\n")+1), int32(utf8.RuneCountInString(before[start:])+1))
	return f.errorAt(pos, "this "+source[at:at+1]+" is never closed")
}

// unclosed finds the last bracket that nothing closes, in bytes from the start
// of a source; -1 where there is none.
func unclosed(source string) int {
	var b brackets
	var open []int
	for at := 0; at < len(source); {
		before := b.open
		n := b.next(source[at:])
		switch {
		case b.open > before:
			open = append(open, at)
		case b.open < before && len(open) > 0:
			open = open[:len(open)-1]
		}
		at += n
	}
	if len(open) == 0 || b.quote != "" {
		return -1
	}
	return open[len(open)-1]
}

// brackets is what is open at a place in a source.
type brackets struct {
	open  int
	quote string // that ends the text which the place stands in
}

// next takes the next part of a source, which is not empty, and gives its length.
func (b *brackets) next(rest string) int {
	if b.quote != "" {
		return min(b.inText(rest), len(rest))
	}
	return min(b.inCode(rest), len(rest))
}

// inText takes the next part of a text and gives its length.
func (b *brackets) inText(rest string) int {
	switch {
	case rest[0] == '\\':
		return 2
	case strings.HasPrefix(rest, b.quote):
		n := len(b.quote)
		b.quote = ""
		return n
	case rest[0] == '\n' && len(b.quote) == 1:
		b.quote = "" // a text that was not closed
	}
	return 1
}

// inCode takes the next part of what is no text and gives its length.
func (b *brackets) inCode(rest string) int {
	switch rest[0] {
	case '#':
		line, _, _ := strings.Cut(rest, "\n")
		return len(line) + 1
	case '(', '[', '{':
		b.open++
	case ')', ']', '}':
		b.open--
	case '"', '\'':
		b.quote = rest[:1]
		if triple := strings.Repeat(b.quote, 3); strings.HasPrefix(rest, triple) {
			b.quote = triple
		}
		return len(b.quote)
	}
	return 1
}
