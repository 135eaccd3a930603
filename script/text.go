package script

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// maxText is the longest text that rules may hand out, in bytes. Providers'
// own limits are far below it; this one bounds memory.
const maxText = 4 << 10

// clean makes a text of rules safe for one line of a terminal, a log or a cell:
// control characters become spaces, and the length is capped.
func clean(s string) string {
	if isPlain(s) {
		return clip(s, maxText)
	}
	if strings.IndexFunc(s, unsafeRune) >= 0 || !utf8.ValidString(s) {
		s = strings.Map(func(r rune) rune {
			if unsafeRune(r) {
				return ' '
			}
			return r
		}, strings.ToValidUTF8(s, "�"))
	}
	return clip(s, maxText)
}

// isPlain tells texts of nothing but ASCII letters, digits and signs, as most are.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// unsafeRune tells control characters and the marks that reorder text.
func unsafeRune(r rune) bool {
	return unicode.IsControl(r) || (r >= 0x202A && r <= 0x202E) || (r >= 0x2066 && r <= 0x2069) || r == 0x2028 || r == 0x2029
}

// clip cuts a text to at most n bytes at a character's edge and says so.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	cut := n
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// describe names a value for a message: its type, and itself where it is short.
func describe(v starlark.Value) string {
	switch v := v.(type) {
	case starlark.NoneType:
		return "None"
	case starlark.String:
		return fmt.Sprintf("the text %q", clip(string(v), 60))
	case starlark.Int, starlark.Float, starlark.Bool:
		return fmt.Sprintf("the %s %s", v.Type(), clip(v.String(), 60))
	case *moneyValue, *dateValue, *decimalValue, *spanValue:
		return fmt.Sprintf("the %s %s", v.Type(), v)
	}
	return "a value of type " + v.Type()
}

func stringTuple(words []string) starlark.Tuple {
	t := make(starlark.Tuple, len(words))
	for i, w := range words {
		t[i] = starlark.String(w)
	}
	return t
}
