package script

import (
	"errors"
	"fmt"
	"strings"

	"go.starlark.net/starlark"

	"paysheet/providers"
)

// Row gives the rules one row of the sheet. Values are converted when a rule
// asks for them, so a bad cell that no rule looks at fails nobody. The methods
// are called from one goroutine at a time.
type Row interface {
	// Number is the row's number as the spreadsheet shows it.
	Number() int
	// Text gives the stored text of a field's cell, and "" for a blank cell or a
	// field without a column. Every field of Fields may be asked for: for amounts
	// and dates it is what the cell holds before any conversion, and for currency
	// it is the code that holds for the row, the sheet's default included.
	Text(field string) (string, error)
	// Money gives amount or min_partial, and the zero Money for a blank cell. The
	// error names the cell, its text and what is wrong with it.
	Money(field string) (providers.Money, error)
	// Date gives due_date or expires, and the zero Date for a blank cell. The
	// error names the cell, its text and what is wrong with it.
	Date(field string) (providers.Date, error)
	// Cell gives the stored text of a column by its header; ok is false where the
	// sheet has no such column.
	Cell(header string) (text string, ok bool)
	// Raw gives the text of a field's cell exactly as it is stored, whatever is
	// made of it, and "" for a blank cell or a field without a column.
	Raw(field string) string
	// Ref names a field's cell for messages: "Invoices!F17 (Balance Due)".
	Ref(field string) string
}

// Fields lists the fields of a row in the order of the contract.
func Fields() []string {
	return []string{
		"reference", "amount", "currency", "customer_name", "email", "phone", "description",
		"due_date", "expires", "account", "min_partial",
	}
}

// rowValue is the row as rules see it: read-only, typed and lazy. Each typed
// field is converted once.
type rowValue struct {
	row        Row
	env        *environment
	amount     *moneyValue
	minPartial *moneyValue
	dueDate    *dateValue
	expires    *dateValue
	texts      [7]starlark.Value // by textField
}

// textField gives the place of a text field, -1 for any other name.
func textField(name string) int {
	switch name {
	case "reference":
		return 0
	case "currency":
		return 1
	case "customer_name":
		return 2
	case "email":
		return 3
	case "phone":
		return 4
	case "description":
		return 5
	case "account":
		return 6
	}
	return -1
}

func (r *rowValue) String() string        { return fmt.Sprintf("row %d", r.row.Number()) }
func (r *rowValue) Type() string          { return "row" }
func (r *rowValue) Freeze()               {}
func (r *rowValue) Truth() starlark.Bool  { return true }
func (r *rowValue) Hash() (uint32, error) { return 0, errors.New("a row cannot be a key of a dict") }

// AttrNames lists what stands behind row. for completion and did-you-mean.
func (r *rowValue) AttrNames() []string {
	return append(Fields(), "number", "columns", "get", "raw")
}

// Attr gives a field, typed.
func (r *rowValue) Attr(name string) (starlark.Value, error) {
	switch name {
	case "amount":
		return r.money(name, &r.amount)
	case "min_partial":
		return r.money(name, &r.minPartial)
	case "due_date":
		return r.date(name, &r.dueDate)
	case "expires":
		return r.date(name, &r.expires)
	}
	if at := textField(name); at >= 0 {
		return r.text(name, &r.texts[at])
	}
	return r.otherAttr(name)
}

func (r *rowValue) otherAttr(name string) (starlark.Value, error) {
	switch name {
	case "number":
		return starlark.MakeInt(r.row.Number()), nil
	case "columns":
		return stringTuple(r.env.columns), nil
	case "get":
		return starlark.NewBuiltin("row.get", r.get), nil
	case "raw":
		return starlark.NewBuiltin("row.raw", r.raw), nil
	}
	if header, ok := nearest(name, r.env.columns); ok && nearestIsClose(name, header) {
		return nil, fmt.Errorf("a row has no field %s: write row[%q] for the column", name, header)
	}
	return nil, fmt.Errorf("a row has no field %s%s; fields are %s; write row[\"Header\"] for any other column",
		name, didYouMean("row.", name, r.AttrNames()), strings.Join(Fields(), ", "))
}

func (r *rowValue) text(field string, cache *starlark.Value) (starlark.Value, error) {
	if *cache == nil {
		text, err := r.row.Text(field)
		if err != nil {
			return nil, err
		}
		if *cache, err = cellValue(text); err != nil {
			return nil, err
		}
	}
	return *cache, nil
}

// cellValue is a cell's text for rules. A CSV file can hold far longer cells
// than a spreadsheet, which has 32,767 characters.
func cellValue(text string) (starlark.Value, error) {
	if len(text) > maxBuild {
		return nil, fmt.Errorf("the cell holds %d bytes, more than the %d that rules read", len(text), maxBuild)
	}
	return starlark.String(text), nil
}

func (r *rowValue) money(field string, cache **moneyValue) (starlark.Value, error) {
	if *cache == nil {
		m, err := r.row.Money(field)
		if err != nil {
			return nil, err
		}
		v := &moneyValue{m: m}
		if m.IsNone() {
			v.blank = &blankCell{row: r.row, field: field}
		}
		*cache = v
	}
	return *cache, nil
}

func (r *rowValue) date(field string, cache **dateValue) (starlark.Value, error) {
	if *cache == nil {
		d, err := r.row.Date(field)
		if err != nil {
			return nil, err
		}
		v := &dateValue{d: d}
		if d.IsZero() {
			v.blank = &blankCell{row: r.row, field: field}
		}
		*cache = v
	}
	return *cache, nil
}

// Get serves row["Header"]: the stored text of any column.
func (r *rowValue) Get(key starlark.Value) (starlark.Value, bool, error) {
	header, ok := starlark.AsString(key)
	if !ok {
		return nil, false, fmt.Errorf("row[…] takes a column's header as text, not %s", describe(key))
	}
	if text, ok := r.row.Cell(header); ok {
		v, err := cellValue(text)
		return v, err == nil, err
	}
	return nil, false, r.noColumn(header)
}

func (r *rowValue) noColumn(header string) error {
	for _, field := range r.AttrNames() {
		if field == header {
			return fmt.Errorf("the sheet has no column %q: write row.%s for the field", header, field)
		}
	}
	if hint := didYouMean("", header, r.env.columns); hint != "" {
		return fmt.Errorf("the sheet has no column %q%s", header, hint)
	}
	if field, ok := nearest(header, Fields()); ok {
		return fmt.Errorf("the sheet has no column %q (did you mean the field, row.%s?)", header, field)
	}
	if len(r.env.columns) > 0 {
		return fmt.Errorf("the sheet has no column %q; it has %s", header, quoted(r.env.columns))
	}
	return fmt.Errorf("the sheet has no column %q: write row.get(%q, \"\") where it may be missing", header, header)
}

func (r *rowValue) get(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var header string
	var otherwise starlark.Value = starlark.None
	if err := starlark.UnpackArgs("row.get", args, kwargs, "header", &header, "default?", &otherwise); err != nil {
		return nil, err
	}
	if text, ok := r.row.Cell(header); ok {
		return cellValue(text)
	}
	return otherwise, nil
}

func (r *rowValue) raw(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var field string
	if err := starlark.UnpackArgs("row.raw", args, kwargs, "field", &field); err != nil {
		return nil, err
	}
	for _, known := range Fields() {
		if known == field {
			return cellValue(r.row.Raw(field))
		}
	}
	return nil, fmt.Errorf("row.raw takes a field's name and %q is none%s", field, didYouMean("", field, Fields()))
}

// blankCell remembers where an empty typed value came from, so that its misuse
// can name the cell.
type blankCell struct {
	row   Row
	field string
}

func (b *blankCell) err() error {
	return fmt.Errorf("%s is empty in %s: test row.%s == None first", b.field, b.row.Ref(b.field), b.field)
}
