package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rivo/uniseg"

	"paysheet/providers"
)

// matrixRows gives what each provider can do, a row a subject: its name, and a
// cell a provider.
func matrixRows(definitions []providers.Definition) [][]string {
	rows := [][]string{
		{"currencies"},
		{"part-payments"},
		{"reference"},
		{"description"},
		{"last day is sent as"},
		{"a lost create is found"},
		{"can be changed"},
		{"can be taken back"},
		{"tells what was paid"},
		{"calls a second"},
	}
	for _, d := range definitions {
		for i, cell := range capabilityCells(d) {
			rows[i] = append(rows[i], cell)
		}
	}
	return rows
}

func titles(definitions []providers.Definition) []string {
	row := []string{""}
	for _, d := range definitions {
		row = append(row, d.Title)
	}
	return row
}

// matrix gives the table of providers in Markdown.
func matrix(definitions []providers.Definition) string {
	var b strings.Builder
	for i, row := range slices.Insert(matrixRows(definitions), 0, titles(definitions)) {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|" + strings.Repeat("---|", len(row)) + "\n")
		}
	}
	return b.String()
}

// matrixPage gives the same table for a terminal: columns side by side, a cell's
// text below itself.
func matrixPage(definitions []providers.Definition) string {
	const first, gap = 13, 2
	width := (lineWidth-first)/len(definitions) - gap
	rows := slices.Insert(matrixRows(definitions), 0, titles(definitions), slices.Insert(providerNamesOf(definitions), 0, "provider ="))
	var b strings.Builder
	for i, row := range rows {
		columns, most := make([][]string, len(row)), 0
		for at, text := range row {
			room := width
			if at == 0 {
				room = first
			}
			columns[at] = inLines(text, room)
			most = max(most, len(columns[at]))
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		for line := range most {
			b.WriteString(strings.TrimRight(lineOf(columns, line, first, width, gap), " ") + "\n")
		}
	}
	return b.String()
}

// lineOf gives one line of a row whose cells have several.
func lineOf(columns [][]string, line, first, width, gap int) string {
	var b strings.Builder
	for at, column := range columns {
		text, room := "", width
		if line < len(column) {
			text = column[line]
		}
		if at == 0 {
			room = first
		} else {
			b.WriteString(strings.Repeat(" ", gap))
		}
		b.WriteString(pad(text, room))
	}
	return b.String()
}

// inLines breaks a text into lines of at most a width; a longer word is alone.
func inLines(text string, width int) []string {
	var lines []string
	for word := range strings.FieldsSeq(text) {
		if last := len(lines) - 1; last >= 0 && uniseg.StringWidth(lines[last])+1+uniseg.StringWidth(word) <= width {
			lines[last] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return lines
}

func providerNamesOf(definitions []providers.Definition) []string {
	names := make([]string, len(definitions))
	for i, d := range definitions {
		names[i] = d.Name
	}
	return names
}

func capabilityCells(d providers.Definition) []string {
	c := capabilitiesOf(d)
	return []string{
		currencyText(d, c), partialText(c.Partial), limitText(c.MaxReference), limitText(c.MaxDescription),
		string(c.Expiry), findText(c.Find), updateText(c), orNone(joinWords(c.CancelFrom, ", ")),
		paidText(c), strings.TrimSuffix(fmt.Sprintf("%.1f", c.Rate), ".0"),
	}
}

// currencyText gives the currencies, and those of a setting that changes them.
func currencyText(d providers.Definition, c providers.Capabilities) string {
	texts := []string{joinWords(c.Currencies, " ")}
	for _, s := range d.Settings {
		for _, choice := range s.Choices {
			other := capabilitiesWith(d, s.Name, choice)
			if !slices.Equal(other.Currencies, c.Currencies) {
				texts = append(texts, fmt.Sprintf("%s with %s = %s", joinWords(other.Currencies, " "), s.Name, choice))
			}
		}
	}
	return strings.Join(texts, "; ")
}

// updateText says what can be changed, and while the link is what.
func updateText(c providers.Capabilities) string {
	if len(c.Update) == 0 {
		return "nothing"
	}
	return joinWords(c.Update, ", ") + " (while " + joinWords(c.UpdateFrom, ", ") + ")"
}

// paidText says how much of what came in a provider tells. A link that is said
// to be paid was paid whole.
func paidText(c providers.Capabilities) string {
	switch {
	case c.TellsPaid && c.TellsPayments:
		return "yes, each payment"
	case c.TellsPaid:
		return "yes"
	}
	return "only that all was"
}
