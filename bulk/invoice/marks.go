package invoice

import (
	"errors"
	"strings"
)

// proves gives the decimal mark that a number's own marks leave no doubt of
// ('.' or ','), 0 where there is none or "1,234" could be either.
func proves(number string) byte {
	point, comma := strings.LastIndexByte(number, '.'), strings.LastIndexByte(number, ',')
	switch {
	case point < 0 && comma < 0:
		return 0
	case point >= 0 && comma >= 0:
		if point > comma {
			return '.'
		}
		return ','
	}
	mark, other, at := byte('.'), byte(','), point
	if comma >= 0 {
		mark, other, at = ',', '.', comma
	}
	if strings.Count(number, string(mark)) > 1 {
		return other // a mark that comes twice separates thousands
	}
	whole, fraction := number[:at], number[at+1:]
	if len(fraction) != 3 || len(whole) == 0 || len(whole) > 3 || whole[0] == '0' {
		return mark // no thousands are written like this
	}
	return 0
}

// hasMark tells that a number cannot be read without knowing its decimal mark.
func hasMark(number string) bool { return strings.ContainsAny(number, ".,") }

// plainNumber reads a number whose decimal mark is known into plain digits with
// a full stop. Thousands marks must stand where thousands are, in threes or in
// the Indian way (1,00,000).
func plainNumber(number string, decimal byte) (string, error) {
	whole, fraction, found := strings.Cut(number, string(decimal))
	if found && strings.Trim(fraction, asciiDigits) != "" {
		return "", errors.New("has a mark behind its decimal " + markName(decimal) + ": correct it")
	}
	if whole == "" {
		whole = "0"
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r < '0' || r > '9' })
	if marks := strings.Trim(whole, asciiDigits+" "); marks != "" && strings.Contains(whole, " ") {
		return "", errors.New("has two kinds of thousands marks: correct it")
	}
	joined := strings.Join(groups, "")
	if separators := len(whole) - len(joined); separators > 0 {
		if separators != len(groups)-1 || !sameMark(whole) || !areThousands(groups) {
			return "", errors.New("has thousands marks in the wrong places (the decimal mark is the " + markName(decimal) + "): correct it")
		}
	}
	if !found {
		return joined, nil
	}
	return joined + "." + fraction, nil
}

// sameMark tells that a number has only one kind of thousands mark.
func sameMark(whole string) bool {
	marks := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, whole)
	return marks == strings.Repeat(marks[:1], len(marks))
}

// areThousands tells that digits are grouped by three, or by two before the last three.
func areThousands(groups []string) bool {
	last := len(groups) - 1
	if last < 1 || len(groups[last]) != 3 {
		return false
	}
	western, indian := len(groups[0]) <= 3, len(groups[0]) <= 2
	for _, group := range groups[1:last] {
		western = western && len(group) == 3
		indian = indian && len(group) == 2
	}
	return western || indian
}

func markName(mark byte) string {
	if mark == ',' {
		return "comma"
	}
	return "point"
}
