package invoice

import (
	"fmt"

	"paysheet/bulk/sheet"
)

// findResults finds our own columns of an earlier run. They are found again by
// their very headers; a column that is only called alike would be read as a
// result and get another one beside it.
func (c *Columns) findResults() (faults []error) {
	known := make(map[string]string)
	for _, header := range Results() {
		known[headerKey(header)] = header
	}
	for i, text := range c.info.Header {
		header, ok := known[headerKey(text)]
		if !ok {
			continue
		}
		first, twice := c.results[header]
		switch {
		case trim(text) != header:
			faults = append(faults, fmt.Errorf("column %s is called %s, which is nearly the result column %q: call it %q if an earlier run made it, else something else",
				sheet.ColumnName(i), Quote(trim(text)), header, header))
		case twice:
			faults = append(faults, fmt.Errorf("the result column %q is there twice, in columns %s and %s: delete one",
				header, sheet.ColumnName(first), sheet.ColumnName(i)))
		default:
			c.results[header], c.isOurs[i] = i, true
		}
	}
	c.tellStray()
	return faults
}

// tellStray names a column of notes that is taken for ours although no run made
// it: every run writes its outcome too.
func (c *Columns) tellStray() {
	note, ok := c.results[LinkNote]
	if _, ran := c.results[LinkOutcome]; ok && !ran {
		c.guesses = append(c.guesses, c.name(note)+" is taken for a result column: what it holds is written over")
	}
}
