package main

import "strings"

// The kinds of block in a command's long text.
const (
	isParagraph = iota
	isItem      // begins with "- "; what is set in by two spaces belongs to it
	isVerbatim  // set in by two spaces: a table or lines to copy
)

// block is a part of a long text, laid out by itself.
type block struct {
	kind  int
	apart bool // an empty line stands before it
	lines []string
}

// sentence gives a paragraph or an item as one line.
func (b block) sentence() string {
	return strings.TrimPrefix(strings.Join(strings.Fields(strings.Join(b.lines, " ")), " "), "- ")
}

// blocksOf takes a long text apart.
func blocksOf(text string) []block {
	var blocks []block
	apart := true
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			apart = true
			continue
		}
		kind := isParagraph
		switch {
		case strings.HasPrefix(line, "- "):
			kind = isItem
		case strings.HasPrefix(line, "  "):
			kind = isVerbatim
		default:
		}
		last := len(blocks) - 1
		goesOn := !apart && kind != isItem && (kind == blocks[last].kind || kind == isVerbatim && blocks[last].kind == isItem)
		if goesOn {
			blocks[last].lines = append(blocks[last].lines, line)
		} else {
			blocks = append(blocks, block{kind: kind, apart: apart, lines: []string{line}})
		}
		apart = false
	}
	return blocks
}

// termsOf reads lines as a table: a term, at least two spaces, and what it means,
// which may go on in lines that are set in deeper.
func termsOf(lines []string) (table [][2]string, ok bool) {
	for _, line := range lines {
		term, meaning, found := strings.Cut(strings.TrimSpace(line), "  ")
		deep := len(line)-len(strings.TrimLeft(line, " ")) > 8
		switch {
		case found:
			table = append(table, [2]string{term, strings.TrimSpace(meaning)})
		case deep && len(table) > 0:
			table[len(table)-1][1] += " " + strings.TrimSpace(line)
		default:
			return nil, false
		}
	}
	return table, true
}
