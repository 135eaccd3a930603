package script

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// maxMessage bounds what an error may say; fail() can carry anything.
const maxMessage = 2 << 10

// Error is a mistake in the rules, or in a cell that they read, with its place.
type Error struct {
	File      string // within the rules folder; "--where" for a condition
	Line, Col int    // from 1; 0 where no place is known
	Source    string // the source line, without its line end
	Message   string // one sentence: what is wrong and what to do
	Row       string // "row 17", empty while compiling
	cause     error
}

// Error gives the place and the message, the source line with a caret under the
// place, and the row.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Line > 0 {
		fmt.Fprintf(&b, "%s:%d:%d: ", e.File, e.Line, e.Col)
	} else if e.File != "" {
		b.WriteString(e.File + ": ")
	}
	b.WriteString(e.Message)
	if e.Source != "" {
		shown, caret := frame(e.Source, e.Col)
		fmt.Fprintf(&b, "\n    %s\n    %s", shown, caret)
	}
	if e.Row != "" {
		b.WriteString("\n  in " + e.Row)
	}
	return b.String()
}

// Unwrap gives the error of the cell or the file behind this one, if any.
func (e *Error) Unwrap() error { return e.cause }

// Key is the same for errors that are the same mistake in another row: the
// place, and the message without the numbers and the quoted texts in it, which
// are that row's own.
type Key struct {
	File    string
	Line    int
	Message string // for comparing only; people read Error.Message
}

// Key gives what errors are grouped by.
func (e *Error) Key() Key { return Key{e.File, e.Line, shape(e.Message)} }

// shape replaces every number by # and every quoted text by "…".
func shape(message string) string {
	var b strings.Builder
	for i, part := range strings.Split(message, `"`) {
		if i%2 == 1 {
			b.WriteString(`"…"`)
			continue
		}
		inNumber := false
		for _, r := range part {
			digit := r >= '0' && r <= '9'
			inNumber = digit || (inNumber && strings.ContainsRune(",.-", r))
			switch {
			case !inNumber:
				b.WriteRune(r)
			case !strings.HasSuffix(b.String(), "#"):
				b.WriteByte('#')
			}
		}
	}
	return b.String()
}

// Errors are several mistakes found at once while compiling, in source order.
type Errors []*Error

// Error gives one mistake after the other.
func (list Errors) Error() string {
	texts := make([]string, len(list))
	for i, e := range list {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "\n")
}

// Unwrap lets errors.As find the first *Error.
func (list Errors) Unwrap() []error {
	all := make([]error, len(list))
	for i, e := range list {
		all[i] = e
	}
	return all
}

func oneOrAll(list Errors) error {
	if len(list) == 1 {
		return list[0]
	}
	return list
}

// frame shortens a source line around a column and puts a caret under it.
func frame(line string, col int) (shown, caret string) {
	const width = 120
	runes := []rune(strings.ReplaceAll(line, "\t", " "))
	at := max(0, min(col-1, len(runes)))
	from := 0
	if len(runes) > width && at > width*3/4 {
		from = at - width*3/4
	}
	return clean(string(runes[from:min(len(runes), from+width)])), strings.Repeat(" ", at-from) + "^"
}

// errorAt makes an Error for a place in a file that was read.
func (f *files) errorAt(pos syntax.Position, message string) *Error {
	e := &Error{Message: clip(cleanLines(message), maxMessage)}
	if !pos.IsValid() {
		return e
	}
	e.File, e.Line, e.Col = pos.Filename(), int(pos.Line), int(pos.Col)
	e.Source = f.line(e.File, e.Line)
	return e
}

func cleanLines(s string) string { return clean(strings.ReplaceAll(s, "\n", " ")) }

// line gives one line of a file, "" where there is none.
func (f *files) line(name string, n int) string {
	text := string(f.content[name])
	for ; n > 1; n-- {
		_, rest, ok := strings.Cut(text, "\n")
		if !ok {
			return ""
		}
		text = rest
	}
	line, _, _ := strings.Cut(text, "\n")
	line = strings.TrimSuffix(line, "\r")
	if !utf8.ValidString(line) {
		line = strings.ToValidUTF8(line, "�")
	}
	return line
}

func (f *files) syntaxError(err error) error {
	var at syntax.Error
	if !errors.As(err, &at) {
		return err
	}
	name := at.Pos.Filename()
	if strings.HasPrefix(at.Msg, "got newline") && at.Pos.Line > 1 && at.Pos.Col == 1 {
		at.Pos.Line-- // the parser has gone on to the next line
		at.Pos.Col = int32(utf8.RuneCountInString(f.line(name, int(at.Pos.Line)))) + 1
	}
	if strings.TrimSpace(f.line(name, int(at.Pos.Line))) == "" {
		if e := f.neverClosed(name, int(at.Pos.Line)); e != nil {
			return e
		}
	}
	if e := f.missingBefore(at); e != nil {
		return e
	}
	message, col := friendlySyntax(at.Msg, f.line(name, int(at.Pos.Line)), int(at.Pos.Col))
	at.Pos.Col = int32(col)
	return f.errorAt(at.Pos, message)
}

func (l *loader) resolveError(err error, file *syntax.File) error {
	var list resolve.ErrorList
	if !errors.As(err, &list) {
		return err
	}
	all := make(Errors, 0, len(list))
	for _, e := range list {
		all = append(all, l.files.errorAt(e.Pos, l.friendlyName(e.Msg, file)))
	}
	return oneOrAll(all)
}

// evalError finds the place in the rules where running them failed.
func (f *files) evalError(err error, row *rowValue) *Error {
	var eval *starlark.EvalError
	if !errors.As(err, &eval) {
		return &Error{Message: clip(cleanLines(err.Error()), maxMessage), cause: err}
	}
	var pos syntax.Position
	builtin := ""
	for i := range eval.CallStack {
		call := eval.CallStack.At(i)
		if call.Pos.Line > 0 {
			pos = call.Pos
			break
		}
		builtin = call.Name
	}
	e := f.errorAt(pos, f.friendlyRun(eval.Msg, builtin, pos, row))
	e.cause = eval.Unwrap()
	return e
}
