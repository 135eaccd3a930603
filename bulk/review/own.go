package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
)

// column is one of the sheet's own columns: neither a review's nor a run's.
type column struct {
	name string // the header, with its number where others have the same
	at   int    // 0 for A
}

// own gives the sheet's own columns, by name, so that a sheet and its copy are
// compared even where somebody moved a column of the copy.
func own(header []string) []column {
	ours := append(Columns(), invoice.Results()...)
	times := map[string]int{}
	var list []column
	for at, name := range header {
		if name == "" || slices.Contains(ours, name) {
			continue
		}
		if times[name]++; times[name] > 1 {
			name += " (" + strconv.Itoa(times[name]) + ")"
		}
		list = append(list, column{name, at})
	}
	slices.SortFunc(list, func(a, b column) int { return strings.Compare(a.name, b.name) })
	return list
}

// stored gives what a cell holds, the same whichever program saved the file.
func stored(c sheet.Cell) string {
	if plain, ok := c.Plain(); ok {
		return plain
	}
	return strings.TrimSpace(strings.ReplaceAll(c.Text, "\r\n", "\n"))
}

// print is the digest of a row's own cells. What a formula gives is left out: a
// program that opens the copy may calculate it anew.
func print(row sheet.Row, columns []column) (sum [16]byte) {
	h := sha256.New()
	for _, c := range columns {
		cell, text := row.Cell(c.at), "="
		if !cell.Formula {
			text = stored(cell)
		}
		h.Write([]byte(strconv.Itoa(len(text))))
		h.Write([]byte{':'})
		h.Write([]byte(text))
	}
	copy(sum[:], h.Sum(nil))
	return sum
}

// blank tells that a row has nothing in its own columns.
func blank(row sheet.Row, columns []column) bool {
	return !slices.ContainsFunc(columns, func(c column) bool { return stored(row.Cell(c.at)) != "" })
}

// Content gives the SHA-256 of everything in a sheet that a plan can depend on:
// where its header is, and what its own columns hold and which rows are hidden,
// with paysheet's own columns left out, because a run writes them. An error is
// that of reading the table.
func Content(ctx context.Context, t sheet.Table) (string, error) {
	info := t.Info()
	columns := own(info.Header)
	h := sha256.New()
	add := func(format string, args ...any) {
		_, _ = fmt.Fprintf(h, format, args...) // a hash takes every write
	}
	add("%q %d\n", info.Sheet, info.HeaderRow)
	for _, c := range columns {
		add("%d %q\n", c.at, c.name)
	}
	for row, err := range t.Rows(ctx) {
		if err != nil {
			return "", err
		}
		if blank(row, columns) {
			continue
		}
		add("%d %t", row.Number, row.Hidden)
		for _, c := range columns {
			text := stored(row.Cell(c.at))
			add(" %d:%s", len(text), text)
		}
		add("\n")
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
