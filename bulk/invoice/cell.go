package invoice

import (
	"strings"

	"github.com/govalues/decimal"

	"paysheet/bulk/sheet"
)

// plainOf gives a Number's digits as a plain decimal.
func plainOf(cell sheet.Cell) (string, bool) {
	d, err := decimal.Parse(strings.ToUpper(cell.Text))
	if err != nil {
		return "", false
	}
	return d.String(), true
}

// shownOf gives what the spreadsheet shows of a cell.
func shownOf(cell sheet.Cell) string { return cell.Text }
