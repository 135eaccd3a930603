package main

import (
	"cmp"
	"fmt"

	"paysheet/bulk"
)

// pageWarnings lists on a review's page what the plan warns of, so that whoever
// approves in the file alone knows what whoever planned has seen.
func (s *session) pageWarnings(p *pageWriter, v *view) {
	var texts []string
	for _, passed := range append(v.guards.Passed(), v.limits...) {
		texts = append(texts, "apply would stop: "+passed)
	}
	for _, strange := range s.strangeHosts() {
		texts = append(texts, strange.text)
	}
	for _, w := range v.warnings {
		text := warningText(w)
		if w.Kind == bulk.NewPayee {
			text = plural(w.Rows, "new payee", "new payees") + ", never billed before"
		}
		texts = append(texts, text)
	}
	texts = append(texts, absentTexts(v)...)
	if v.elsewhere.tally.Rows > 0 {
		texts = append(texts, v.elsewhere.words())
	}
	if v.skippedOpen > 0 {
		texts = append(texts, fmt.Sprintf("link still open: %s skipped whose link can be paid", rowsOf(v.skippedOpen)))
	}
	texts = append(texts, v.guards.Remarks()...)
	if len(texts) == 0 {
		return
	}
	p.add()
	p.add(bold("Look at these first"))
	for i, text := range texts {
		p.add(cell(itoa(i+1)), cell(text))
	}
}

// absentTexts tells of the open links that the sheet asks for no more.
func absentTexts(v *view) []string {
	n := v.absent.tally.Rows
	if n == 0 {
		return nil
	}
	texts := []string{"not in this sheet any more, and can still be paid: " + plural(n, "open link", "open links")}
	for i := range v.absent.first {
		e := &v.absent.first[i]
		texts = append(texts, fmt.Sprintf("not in this sheet any more: %s, %s, %s, %s", cmp.Or(e.SheetReference, e.Reference), e.Amount, e.Account, openWord(e)))
	}
	if more := n - len(v.absent.first); more > 0 {
		texts = append(texts, fmt.Sprintf("… and %s more (paysheet plan --json has every link)", groupInt(more)))
	}
	return texts
}
