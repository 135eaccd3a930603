package bulk

import (
	"strings"
	"time"

	"paysheet/bulk/sheet"
	"paysheet/providers"
)

// SandboxPrefix stands before the account's name where a stand-in made the link.
const SandboxPrefix = "sandbox:"

// Cells gives a result as the values of invoice.Results. at is when the run looked.
func (r *Result) Cells(at time.Time) []sheet.Value {
	text := func(s string) sheet.Value { return sheet.Value{Text: s} }
	link := r.Link
	if link.Status == providers.Draft {
		link.Status = ""
	}
	checked := ""
	if r.Checked {
		checked = at.UTC().Truncate(time.Second).Format(time.RFC3339)
	} else if r.Known != nil && !r.Known.Checked.IsZero() {
		checked = r.Known.Checked.UTC().Truncate(time.Second).Format(time.RFC3339)
	}
	paid, expires := sheet.Value{Text: link.Paid.Number(), Number: !link.Paid.IsNone()}, link.Expires.String()
	if c := r.named; c != nil && !r.Checked && link.ID == c.id {
		// The ledger does not know this link: what the sheet says of it stays.
		paid, expires, checked = c.paidCell(), c.expires, c.looked
	}
	values := []sheet.Value{
		text(link.URL), text(string(link.Status)), text(string(r.Outcome)), text(link.ID), text(r.Label),
		paid, text(expires), text(checked), text(r.Previous), text(Clean(r.Note)),
	}
	for i := range values {
		values[i].Yields = r.NoInvoice
	}
	return values
}

// Clean takes out of a text whatever must not reach a cell or a terminal:
// control and formatting characters become spaces, and runs of space one.
func Clean(text string) string {
	if !strings.ContainsFunc(text, invisible) {
		return text // a code, an id or an address, of which every row has several
	}
	return strings.Join(strings.FieldsFunc(text, invisible), " ")
}
