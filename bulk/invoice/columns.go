package invoice

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"paysheet/bulk/sheet"
)

// Columns knows where in a sheet each field is. It is made by Map.
type Columns struct {
	info    sheet.Info
	cfg     Config
	index   map[Field]int
	results map[string]int
	headers map[string]int // by exact text, then by key where that is free
	isOurs  []bool         // by column: a result column
	units   [2]string      // currency code or sign in the header of Amount, MinPartial
	guesses []string
	survey  survey
	correct Correction      // nil reads every cell as stored
	places  [fieldCount]int // index by the field's place
	blank   sheet.Cell      // of a field without a column
	// prefixes are a cell's name without the row's number, by column.
	prefixes []string
}

// Map finds the column of each field in a sheet's header: the configured one,
// else the best known header. Its error has one line for each thing that is
// wrong: a needed field that is missing, a field with two columns, a
// configured header that the sheet lacks, an unknown field, a mark or order in
// cfg that is none.
func Map(info sheet.Info, cfg Config) (*Columns, error) {
	c := &Columns{
		info: info, cfg: cfg,
		index:   make(map[Field]int),
		results: make(map[string]int),
		headers: make(map[string]int),
		isOurs:  make([]bool, len(info.Header)),
	}
	faults := append(cfg.faults(), c.findResults()...)
	c.indexHeaders()
	taken, configured := c.findConfigured()
	faults = append(faults, configured...)
	faults = append(faults, c.findKnown(taken)...)
	for _, field := range []Field{Reference, Amount} {
		if err := c.needs(field, faults); err != nil {
			faults = append(faults, err)
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	c.placeFields()
	for i, field := range []Field{Amount, MinPartial} {
		if column, ok := c.index[field]; ok {
			_, c.units[i] = headerUnit(info.Header[column])
		}
	}
	return c, nil
}

// faults checks the marks and orders that the configuration names.
func (cfg Config) faults() (faults []error) {
	switch cfg.Decimal {
	case "", DecimalPoint, DecimalComma:
	default:
		faults = append(faults, fmt.Errorf(`decimal in [sheet] is %q: write "." or ","`, cfg.Decimal))
	}
	switch cfg.DateOrder {
	case "", DayFirst, MonthFirst:
	default:
		faults = append(faults, fmt.Errorf("dates in [sheet] is %q: write %q or %q", cfg.DateOrder, DayFirst, MonthFirst))
	}
	return faults
}

// needs says that a needed field has no column, unless faults says why already.
func (c *Columns) needs(field Field, faults []error) error {
	if _, ok := c.index[field]; ok {
		return nil
	}
	header, named := c.cfg.Columns[field]
	switch {
	case named && trim(header) == "":
		return fmt.Errorf("[columns] says that there is no column for %s, which every invoice needs", field)
	case named || c.hasFault(faults, field):
		return nil
	}
	return c.missing(field)
}

// ambiguousError says that two columns could hold one field.
type ambiguousError struct {
	field Field
	text  string
}

// Error gives the sentence.
func (e *ambiguousError) Error() string { return e.text }

// hasFault tells that a field's own trouble was told already.
func (*Columns) hasFault(faults []error, field Field) bool {
	return slices.ContainsFunc(faults, func(err error) bool {
		var ambiguous *ambiguousError
		return errors.As(err, &ambiguous) && ambiguous.field == field
	})
}

// indexHeaders makes every header findable. Where one stands twice, the first wins and it is told.
func (c *Columns) indexHeaders() {
	for i, text := range c.info.Header {
		text = trim(text)
		if text == "" {
			continue
		}
		if first, twice := c.headers[text]; twice {
			c.guesses = append(c.guesses, fmt.Sprintf("the header %s stands twice: rules read column %s, not %s",
				Quote(text), sheet.ColumnName(first), sheet.ColumnName(i)))
			continue
		}
		c.headers[text] = i
	}
	for i, text := range c.info.Header {
		key := headerKey(text)
		if _, taken := c.headers[key]; !taken && key != "" {
			c.headers[key] = i
		}
	}
}

// findConfigured places the fields that the configuration names; it gives the
// columns that are taken by them.
func (c *Columns) findConfigured() (taken map[int]bool, faults []error) {
	taken = make(map[int]bool)
	names := make([]string, 0, len(Fields()))
	for _, f := range Fields() {
		names = append(names, string(f))
	}
	unknown := make([]string, 0)
	for field := range c.cfg.Columns {
		if !slices.Contains(names, string(field)) {
			unknown = append(unknown, string(field))
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		faults = append(faults, fmt.Errorf("[columns] names the field %q, which is none%s; the fields are %s",
			name, didYouMean(nearest(name, names)), strings.Join(names, ", ")))
	}
	for _, field := range Fields() {
		header, ok := c.cfg.Columns[field]
		if !ok || trim(header) == "" {
			continue
		}
		column, err := c.byHeader(field, header)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		c.index[field], taken[column] = column, true
	}
	return taken, faults
}

// byHeader finds the one column with a header, as written or but for case, space and punctuation.
func (c *Columns) byHeader(field Field, header string) (int, error) {
	var exact, alike []int
	for i, text := range c.info.Header {
		if trim(text) == trim(header) {
			exact = append(exact, i)
		} else if headerKey(text) != "" && headerKey(text) == headerKey(header) {
			alike = append(alike, i)
		}
	}
	if len(exact) == 0 {
		exact = alike
	}
	switch len(exact) {
	case 0:
		return 0, fmt.Errorf("[columns] says %s = %q, but %s has no such header%s; it has %s",
			field, header, c.place(), didYouMean(nearest(header, c.info.Header)), c.headerList())
	case 1:
		return exact[0], nil
	}
	return 0, &ambiguousError{field, fmt.Sprintf("[columns] says %s = %q, but %s has that header twice, in columns %s and %s: rename one",
		field, header, c.place(), sheet.ColumnName(exact[0]), sheet.ColumnName(exact[1]))}
}

// place names the header row for messages.
func (c *Columns) place() string {
	row := "row " + strconv.Itoa(c.info.HeaderRow)
	if c.info.Sheet == "" {
		return row
	}
	return row + " of " + c.info.Sheet
}

// headerList shows the headers that the sheet has, at most thirty.
func (c *Columns) headerList() string {
	var seen []string
	for _, text := range c.info.Header {
		if text = trim(text); text != "" {
			seen = append(seen, Quote(text))
		}
	}
	switch {
	case len(seen) == 0:
		return "no headers at all"
	case len(seen) > 30:
		return strings.Join(seen[:30], ", ") + fmt.Sprintf(" and %d more", len(seen)-30)
	}
	return strings.Join(seen, ", ")
}

func didYouMean(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", name)
}

// Guesses has one sentence for each column that was found by looking and for
// what Survey concluded: `amount: column F "Balance Due" (Zoho Invoice export)`.
func (c *Columns) Guesses() []string { return append(slices.Clone(c.guesses), c.survey.told...) }

// Result gives the column of a result header (LinkURL …), 0 for A.
func (c *Columns) Result(header string) (column int, ok bool) {
	column, ok = c.results[header]
	return column, ok
}

// Field gives the column of a field, 0 for A.
func (c *Columns) Field(field Field) (column int, ok bool) {
	column, ok = c.index[field]
	return column, ok
}

// Headers lists the sheet's header texts that are not our result columns.
func (c *Columns) Headers() []string {
	var texts []string
	for i, text := range c.info.Header {
		if text = trim(text); text != "" && !c.isOurs[i] {
			texts = append(texts, text)
		}
	}
	return texts
}
