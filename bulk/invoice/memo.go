package invoice

import (
	"strings"

	"paysheet/providers"
)

// memo keeps what was read of a row: a plan, the rules and the look at the data
// ask for the same few fields again and again.
type memo struct {
	hasCurrency, hasReference, hasClass bool

	currency    providers.Currency
	noCurrency  *Problem
	reference   string
	noReference *Problem
	class       Class
	why         string
	amounts     [2]amountMemo // Amount, MinPartial
}

// amountMemo is an amount as far as it was read.
type amountMemo struct {
	hasDigits, hasMoney bool

	read     reading
	noDigits *Problem
	money    providers.Money
	rounded  bool
	noMoney  *Problem
}

// amount gives the place of an amount's field.
func (m *memo) amount(field Field) *amountMemo {
	if field == MinPartial {
		return &m.amounts[1]
	}
	return &m.amounts[0]
}

// fieldCount is how many fields there are.
const fieldCount = 11

// ordinal gives a field's place in Fields, -1 for a name that is none.
func (f Field) ordinal() int {
	switch f {
	case Reference:
		return 0
	case Amount:
		return 1
	case Currency:
		return 2
	case CustomerName:
		return 3
	case Email:
		return 4
	case Phone:
		return 5
	case Description:
		return 6
	case DueDate:
		return 7
	case Expires:
		return 8
	case Account:
		return 9
	case MinPartial:
		return 10
	}
	return -1
}

// column gives the column of a field, -1 where it has none.
func (c *Columns) column(field Field) int {
	at := field.ordinal()
	if at < 0 {
		return -1
	}
	return c.places[at]
}

// placeFields makes the fields' columns quick to find.
func (c *Columns) placeFields() {
	for i, field := range Fields() {
		column, ok := c.index[field]
		if !ok {
			column = -1
		}
		c.places[i] = column
	}
	for column := range c.info.Header {
		c.prefixes = append(c.prefixes, strings.TrimSuffix(c.info.Ref(0, column), "0"))
	}
}
