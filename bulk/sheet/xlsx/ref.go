package xlsx

import (
	"bytes"
	"fmt"
	"strconv"

	"paysheet/bulk/sheet"
)

// The size of a worksheet (ISO/IEC 29500-1; Excel specifications and limits).
const (
	maxRow    = 1048576
	maxColumn = 16384 // XFD
)

// area is a rectangle of cells. Columns count from 0, rows from 1; the ends
// belong to it.
type area struct {
	left, top, right, bottom int
}

// parseRef reads A1. A dollar sign is refused: no stored reference has one.
func parseRef(ref []byte) (row, column int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A'+1)
	}
	row, ok = parseUint(ref[i:])
	return row, column - 1, ok && i > 0 && row > 0
}

// parseUint reads up to eight decimal digits.
func parseUint(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 8 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// parseArea reads A1:C3 or A1.
func parseArea(ref []byte) (area, bool) {
	first, second, found := bytes.Cut(ref, []byte(":"))
	if !found {
		second = first
	}
	top, left, ok1 := parseRef(first)
	bottom, right, ok2 := parseRef(second)
	return area{left: left, top: top, right: right, bottom: bottom}, ok1 && ok2 && top <= bottom && left <= right
}

func (a area) has(row, column int) bool {
	return row >= a.top && row <= a.bottom && column >= a.left && column <= a.right
}

func (a area) String() string {
	first, last := cellName(a.top, a.left), cellName(a.bottom, a.right)
	if first == last {
		return first
	}
	return first + ":" + last
}

func cellName(row, column int) string {
	return sheet.ColumnName(column) + strconv.Itoa(row)
}

// position follows the numbers of rows or of the cells in a row: given or, as
// ISO/IEC 29500-1 allows, left out, which means one more than the last.
func checkOrder(what string, number, last, limit int) error {
	if number > limit {
		return fmt.Errorf("%s %d is beyond the %d that a worksheet can have", what, number, limit)
	}
	if number <= last {
		return fmt.Errorf("%s %d stands after %s %d: programs read such a file differently; open it in Excel or LibreOffice and save it again", what, number, what, last)
	}
	return nil
}
