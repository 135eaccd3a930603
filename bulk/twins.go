package bulk

import (
	"fmt"
	"strings"

	"paysheet/bulk/invoice"
	"paysheet/script"
)

// givenTwice rejects a reference that the rules give to a row although another
// row has it, from the sheet or from the rules before.
func (p *Planner) givenTwice(row invoice.Row, item *Item, w *wish) bool {
	own, _ := row.Text(string(invoice.Reference))
	if w.verdict != script.VerdictLink || item.Reference == own {
		return false
	}
	first, taken := p.given[item.Reference]
	if !taken {
		p.given[item.Reference] = row.Number()
		first = row.Number()
	}
	rows := others(append(p.duplicates.Exact(item.Reference), first), row.Number())
	if len(rows) == 0 {
		return false
	}
	w.verdict = script.VerdictReject
	w.reason = fmt.Sprintf("the rules give this row the reference %q, which %s has too: give each invoice its own", item.Reference, rowList(rows))
	w.problems = append([]Problem{{row.Cellname(string(invoice.Reference)), "reference", item.Reference, w.reason}}, w.problems...)
	return true
}

// twins rejects every copy of a reference that stands in the sheet more than
// once, and holds those that differ only in case, space or punctuation; it tells
// whether it did.
func (p *Planner) twins(row invoice.Row, reference string, w *wish) bool {
	if w.verdict == script.VerdictSkip || reference == "" {
		return false
	}
	if own, _ := row.Text(string(invoice.Reference)); own == reference && p.duplicates.Lone(reference) {
		return false
	}
	if rows := others(p.duplicates.Exact(reference), row.Number()); len(rows) > 0 {
		w.verdict = script.VerdictReject
		what := "a link could go to the wrong one; give each invoice its own reference"
		if header := row.ItemHeader(); header != "" {
			what = fmt.Sprintf("the sheet may have a line for each item of an invoice (it has a column %q); export one line for each invoice, or delete the others", header)
		}
		w.reason = fmt.Sprintf("reference %q also stands in %s: %s", reference, rowList(rows), what)
		w.problems = append([]Problem{{row.Cellname(string(invoice.Reference)), "reference", reference, w.reason}}, w.problems...)
		return true
	}
	if rows := others(p.duplicates.Similar(reference), row.Number()); len(rows) > 0 && w.verdict == script.VerdictLink {
		w.verdict = script.VerdictHold
		w.reason = fmt.Sprintf("reference %q looks like the one in %s: correct one of them if it is the same invoice", reference, rowList(rows))
		return true
	}
	return false
}

func others(rows []int, self int) []int {
	var rest []int
	for _, n := range rows {
		if n != self {
			rest = append(rest, n)
		}
	}
	return rest
}

func rowList(rows []int) string {
	const most = 5
	words := make([]string, 0, most)
	for _, n := range rows[:min(most, len(rows))] {
		words = append(words, itoa(n))
	}
	text := "row " + strings.Join(words, ", ")
	if len(rows) > most {
		text += fmt.Sprintf(" and %d more", len(rows)-most)
	}
	return text
}
