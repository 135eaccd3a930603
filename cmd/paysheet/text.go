package main

import (
	"strings"
	"unicode"

	"paysheet/bulk"
	"paysheet/providers"
)

// printable takes out of a text of several lines what must not reach a
// terminal; line ends stay.
func printable(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.Map(func(r rune) rune {
			if unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) || unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' {
				return ' '
			}
			return r
		}, line)
	}
	return strings.Join(lines, "\n")
}

// sums gives amounts by currency in one line: "1,200.00 LKR + 30.00 USD".
func sums(counts []bulk.Count) string {
	var words []string
	for _, c := range counts {
		switch {
		case c.Currency == "":
		case c.Over:
			words = append(words, "(too large to add) "+string(c.Currency))
		default:
			words = append(words, amountText(c))
		}
	}
	return strings.Join(words, " + ")
}

func amountText(c bulk.Count) string {
	m, err := providers.NewMoney(c.Sum, c.Currency)
	if err != nil {
		return c.Sum.String() + " " + string(c.Currency)
	}
	return m.String()
}

// rowsOf gives "1 row" or "12 rows".
func rowsOf(n int) string {
	if n == 1 {
		return "1 row"
	}
	return groupInt(n) + " rows"
}

// groupInt puts thousands commas into a count.
func groupInt(n int) string {
	digits := []byte(itoa(n))
	var out []byte
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out = append(out, ',')
		}
		out = append(out, d)
	}
	return string(out)
}
