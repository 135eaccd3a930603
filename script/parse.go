package script

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.starlark.net/syntax"
)

// Parses tells whether a text can be read as rules, without compiling it: nil,
// or an *Error that names the place.
func Parses(name string, source []byte) error {
	if len(source) > maxSource {
		return fmt.Errorf("%s is larger than %d KiB", name, maxSource>>10)
	}
	source = bytes.TrimPrefix(source, []byte(byteOrderMark))
	f := &files{content: map[string][]byte{name: source}}
	_, err := f.parse(name, source)
	return err
}

// parse makes a tree of a file's text; what is wrong with it is an *Error, or
// several of them.
func (f *files) parse(name string, source []byte) (*syntax.File, error) {
	if !utf8.Valid(source) {
		wrong := slices.IndexFunc(bytes.Split(source, []byte("\n")), func(line []byte) bool { return !utf8.Valid(line) })
		return nil, f.errorAt(syntax.MakePosition(&name, int32(wrong+1), 1), "this is not UTF-8 text: save the file as UTF-8, so that what customers read is what was written")
	}
	file, err := options().Parse(name, source, 0)
	if err != nil {
		return nil, f.syntaxErrors(name, source, err)
	}
	return file, f.tooDeep(file)
}

// Untabbed gives a source with the same meaning as parsers take it that know no
// byte order mark, one kind of line end, and no tabs before a line's first word. A
// tab goes to the next eighth column, as in Starlark.
func Untabbed(source []byte) []byte {
	source = bytes.TrimPrefix(source, []byte(byteOrderMark))
	source = bytes.ReplaceAll(bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	const stop = 8
	var out bytes.Buffer
	var b brackets
	for line := range strings.SplitAfterSeq(string(source), "\n") {
		if b.quote == "" {
			body := strings.TrimLeft(line, " \t")
			width := 0
			for _, c := range line[:len(line)-len(body)] {
				if width++; c == '\t' {
					width += (stop - width%stop) % stop
				}
			}
			line = strings.Repeat(" ", width) + body
		}
		out.WriteString(line)
		for at := 0; at < len(line); {
			at += b.next(line[at:])
		}
	}
	return out.Bytes()
}

// maxNesting is how deep statements and expressions may be nested, since there
// is work that looks at each part together with what is in it; nobody writes a
// tenth of it. A long 1 + 1 + 1 … and a long row of elif nest as well.
const maxNesting = 200

// tooDeep is an *Error at the first part of a file that is nested beyond reason.
func (f *files) tooDeep(file *syntax.File) error {
	depth := 0
	var at *syntax.Position
	for _, s := range file.Stmts {
		syntax.Walk(s, func(n syntax.Node) bool {
			if n == nil {
				depth--
				return false
			}
			if depth++; depth > maxNesting && at == nil {
				start := syntax.Start(n)
				at = &start
			}
			return true
		})
	}
	if at == nil {
		return nil
	}
	return f.errorAt(*at, fmt.Sprintf("this is nested more than %d deep: give parts of it names, or read them from a table", maxNesting))
}
