package script

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// nearest gives the candidate with the fewest edits from word, ignoring case.
// Among equals one with the same letters wins, as LKR does for LRK, then the one
// that begins alike for longest. Where none is near, one of whose parts between
// underscores is near will do.
func nearest(word string, candidates []string) (string, bool) {
	best, least := fewestEdits(word, candidates)
	most := 2 * (1 + len(word)/4)
	if best != "" && least <= most {
		return best, true
	}
	for _, c := range candidates {
		for part := range strings.SplitSeq(c, "_") {
			if part != c && (part == fold(word) || len(part) > 3 && distance(word, part) <= 2) {
				return c, true
			}
		}
	}
	return best, false
}

func fewestEdits(word string, candidates []string) (best string, least int) {
	least = 2 * len(word)
	for _, c := range candidates {
		n := distance(word, c)
		if n < least || n == least && best != "" && alike(word, c) > alike(word, best) {
			best, least = c, n
		}
	}
	return best, least
}

// distance is twice the number of edits, less one for the same letters.
func distance(word, candidate string) int {
	a, b := []rune(fold(word)), []rune(fold(candidate))
	n := 2 * edits(a, b)
	slices.Sort(a)
	slices.Sort(b)
	if slices.Equal(a, b) {
		n--
	}
	return n
}

// alike counts the letters with which two names begin alike.
func alike(a, b string) int {
	x, y := []rune(fold(a)), []rune(fold(b))
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return i
		}
	}
	return min(len(x), len(y))
}

// nearestIsClose tells that two names differ only in case, spaces and
// underscores, as a column's header and a guessed field name do.
func nearestIsClose(a, b string) bool { return fold(a) == fold(b) }

// fold drops what people get wrong without noticing.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// didYouMean gives " (did you mean prefixX?)" or nothing.
func didYouMean(prefix, word string, candidates []string) string {
	best, ok := nearest(word, candidates)
	if !ok {
		return ""
	}
	if prefix == "" {
		best = strconv.Quote(best)
	}
	return " (did you mean " + prefix + best + "?)"
}

// edits is the Levenshtein distance with swapped neighbours as one edit.
func edits(x, y []rune) int {
	if len(x) > 64 || len(y) > 64 {
		return len(x) + len(y)
	}
	before := make([]int, len(y)+1)
	last := make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}

// quoted joins names for a message, the first twenty of them.
func quoted(names []string) string {
	const most = 20
	shown := names[:min(len(names), most)]
	words := make([]string, len(shown))
	for i, n := range shown {
		words[i] = strconv.Quote(clip(n, 60))
	}
	text := strings.Join(words, ", ")
	if len(names) > most {
		text += ", …"
	}
	return text
}
