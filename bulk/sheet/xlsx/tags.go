package xlsx

import (
	"fmt"
)

// rowAttrs is what the start tag of a row says.
type rowAttrs struct {
	number int
	hidden bool
	style  string // of the row, where it is custom; empty for none
}

// rowAttrs reads the start tag of a row; last is the number of the row before.
func (s *scanner) rowAttrs(last int) (rowAttrs, error) {
	row := rowAttrs{number: last + 1}
	custom := false
	list := attributes{rest: s.attrs}
	for list.next() {
		switch string(list.name) {
		case "r":
			n, ok := parseUint(list.value)
			if !ok || n == 0 {
				return row, fmt.Errorf("row number %.20q after row %d is none", list.value, last)
			}
			row.number = n
		case "hidden", "ht":
			row.hidden = row.hidden || hides(string(list.name), string(list.value))
		case "s":
			row.style = styleIndex(list.value)
		case "customFormat":
			custom = isTrue(string(list.value))
		}
	}
	if !custom {
		row.style = ""
	}
	if list.bad {
		return row, fmt.Errorf("row %d: %w", row.number, errAttribute)
	}
	return row, checkOrder("row", row.number, last, maxRow)
}

// hides tells whether an attribute hides its row: a height of nothing does too.
func hides(name, value string) bool {
	if name == "ht" {
		return value == "0"
	}
	return isTrue(value)
}

// styleIndex keeps a style as it is written; the first one is the default.
func styleIndex(value []byte) string {
	if n, ok := parseUint(value); ok && n > 0 {
		return string(value)
	}
	return ""
}

// cellAttrs is what the start tag of a cell says.
type cellAttrs struct {
	column int // from 0
	style  int
	kind   cellType
}

// cellAttrs reads the start tag of a cell in a row; last is the column of the
// cell before, -1 for none.
func (s *scanner) cellAttrs(row, last int) (cellAttrs, error) {
	cell := cellAttrs{column: last + 1}
	list := attributes{rest: s.attrs}
	for list.next() {
		switch string(list.name) {
		case "r":
			n, column, ok := parseRef(list.value)
			if !ok {
				return cell, fmt.Errorf("a cell of row %d has the reference %.20q, which is none", row, list.value)
			}
			if n != row {
				return cell, fmt.Errorf("cell %.20q stands in row %d: programs read such a file differently; open it in Excel or LibreOffice and save it again", list.value, row)
			}
			cell.column = column
		case "s":
			cell.style, _ = parseUint(list.value) // s="" is seen in practice and means none
		case "t":
			cell.kind = typeOf(list.value)
		}
	}
	if err := list.err(); err != nil {
		return cell, fmt.Errorf("row %d: %w", row, err)
	}
	if cell.column >= maxColumn {
		return cell, fmt.Errorf("a cell of row %d is right of column XFD, the last that a worksheet can have", row)
	}
	if cell.column <= last {
		return cell, fmt.Errorf("cell %s stands after %s: programs read such a file differently; open it in Excel or LibreOffice and save it again", cellName(row, cell.column), cellName(row, last))
	}
	return cell, nil
}
