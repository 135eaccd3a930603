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
	if Depth(file) > maxNesting {
		return fmt.Errorf("%s nests expressions more than %d deep: give parts of them names", name, maxNesting)
	}
	return nil
}

// maxNesting is how deep expressions may be nested for the tools that look at
// each part together with what is in it; nobody writes a tenth of it.
const maxNesting = 200

// Depth tells how deep a file is nested.
func Depth(file *syntax.File) int {
	depth, most := 0, 0
	for _, s := range file.Stmts {
		syntax.Walk(s, func(n syntax.Node) bool {
			if n == nil {
				depth--
				return false
			}
			depth++
			most = max(most, depth)
			return true
		})
	}
	return most
}
