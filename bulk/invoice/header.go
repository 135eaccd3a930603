package invoice

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// headerKey gives the form in which headers are compared: compatibility forms
// and case folded, spaces and punctuation dropped, the ways to write "number"
// made one. "Invoice No.", "INVOICE #" and "Invoice Number" are the same.
func headerKey(header string) string {
	folded := strings.ToLower(norm.NFKC.String(header))
	if strings.ContainsAny(folded, "'’#") {
		folded = strings.NewReplacer("'", "", "’", "", "#", " # ").Replace(folded)
	}
	words := strings.FieldsFunc(folded, func(r rune) bool {
		return r != '#' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	for i, word := range words {
		switch word {
		case "no", "nr", "num", "nos":
			words[i] = "number"
		case "#": // alone it is mostly a row counter, never the word for one
			if len(words) > 1 {
				words[i] = "number"
			}
		}
	}
	return strings.Join(words, "")
}

// nearest gives the candidate that text was most likely meant to be, empty
// where none is close: at most a third of the letters may differ.
func nearest(text string, candidates []string) string {
	best, bestDistance := "", len([]rune(text))/3+1
	for _, candidate := range candidates {
		d := distance(strings.ToLower(text), strings.ToLower(candidate))
		if d < bestDistance {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// distance counts the letters to insert, delete or replace to turn a into b.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			cost := diagonal
			if r != s {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, diagonal+1, row[j]+1)
		}
	}
	return row[len(to)]
}

// trim drops white space at both ends, no-break and zero-width spaces too.
func trim(text string) string {
	if n := len(text); n == 0 || isInk(text[0]) && isInk(text[n-1]) {
		return text
	}
	return strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff'
	})
}

// isInk tells an ASCII character that can be seen.
func isInk(b byte) bool { return b > ' ' && b < 0x7f }

// isDigits tells a text of ASCII digits alone.
func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
