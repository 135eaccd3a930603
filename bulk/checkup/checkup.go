// Package checkup finds what a spreadsheet or an export did to the data of a
// sheet: leading zeros lost, long numbers cut, dates in two orders, spaces that
// nobody sees, and the like.
//
// It reads the rows once and gives what it found as data. It changes nothing and
// stops nothing: what makes a row unusable is a problem of package invoice. What
// a person accepts becomes an invoice.Correction. Package cmd uses it for doctor
// and plan; nothing else does.
package checkup

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
)

// Finding is one oddity.
type Finding struct {
	Cell       string        `json:"cell" doc:"Invoices!F17"` // Invoices!F17
	Row        int           `json:"row" doc:"as the spreadsheet shows it"`
	Field      invoice.Field `json:"field" doc:"of the invoice"`
	Kind       Kind          `json:"kind" doc:"which oddity"`
	Confidence Confidence    `json:"confidence" doc:"how sure it is"`
	Value      string        `json:"value" doc:"as stored"`                                                           // as stored
	Proposed   string        `json:"proposed,omitempty" doc:"what it should be; absent where only a person can tell"` // empty where nobody but a person can tell
	Text       string        `json:"text" doc:"one sentence"`                                                         // one sentence, without a full stop
}

// Group is everything of one kind: how many findings there are, and some of them.
type Group struct {
	Kind     Kind      `json:"kind" doc:"which oddity"`
	Count    int       `json:"count" doc:"findings"`
	Sure     int       `json:"sure" doc:"findings that are sure"`
	Likely   int       `json:"likely" doc:"findings that are likely"`
	Maybe    int       `json:"maybe" doc:"findings that may be none"`
	Examples []Finding `json:"examples" doc:"some of them, the surest first"` // the surest first, then by row
}

// Report is what was found in a sheet. Its size does not grow with the sheet.
type Report struct {
	Rows   int     `json:"rows" doc:"rows that were read, blank ones too"` // rows that were read, blank ones too
	Groups []Group `json:"groups" doc:"by kind"`                           // in the order of Kinds; empty ones are left out

	zeros map[invoice.Field]zeroRule
	open  *invoice.Duplicates // nil where there is no open link
}

// Count gives the number of findings of every kind together.
func (r *Report) Count() int {
	n := 0
	for _, group := range r.Groups {
		n += group.Count
	}
	return n
}

// Options say how a sheet is looked at.
type Options struct {
	// Examples is how many findings of a kind are kept; 0 is 20.
	Examples int
	// Open yields the references that have a link which can be paid or may
	// exist; nil looks at none. It is read before the rows.
	Open iter.Seq2[string, error]
}

const usualExamples = 20

// Read looks at every row once. columns must have been surveyed, and reads cells
// as they are stored: a Correction in it would hide what Read is to find. Read
// holds some 45 bytes a reference, to find look-alikes, and nothing else that
// grows with the sheet. An error is that of rows, of Options.Open, or the end
// of ctx.
func Read(ctx context.Context, rows iter.Seq2[sheet.Row, error], columns *invoice.Columns, info sheet.Info, o Options) (*Report, error) {
	look := New(columns, info, o)
	for raw, err := range rows {
		if err != nil {
			return nil, err
		}
		if look.Row(columns.Borrow(raw)); look.failed != nil {
			break
		}
		if look.rows%1024 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
	}
	return look.Report()
}

// Look is Read for rows that somebody else goes through.
type Look struct {
	*checker
	open   iter.Seq2[string, error]
	rows   int
	failed error
}

// New begins a Look; what Read says of its parameters holds here too.
func New(columns *invoice.Columns, info sheet.Info, o Options) *Look {
	return &Look{checker: newChecker(columns, info, o), open: o.Open}
}

// Row looks at the next row of the sheet. It keeps no part of it.
func (l *Look) Row(row invoice.Row) {
	if l.rows++; l.rows == 1 {
		l.failed = l.remember(l.open)
	}
	if l.failed == nil {
		l.row(row)
	}
}

// Report gives what was found, after the last row. An error is that of
// Options.Open.
func (l *Look) Report() (*Report, error) {
	if l.failed != nil {
		return nil, l.failed
	}
	return l.report(l.rows), nil
}

// checker is a reading that is going on.
type checker struct {
	columns    *invoice.Columns
	info       sheet.Info
	fields     []invoice.Field // those with a column
	most       int
	groups     map[Kind]*kept
	open       *invoice.Duplicates // nil where there is no open link
	references *invoice.Duplicates
	digits     []*digitColumn
	dates      []*dateColumn
	amounts    []*amountColumn
	words      []*wordColumn
	footing    footing
}

func newChecker(columns *invoice.Columns, info sheet.Info, o Options) *checker {
	c := &checker{
		columns: columns, info: info, most: o.Examples,
		groups: map[Kind]*kept{}, references: invoice.NewDuplicates(), words: wordColumns(columns),
	}
	if c.most <= 0 {
		c.most = usualExamples
	}
	has := func(field invoice.Field) bool {
		_, ok := columns.Field(field)
		return ok
	}
	for _, field := range invoice.Fields() {
		if has(field) {
			c.fields = append(c.fields, field)
		}
	}
	for _, field := range []invoice.Field{invoice.Reference, invoice.Phone} {
		if has(field) {
			c.digits = append(c.digits, &digitColumn{field: field})
		}
	}
	for _, field := range []invoice.Field{invoice.DueDate, invoice.Expires} {
		if has(field) {
			c.dates = append(c.dates, &dateColumn{field: field})
		}
	}
	for _, field := range []invoice.Field{invoice.Amount, invoice.MinPartial} {
		if has(field) && info.Format != "csv" {
			c.amounts = append(c.amounts, &amountColumn{field: field})
		}
	}
	return c
}

// remember takes the references that have an open link.
func (c *checker) remember(open iter.Seq2[string, error]) error {
	if open == nil {
		return nil
	}
	for reference, err := range open {
		if err != nil {
			return fmt.Errorf("reading the open links: %w", err)
		}
		if c.open == nil {
			c.open = invoice.NewDuplicates()
		}
		c.open.Add(reference, 0)
	}
	if c.open != nil {
		c.open.Ready() // goroutines may ask
	}
	return nil
}

// row looks at one row.
func (c *checker) row(row invoice.Row) {
	class, why := row.Class()
	if class.IsNoInvoice() {
		c.foot(row, class, why)
		return
	}
	c.add(row, class)
	for _, field := range []invoice.Field{invoice.Reference, invoice.Currency, invoice.Account} {
		c.spaces(row, field)
	}
	for _, column := range c.digits {
		c.longNumber(row, column.field)
		column.add(c, row)
	}
	for _, column := range c.dates {
		column.add(c, row)
	}
	for _, column := range c.amounts {
		column.add(c, row)
	}
	c.words = slices.DeleteFunc(c.words, func(w *wordColumn) bool { return !w.add(c, row) })
	c.dateForID(row)
	c.stale(row)
	c.mail(row)
	c.phone(row)
	c.reference(row)
}

// kept is a Group in the making.
type kept struct {
	count    [Sure + 1]int
	examples [Sure + 1][]Finding
}

// note takes a finding; its kind keeps the first of each confidence.
func (c *checker) note(f Finding) { c.many(f.Kind, f.Confidence, 1, []Finding{f}) }

// many takes several findings of which some are given.
func (c *checker) many(kind Kind, confidence Confidence, n int, examples []Finding) {
	if n == 0 {
		return
	}
	k := c.groups[kind]
	if k == nil {
		k = &kept{}
		c.groups[kind] = k
	}
	k.count[confidence] += n
	room := c.most - len(k.examples[confidence])
	for _, f := range examples[:min(room, len(examples))] {
		f.Kind, f.Confidence = kind, confidence
		k.examples[confidence] = append(k.examples[confidence], f)
	}
}

// about begins a finding about a field's cell of a row.
func (c *checker) about(row invoice.Row, field invoice.Field) Finding {
	return Finding{Cell: row.Cellname(string(field)), Row: row.Number(), Field: field, Value: row.Stored(field).Text}
}

// report concludes what only the whole sheet shows, and puts all in order.
func (c *checker) report(rows int) *Report {
	r := &Report{Rows: rows, Groups: []Group{}, zeros: map[invoice.Field]zeroRule{}, open: c.open}
	for _, column := range c.digits {
		r.zeros[column.field] = column.conclude(c)
	}
	for _, column := range c.dates {
		column.conclude(c)
	}
	for _, column := range c.amounts {
		column.conclude(c)
	}
	c.lookAlikes()
	for _, column := range c.words {
		column.conclude(c)
	}
	for _, kind := range Kinds() {
		k := c.groups[kind]
		if k == nil {
			continue
		}
		group := Group{Kind: kind, Sure: k.count[Sure], Likely: k.count[Likely], Maybe: k.count[Maybe]}
		group.Count = group.Sure + group.Likely + group.Maybe
		for _, confidence := range []Confidence{Sure, Likely, Maybe} {
			examples := k.examples[confidence]
			slices.SortStableFunc(examples, func(a, b Finding) int {
				return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Cell, b.Cell))
			})
			group.Examples = append(group.Examples, examples...)
		}
		group.Examples = group.Examples[:min(c.most, len(group.Examples))]
		r.Groups = append(r.Groups, group)
	}
	return r
}
