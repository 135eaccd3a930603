// Package invoice reads a row of a sheet as an invoice: which column is which
// field, exact amounts, civil dates, and which rows are no invoice at all.
//
// It decides nothing about links and calls nobody. bulk uses it between the
// sheet and the rules: Map once a sheet, Survey once over its rows, then one
// Row for each row. Columns does not change after Survey, so that Rows of it
// may be used by several goroutines.
package invoice

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"paysheet/providers"
)

// Field is one thing that a column can hold.
type Field string

// The fields. Reference and Amount are needed, all others may be absent.
const (
	Reference    Field = "reference"
	Amount       Field = "amount"
	Currency     Field = "currency"
	CustomerName Field = "customer_name"
	Email        Field = "email"
	Phone        Field = "phone"
	Description  Field = "description"
	DueDate      Field = "due_date"
	Expires      Field = "expires"
	Account      Field = "account"
	MinPartial   Field = "min_partial"
)

// Fields lists every field in the order in which people meet them.
func Fields() []Field {
	return []Field{Reference, Amount, Currency, CustomerName, Email, Phone, Description, DueDate, Expires, Account, MinPartial}
}

// The headers of the result columns.
const (
	LinkURL      = "Link URL"
	LinkStatus   = "Link Status"
	LinkOutcome  = "Link Outcome"
	LinkID       = "Link ID"
	LinkAccount  = "Link Account"
	LinkPaid     = "Link Paid"
	LinkExpires  = "Link Expires"
	LinkChecked  = "Link Checked"
	LinkPrevious = "Link Previous"
	LinkNote     = "Link Note"
)

// Results lists the headers of the result columns in the order in which
// missing ones are appended to a sheet.
func Results() []string {
	return []string{LinkURL, LinkStatus, LinkOutcome, LinkID, LinkAccount, LinkPaid, LinkExpires, LinkChecked, LinkPrevious, LinkNote}
}

// The values of Config.Decimal and Config.DateOrder.
const (
	DecimalPoint = "."
	DecimalComma = ","
	DayFirst     = "day-first"
	MonthFirst   = "month-first"
)

// Config is what the project's configuration says about reading invoices.
type Config struct {
	// Columns names the header of a field; it wins over what looking finds. An
	// empty header says that the sheet has no column for the field.
	Columns map[Field]string
	// Currency is for rows without one; empty means that each row must have its
	// own. It is never guessed from an account or a symbol.
	Currency providers.Currency
	// Rounding lets an amount with too many decimals be rounded half up.
	Rounding bool
	// IncludeHidden takes hidden and filtered rows like any other.
	IncludeHidden bool
	// Zone is where the civil date of an instant with an offset is read; nil is UTC.
	Zone *time.Location
	// Decimal is the decimal mark of amounts that are text (DecimalPoint or
	// DecimalComma); empty: found by Survey. The key is decimal in [sheet].
	Decimal string
	// DateOrder is the order of day and month in dates that are text (DayFirst
	// or MonthFirst); empty: found by Survey. The key is dates in [sheet].
	DateOrder string
}

// Invoice is a row whose every cell was understood.
type Invoice struct {
	Reference   string
	Amount      providers.Money
	Customer    providers.Customer
	Description string
	Due         providers.Date // zero where the row has none
	Expires     providers.Date // zero where the row has none
	Account     string         // the account that the row names; empty where it names none
	MinPartial  providers.Money
}

// Problem is one reason why a row cannot be used as it stands.
type Problem struct {
	Cell    string // Invoices!F17
	Field   Field
	Value   string // as stored; empty for a blank cell
	Message string // which rule is broken and what to do, without cell and value
}

// String gives cell, value and message in one line that is safe to print.
func (p Problem) String() string { return Sentence(p.Cell, p.Value, p.Message) }

// Sentence joins what a message is about and the message: `Invoices!F17 "1,0O":
// …`, without the colon where the message goes on from the value ("is no
// number"). Cell and value may be empty.
func Sentence(cell, value, message string) string {
	subject := cell
	if value != "" {
		subject = strings.TrimSpace(cell + " " + Quote(value))
	}
	verb, _, _ := strings.Cut(message, " ")
	switch {
	case subject == "":
		return message
	case value != "" && slices.Contains([]string{"is", "has", "can", "cannot", "does", "mixes", "stands"}, verb):
		return subject + " " + message
	}
	return subject + ": " + message
}

// CellError is a Problem where an error is wanted.
type CellError struct{ Problem Problem }

// Error gives the problem in one line.
func (e *CellError) Error() string { return e.Problem.String() }

// longestQuote is how much of a cell a message repeats, in runes.
const longestQuote = 60

// Quote puts a cell's text between quotation marks for a message: at most 60
// characters, control and invisible characters escaped.
func Quote(text string) string {
	if utf8.RuneCountInString(text) > longestQuote {
		text = string([]rune(text)[:longestQuote-1]) + "…"
	}
	return strconv.Quote(text)
}
