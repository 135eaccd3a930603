package sheet

import (
	"strings"
	"unicode/utf8"
)

// Shown gives what the spreadsheet shows in a cell, for a Number with a plain
// number format: digits, thousands, decimals, text around them such as a
// currency, and a section of its own for negatives or zero. It rounds half
// away from zero on decimal digits. For every other cell or format (General,
// percent, exponents, fractions, conditions) it is the stored text.
func (c Cell) Shown() string {
	plain, ok := c.Plain()
	if !ok || c.Format == "" {
		return c.Text
	}
	n, ok := parseNumber(plain)
	if !ok {
		return c.Text
	}
	sections := splitSections(c.Format)
	section, minus := pickSection(sections, n)
	f, ok := parseSection(section)
	if !ok {
		return c.Text
	}
	text := f.before + f.render(n) + f.after
	if minus {
		text = "-" + text
	}
	return strings.TrimSpace(text)
}

// Percent tells that a Number is shown as a percentage: 0.5 as 50%.
func (c Cell) Percent() bool {
	if c.Kind != Number || strings.IndexByte(c.Format, '%') < 0 {
		return false
	}
	for i := 0; i < len(c.Format); i++ {
		switch c.Format[i] {
		case '"':
			i = closing(c.Format, i, '"')
		case '[':
			i = closing(c.Format, i, ']')
		case '\\', '_', '*':
			i++
		case '%':
			return true
		}
	}
	return false
}

// splitSections splits a format code at the semicolons that are no literals.
func splitSections(code string) []string {
	var list []string
	from := 0
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			i = closing(code, i, '"')
		case '[':
			i = closing(code, i, ']')
		case '\\', '_', '*':
			i++
		case ';':
			list = append(list, code[from:i])
			from = i + 1
		}
	}
	return append(list, code[from:])
}

// closing is the place of the mark that ends what begins at i.
func closing(code string, i int, mark byte) int {
	if end := strings.IndexByte(code[i+1:], mark); end >= 0 {
		return i + 1 + end
	}
	return len(code) - 1
}

// pickSection chooses a section by the number's sign. A negative number that
// has no section of its own gets a minus.
func pickSection(sections []string, n number) (section string, minus bool) {
	zero := n.digits == ""
	switch {
	case zero && len(sections) > 2:
		return sections[2], false
	case n.negative && !zero && len(sections) > 1:
		return sections[1], false
	}
	return sections[0], n.negative && !zero
}

// layout is a section of a number format.
type layout struct {
	before, after string
	whole         int  // digits before the point that are always shown
	places        int  // digits after the point
	fixed         int  // those of them that are always shown
	grouped       bool // thousands apart
	digits        bool // there is a number at all
}

// parseSection reads a section; it is false for one that is not plain.
func parseSection(section string) (layout, bool) {
	var f layout
	var text strings.Builder
	for i := 0; i < len(section); {
		if strings.IndexByte("0#?.,", section[i]) >= 0 {
			end := i
			for end < len(section) && strings.IndexByte("0#?.,", section[end]) >= 0 {
				end++
			}
			if f.digits || !f.parseDigits(section[i:end]) {
				return f, false
			}
			f.before, f.digits = text.String(), true
			text.Reset()
			i = end
			continue
		}
		literal, size, ok := literal(section[i:])
		if !ok {
			return f, false
		}
		text.WriteString(literal)
		i += size
	}
	if f.digits {
		f.after = text.String()
	} else {
		f.before = text.String()
	}
	return f, true
}

// parseDigits reads the placeholders of the number, such as #,##0.00.
func (f *layout) parseDigits(code string) bool {
	whole, places, _ := strings.Cut(code, ".")
	if strings.ContainsAny(places, ".,") || strings.HasSuffix(whole, ",") || strings.HasPrefix(whole, ",") {
		return false // a comma behind the digits divides by a thousand
	}
	f.grouped = strings.Contains(whole, ",")
	f.whole = strings.Count(whole, "0")
	f.places = len(places)
	f.fixed = strings.LastIndexByte(places, '0') + 1
	return true
}

// literal reads what stands around the number at the start of s.
func literal(s string) (text string, size int, ok bool) {
	switch s[0] {
	case '"':
		end := strings.IndexByte(s[1:], '"')
		if end < 0 {
			return "", 0, false
		}
		return s[1 : 1+end], end + 2, true
	case '[':
		return bracket(s)
	case '\\', '_', '*':
		_, width := utf8.DecodeRuneInString(s[1:])
		switch s[0] {
		case '\\':
			return s[1 : 1+width], 1 + width, width > 0
		case '_':
			return " ", 1 + width, width > 0
		}
		return "", 1 + width, width > 0 // fills the cell's width
	}
	if strings.IndexByte("$-+/():!^&'~{}<>= ", s[0]) >= 0 {
		return s[:1], 1, true
	}
	_, width := utf8.DecodeRuneInString(s)
	return s[:width], width, s[0] >= utf8.RuneSelf // a currency sign such as €
}

// bracket reads [$LKR-409] for its currency and [Red] for nothing.
func bracket(s string) (text string, size int, ok bool) {
	end := strings.IndexByte(s, ']')
	if end < 0 {
		return "", 0, false
	}
	inside := s[1:end]
	if currency, found := strings.CutPrefix(inside, "$"); found {
		if i := strings.LastIndexByte(currency, '-'); i >= 0 {
			currency = currency[:i]
		}
		return currency, end + 1, true
	}
	switch strings.ToLower(strings.TrimRight(inside, "0123456789 ")) {
	case "black", "blue", "cyan", "green", "magenta", "red", "white", "yellow", "color":
		return "", end + 1, true
	}
	return "", 0, false
}

// render writes the digits of a number's absolute value.
func (f layout) render(n number) string {
	if !f.digits {
		return ""
	}
	whole, fraction := n.cut(n.scale - f.places).split()
	if missing := f.places - len(fraction); missing > 0 {
		fraction += strings.Repeat("0", missing)
	}
	shown := fraction[:f.fixed] + strings.TrimRight(fraction[f.fixed:f.places], "0")
	if missing := f.whole - len(whole); missing > 0 {
		whole = strings.Repeat("0", missing) + whole
	}
	if f.grouped {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	if f.places > 0 && (shown != "" || f.fixed > 0) {
		return whole + "." + shown
	}
	return whole
}
