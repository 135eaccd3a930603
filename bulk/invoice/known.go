package invoice

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"paysheet/bulk/sheet"
)

// candidate is a column whose header is a known name of a field.
type candidate struct {
	column int
	alias  alias
}

// findKnown places the fields that the configuration does not name.
func (c *Columns) findKnown(taken map[int]bool) (faults []error) {
	known := aliases()
	found := make(map[Field][]candidate)
	votes := make(map[string]int)
	for i, text := range c.info.Header {
		a, ok := lookup(known, text)
		if !ok || c.isOurs[i] {
			continue
		}
		for _, export := range a.exports {
			votes[export]++
			if a.telling {
				votes[export] += telling
			}
		}
		if !taken[i] {
			found[a.field] = append(found[a.field], candidate{i, a})
		}
	}
	export := likelyExport(votes)
	for _, field := range Fields() {
		if _, named := c.cfg.Columns[field]; named {
			continue
		}
		candidates := c.fitting(field, found[field], known, export)
		slices.SortStableFunc(candidates, func(a, b candidate) int { return cmp.Compare(a.alias.rank, b.alias.rank) })
		if len(candidates) == 0 {
			continue
		}
		if len(candidates) > 1 && candidates[0].alias.rank == candidates[1].alias.rank {
			faults = append(faults, c.ambiguous(field, candidates[0].column, candidates[1].column))
			continue
		}
		c.index[field] = candidates[0].column
		c.guesses = append(c.guesses, c.guess(field, candidates, export))
	}
	return faults
}

// telling outweighs any number of headers that give no export away.
const telling = 1000

// likelyExport names the program whose export the sheet looks like: the one
// with the most telling headers, then the most headers. It is empty where there
// is no telling header, or nothing beside it.
func likelyExport(votes map[string]int) string {
	best, most := "", telling+1
	for _, export := range []string{zohoBooks, zohoInvoice, quickBooks, xero, sapS4, sapB1, tally} {
		if votes[export] > most {
			best, most = export, votes[export]
		}
	}
	return best
}

// fitting drops the candidates that would be wrong beside what is placed
// already: an amount in the document's currency never goes with the company's
// own currency, and "Account" in an export is a ledger account.
func (c *Columns) fitting(field Field, candidates []candidate, known map[string]alias, export string) []candidate {
	if field == Currency {
		own := false
		if column, ok := c.index[Amount]; ok {
			amount, found := lookup(known, c.info.Header[column])
			own = found && amount.own
		}
		return slices.DeleteFunc(candidates, func(x candidate) bool {
			if own { // a plain "Currency" beside it may be the document's
				return !x.alias.own
			}
			return x.alias.own
		})
	}
	if field == Account {
		return slices.DeleteFunc(candidates, func(x candidate) bool { return x.alias.rank > 1 && export != "" })
	}
	return candidates
}

// guess tells where a field was found and what it was preferred to.
func (c *Columns) guess(field Field, candidates []candidate, export string) string {
	best := candidates[0]
	text := fmt.Sprintf("%s: %s", field, c.name(best.column))
	if slices.Contains(best.alias.exports, export) {
		text += fmt.Sprintf(" (%s export)", export)
	}
	if len(candidates) > 1 {
		var others []string
		for _, other := range candidates[1:] {
			others = append(others, c.name(other.column))
		}
		text += ", preferred to " + strings.Join(others, ", ")
	}
	return text
}

// name shows a column as people look it up.
func (c *Columns) name(column int) string {
	return fmt.Sprintf("column %s %s", sheet.ColumnName(column), Quote(trim(c.info.Header[column])))
}

func (c *Columns) ambiguous(field Field, first, second int) error {
	how := fmt.Sprintf("say which under [columns], %s = %q", field, trim(c.info.Header[first]))
	if trim(c.info.Header[first]) == trim(c.info.Header[second]) {
		how = "give one of them another header"
	}
	return &ambiguousError{field, fmt.Sprintf("%s could be %s or %s: %s", field, c.name(first), c.name(second), how)}
}

// missing says that a needed field has no column.
func (c *Columns) missing(field Field) error {
	var names []string
	for header := range headersOf(field) {
		names = append(names, header)
	}
	closest, distance := "", 0
	for _, text := range c.info.Header {
		if near := nearest(text, names); near != "" {
			if d := len([]rune(text)); closest == "" || d > distance {
				closest, distance = trim(text), d
			}
		}
	}
	example := "its header"
	if closest != "" {
		example = closest
	}
	return fmt.Errorf("%s has no column for %s%s: it has %s; name the right one under [columns], %s = %q",
		c.place(), field, didYouMean(closest), c.headerList(), field, example)
}

// headersOf yields the headers of the table for one field, as written there.
func headersOf(field Field) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(aliasTable) {
			names, _, _ := strings.Cut(strings.TrimSpace(line), "|")
			parts := strings.Fields(names)
			if len(parts) > 2 && parts[0] == string(field) && !yield(strings.Join(parts[2:], " ")) {
				return
			}
		}
	}
}
