package lint

import (
	"strings"
	"unicode/utf8"

	"go.starlark.net/syntax"
)

// hidden warns of characters that turn the direction in which a line is shown:
// who reads such a line does not read what it does.
func (c *checker) hidden() {
	for i, line := range c.lines {
		at := strings.IndexFunc(line, func(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 })
		if at < 0 {
			continue
		}
		r, _ := utf8.DecodeRuneInString(line[at:])
		pos := syntax.MakePosition(&c.name, int32(i+1), int32(utf8.RuneCountInString(line[:at])+1))
		c.add(pos, "hidden-direction", Warning, "the invisible character U+%04X turns the direction of this line, so it may not do what it shows: delete it", r)
	}
}
