package ledger

import (
	"strings"
	"unicode"
)

// longest is how many characters of a sentence the ledger keeps.
const longest = 500

// clean makes a sentence fit to be kept: control and invisible characters
// become spaces, words with an @ are masked because a provider's message may
// repeat a customer's address, and the end of a long text is cut.
func clean(text string) string {
	plain := true
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '@' {
			plain = false
			break
		}
	}
	if plain && len(text) <= longest {
		return text
	}
	fields := strings.FieldsFunc(strings.ToValidUTF8(text, "?"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
	})
	for i, word := range fields {
		if strings.Contains(word, "@") {
			fields[i] = "[address]"
		}
	}
	runes := []rune(strings.Join(fields, " "))
	if len(runes) > longest {
		runes = append(runes[:longest-1], '…')
	}
	return string(runes)
}
