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

// amount gives the memo of an amount's field.
func (m *memo) amount(at place) *amountMemo {
	if at == atMinPartial {
		return &m.amounts[1]
	}
	return &m.amounts[0]
}

// place is a field by its place in Fields: every cell is looked up by it several
// times, and a name is compared letter by letter.
type place int

// The places.
const (
	atReference place = iota
	atAmount
	atCurrency
	atCustomerName
	atEmail
	atPhone
	atDescription
	atDueDate
	atExpires
	atAccount
	atMinPartial
	fieldCount
)

// place gives a field's place, -1 for a name that is none.
func (f Field) place() place {
	switch f {
	case Reference:
		return atReference
	case Amount:
		return atAmount
	case Currency:
		return atCurrency
	case CustomerName:
		return atCustomerName
	case Email:
		return atEmail
	case Phone:
		return atPhone
	case Description:
		return atDescription
	case DueDate:
		return atDueDate
	case Expires:
		return atExpires
	case Account:
		return atAccount
	case MinPartial:
		return atMinPartial
	}
	return -1
}

// column gives the column of a field, -1 where it has none.
func (c *Columns) column(field Field) int {
	at := field.place()
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
