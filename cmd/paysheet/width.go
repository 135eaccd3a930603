package main

import (
	"strings"

	"github.com/rivo/uniseg"
)

// lineWidth is what fits an ordinary terminal.
const lineWidth = 80

// cut shortens a text to a number of terminal columns, whole characters only.
func cut(text string, width int) string {
	if uniseg.StringWidth(text) <= width {
		return text
	}
	var b strings.Builder
	used := 0
	graphemes := uniseg.NewGraphemes(text)
	for graphemes.Next() {
		if used+graphemes.Width() > width-1 {
			break
		}
		used += graphemes.Width()
		b.WriteString(graphemes.Str())
	}
	return b.String() + "…"
}

// wrapped breaks a sentence into lines that fit the terminal behind an indent.
func wrapped(indent, text string) string {
	var b strings.Builder
	used := lineWidth
	for word := range strings.FieldsSeq(printable(text)) {
		width := uniseg.StringWidth(word)
		if used+1+width > lineWidth {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(indent)
			used = len(indent)
		} else {
			b.WriteByte(' ')
			used++
		}
		b.WriteString(word)
		used += width
	}
	b.WriteByte('\n')
	return b.String()
}

// pad cuts or fills a text to exactly a number of terminal columns.
func pad(text string, width int) string {
	text = cut(text, width)
	return text + strings.Repeat(" ", width-uniseg.StringWidth(text))
}
