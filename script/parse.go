package script

import (
	"fmt"

	"go.starlark.net/syntax"
)

// Parses tells whether a text can be read as rules, without compiling it: nil,
// or an *Error that names the place.
func Parses(name string, source []byte) error {
	if len(source) > maxSource {
		return fmt.Errorf("%s is larger than %d KiB", name, maxSource>>10)
	}
	f := &files{content: map[string][]byte{name: source}}
	file, err := options().Parse(name, source, 0)
	if err != nil {
		return f.syntaxError(err)
	}
	return f.tooDeep(file)
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
